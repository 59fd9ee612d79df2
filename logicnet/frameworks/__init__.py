"""Networks as what other packages work with, and back; a module is named after its package."""
