"""Definitions checked, published, compared and rehearsed."""
