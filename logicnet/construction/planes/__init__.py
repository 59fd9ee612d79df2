"""Networks over coordinates: half-spaces, and what is built on them."""
