"""Covers of the fewest terms, and proofs that there are none smaller."""
