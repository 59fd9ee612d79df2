"""The cells of an arrangement of hyperplanes: every combination of sides that can occur.

>>> x0, x1 = Hyperplane((1,), Fraction(0)), Hyperplane((1,), Fraction(1))
>>> cells([x0, x1], 1).signs.tolist()                  # x < 0, 0 < x < 1, x > 1
[[-1, -1], [1, -1], [1, 1]]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import LimitError
from .exact import Hyperplane
from .shapes import plane_sides

MOST_LINES = 64  # in the plane
MOST_FACED = 48  # in the plane, where edges and corners are listed too
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

    def chosen(self, which: NDArray[np.bool_]) -> Cells:
        """Only some of the cells."""
        place = np.cumsum(which) - 1
        exact = {int(place[k]): point for k, point in self.exact.items() if which[k]}
        return Cells(self.signs[which], self.points[which], exact)

    def point(self, number: int) -> Point:
        """The point of one cell or face."""
        return self.exact.get(number) or [Fraction(v) for v in self.points[number].tolist()]


def cells(planes: Sequence[Hyperplane], dimension: int, *, faces: bool = False) -> Cells:
    """All cells; with `faces` (in one or two dimensions) the edges and corners between them too.

    Exact on the line, in the plane, and where every hyperplane is parallel to all axes but one.
    Otherwise by linear programs in floats, which may miss cells thinner than about 1e-7.
    """
    axes = _axes(planes)
    if all(len(axis) == 1 for axis in axes):
        return _products(planes, [axis[0] for axis in axes], dimension, faces)
    if dimension == 2:
        return _plane(planes, faces)
    return _by_programs(planes, dimension)


def check_lines(planes: Sequence[Hyperplane], dimension: int) -> None:
    """Raise where lines of the plane are too many for all cells."""
    if dimension == 2 and len(planes) > MOST_LINES and max(map(len, _axes(planes))) > 1:
        raise LimitError(f"{len(planes)} lines exceed the limit of {MOST_LINES} for all cells")


def _axes(planes: Sequence[Hyperplane]) -> list[list[int]]:
    return [[i for i, v in enumerate(plane.normal) if v] for plane in planes]


def _products(
    planes: Sequence[Hyperplane], axes: Sequence[int], dimension: int, faces: bool
) -> Cells:
    """A grid: between (and, with faces, at) the offsets along each axis."""
    places: list[list[Fraction]] = []
    for axis in range(dimension):
        cuts = sorted({p.offset for p, a in zip(planes, axes, strict=True) if a == axis})
        between = [(a + b) / 2 for a, b in pairwise(cuts)]
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
    wrong = np.flatnonzero(~_inside(planes, signs, rounded))
    return Cells(signs, rounded, {k: points[k] for k in wrong.tolist()})


def _inside(
    planes: Sequence[Hyperplane], signs: NDArray[np.int8], points: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether each point has the signs of its cell."""
    same = np.asarray(np.isfinite(points).all(axis=1), dtype=bool)
    for k, plane in enumerate(planes):
        same[same] = plane_sides(plane, points[same]) == signs[same, k]
    return same


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return float(np.finfo(np.float64).max) * (1 if value > 0 else -1)


def _plane(planes: Sequence[Hyperplane], faces: bool) -> Cells:
    """Along every line, between its crossings with the others: the two cells beside.

    Every cell has an edge, so all are found. With the line k as ``foot + way * t``, line j is
    crossed at t = (c_j |n_k|^2 - (n_j.n_k) c_k)/(n_j.way), in units of 1/|n_k|^2, and there the
    side of j changes; so the order of these fractions gives all signs.
    """
    check_lines(planes, 2)
    if faces and len(planes) > MOST_FACED:
        raise LimitError(f"{len(planes)} lines exceed the limit of {MOST_FACED} for all edges")
    if not planes:
        return Cells(np.zeros((1, 0), dtype=np.int8), np.zeros((1, 2)), {})
    denominators = [p.offset.denominator for p in planes]
    normals = np.array(
        [[v * q for v in p.normal] for p, q in zip(planes, denominators, strict=True)], dtype=object
    )
    offsets = np.array([p.offset.numerator for p in planes], dtype=object)
    found: dict[bytes, tuple[NDArray[np.int8], _Place]] = {}
    lines = [_Line.of(normals, offsets, k) for k in range(len(planes))]
    for line in lines:
        for signs, place in _along(line, faces):
            found.setdefault(signs.tobytes(), (signs, place))
    signs = np.stack([s for s, _ in found.values()])
    places = [place for _, place in found.values()]
    rounded = np.array([lines[p.line].near(p) for p in places])
    wrong = ~_inside(planes, signs, rounded)
    exact = {k: lines[places[k].line].point(places[k]) for k in np.flatnonzero(wrong).tolist()}
    return Cells(signs, rounded, exact)


