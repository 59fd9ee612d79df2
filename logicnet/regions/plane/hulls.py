"""Convex hulls: facets go exactly through given points, and all points are inside."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import comb, gcd
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.regions.exact import crossed, exact_floats, integers, turn

_MOST_SETS = 4096  # sets of corners that are tried where facets in floats do not hold all points


Faces = tuple[list[list[Fraction]], list[Fraction], list[list[float]]]


def hull_faces(points: ArrayLike) -> Faces:
    """Normals and offsets with ``normal.x <= offset`` for every facet, and the corners.

    >>> hull_faces([[0], [3], [1]])
    ([[Fraction(-1, 1)], [Fraction(1, 1)]], [Fraction(0, 1), Fraction(3, 1)], [[0.0], [3.0]])
    """
    array = exact_floats(points, "points of a hull")
    if array.ndim != 2 or not array.size or not np.isfinite(array).all():
        raise SpecificationError(f"expected rows of finite coordinates, got shape {array.shape}")
    array = np.unique(array, axis=0)
    if array.shape[1] == 1:
        low, high = Fraction(array.min()), Fraction(array.max())
        return [[Fraction(-1)], [Fraction(1)]], [-low, high], array[[0, -1]].tolist()
    facets = _plane_edges(array) if array.shape[1] == 2 else _facets(array)
    corners = array[np.unique(np.array(facets))].tolist()
    return *_halfspaces(array, facets), corners


def _halfspaces(
    points: NDArray[np.float64], facets: Sequence[Sequence[int]]
) -> tuple[list[list[Fraction]], list[Fraction]]:
    """The half-spaces of facets, given by d corners each, that hold all points.

    Decided in integers. Where some point lies beyond a facet that was found in floats, all sets
    of d points are tried if they are few; otherwise the facet is moved out to the last point.
    """
    whole, power = integers(points)
    unit = np.ones((len(whole), 1), dtype=object)
    table = np.hstack([whole, unit])
    planes = crossed(table[np.array(facets, dtype=np.int64)])
    if not _supports(planes @ table.T).all() and comb(len(points), points.shape[1]) <= _MOST_SETS:
        sets = list(combinations(range(len(points)), points.shape[1]))
        planes = crossed(table[np.array(sets, dtype=np.int64)])
        planes = planes[_supports(planes @ table.T)]
    scale = Fraction(2) ** power
    found: dict[tuple[int, ...], Fraction] = {}
    for plane in planes[(planes[:, :-1] != 0).any(axis=1)]:
        heights = table[:, :-1] @ plane[:-1]
        low, high = min(heights), max(heights)
        sign = 1 if high + plane[-1] <= -(low + plane[-1]) else -1
        factor = gcd(*plane[:-1].tolist())
        normal = [sign * v // factor for v in plane[:-1].tolist()]
        offset = Fraction(high if sign > 0 else -low, factor) * scale
        found[tuple(normal)] = offset  # the same for all facets of one normal
    return [list(map(Fraction, normal)) for normal in found], list(found.values())


def _supports(heights: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether all points are on one side of a hyperplane, and not all are on it."""
    below, above = (heights < 0).any(axis=1), (heights > 0).any(axis=1)
    return np.asarray(below != above, dtype=bool)


def _plane_edges(points: NDArray[np.float64]) -> list[tuple[int, ...]]:
    """The corners of the hull of sorted distinct points, in pairs (Andrew's monotone chain)."""
    corners: list[int] = []
    for order in (range(len(points)), range(len(points) - 1, -1, -1)):
        half: list[int] = []
        for k in order:
            while len(half) > 1 and turn(points[half[-2]], points[half[-1]], points[k]) <= 0:
                half.pop()
            half.append(k)
        corners += half[:-1]
    if len(corners) < 3:
        raise SpecificationError("all points lie on one line, so their hull has no inside")
    return list(zip(corners, corners[1:] + corners[:1], strict=True))


def _facets(points: NDArray[np.float64]) -> list[list[int]]:
    """Corners of the simplices into which facets are cut, found in floats at unit size."""
    from scipy.spatial import ConvexHull, QhullError

    exact = points - points[0]
    span = np.ptp(exact, axis=0)
    if not (span > 0).all() or not np.isfinite(span).all():
        raise SpecificationError("the points have no hull with an inside: they lie in a hyperplane")
    try:
        hull = ConvexHull(exact / span)
    except QhullError as error:
        reason = str(error).splitlines()[0]
        raise SpecificationError(f"the points have no hull with an inside: {reason}") from None
    simplices: list[list[int]] = hull.simplices.tolist()
    return simplices
