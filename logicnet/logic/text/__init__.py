"""Formulas as text: their words, how they are read, and how they are printed."""
