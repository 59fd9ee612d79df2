"""What the playground asks and is answered, in plain JSON: a verb a function."""
