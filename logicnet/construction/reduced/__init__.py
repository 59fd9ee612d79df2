"""Functions brought to simpler ones: without inputs that change nothing, copies, a few rows, limits."""
