"""Pictures of the plane."""