class _Place(NamedTuple):
    """A point of line number `line`, or beside it where `side` is not 0."""

    line: int
    t: Fraction
    side: int


class _Line(NamedTuple):
    """A line of an arrangement as ``foot + way * t``, with t in units of 1/|normal|^2."""

    number: int
    normal: tuple[int, int]
    offset: int
    square: int
    slope: list[int]  # line j is crossed at top[j] / slope[j]
    top: list[int]
    rate: list[int]

    @classmethod
    def of(cls, normals: NDArray[Any], offsets: NDArray[Any], k: int) -> _Line:
        """Line k of those with the given integer normals and offsets."""
        normal = normals[k]
        way = np.array([-normal[1], normal[0]], dtype=object)
        square = int((normal * normal).sum())
        rate = normals @ normal
        top = offsets * square - rate * offsets[k]
        slope = normals @ way
        return cls(k, tuple(normal), offsets[k], square, *(v.tolist() for v in (slope, top, rate)))

    def on(self, t: Fraction) -> Point:
        """The point at t."""
        (a, b), c = self.normal, self.offset
        return [(a * c - b * t) / self.square, (b * c + a * t) / self.square]

    def point(self, place: _Place) -> Point:
        """The point of a place; beside the line, half the way to the next line across."""
        x, y = self.on(place.t)
        if not place.side:
            return [x, y]
        heights = [s * place.t - c for s, c in zip(self.slope, self.top, strict=True)]
        ways = [abs(h / r) for h, r in zip(heights, self.rate, strict=True) if h and r]
        step = min(ways, default=Fraction(self.square)) / (2 * self.square) * place.side
        return [x + self.normal[0] * step, y + self.normal[1] * step]

    def near(self, place: _Place) -> list[float]:
        """The point in floats; it may be rounded into another cell."""
        x, y = self.on(place.t)
        if not place.side:
            return [_float(x), _float(y)]
        try:
            t = float(place.t)
            with np.errstate(all="ignore"):
                slope = np.array(self.slope, dtype=np.float64)
                heights = slope * t - np.array(self.top, dtype=np.float64)
                rate = np.array(self.rate, dtype=np.float64)
                ways = np.abs(heights / rate)
            ways[self.number] = np.inf
            least = float(np.nanmin(ways))
            least = float(self.square) if np.isinf(least) else least
            step = least / float(self.square) / 2 * place.side
            return [float(x) + self.normal[0] * step, float(y) + self.normal[1] * step]
        except OverflowError:
            return [_float(v) for v in self.point(place)]


def _along(line: _Line, faces: bool) -> Iterator[tuple[NDArray[np.int8], _Place]]:
    """The cells beside a line, and with `faces` its edges and corners, each with a place."""
    crossed: dict[Fraction, list[int]] = {}
    for j, slope in enumerate(line.slope):
        if slope:
            crossed.setdefault(Fraction(line.top[j], slope), []).append(j)
    cuts = sorted(crossed)
    slopes, tops = np.array(line.slope, dtype=object), np.array(line.top, dtype=object)
    signs = np.where(slopes != 0, -_signs(slopes), -_signs(tops)).astype(np.int8)
    signs[line.number] = 0
    for number, cut in enumerate([*cuts, None]):
        t = _between(cuts[number - 1] if number else None, cut)
        if faces:
            yield signs.copy(), _Place(line.number, t, 0)
        for side in (1, -1):
            beside = signs.copy()
            beside[line.number] = side
            yield beside, _Place(line.number, t, side)
        if cut is None:
            return
        corner, signs = signs.copy(), signs.copy()
        corner[crossed[cut]] = 0
        signs[crossed[cut]] *= -1
        if faces:
            yield corner, _Place(line.number, cut, 0)


def _between(low: Fraction | None, high: Fraction | None) -> Fraction:
    """A number between two, either of which may be missing."""
    if low is None or high is None:
        end = high if low is None else low
        if end is None:
            return Fraction(0)
        return end + (1 if low is not None else -1) * max(abs(end), Fraction(1))
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
    found = np.array([s for s, _ in known], dtype=np.int8).reshape(len(known), len(planes))
    return Cells(found, np.array([p for _, p in known]), {})


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
    solution = np.zeros(0) if result.x is None else np.asarray(result.x)
    if result.status != 0 or solution[-1] <= _MARGIN * size:
        return None
    return solution[:-1]
