"""The whole complex in one round: counts, estimates, disclosure control."""
