"""What a chain of operations on arrays computes, as units on a wiring."""
