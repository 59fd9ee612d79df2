"""Judges of regions: what a network over coordinates claims, and two regions."""
