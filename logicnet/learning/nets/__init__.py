"""Nets of smooth units: their wiring, their passes."""
