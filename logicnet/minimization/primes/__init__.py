"""Prime implicants: all of them, or those that matter."""
