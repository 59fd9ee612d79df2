"""The cells of arrangements of hyperplanes, exactly."""
