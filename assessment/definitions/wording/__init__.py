"""How the texts of definition files read: long, stiff or vague words, missing translations."""
