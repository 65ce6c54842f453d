"""A call from its announcement to its decision: eligibility, ranking, selection, replay."""
