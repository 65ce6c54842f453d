"""The offline form: drawn, filled, read back."""
