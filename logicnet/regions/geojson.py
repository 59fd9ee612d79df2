"""Regions from GeoJSON, and from whatever has `__geo_interface__` (shapely, geopandas).

Every error names the feature, and the file where there is one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import FormatError, SpecificationError
from ..files import read_text
from ..specification import is_from_sympy
from .region import Region
from .shapes import Boundary

_GEOMETRIES = ("Polygon", "MultiPolygon", "GeometryCollection")


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
    if isinstance(source, Region):
        return source
    if not names_file(source) and (isinstance(source, str) or is_from_sympy(source)):
        from .inequalities import region_from

        return region_from(source)
    polygons = [p for feature in _features_of(source) for p in _polygons(feature)]
    return Region.polygons(polygons, boundary=boundary)


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
    known = {name for feature in features for name in feature.properties}
    if key is not None and key not in known:
        raise SpecificationError(
            f"no feature has the property {key!r}; there are {', '.join(sorted(known)) or 'none'}"
        )
    found: dict[str, list[Feature]] = {}
    for number, feature in enumerate(features):
        value = feature.properties.get(key or "name")
        unnamed = value is None or value != value  # NaN, as frames hold it
        found.setdefault(f"feature {number}" if unnamed else str(value), []).append(feature)
    return {name: _region(same, boundary) for name, same in found.items()}


def names_file(source: Any) -> bool:
    """Whether the source is a path, or text that ends like the name of a GeoJSON file."""
    return isinstance(source, PathLike) or (
        isinstance(source, str) and source.lower().endswith((".geojson", ".json"))
    )


def _region(features: list[Feature], boundary: Boundary | None) -> Region:
    polygons = [polygon for feature in features for polygon in _polygons(feature)]
    try:
        return Region.polygons(polygons, boundary=boundary)
    except SpecificationError as error:
        raise SpecificationError(f"{features[0].place}: {error}") from None


def _features_of(source: Any) -> list[Feature]:
    if names_file(source):
        return list(_features(_content(source), f"{source}: "))
    value = getattr(source, "__geo_interface__", source)
    if not isinstance(value, Mapping):
        raise SpecificationError(
            "a region is stated by inequalities (text), GeoJSON (a dict or a path), or an object "
            f"with __geo_interface__, not by {type(source).__name__}"
        )
    return list(_features(value, ""))


def _content(path: Any) -> Any:
    try:
        return json.loads(read_text(Path(path)))
    except json.JSONDecodeError as error:
        raise FormatError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
    except RecursionError:
        raise FormatError(f"{path}: nested too deeply") from None


def _features(value: Any, where: str) -> Iterator[Feature]:
    """Every feature of a value, with the place where it stands."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    if kind == "FeatureCollection":
        members = value.get("features")
        if not isinstance(members, (list, tuple)):
            raise SpecificationError(f"{where}'features' is a list, not {members!r:.40}")
        for number, member in enumerate(members):
            if not isinstance(member, Mapping) or member.get("type") != "Feature":
                raise SpecificationError(
                    f"{where}feature {number}: expected a Feature, got {member!r:.40}"
                )
            yield _feature(member, f"{where}feature {number}")
    elif kind == "Feature":
        yield _feature(value, f"{where}the feature")
    else:
        yield Feature(f"{where}the geometry", {}, value)


def _feature(value: Mapping[str, Any], place: str) -> Feature:
    properties = value.get("properties") or {}
    if not isinstance(properties, Mapping):
        raise SpecificationError(f"{place}: properties are an object, not {properties!r:.40}")
    name = properties.get("name")
    place = place if name is None else f"{place} ({name})"
    return Feature(place, properties, value.get("geometry"))


def _polygons(feature: Feature) -> list[tuple[Any, Any]]:
    """Shell and holes of every polygon of a feature."""
    geometry = getattr(feature.geometry, "__geo_interface__", feature.geometry)
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind not in _GEOMETRIES:
        what = "none" if geometry is None else f"{kind or geometry!r:.40}"
        raise SpecificationError(
            f"{feature.place}: a region is made of Polygon and MultiPolygon geometries, got {what}"
        )
    inner = geometry.get("geometries" if kind == "GeometryCollection" else "coordinates")
    if not isinstance(inner, (list, tuple)) or not inner:
        raise SpecificationError(f"{feature.place}: the {kind} has no coordinates")
    if kind == "GeometryCollection":
        return [p for part in inner for p in _polygons(feature._replace(geometry=part))]
    polygons = [inner] if kind == "Polygon" else inner
    for rings in polygons:
        if not isinstance(rings, (list, tuple)) or not rings:
            raise SpecificationError(
                f"{feature.place}: a polygon is a list of rings, got {rings!r:.40}"
            )
    return [(rings[0], rings[1:]) for rings in polygons]
