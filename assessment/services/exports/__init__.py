"""What leaves as a file, each with its right and its reason."""
