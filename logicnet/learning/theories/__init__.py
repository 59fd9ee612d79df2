"""Theories: clauses with concepts between inputs and what is to be told."""
