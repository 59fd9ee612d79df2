"""The cells of an arrangement of hyperplanes: every combination of sides that can occur.

>>> x0, x1 = Hyperplane((1,), Fraction(0)), Hyperplane((1,), Fraction(1))
>>> cells([x0, x1], 1).signs.tolist()                  # x < 0, 0 < x < 1, x > 1
[[-1, -1], [1, -1], [1, 1]]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .errors import LimitError
from .exact import Hyperplane
from .shapes import plane_sides

MOST_LINES = 64  # in the plane
MOST_CELLS = 1 << 17  # where all hyperplanes are parallel to axes
MOST_PROGRAMS = 4000  # linear programs in three or more dimensions
_MARGIN = 1e-7  # a cell found by a linear program must hold a ball of this size, relatively

Point = list[Fraction]


class Cells(NamedTuple):
    """Sign vectors (1 where normal.x > offset, -1 where less, 0 on it), with a point of each.

    Points of whole cells are floats; `exact` holds those that must not be rounded, by number.
    """

    signs: NDArray[np.int8]
    points: NDArray[np.float64]
    exact: dict[int, Point]

    def point(self, number: int) -> Point:
        """The point of one cell or face."""
        return self.exact.get(number) or [Fraction(v) for v in self.points[number].tolist()]


def cells(planes: Sequence[Hyperplane], dimension: int, *, faces: bool = False) -> Cells:
    """All cells; with `faces` (in one or two dimensions) the edges and corners between them too.

    Exact on the line, in the plane, and where every hyperplane is parallel to all axes but one.
    Otherwise by linear programs in floats, which may miss cells thinner than about 1e-7.
    """
    axes = [[i for i, v in enumerate(plane.normal) if v] for plane in planes]
    if all(len(axis) == 1 for axis in axes):
        return _products(planes, [axis[0] for axis in axes], dimension, faces)
    if dimension == 2:
        return _plane(planes, faces)
    return _by_programs(planes, dimension)


def _products(
    planes: Sequence[Hyperplane], axes: Sequence[int], dimension: int, faces: bool
) -> Cells:
    """A grid: between (and, with faces, at) the offsets along each axis."""
    places: list[list[Fraction]] = []
    for axis in range(dimension):
        cuts = sorted({p.offset for p, a in zip(planes, axes, strict=True) if a == axis})
        between = [(a + b) / 2 for a, b in zip(cuts, cuts[1:], strict=False)]
        ends = [cuts[0] - 1, cuts[-1] + 1] if cuts else [Fraction(0)]
        places.append(sorted(set(ends + between + (cuts if faces else []))))
    count = 1
    for place in places:
        count *= len(place)
    if count > MOST_CELLS:
        raise LimitError(f"{count} cells exceed the limit of {MOST_CELLS}")
    points = [list(point) for point in product(*places)]
    signs = np.empty((count, len(planes)), dtype=np.int8)
    for k, (plane, axis) in enumerate(zip(planes, axes, strict=True)):
        sign_at = {v: (v > plane.offset) - (v < plane.offset) for v in places[axis]}
        signs[:, k] = [sign_at[point[axis]] for point in points]
    return _settled(planes, signs, points)


def _settled(planes: Sequence[Hyperplane], signs: NDArray[np.int8], points: list[Point]) -> Cells:
    """Cells with points in floats, except where rounding moves a point out of its cell."""
    rounded = np.array([[_float(v) for v in point] for point in points])
    kept = np.ones(len(points), dtype=bool)
    for k, plane in enumerate(planes):
        kept &= plane_sides(plane, rounded) == signs[:, k]
    return Cells(signs, rounded, {k: points[k] for k in np.flatnonzero(~kept).tolist()})


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return float(np.copysign(np.finfo(np.float64).max, value))


def _plane(planes: Sequence[Hyperplane], faces: bool) -> Cells:
    """Along every line, between its crossings with the others: the two cells beside.

    Every cell has an edge, so all are found. With the line k as ``foot + way * t``, line j is
    crossed at t = (c_j |n_k|^2 - (n_j.n_k) c_k)/(n_j.way), in units of 1/|n_k|^2, and there the
    side of j changes; so the order of these fractions gives all signs.
    """
    most = MOST_LINES if not faces else MOST_LINES // 2
    if len(planes) > MOST_LINES:
        raise LimitError(f"{len(planes)} lines exceed the limit of {MOST_LINES} for all cells")
    if not planes:
        return Cells(np.zeros((1, 0), dtype=np.int8), np.zeros((1, 2)), {})
    denominators = [p.offset.denominator for p in planes]
    normals = np.array(
        [[v * q for v in p.normal] for p, q in zip(planes, denominators, strict=True)], dtype=object
    )
    offsets = np.array([p.offset.numerator for p in planes], dtype=object)
    found: dict[bytes, tuple[NDArray[np.int8], Point]] = {}
    for k in range(len(planes)):
        for signs, point in _along(normals, offsets, k, faces and len(planes) <= most):
            found.setdefault(signs.tobytes(), (signs, point))
    return _settled(planes, np.stack([s for s, _ in found.values()]),
                    [p for _, p in found.values()])  # fmt: skip


def _along(
    normals: NDArray[Any], offsets: NDArray[Any], k: int, faces: bool
) -> Iterator[tuple[NDArray[np.int8], Point]]:
    """The cells beside line k, and with `faces` its edges and corners, each with a point."""
    normal, way = normals[k], np.array([-normals[k][1], normals[k][0]], dtype=object)
    square = int((normal * normal).sum())
    slope, rate = normals @ way, normals @ normal
    top = offsets * square - rate * offsets[k]
    crossed: dict[Fraction, list[int]] = {}
    for j in np.flatnonzero(slope != 0).tolist():
        crossed.setdefault(Fraction(top[j], slope[j]), []).append(j)
    cuts = sorted(crossed)
    signs = np.where(slope != 0, -_signs(slope), -_signs(top)).astype(np.int8)
    signs[k] = 0
    for place, cut in enumerate([*cuts, None]):
        before = cuts[place - 1] if place else None
        t = _between(before, cut)
        point = [(normal[i] * offsets[k] + way[i] * t) / square for i in (0, 1)]
        if faces:
            yield signs.copy(), point
        step = _step([slope[j] * t - top[j] for j in range(len(rate))], rate, square)
        for side in (1, -1):
            beside = signs.copy()
            beside[k] = side
            yield beside, [v + n * side * step for v, n in zip(point, normal, strict=True)]
        if cut is None:
            return
        signs = signs.copy()
        at_corner = signs.copy()
        at_corner[crossed[cut]] = 0
        signs[crossed[cut]] *= -1
        if faces:
            yield at_corner, [(normal[i] * offsets[k] + way[i] * cut) / square for i in (0, 1)]


def _step(heights: Sequence[Fraction], rate: Sequence[int], square: int) -> Fraction:
    """Half of how far one can go across before the next line, roughly where floats hold it."""
    pairs = [(h, r) for h, r in zip(heights, rate, strict=True) if r and h]
    try:
        steps = [Fraction(min((abs(float(h) / float(r)) for h, r in pairs), default=0.0))]
    except OverflowError:
        steps = [abs(h / r) for h, r in pairs]
    least = min(steps, default=Fraction(0)) or min((abs(h / r) for h, r in pairs), default=square)
    return Fraction(least) / (2 * square)


def _between(low: Fraction | None, high: Fraction | None) -> Fraction:
    """A number between two, either of which may be missing."""
    if low is None or high is None:
        end = high if low is None else low
        beyond = 1 if low is not None else -1
        return Fraction(0) if end is None else end + beyond * max(abs(end), 1)
    return (low + high) / 2


def _signs(values: NDArray[Any]) -> NDArray[np.int8]:
    return (values > 0).astype(np.int8) - (values < 0).astype(np.int8)


def _by_programs(planes: Sequence[Hyperplane], dimension: int) -> Cells:
    """Hyperplane after hyperplane, each cell is kept or split: is there a ball on the side?"""
    normals = np.array([[float(v) for v in p.normal] for p in planes])
    offsets = np.array([float(p.offset) for p in planes])
    length = np.linalg.norm(normals, axis=1)
    normals, offsets = normals / length[:, None], offsets / length
    size = 1 + np.abs(offsets).max(initial=0)
    known: list[tuple[list[int], NDArray[np.float64]]] = [([], np.zeros(dimension))]
    programs = 0
    for k in range(len(planes)):
        split = []
        for signs, point in known:
            value = float(normals[k] @ point - offsets[k])
            for side in (-1, 1):
                if side * value > _MARGIN * size:
                    split.append(([*signs, side], point))
                    continue
                programs += 1
                if programs > MOST_PROGRAMS:
                    raise LimitError(
                        f"the cells of {len(planes)} hyperplanes in {dimension} dimensions take "
                        f"more than the limit of {MOST_PROGRAMS} linear programs"
                    )
                inner = _inner_point(normals[: k + 1], offsets[: k + 1], [*signs, side], size)
                if inner is not None:
                    split.append(([*signs, side], inner))
        known = split
    signs = np.array([s for s, _ in known], dtype=np.int8).reshape(len(known), len(planes))
    return Cells(signs, np.array([p for _, p in known]), {})


def _inner_point(
    normals: NDArray[np.float64], offsets: NDArray[np.float64], signs: Sequence[int], size: float
) -> NDArray[np.float64] | None:
    """The centre of a largest ball in a cell within a large box, or None if there is none."""
    from scipy.optimize import linprog

    sign = np.array(signs, dtype=np.float64)[:, None]
    d = normals.shape[1]
    result = linprog(
        np.append(np.zeros(d), -1.0),
        A_ub=np.hstack([-sign * normals, np.ones((len(normals), 1))]),
        b_ub=-sign[:, 0] * offsets,
        bounds=[(-100 * size, 100 * size)] * d + [(None, size)],
    )
    if result.status != 0 or result.x[-1] <= _MARGIN * size:
        return None
    return np.asarray(result.x[:-1])
