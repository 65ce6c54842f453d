"""The parts of the inbox and of a review."""
