"""Networks put together from what a function is made of."""
