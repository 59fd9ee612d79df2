"""Regular polygons, and those that stay near a disk with the fewest corners."""

from __future__ import annotations

from math import acos, ceil, cos, isfinite, pi
from typing import Any

import numpy as np

from ..errors import LimitError, SpecificationError
from .polygons import Ring

MOST_CORNERS = 1 << 16


def regular_ring(k: Any, centre: tuple[float, float], radius: float, rotation: float) -> Ring:
    """The corners of a regular k-gon, the first at the angle `rotation` from the centre.

    >>> regular_ring(4, (0, 0), 1, 0).round(3).tolist()
    [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [-0.0, -1.0]]
    """
    if isinstance(k, bool) or k != int(k) or k < 3 or not 0 < radius < np.inf:
        raise SpecificationError(
            f"expected a whole number k >= 3 of corners and a radius > 0, got {k}, {radius}"
        )
    if k > MOST_CORNERS:
        raise LimitError(f"{k} corners exceed the limit of {MOST_CORNERS}")
    angle = rotation + 2 * pi * np.arange(int(k)) / k
    return np.array(centre) + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def disk_polygon(radius: float, tolerance: float) -> tuple[int, float]:
    """How many corners a regular polygon within a tolerance of a disk needs, and how far out.

    Its corners may be up to R + tol and its sides down to R - tol from the centre, which a k-gon
    can do iff cos(pi/k) >= (R - tol)/(R + tol).

    >>> disk_polygon(1, 0.01)[0]
    16
    """
    if not (isfinite(radius) and isfinite(tolerance) and tolerance > 0 and radius > 0):
        raise SpecificationError(
            f"radius and tolerance must be positive, got {radius}, {tolerance}"
        )
    angle = acos(max((radius - tolerance) / (radius + tolerance), 0.0))
    if angle * MOST_CORNERS < pi:
        raise LimitError(
            f"tolerance {tolerance} around a disk of radius {radius} takes more corners than the "
            f"limit of {MOST_CORNERS}"
        )
    k = max(3, ceil(pi / angle - 1e-9))
    return k, min(radius + tolerance, 2 * radius / (1 + cos(pi / k)))
