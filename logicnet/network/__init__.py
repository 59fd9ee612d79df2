"""What computes: networks of threshold units, their sums, and what one unit can compute."""
