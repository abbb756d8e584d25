"""Ventanilla: the free system behind a consulate's service window."""
