"""Which cubes hold which rows, and what they leave uncovered."""
