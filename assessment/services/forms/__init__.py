"""Offline forms: handed out, brought back, merged with the web's answers."""
