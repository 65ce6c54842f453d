"""Who can help with what, and requests to them."""
