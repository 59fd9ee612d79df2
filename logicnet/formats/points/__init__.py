"""Networks on files of points, of any length: rows in, the same rows with the outputs out."""
