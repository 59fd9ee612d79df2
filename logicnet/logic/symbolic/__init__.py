"""Functions as formulas of sympy."""
