"""Convex hulls, with facets that go exactly through points that were given."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import SpecificationError
from .exact import fractions, turn


def hull_faces(points: ArrayLike) -> tuple[list[list[Fraction]], list[Fraction]]:
    """Normals and offsets with ``normal.x <= offset`` for every facet of the convex hull.

    >>> hull_faces([[0], [3], [1]])
    ([[Fraction(-1, 1)], [Fraction(1, 1)]], [Fraction(0, 1), Fraction(3, 1)])
    """
    try:
        array = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecificationError("expected rows of coordinates, all of one length") from None
    if array.ndim != 2 or not array.size or not np.isfinite(array).all():
        raise SpecificationError(f"expected rows of finite coordinates, got shape {array.shape}")
    array = np.unique(array, axis=0)
    if array.shape[1] == 1:
        low, high = Fraction(array.min()), Fraction(array.max())
        return [[Fraction(-1)], [Fraction(1)]], [-low, high]
    facets = _plane_edges(array) if array.shape[1] == 2 else _facets(array)
    centre = [
        sum(column, Fraction(0)) / len(array) for column in zip(*map(fractions, array), strict=True)
    ]
    normals, offsets = [], []
    for facet in facets:
        normal, offset = _through([fractions(array[k].tolist()) for k in facet])
        sign = 1 if sum(n * c for n, c in zip(normal, centre, strict=True)) < offset else -1
        normals.append([sign * v for v in normal])
        offsets.append(sign * offset)
    return normals, offsets


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


def _facets(points: NDArray[np.float64]) -> list[tuple[int, ...]]:
    """Corners of one simplex of each facet; qhull cuts facets into simplices."""
    from scipy.spatial import ConvexHull, QhullError

    try:
        hull = ConvexHull(points)
    except QhullError as error:
        reason = str(error).splitlines()[0]
        raise SpecificationError(f"the points have no hull with an inside: {reason}") from None
    equations = np.unique(np.round(hull.equations, 9), axis=0)
    size = 1e-7 * (1 + np.abs(points).max())
    near = np.abs(points @ equations[:, :-1].T + equations[:, -1]) <= size
    return [tuple(np.flatnonzero(column).tolist()) for column in near.T]


def _through(points: list[list[Fraction]]) -> tuple[list[Fraction], Fraction]:
    """The hyperplane through the first d points in general position, by exact elimination."""
    width = len(points[0]) + 1
    rows: list[list[Fraction]] = []  # reduced: each has a 1 where all others have 0
    pivots: list[int] = []
    for point in points:
        row = [*point, Fraction(-1)]
        for pivot, known in zip(pivots, rows, strict=True):
            row = [a - row[pivot] * b for a, b in zip(row, known, strict=True)]
        new = next((c for c in range(width) if row[c]), None)
        if new is None or len(rows) == width - 1:
            continue
        row = [v / row[new] for v in row]
        rows = [[a - known[new] * b for a, b in zip(known, row, strict=True)] for known in rows]
        rows.append(row)
        pivots.append(new)
    free = next(c for c in range(width) if c not in pivots)
    solution = [Fraction(0)] * width
    solution[free] = Fraction(1)
    for row, column in zip(rows, pivots, strict=True):
        solution[column] = -row[free]
    return solution[:-1], solution[-1]
