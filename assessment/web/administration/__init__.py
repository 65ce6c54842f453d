"""The administrator's desks."""
