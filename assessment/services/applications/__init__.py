"""Funding applications: what is known, what is missing, the forms filled."""
