"""Functions of a linear form of the inputs: found in tables, and built along it."""
