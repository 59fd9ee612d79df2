"""Regions: sets of points with exact boundaries, from how they are stated to how they are run.

`region.Region` is the type and its algebra: a `shape_tree` of `shapes` and `exact` numbers, and a
circuit over `half_spaces` by its `gates`; `stated_regions` gives those of a function. `plane` holds
the geometry of polygons, `reading` what regions are read from, `cells` the parts into which their
lines cut space, `evaluation` the index by which networks over coordinates are run. What is proven
about them is in `verification`.
"""
