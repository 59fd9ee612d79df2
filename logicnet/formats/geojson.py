"""Polygons of GeoJSON files, as regions."""

from __future__ import annotations

from pathlib import Path

from logicnet.ground.names import INSIDE
from logicnet.ground.storage.json_text import parsed
from logicnet.regions.region import Region
from logicnet.regions.stated_regions import outlined


def read(path: Path) -> Region | dict[str, Region]:
    """The region of the file or, where its features have names, a mapping from these."""
    return _apart(dict(outlined(path).regions))


def loads(text: str, name: str = "<geojson>") -> Region | dict[str, Region]:
    """The regions that a text states; `name` is what errors mention."""
    return _apart(dict(outlined(parsed(text, name)).regions))


def _apart(regions: dict[str, Region]) -> Region | dict[str, Region]:
    return regions[INSIDE] if list(regions) == [INSIDE] else regions
