"""Networks found by search, and in tables of what was found before."""
