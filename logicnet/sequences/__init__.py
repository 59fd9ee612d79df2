"""Automata and regular expressions as recurrent threshold networks, proven for all words."""
