"""Functions as graphs of gates."""
