"""Subcommands on rows: those that learn, and those that make nets hard or small."""
