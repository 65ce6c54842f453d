"""The parts of a result."""
