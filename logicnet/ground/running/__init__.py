"""How long work runs: until Ctrl-C, and without the collector."""
