"""How many units a network of regions needs: a lower bound from the cells.

Along a way that crosses a single hyperplane a network whose units read either coordinates or
units can only change where some unit's hyperplane is that one: the other ones have only
thinner parts in common with it. So each hyperplane beside which a region changes takes a unit;
where one changes between the hyperplane and its one side, and somewhere between it and the other
side, it takes two. Boolean variables are inputs that any unit may read and need none. They can
move the hyperplane of a unit, so that the bound is that of their worst setting; but no single unit
is constant in one setting and changes in another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.regions.cells.possible_rows import cells_of
from logicnet.regions.exact import Hyperplane
from logicnet.regions.half_spaces import Side, boolean_columns
from logicnet.regions.region import Region
from logicnet.regions.shapes import Halfspaces, Rings

_MOST_LISTED = 24  # lines up to which the cells are listed
_LOW, _HIGH, _SOME = 1, 2, 4  # changes below a hyperplane, above it, or somewhere there


def lower_bound(
    regions: Mapping[str, Region], sides: Sequence[Side], names: tuple[str, ...], budget: Budget
) -> int | None:
    """Units that every network needs none of whose units reads both coordinates and units.

    A unit for each line on which an output changes, and one for an output of two lines. Every
    line of rings counts that do not overlap, and otherwise those between cells of different
    values, as far as all cells can be listed quickly and within the time.
    """
    lines = len({side.plane for side in sides})
    if not all(_all_lines_count(region) for region in regions.values()):
        if lines > _MOST_LISTED:
            return None
        try:
            return fewest_units(regions, sides, names, budget)
        except (LimitError, OutOfBudget):
            return None
    one_line = all(len(region.hyperplanes()) == 1 for region in regions.values())
    return max(1, lines + (not one_line and lines > 1))


def _all_lines_count(region: Region) -> bool:
    shape = region.shape
    if isinstance(shape, Halfspaces):
        return len(shape.faces) == 1 and not region.boolean
    if not isinstance(shape, Rings) or shape.rule != "simple":
        return False
    lines, signs = shape.lines()
    return len(set(zip(lines, signs.tolist(), strict=True))) == len(set(lines))


def fewest_units(
    regions: Mapping[str, Region], sides: Sequence[Side], names: Sequence[str], budget: Budget
) -> int:
    """A number of units that no network has fewer than whose units read coordinates or units.

    Where time is over before the changes beside all hyperplanes are known, it is a lower one.

    >>> from logicnet.regions.region import Region
    >>> side = Side(Hyperplane((1,), Fraction(0)), 1)
    >>> fewest_units({"y": Region.halfspace([-1], 0)}, [side], ["x"], Budget())
    1
    """
    booleans = boolean_columns(regions, names)
    settings = [_variable(column, len(names)) for column in booleans]
    planes, found, on, off = cells_of(
        regions, [*(s.plane for s in sides), *settings], names, tick=budget.tick
    )
    real = [k for k, p in enumerate(planes) if any(v and c not in booleans
                                                   for c, v in enumerate(p.normal))]  # fmt: skip
    setting = found.signs[:, [planes.index(plane) for plane in settings]]
    _, which = np.unique(setting @ 3 ** np.arange(len(settings)), return_inverse=True)
    beside = _Beside(found.signs[:, real], which.ravel())
    shape = int(which.max(initial=0)) + 1, on.shape[1]
    needed, of_output = np.zeros(shape[0], dtype=np.int64), np.zeros(shape, dtype=np.int64)
    with suppress(OutOfBudget):
        for plane in range(len(real)):
            budget.tick(found.signs.size)
            changes = np.zeros(shape, dtype=np.int64)
            for kind, one, other in beside.pairs(plane):
                row, output = np.nonzero((on[one] & off[other]) | (off[one] & on[other]))
                changes[beside.which[one[row]], output] |= kind
            needed += _UNITS[np.bitwise_or.reduce(changes, axis=1)]
            of_output += _UNITS[changes]
    both = np.logical_and(*(_anywhere(values, beside.which, shape) for values in (on, off)))
    fixed = ~both.all(axis=0) & both.any(axis=0)  # in one setting, and not in another
    return max(int((needed + (of_output > 1).any(axis=1)).max()), 1 + bool(fixed.any()))


_UNITS = np.array([0, 1, 1, 2, 1, 1, 1, 2])  # by the changes beside a hyperplane


def _variable(column: int, dimension: int) -> Hyperplane:
    normal = [0] * dimension
    normal[column] = 1
    return Hyperplane(tuple(normal), Fraction(1, 2))


def _anywhere(
    values: NDArray[np.bool_], which: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.bool_]:
    """Whether a value of each region is true in a cell of each setting."""
    found = np.zeros(shape, dtype=bool)
    row, output = np.nonzero(values)
    found[which[row], output] = True
    return found


class _Beside:
    """Cells by their sides of hyperplanes in each setting, to find those beside one another."""

    def __init__(self, signs: NDArray[np.int8], which: NDArray[np.int64]) -> None:
        self.signs, self.which = signs, which
        self.step = [3**k for k in range(signs.shape[1])]
        if 3 ** signs.shape[1] * (int(which.max(initial=0)) + 1) >= 1 << 63:
            raise LimitError(f"cells of {signs.shape[1]} hyperplanes are not compared")
        self.key = (signs + 1) @ np.array(self.step, dtype=np.int64) + 3 ** signs.shape[1] * which
        self.order = np.argsort(self.key)
        self.sorted = self.key[self.order]
        self.zeros = (signs == 0).sum(axis=1)

    def pairs(self, plane: int) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """Of each kind the cells, or faces within a hyperplane, and those beside them across it."""
        side = self.signs[:, plane]
        within, below = (side == 0) & (self.zeros == 1), (side == -1) & (self.zeros == 0)
        for kind, cells, way in ((_HIGH, within, 1), (_LOW, within, -1), (_SOME, below, 2)):
            one = np.flatnonzero(cells)
            key = self.key[one] + way * self.step[plane]
            at = np.searchsorted(self.sorted, key).clip(max=len(self.sorted) - 1)
            there = self.sorted[at] == key
            yield kind, one[there], self.order[at[there]]
