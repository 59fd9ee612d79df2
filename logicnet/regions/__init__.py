"""Regions: sets of points with exact boundaries, from how they are stated to how they are proven.

`region.Region` is the type and its algebra; `shapes`, `polygons`, `filling`, `hulls`, `disks`,
`segments` and `exact` are what it is made of, `geojson`, `outlines` and `inequalities` where it
comes from, `cells`, `evaluation`, `index` and `verification` how networks over coordinates are
run and proven.
"""
