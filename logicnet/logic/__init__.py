"""What can be said: truth tables, covers, formulas, callables, and what each is in the others."""
