"""A browser that comes back after the server was away."""
