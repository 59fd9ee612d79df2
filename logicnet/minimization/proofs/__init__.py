"""Why no cover has fewer product terms: weights on points, which a short program can check."""
