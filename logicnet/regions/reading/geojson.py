"""Regions from GeoJSON, and from whatever has `__geo_interface__` (shapely, geopandas).

Every error names the feature, and the file where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from logicnet.errors import LimitError, SpecificationError, did_you_mean
from logicnet.ground.storage.files import read_text
from logicnet.ground.storage.json_text import parsed
from logicnet.logic.source_kinds import is_sympy, names_file
from logicnet.regions.region import Region
from logicnet.regions.shapes import Boundary, check_boundary

from .inequalities import region_from

SUFFIXES = (".geojson", ".json")
_GEOMETRIES = ("Polygon", "MultiPolygon", "GeometryCollection")
_MOST_NESTED = 100  # collections; one that holds itself would never end
_NUMBERS = (float, int, np.float64, np.float32, np.int64, np.int32)  # bool is none


class Feature(NamedTuple):
    """A geometry with its properties; `place` says where it stands."""

    place: str
    properties: Mapping[str, Any]
    geometry: Any


def region_of(source: Any, boundary: Boundary | None = None) -> Region:
    """The region that text, a sympy Boolean, GeoJSON, or a geometry object states.

    >>> region_of({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 1]]]}).dimension
    2
    """
    check_boundary(boundary)
    if isinstance(source, Region):
        return _stated(source, boundary)
    if not names_file(source, SUFFIXES) and (isinstance(source, str) or is_sympy(source)):
        _check_text(source)
        return _stated(region_from(source), boundary)
    polygons = [p for feature in _features_of(source) for p in _polygons(feature)]
    return Region.polygons(polygons, boundary=boundary)


def _stated(region: Region, boundary: Boundary | None) -> Region:
    """A region that says itself what it holds on; an error where a boundary is asked for."""
    if boundary is not None:
        raise SpecificationError(
            f"boundary={boundary!r} is a promise for rings; inequalities say < or <=, and a Region "
            "was stated with its own"
        )
    return region


def _check_text(source: Any) -> None:
    """Raise for a geometry in well-known text, which is read by shapely."""
    word = re.match(r"\s*(?:SRID=\d+;)?\s*(\w+)\s*(?:Z|M|ZM)?\s*\(\s*\(", source) if (
        isinstance(source, str)) else None  # fmt: skip
    if word and word[1].upper() in ("POLYGON", "MULTIPOLYGON"):
        raise SpecificationError(
            f"{source.strip()!r:.40} is well-known text: pass shapely.from_wkt(...) of it"
        )


def regions_of(
    source: Any, key: str | None = None, boundary: Boundary | None = None
) -> dict[str, Region]:
    """One region for each feature of a GeoJSON collection or frame, by a property of it.

    The property is "name" unless another is asked for; features without it are numbered.
    Features of the same name become one region.

    >>> triangle = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 1]]]}
    >>> list(regions_of({"type": "Feature", "properties": {"name": "a"}, "geometry": triangle}))
    ['a']
    """
    features = _features_of(source)
    known = {str(name): None for feature in features for name in feature.properties}
    if key is not None and key not in known:
        raise SpecificationError(
            f"no feature has the property {key!r:.40}; there are "
            f"{', '.join(sorted(known)[:20]) or 'none'}" + did_you_mean(key, known)
        )
    found: dict[str, list[Feature]] = {}
    for number, feature in enumerate(features):
        value = feature.properties.get("name" if key is None else key)
        unnamed = value is None or str(value) in ("nan", "<NA>", "NaT")  # as frames hold it
        found.setdefault(f"feature {number}" if unnamed else str(value), []).append(feature)
    return {name: _region(same, boundary) for name, same in found.items()}


def _region(features: list[Feature], boundary: Boundary | None) -> Region:
    polygons = [polygon for feature in features for polygon in _polygons(feature)]
    try:
        return Region.polygons(polygons, boundary=boundary)
    except SpecificationError as error:
        raise SpecificationError(f"{features[0].place}: {error}") from None


def _features_of(source: Any) -> list[Feature]:
    if names_file(source, SUFFIXES):
        return list(_features(_content(source), f"{source}: "))
    value = getattr(source, "__geo_interface__", source)
    if not isinstance(value, Mapping):
        raise SpecificationError(
            "a region is stated by inequalities (text), GeoJSON (a dict or a path), or an object "
            f"with __geo_interface__, not by {type(source).__name__}"
        )
    return list(_features(value, ""))


def _content(path: Any) -> Any:
    return parsed(read_text(Path(path)), str(path))


def _features(value: Any, where: str) -> Iterator[Feature]:
    """Every feature of a value, with the place where it stands."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    if kind == "FeatureCollection":
        members = value.get("features")
        if not isinstance(members, (list, tuple)):
            raise SpecificationError(f"{where}'features' is a list, not {brief(members)}")
        for number, member in enumerate(members):
            if not isinstance(member, Mapping) or member.get("type") != "Feature":
                raise SpecificationError(
                    f"{where}feature {number}: expected a Feature, got {brief(member)}"
                )
            yield _feature(member, f"{where}feature {number}")
    elif kind == "Feature":
        yield _feature(value, f"{where}the feature")
    else:
        yield Feature(f"{where}the geometry", {}, value)


