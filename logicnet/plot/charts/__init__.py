"""Sizes and training as charts."""
