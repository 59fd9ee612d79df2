"""Rules and rows weighed against each other: what each says, by rows that it was not fitted to."""
