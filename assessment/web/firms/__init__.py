"""The parts of a firm's screen."""
