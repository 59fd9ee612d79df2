"""Covers that are cheapest by prices of terms, literals, wires and wrong rows."""
