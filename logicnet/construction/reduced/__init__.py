"""Functions brought to simpler ones: without idle inputs, copies of outputs, a few rows, limits."""
