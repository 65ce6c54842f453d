"""Backups, restoring, and whether this process is ready to serve."""
