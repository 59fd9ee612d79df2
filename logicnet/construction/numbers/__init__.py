"""Networks that add, compare and choose."""
