"""Votes of threshold units: hidden units found by descent, the unit or two that count them."""
