"""Constructions: from a function to a network, each with its derivation and size."""
