"""Networks as source code that needs nothing else."""
