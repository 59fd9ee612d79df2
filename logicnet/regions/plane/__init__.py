"""Rings and polygons of the plane: what they enclose, how they are cut."""
