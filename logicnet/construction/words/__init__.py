"""Circuits that compute a number: what it is, and a unit for each of its digits."""
