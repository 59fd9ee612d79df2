"""Covering: the fewest columns that together cover every row."""
