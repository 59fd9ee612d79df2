"""Minimisation by hand, step by step: the tables of Quine, McCluskey and Petrick."""
