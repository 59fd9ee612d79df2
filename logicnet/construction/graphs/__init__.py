"""Circuits as graphs of Ands of two literals: what is covered by units, or made anew."""
