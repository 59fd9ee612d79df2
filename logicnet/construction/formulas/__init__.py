"""Networks that follow a formula."""
