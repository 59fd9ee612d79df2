"""Few product terms without proof, for tables, cubes and rows of any number."""
