"""Constructions: from a specification to a Network, each with its derivation and size."""
