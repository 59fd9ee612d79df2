"""Loops that kernels of several rooms share."""
