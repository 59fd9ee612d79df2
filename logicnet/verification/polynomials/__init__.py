"""Both sides as numbers, polynomials or counts of the inputs: what adds, multiplies and votes."""
