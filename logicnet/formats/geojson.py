"""Polygons of GeoJSON files, as regions."""

from __future__ import annotations

from pathlib import Path

from logicnet.ground.names import INSIDE
from logicnet.regions.region import Region
from logicnet.regions.stated_regions import outlined


def read(path: Path) -> Region | dict[str, Region]:
    """The region of the file or, where its features have names, a mapping from these."""
    regions = dict(outlined(path).regions)
    return regions[INSIDE] if list(regions) == [INSIDE] else regions
