"""Readiness assessment of small factories: claim, verify, rank, select, export."""
