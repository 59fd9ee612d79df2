"""Networks over coordinates, run exactly: signs first, then bits."""
