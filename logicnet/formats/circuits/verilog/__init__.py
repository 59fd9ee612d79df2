"""Structural Verilog: statements, the modules of them, and the bits of expressions."""
