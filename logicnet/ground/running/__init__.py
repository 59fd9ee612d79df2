"""How long work runs: interrupted, spread over workers, without the collector."""
