"""The signs by which sources are told apart whose types belong to others."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import Any

_LONGEST = 1000  # characters of a text that may be the name of a file


def names_file(source: Any, suffixes: tuple[str, ...]) -> bool:
    """Whether this is a path, or a text that ends as the names of some files do."""
    if isinstance(source, PathLike):
        return True
    one_line = isinstance(source, str) and len(source) < _LONGEST and "\n" not in source
    return one_line and source.lower().endswith(suffixes)


def is_geojson(source: Any) -> bool:
    """Whether this is a mapping that is GeoJSON."""
    return (
        isinstance(source, Mapping)
        and isinstance(source.get("type"), str)
        and not {"coordinates", "features", "geometry", "geometries"}.isdisjoint(source)
    )


def is_mapping(source: Any) -> bool:
    """Whether this maps names to formulas."""
    return isinstance(source, Mapping)


def is_geometry(source: Any) -> bool:
    """Whether this is GeoJSON, or an object that gives it."""
    return hasattr(source, "__geo_interface__") or is_geojson(source)


def is_frame(source: Any) -> bool:
    """Whether this is a data frame of pandas."""
    return hasattr(source, "columns") and hasattr(source, "notna")


def is_sympy(source: Any) -> bool:
    """Whether this is an object of a class of sympy's or, like AtLeast, made from one."""
    return any(str(base.__module__).startswith("sympy.") for base in type(source).__mro__)
