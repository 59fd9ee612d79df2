"""Whether a network computes what was stated, by code that shares nothing with the compilers."""
