"""How a network is evaluated, and which way is the fastest."""
