"""Commands on single functions: their primes, one unit, sums of steps."""
