"""From stored answers to scores, levels, how sure they are, and what to do next."""
