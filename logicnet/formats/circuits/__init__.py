"""Circuits as files of hardware tools: a file a format, and what these have in common."""
