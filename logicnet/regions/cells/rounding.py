"""Hyperplanes that are the same but for rounding to floats, and what is too near to them.

A network's hyperplane P is a region's A but for rounding where, both scaled so that the largest
number of the normal is 1, each number of one is that of the other but for 2^-50 of it, as seen
from the network's centre c. Then P and A have the same side at every point x that is not within
rounding of A, which is where

    |normal.x - offset| <= 2^-48 (|normal|.|x - c| + size),

and the size is that of the offset, or of the products that it is the sum of at a corner on A.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from logicnet.network.network import Network
from logicnet.network.one_unit.positive import Row, positive_point
from logicnet.regions.exact import Hyperplane, fractions, nearest_float, null_space, widened
from logicnet.regions.region import Region

ROUNDING = Fraction(1, 1 << 50)  # how far, relative to its size, rounding moves a hyperplane
_SEARCHED = 1e-13  # how far normals may be apart that are compared at all
BAND = 4 * ROUNDING  # and how near a point is that may so come to be on its other side

Point = list[Fraction]


class Nearness:
    """The hyperplanes of regions as seen from a network's centre, to tell what is near to them."""

    def __init__(
        self, network: Network, regions: Iterable[Region], planes: Sequence[Hyperplane]
    ) -> None:
        n, centre = len(network.inputs), network.centre
        self.centre = [Fraction(0)] * n if centre is None else fractions(centre.tolist())
        self.rows = [self._row(plane) for plane in planes]
        self.number = {plane: k for k, plane in enumerate(planes)}
        self.floats = np.array([[nearest_float(v) for v in row] for row in self.rows])
        # hyperplanes with like normals have like heights along this direction
        self.way = np.sqrt(np.arange(2.0, n + 2.0))
        heights = self.floats.reshape(-1, n + 1)[:, :-1] @ self.way
        self.order = np.argsort(heights)
        self.heights = heights[self.order]
        sizes = sizes_on_lines(network.inputs, regions, self.centre)
        self.sizes = [max(abs(row[-1]), sizes.get(plane, Fraction(0)))
                      for plane, row in zip(planes, self.rows, strict=True)]  # fmt: skip

    def _row(self, plane: Hyperplane) -> Row:
        """Normal, its largest number 1 or -1, and offset."""
        largest = max(map(abs, plane.normal))
        shift = sum((v * c for v, c in zip(plane.normal, self.centre, strict=True)), Fraction(0))
        return [*(Fraction(v, largest) for v in plane.normal), (plane.offset - shift) / largest]

    def roundings(self, plane: Hyperplane) -> list[int]:
        """The numbers of the hyperplanes that this one is but for rounding, the nearest first.

        A hyperplane that fixes one coordinate is compared exactly: which floats lie on which
        side of it does not depend on rounding.
        """
        if not len(self.rows) or sum(map(bool, plane.normal)) == 1:
            return []
        row = self._row(plane)
        normal = np.array([float(v) for v in row[:-1]])
        height, reach = normal @ self.way, _SEARCHED * self.way.sum()
        low, high = np.searchsorted(self.heights, [height - reach, height + reach])
        near = np.sort(self.order[low:high])
        ratio = np.abs(self.floats[near, :-1] - normal).max(axis=1, initial=0)
        found = []
        for k in near[ratio <= float(BAND)].tolist():
            sizes = [*map(abs, self.rows[k][:-1]), self.sizes[k]]
            parts = [(abs(a - b), size)
                     for a, b, size in zip(row, self.rows[k], sizes, strict=True)]  # fmt: skip
            if all(apart <= size * ROUNDING for apart, size in parts):
                found.append((max(apart / size for apart, size in parts if size), k))
        return [k for _, k in sorted(found)]

    def is_near(self, point: Sequence[Fraction], numbers: Iterable[int]) -> bool:
        """Whether a point is within rounding of one of the hyperplanes with these numbers."""
        place = [x - c for x, c in zip(point, self.centre, strict=True)]
        for k in numbers:
            terms = [a * x for a, x in zip(self.rows[k], place, strict=False)]
            if abs(sum(terms) - self.rows[k][-1]) <= BAND * (sum(map(abs, terms)) + self.sizes[k]):
                return True
        return False

    def are_near(
        self, points: NDArray[np.float64], planes: Iterable[Hyperplane]
    ) -> NDArray[np.bool_]:
        """The same for many points, as nearly as floats tell."""
        near = np.zeros(len(points), dtype=bool)
        with np.errstate(all="ignore"):
            place = points - np.array([float(c) for c in self.centre])
            for plane in planes:
                *normal, offset = self.floats[self.number[plane]].tolist()
                value = place @ normal - offset
                reach = np.abs(place) @ np.abs(normal) + float(self.sizes[self.number[plane]])
                near |= ~(np.abs(value) > float(BAND) * reach)
        return near

    def clear_point(
        self, planes: Sequence[Hyperplane], signs: Sequence[int], start: Point,
        rounded: Sequence[int], fixed: Iterable[int],
    ) -> Point | None:  # fmt: skip
        """A point of a cell that is not within rounding of some hyperplanes; None without one.

        The cell is what has these signs for all hyperplanes, such as `start`; `rounded` are the
        places of those that count, which are regions'. In `fixed` coordinates only the value of
        the start counts. With u_i > |x_i - c_i| the points that are clear of a hyperplane satisfy
        linear inequalities.
        """
        number = {r: self.number[planes[r]] for r in rounded}
        if not self.is_near(start, number.values()):
            return start
        d = len(start)
        zero = [list(map(Fraction, p.normal)) for p, s in zip(planes, signs, strict=True) if not s]
        zero += [[Fraction(int(i == k)) for i in range(d)] for k in fixed]
        ways = null_space(zero, d)
        own = [i for i in range(d) if any(self.rows[k][i] for k in number.values())]

        def along(normal: Sequence[Fraction | int], offset: Fraction) -> Row:
            """normal.x - offset, by how far each way is gone from the start."""
            return [sum((a * x for a, x in zip(normal, start, strict=True)), -offset),
                    *(sum((a * v for a, v in zip(normal, way, strict=True)), Fraction(0))
                      for way in ways)]  # fmt: skip

        none = [Fraction(0)] * len(own)
        functions = [[s * v for v in along(*plane)] + none
                     for plane, s in zip(planes, signs, strict=True) if s]  # fmt: skip
        for k, i in enumerate(own):
            at = along([int(m == i) for m in range(d)], self.centre[i])
            reach = [*none[:k], Fraction(1), *none[k + 1 :]]
            functions += [[*at, *reach], [*(-v for v in at), *reach]]
        for r, k in number.items():
            row = self.rows[k]
            shift = sum((a * c for a, c in zip(row, self.centre, strict=False)), row[-1])
            height = [signs[r] * v for v in along(row[:-1], shift)]
            height[0] -= BAND * self.sizes[k]
            functions.append([*height, *(-BAND * abs(row[i]) for i in own)])
        found = positive_point(functions, len(ways) + len(own))
        if found is None:
            return None
        return [sum((t * way[i] for t, way in zip(found, ways, strict=False)), start[i])
                for i in range(d)]  # fmt: skip


