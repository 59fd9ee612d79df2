"""Subcommands that learn from rows."""
