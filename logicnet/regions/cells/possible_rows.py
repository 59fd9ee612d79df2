"""The rows over half-spaces that can happen: the cells of their arrangement.

The half-spaces of a region cut space into cells, and each cell is a row of the truth table over
the half-spaces. All other rows, combinations of sides that cannot happen, are don't-cares: among
k lines in the plane only some k^2/2 of 2^k rows can. So a product term of the minimised cover is
a convex piece bounded by the region's own lines, and pieces may overlap. The edges and corners
between cells are rows as well, and don't-cares only where nothing is promised about a boundary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.logic.tables.cubes import Tick, no_tick
from logicnet.regions.exact import Hyperplane, widened
from logicnet.regions.half_spaces import Side, boolean_columns
from logicnet.regions.region import Region
from logicnet.regions.shapes import plane_sides

from .cells import Cells, cells, values_in_cells


class Rows(NamedTuple):
    """Rows over half-spaces that can happen, and where regions hold; neither is a don't-care."""

    rows: NDArray[np.bool_]
    on: NDArray[np.bool_]  # rows by regions
    off: NDArray[np.bool_]
    cell: NDArray[np.int64]  # a cell (or face) of each row
    cells: Cells
    planes: list[Hyperplane]

    def points(self, numbers: NDArray[np.int64] | list[int]) -> list[tuple[float | Fraction, ...]]:
        """A point of each of the rows with these numbers, in floats where these are in its cell."""
        found = self.cells.points(self.cell[np.asarray(numbers, dtype=np.int64)], True)
        rounded = found.astype(np.float64)
        kept = np.ones(len(found), dtype=bool)
        for plane in self.planes:
            kept &= plane_sides(plane, rounded) == plane_sides(plane, found)
        return [
            tuple(near if fits else exact)
            for near, exact, fits in zip(rounded.tolist(), found.tolist(), kept, strict=True)
        ]


def rows_of_cells(
    regions: Mapping[str, Region], sides: Sequence[Side], names: Sequence[str],
    *, faces: bool = True, tick: Tick = no_tick,
) -> Rows:  # fmt: skip
    """The rows over the half-spaces that can happen, and the values of the regions there."""
    asked = [side.plane for side in sides]
    planes, found, on, off = cells_of(regions, asked, names, faces=faces, tick=tick)
    number = {plane: k for k, plane in enumerate(planes)}
    at = np.array([number[side.plane] for side in sides], dtype=np.int64)
    sign = np.array([side.side for side in sides], dtype=np.int8)
    whole = (found.signs != 0).sum(axis=1)
    order = np.argsort(-whole, kind="stable")  # cells before what lies between them
    bits = found.signs[order][:, at] * sign >= 0
    _, first, which = np.unique(bits, axis=0, return_index=True, return_inverse=True)
    shape = (len(first), on.shape[1])
    stated_on, stated_off = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    np.logical_or.at(stated_on, which.ravel(), on[order])
    np.logical_or.at(stated_off, which.ravel(), off[order])
    if (stated_on & stated_off).any():
        raise SpecificationError("points inside and outside lie in the same half-spaces")
    return Rows(bits[first], stated_on, stated_off, order[first], found, planes)


def cells_of(
    regions: Mapping[str, Region], planes: Iterable[Hyperplane], names: Sequence[str],
    *, faces: bool = True, tick: Tick = no_tick,
) -> tuple[list[Hyperplane], Cells, NDArray[np.bool_], NDArray[np.bool_]]:  # fmt: skip
    """The cells of some hyperplanes and all of the regions, and where regions hold.

    Hyperplanes, cells, and cells by regions: those inside, and those outside.
    """
    own = [
        widened(plane, [names.index(name) for name in region.names], len(names))[0]
        for region in regions.values() for plane in region.hyperplanes()
    ]  # fmt: skip
    distinct = list(dict.fromkeys([*planes, *own]))
    booleans = boolean_columns(regions, names)
    found = cells(distinct, len(names), faces=faces, booleans=booleans, tick=tick)
    values = [values_in_cells(region, names, distinct, found, tick) for region in regions.values()]
    on = np.stack([inside & promised for inside, promised in values], axis=1)
    off = np.stack([~inside & promised for inside, promised in values], axis=1)
    return distinct, found, on, off
