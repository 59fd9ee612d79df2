"""Training: steps along the gradient until a rule says stop."""
