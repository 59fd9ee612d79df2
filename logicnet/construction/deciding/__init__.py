"""Whether two or three units are enough: a solver, and linear programs."""
