"""The search for short rules: terms by beams, choices of them, scorecards, and what bounds them."""
