"""Where regions come from: inequalities, GeoJSON, drawings."""
