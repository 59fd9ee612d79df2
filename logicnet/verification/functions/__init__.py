"""Judges of functions of truth values: by rows, by sums, by decision diagrams."""
