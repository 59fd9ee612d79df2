"""Formats that others run or keep: what they have in common."""
