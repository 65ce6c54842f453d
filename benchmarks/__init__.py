"""Measurements of speed and memory, each beside its baseline in the same run."""
