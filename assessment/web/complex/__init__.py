"""The parts of the complex's screen."""
