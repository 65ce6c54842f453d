"""Rounds and answers: opened, typed, kept, handed in."""
