"""How work runs and what it keeps: until Ctrl-C, without the collector, in threads, BLAS in one."""
