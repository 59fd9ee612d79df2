"""Regular polygons, and those that stay near a disk with the fewest corners."""

from __future__ import annotations

from math import acos, ceil, cos, pi
from typing import Any

import numpy as np

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.digits import is_whole
from logicnet.regions.exact import as_fraction

from .polygons import Ring

MOST_CORNERS = 1 << 16


def regular_ring(k: Any, centre: tuple[float, float], radius: float, rotation: float) -> Ring:
    """The corners of a regular k-gon, the first at the angle `rotation` from the centre.

    >>> regular_ring(4, (0, 0), 1, 0).round(3).tolist()
    [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [-0.0, -1.0]]
    """
    if not is_whole(k) or k < 3:
        raise SpecificationError(f"expected a whole number of 3 corners or more, got {k!r}")
    if k > MOST_CORNERS:
        raise LimitError(f"{k} corners exceed the limit of {MOST_CORNERS}")
    if np.shape(centre) != (2,):
        raise SpecificationError(f"a centre has two coordinates, got {centre!r}")
    x, y = (float(as_fraction(v)) for v in centre)
    angle = float(as_fraction(rotation)) + 2 * pi * np.arange(int(k)) / k
    around = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    with np.errstate(over="ignore"):  # what is not finite is refused as a ring
        return np.array([x, y]) + _positive(radius, "radius") * around


def disk_polygon(radius: float, tolerance: float) -> tuple[int, float]:
    """How many corners a regular polygon within a tolerance of a disk needs, and how far out.

    Its corners may be up to R + tol and its sides down to R - tol from the centre, which a k-gon
    can do iff cos(pi/k) >= (R - tol)/(R + tol).

    >>> disk_polygon(1, 0.01)[0]
    16
    """
    radius, tolerance = _positive(radius, "radius"), _positive(tolerance, "tolerance")
    angle = acos(max((radius - tolerance) / (radius + tolerance), 0.0))
    if angle * MOST_CORNERS < pi:
        raise LimitError(
            f"tolerance {tolerance} around a disk of radius {radius} takes more corners than the "
            f"limit of {MOST_CORNERS}"
        )
    k = max(3, ceil(pi / angle - 1e-9))
    return k, min(radius + tolerance, 2 * radius / (1 + cos(pi / k)))


def _positive(value: Any, what: str) -> float:
    number = as_fraction(value)
    if number <= 0:
        raise SpecificationError(f"{what} must be positive, got {value}")
    return float(number)
