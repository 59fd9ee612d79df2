"""Networks that count how many inputs are true."""
