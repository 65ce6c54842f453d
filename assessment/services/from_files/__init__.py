"""Scoring, ranking and selecting tables in files, without a database."""
