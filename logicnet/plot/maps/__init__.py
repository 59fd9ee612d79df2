"""Karnaugh maps and truth tables."""
