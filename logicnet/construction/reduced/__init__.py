"""Functions brought to simpler ones: without inputs that change nothing, but for a few rows."""
