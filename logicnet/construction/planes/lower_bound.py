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

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.regions.exact import Hyperplane
from logicnet.regions.region import Region
from logicnet.regions.shapes import Halfspaces, Rings

from .first_layer import Side, boolean_columns
from .possible_rows import cells_of

_MOST_LISTED = 24  # lines up to which the cells are listed
_LOW, _HIGH, _SOME = 1, 2, 4  # changes below a hyperplane, above it, or somewhere there


def lower_bound(
    regions: Mapping[str, Region], sides: Sequence[Side], names: tuple[str, ...]
) -> int | None:
    """Units that every network needs none of whose units reads both coordinates and units.

    A unit for each line on which an output changes, and one for an output of two lines. Every
    line of rings counts that do not overlap, and otherwise those between cells of different
    values, as far as all cells can be listed quickly.
    """
    lines = len({side.plane for side in sides})
    if not all(_all_lines_count(region) for region in regions.values()):
        if lines > _MOST_LISTED:
            return None
        try:
            return fewest_units(regions, sides, names)
        except LimitError:
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


def fewest_units(regions: Mapping[str, Region], sides: Sequence[Side], names: Sequence[str]) -> int:
    """A number of units that no network has fewer than whose units read coordinates or units.

    >>> from logicnet.regions.region import Region
    >>> side = Side(Hyperplane((1,), Fraction(0)), 1)
    >>> fewest_units({"y": Region.halfspace([-1], 0)}, [side], ["x"])
    1
    """
    booleans = boolean_columns(regions, names)
    settings = [_variable(column, len(names)) for column in booleans]
    planes, found, on, off = cells_of(regions, [*(s.plane for s in sides), *settings], names)
    real = [k for k, p in enumerate(planes) if any(v and c not in booleans
                                                   for c, v in enumerate(p.normal))]  # fmt: skip
    setting = found.signs[:, [planes.index(plane) for plane in settings]]
    _, which = np.unique(setting @ 3 ** np.arange(len(settings)), return_inverse=True)
    bound, constant, changing = 1, np.zeros(on.shape[1], bool), np.zeros(on.shape[1], bool)
    for number in range(which.max(initial=0) + 1):
        rows = np.flatnonzero(which.ravel() == number)
        changes = _changes(found.signs[rows][:, real], on[rows], off[rows])
        needed = int(_UNITS[np.bitwise_or.reduce(changes, axis=1)].sum())
        bound = max(bound, needed + bool((_UNITS[changes].sum(axis=0) > 1).any()))
        both = on[rows].any(axis=0) & off[rows].any(axis=0)
        constant |= ~both
        changing |= both
    return max(bound, 1 + bool((constant & changing).any()))


_UNITS = np.array([0, 1, 1, 2, 1, 1, 1, 2])  # by the changes beside a hyperplane


def _variable(column: int, dimension: int) -> Hyperplane:
    normal = [0] * dimension
    normal[column] = 1
    return Hyperplane(tuple(normal), Fraction(1, 2))


def _changes(
    signs: NDArray[np.int8], on: NDArray[np.bool_], off: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Where regions change beside each hyperplane: hyperplanes by regions, as bits."""
    changes = np.zeros((signs.shape[1], on.shape[1]), dtype=np.int64)
    number = {row.tobytes(): k for k, row in enumerate(signs)}
    for k in np.flatnonzero((signs == 0).sum(axis=1) <= 1).tolist():
        row = signs[k].copy()
        crossed = np.flatnonzero(row == 0) if (row == 0).any() else np.flatnonzero(row == -1)
        for plane in crossed.tolist():
            side = row[plane]
            for other, kind in ((1, _HIGH), (-1, _LOW)) if side == 0 else ((1, _SOME),):
                row[plane] = other
                beside = number.get(row.tobytes())
                if beside is not None:
                    changes[plane][(on[k] & off[beside]) | (off[k] & on[beside])] |= kind
            row[plane] = side
    return changes
