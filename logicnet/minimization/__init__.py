"""Two-level minimisation: the fewest product terms, then the fewest literals."""