def _feature(value: Mapping[str, Any], place: str) -> Feature:
    properties = value.get("properties") or {}
    if not isinstance(properties, Mapping):
        raise SpecificationError(f"{place}: properties are an object, not {brief(properties)}")
    name = properties.get("name")
    place = place if name is None else f"{place} ({name})"
    return Feature(place, properties, value.get("geometry"))


def _polygons(feature: Feature) -> Iterator[tuple[Any, Any]]:
    """Shell and holes of every polygon of a feature."""
    pending = [(feature.geometry, 0)]
    while pending:
        geometry, depth = pending.pop()
        if depth > _MOST_NESTED:
            raise LimitError(f"{feature.place}: more than {_MOST_NESTED} GeometryCollections, each "
                             "in the next")  # fmt: skip
        geometry = getattr(geometry, "__geo_interface__", geometry)
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        if kind not in _GEOMETRIES:
            what = "none" if geometry is None else brief(kind or geometry)
            raise SpecificationError(
                f"{feature.place}: a region is made of Polygon and MultiPolygon geometries, "
                f"got {what}" + did_you_mean(kind, _GEOMETRIES)
            )
        inner = geometry.get("geometries" if kind == "GeometryCollection" else "coordinates")
        if not isinstance(inner, (list, tuple)) or not inner:
            raise SpecificationError(f"{feature.place}: the {kind} has no coordinates")
        if kind == "GeometryCollection":
            pending += [(part, depth + 1) for part in reversed(inner)]
            continue
        for rings in [inner] if kind == "Polygon" else inner:
            if not isinstance(rings, (list, tuple)) or not rings:
                raise SpecificationError(
                    f"{feature.place}: a polygon is a list of rings, got {brief(rings)}"
                )
            for number, ring in enumerate(rings):
                _check_ring(ring, f"{feature.place}: ring {number}")
            yield rings[0], rings[1:]


def _check_ring(ring: Any, place: str) -> None:
    """Raise unless a ring is a list of positions, each of two numbers or more."""
    if isinstance(ring, np.ndarray):
        return
    if not isinstance(ring, (list, tuple)):
        raise SpecificationError(f"{place} is no list of positions but {brief(ring)}")
    for number, position in enumerate(ring):
        numbers = isinstance(position, (list, tuple)) and len(position) > 1
        if not numbers or not all(type(v) in _NUMBERS for v in position):
            raise SpecificationError(
                f"{place}: position {number} is {brief(position)}, expected [x, y]"
            )


def brief(value: Any) -> str:
    """A value as a few characters, however large or deep it is."""
    if isinstance(value, (list, tuple, dict)) and len(value) > 4:
        return f"a {type(value).__name__} of {len(value)}"
    try:
        text = repr(value)
    except RecursionError:
        return f"a {type(value).__name__} that is nested deeply"
    return text if len(text) <= 40 else f"{text[:37]}..."
