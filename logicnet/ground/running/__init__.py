"""How long work runs and what it keeps: until Ctrl-C, without the collector, as long as objects."""
