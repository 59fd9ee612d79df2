"""Regions as unions of convex pieces: the Boolean minimiser on the cells of the arrangement.

The half-spaces of a region cut space into cells, and each cell is a row of the truth table over
the half-spaces. All other rows, combinations of sides that cannot happen, are don't-cares: among
k lines in the plane only some k^2/2 of 2^k rows can. A product term of the minimised cover is a
convex piece bounded by the region's own lines, and pieces may overlap. The edges and corners
between cells are rows as well, except on a boundary about which nothing is promised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..cover import Cover
from ..cubes import pack_mask
from ..errors import SpecificationError
from ..minimization import minimize
from ..network import Network
from ..regions.cells import Cells, cells
from ..regions.region import Region
from ..regions.shapes import Rings
from .halfspaces import Side
from .wide import from_cover

_PROVEN = 12  # half-spaces up to which the fewest pieces are proven
_SECONDS = 5.0


class Rows(NamedTuple):
    """Rows over half-spaces, the values of the regions in them, and a point of each."""

    rows: NDArray[np.bool_]
    values: NDArray[np.bool_]
    points: NDArray[np.float64]


def rows_of_cells(
    regions: Mapping[str, Region], sides: Sequence[Side], names: Sequence[str],
    *, faces: bool = True,
) -> Rows:  # fmt: skip
    """The rows over the half-spaces that can happen, and the values of the regions there."""
    planes = list(dict.fromkeys(side.plane for side in sides))
    number = {plane: k for k, plane in enumerate(planes)}
    found = cells(planes, len(names), faces=faces and len(names) <= 2)
    found = found.chosen(~_free(regions, found, names))
    at = np.array([number[side.plane] for side in sides], dtype=np.int64)
    sign = np.array([side.side for side in sides], dtype=np.int8)
    rows, first = np.unique(found.signs[:, at] * sign >= 0, axis=0, return_index=True)
    values = np.empty((len(first), len(regions)), dtype=bool)
    kept = {k: i for i, k in enumerate(first.tolist())}
    exact = [k for k in found.exact if k in kept]
    for column, region in enumerate(regions.values()):
        columns = [list(names).index(name) for name in region.names]
        values[:, column] = region.contains(found.points[first][:, columns])
        for k in exact:
            point = np.empty((1, len(columns)), dtype=object)
            point[0] = [found.exact[k][c] for c in columns]
            values[kept[k], column] = region.contains(point)[0]
    return Rows(rows, values, found.points[first])


def _free(regions: Mapping[str, Region], found: Cells, names: Sequence[str]) -> NDArray[np.bool_]:
    """The places between cells that lie on an edge about which nothing is promised."""
    between = np.flatnonzero((found.signs == 0).any(axis=1))
    exact = sorted(set(found.exact) & set(between.tolist()))
    free = np.zeros(len(found.signs), dtype=bool)
    for leaf in [leaf for region in regions.values() for leaf in region.leaves()]:
        if not isinstance(leaf.shape, Rings) or leaf.shape.boundary is not None:
            continue
        columns = [list(names).index(name) for name in leaf.names]
        on = np.zeros(len(free), dtype=bool)
        on[between] = leaf.shape.on_boundary(found.points[between][:, columns])
        for k in exact:
            point = np.empty((1, len(columns)), dtype=object)
            point[0] = [found.exact[k][c] for c in columns]
            on[k] = leaf.shape.on_boundary(point)[0]
        free |= on
    return free


def convex_pieces(
    regions: Mapping[str, Region], sides: Sequence[Side], names: Sequence[str]
) -> Cover:
    """The fewest convex pieces found, as product terms over half-spaces h1, h2, ...

    >>> from fractions import Fraction
    >>> from logicnet.regions.exact import Hyperplane
    >>> side = Side(Hyperplane((1,), Fraction(0)), 1)
    >>> print(convex_pieces({"y": Region.halfspace([-1], 0)}, [side], ["x"]))
    1 1
    """
    if not sides:
        raise SpecificationError("a region without half-spaces has no pieces")
    rows, values, _ = rows_of_cells(regions, sides, names)
    cover = Cover(
        inputs=tuple(f"h{k + 1}" for k in range(len(sides))), outputs=tuple(regions),
        positive=pack_mask(rows), negative=pack_mask(~rows),
        on=pack_mask(values), off=pack_mask(~values),
    )  # fmt: skip
    if len(sides) > _PROVEN:
        return minimize(cover, method="heuristic", time_limit=_SECONDS)
    return minimize(cover, time_limit=_SECONDS)


def pieces_network(
    regions: Mapping[str, Region], sides: Sequence[Side], names: Sequence[str]
) -> Network:
    """An AND for each piece and an OR for each region, over half-spaces h1, h2, ..."""
    return from_cover(convex_pieces(regions, sides, names))


def lines_that_matter(
    regions: Mapping[str, Region], sides: Sequence[Side], names: Sequence[str]
) -> int:
    """How many hyperplanes have cells of different value on their two sides."""
    planes = list(dict.fromkeys(side.plane for side in sides))
    own = [Side(plane, 1) for plane in planes]
    rows, values, _ = rows_of_cells(regions, own, names, faces=False)
    known = {row.tobytes(): value.tobytes() for row, value in zip(rows, values, strict=True)}
    count = 0
    for k in range(len(planes)):
        for row, value in zip(rows, values, strict=True):
            other = row.copy()
            other[k] = not other[k]
            if known.get(other.tobytes(), value.tobytes()) != value.tobytes():
                count += 1
                break
    return count
