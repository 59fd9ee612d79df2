"""Both sides as numbers that are polynomials of the inputs: what multiplies, adds and squares."""
