"""Hyperplanes that are the same but for rounding to floats, and what is too near to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm

import numpy as np
from numpy.typing import NDArray

from ..network import Network
from .arrangement import independent
from .cells import Cells, nearest_float
from .exact import Hyperplane, fractions, widened
from .region import Region

ROUNDING = 2.0**-50  # how far, relative to its size, a hyperplane may be moved by rounding


class Nearness:
    """Hyperplanes as seen from the network's centre, to tell which are near each other.

    Two are the same but for rounding where every number of one is that of the other but for
    2^-50 of it; a small offset is measured against the corners on the hyperplane.
    """

    def __init__(
        self, network: Network, regions: Iterable[Region], planes: Sequence[Hyperplane]
    ) -> None:
        n, centre = len(network.inputs), network.centre
        self.centre = [Fraction(0)] * n if centre is None else fractions(centre.tolist())
        self.all_planes = list(planes)  # with those that are added later
        self.rows = [self._row(plane) for plane in planes]
        self.floats = np.array([[nearest_float(v) for v in row] for row in self.rows])
        sizes = sizes_on_lines(network.inputs, regions, self.centre)
        self.sizes = [max(abs(row[-1]), Fraction(sizes.get(plane, 0.0)))
                      for plane, row in zip(planes, self.rows, strict=True)]  # fmt: skip

    def _row(self, plane: Hyperplane) -> list[Fraction]:
        """Normal, with 1 for the greatest of it, and offset."""
        largest = max(plane.normal, key=abs)
        shift = sum((v * c for v, c in zip(plane.normal, self.centre, strict=True)), Fraction(0))
        return [*(Fraction(v, largest) for v in plane.normal), (plane.offset - shift) / largest]

    def nearest(self, plane: Hyperplane) -> int | None:
        """The number of the hyperplane that this one is but for rounding.

        A hyperplane that fixes one coordinate is compared exactly: which floats lie on which
        side of it does not depend on rounding.
        """
        if not len(self.rows) or sum(map(bool, plane.normal)) == 1:
            return None
        row = self._row(plane)
        ratio = np.abs(self.floats[:, :-1] - [float(v) for v in row[:-1]]).max(axis=1)
        candidates: list[int] = np.flatnonzero(ratio <= 4 * ROUNDING).tolist()
        for k in candidates:
            other = self.rows[k]
            limits = [abs(v) * Fraction(ROUNDING) for v in other[:-1]]
            limits.append(self.sizes[k] * Fraction(ROUNDING))
            pairs = zip(row, other, limits, strict=True)
            if all(abs(a - b) <= limit for a, b, limit in pairs):
                return k
        return None

    def thin(self, cell: NDArray[np.int8], found: Cells, number: int) -> bool:
        """Whether all of a cell is as near to a hyperplane as rounding may move it.

        A cell without an edge that goes on for ever is the hull of its corners, and how far a
        point is from a hyperplane is greatest in a corner.
        """
        around = np.flatnonzero(((found.signs == 0) | (found.signs == cell)).all(axis=1))
        signs = found.signs[around]
        normals = np.array([plane.normal for plane in self.all_planes], dtype=object)
        rank = [len(independent(normals[row == 0])) for row in signs]
        corners = [k for k, r in enumerate(rank) if r == normals.shape[1]]
        for k, r in enumerate(rank):
            if r == normals.shape[1] - 1:
                ends = [c for c in corners if ((signs[c] == 0) | (signs[c] == signs[k])).all()]
                if len(ends) < 2:
                    return False
        plane, size = self.rows[number], self.sizes[number] * Fraction(4 * ROUNDING)
        places = found.points(around[corners], True).tolist()
        return bool(corners) and all(
            abs(sum((n * (x - c) for n, x, c in zip(plane[:-1], place, self.centre, strict=True)),
                    -plane[-1])) <= size
            for place in places
        )  # fmt: skip


def sizes_on_lines(
    names: Sequence[str], regions: Iterable[Region], centre: Sequence[Fraction]
) -> dict[Hyperplane, float]:
    """How large the products are whose sum is the offset, at the corners on each line."""
    n = len(names)
    found: dict[Hyperplane, float] = {}
    for region in regions:
        for leaf in region.leaves():
            if leaf.shape is None:
                continue
            at = [names.index(name) for name in leaf.names]
            middle = np.array([float(centre[c]) for c in at])
            for line, corners in leaf.shape.held():
                normal = np.abs(np.array([float(Fraction(v, max(map(abs, line.normal))))
                                          for v in line.normal]))  # fmt: skip
                size = float((np.abs(corners - middle) @ normal).max(initial=0))
                plane = widened(line, at, n)[0]
                found[plane] = max(found.get(plane, 0.0), size)
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


def near_hyperplanes(
    planes: Sequence[Hyperplane], points: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Points so near to a hyperplane that rounding its weights may put them across."""
    near = np.zeros(len(points), dtype=bool)
    for plane in planes:
        largest = max(map(abs, plane.normal))
        normal = np.array([float(Fraction(v, largest)) for v in plane.normal])
        offset = nearest_float(plane.offset / largest)
        size = np.abs(points) @ np.abs(normal) + abs(offset)
        near |= np.abs(points @ normal - offset) <= 4 * ROUNDING * size
    return near