def sizes_on_lines(
    names: Sequence[str], regions: Iterable[Region], centre: Sequence[Fraction]
) -> dict[Hyperplane, Fraction]:
    """How large the products are whose sum is the offset, at the corners on each line."""
    n = len(names)
    found: dict[Hyperplane, Fraction] = {}
    for region in regions:
        for leaf in region.leaves():
            at = [names.index(name) for name in leaf.names]
            middle = np.array([float(centre[c]) for c in at]) / 2  # halves do not overflow
            for line, corners in leaf.shape.held():  # type: ignore[union-attr]
                normal = np.abs(np.array([float(Fraction(v, max(map(abs, line.normal))))
                                          for v in line.normal]))  # fmt: skip
                size = float((np.abs(corners / 2 - middle) / n @ normal).max(initial=0))
                plane = widened(line, at, n)[0]
                found[plane] = max(found.get(plane, Fraction(0)), 2 * n * Fraction(size))
    return found


def floats_hold(plane: Hyperplane, network: Network) -> bool:
    """Whether some weights and threshold of a network's unit are a multiple of a hyperplane.

    The smallest multiple in whole numbers has the fewest digits. A hyperplane that fixes one
    coordinate has the same floats on its sides however its threshold is rounded.
    """
    if sum(map(bool, plane.normal)) == 1:
        return True
    row = [*map(Fraction, plane.normal), plane.offset]
    if network.centre is not None:
        centre = fractions(network.centre.tolist())
        row[-1] -= sum((n * c for n, c in zip(plane.normal, centre, strict=True)), Fraction(0))
    if network.scale is not None:
        row[:-1] = [n * s for n, s in zip(row, fractions(network.scale.tolist()), strict=False)]
    common = lcm(*(v.denominator for v in row))
    whole = [int(v * common) for v in row]
    whole = [v // gcd(*whole) for v in whole]
    return all((v // (v & -v or 1)).bit_length() <= 53 for v in whole)
