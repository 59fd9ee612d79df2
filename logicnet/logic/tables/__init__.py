"""Functions as rows and as product terms."""
