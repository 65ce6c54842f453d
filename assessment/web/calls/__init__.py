"""The parts of a call's screen."""
