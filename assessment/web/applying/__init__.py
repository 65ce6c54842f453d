"""Programmes and applications as an owner writes them."""
