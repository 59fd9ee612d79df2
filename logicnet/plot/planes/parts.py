"""The parts into which lines in the unit square cut one another, and those that end areas.

Of many lines only those parts are found that lie near a border: in cells of a grid where corners
differ, and from there in every cell into which a border goes on. What is smaller than a cell and
meets no corner of one is not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .surface import Floats

SAME = 1e-11  # lines and corners that lie closer are one
BESIDE = 1e-9  # how far from a line its sides are asked
SIDES = np.array([[-1.0, 0, 0], [1.0, 0, 1], [0, -1.0, 0], [0, 1.0, 1]])  # of the unit square
_CELLS = 256  # a side
_SHIFT = 0.3819660113  # of a cell: no line of round numbers runs along the cells
_AT_ONCE = 256  # cells
Asked = Callable[[Floats], NDArray[np.bool_]]  # areas by points of the unit square
Whole = NDArray[np.int64]


class LineParts(NamedTuple):
    """The line of each part, its ends, and the areas at its left and at its right."""

    own: Whole
    starts: Floats
    ends: Floats
    left: NDArray[np.bool_]
    right: NDArray[np.bool_]


def all_parts(cuts: Floats, asked: Asked) -> LineParts:
    """Every part in the unit square, of which the first four lines are the sides."""
    return _with_sides(cuts, *cut(cuts), asked)


def near_parts(cuts: Floats, asked: Asked) -> LineParts:
    """The parts at which areas end, cut in the cells of a grid that a border runs through."""
    ahead = {(int(x), int(y)) for x, y in _seeds(asked)}
    done: set[tuple[int, int]] = set()
    found: list[LineParts] = []
    while ahead:
        cells = np.array(sorted(ahead)[:_AT_ONCE])
        now = set(map(tuple, cells.tolist()))
        done |= now
        ahead -= now
        parts = _with_sides(cuts, *_cut_in(cuts, cells), asked)
        ends = (parts.left != parts.right).any(axis=1)
        parts = LineParts(*(each[ends] for each in parts))
        found.append(parts)
        ahead |= _cells_at(np.concatenate([parts.starts, parts.ends])) - done
    own, starts, ends_, left, right = (np.concatenate(each) for each in zip(*found, strict=True))
    along = starts[:, 1] * cuts[own, 0] - starts[:, 0] * cuts[own, 1]
    order = np.lexsort((along, own))
    return LineParts(own[order], starts[order], ends_[order], left[order], right[order])


def cut(cuts: Floats) -> tuple[Whole, Floats, Floats]:
    """The parts of each line between its crossings in the square: the line, start and end."""
    normal, offset = cuts[:, :2], cuts[:, 2]
    along, foot = np.stack([-normal[:, 1], normal[:, 0]], axis=1), normal * offset[:, None]
    across = along @ normal.T
    with np.errstate(divide="ignore", invalid="ignore"):
        met = (offset - foot @ normal.T) / across
        at = np.sort(np.where(np.abs(across) > SAME, met, np.inf), axis=1)
        apart = np.diff(at, axis=1) > SAME
    kept = np.isfinite(at)
    kept[:, 1:] &= apart
    line = np.nonzero(kept)[0]
    points = foot[line] + at[kept][:, None] * along[line]
    own, starts, ends = line[:-1], points[:-1], points[1:]
    middle = (starts + ends) / 2
    inner = (line[1:] == own) & ((middle > -SAME) & (middle < 1 + SAME)).all(axis=1)
    return own[inner], starts[inner], ends[inner]


def _with_sides(cuts: Floats, own: Whole, starts: Floats, ends: Floats, asked: Asked) -> LineParts:
    beside, middle = BESIDE * cuts[own, :2], (starts + ends) / 2
    left, right = np.split(asked(np.concatenate([middle - beside, middle + beside])), 2)
    right &= (own >= len(SIDES))[:, None]  # there is nothing outside
    return LineParts(own, starts, ends, left, right)


def _seeds(asked: Asked) -> Whole:
    """The cells whose corners differ, and those at a side of the square that areas reach."""
    steps = (np.arange(_CELLS + 2) - _SHIFT) / _CELLS
    inside = np.clip(steps, 1e-6, 1 - 1e-6)
    x, y = np.meshgrid(inside, inside, indexing="ij")
    said = asked(np.stack([x.ravel(), y.ravel()], axis=1)).reshape(*x.shape, -1)
    four = np.stack([said[:-1, :-1], said[1:, :-1], said[:-1, 1:], said[1:, 1:]])
    differ = (four != four[0]).any(axis=(0, 3))
    edge = np.zeros(differ.shape, dtype=np.bool_)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    return np.argwhere(differ | (edge & four.any(axis=(0, 3))))


def _cut_in(cuts: Floats, cells: Whole) -> tuple[Whole, Floats, Floats]:
    """The parts of the lines in some cells, cut at the sides of these as well."""
    corner = (cells - _SHIFT) / _CELLS
    offsets = (cuts[:, 2] - corner @ cuts[:, :2].T) * _CELLS  # in coordinates of each cell
    middle = cuts[:, :2].sum(axis=1) / 2
    meets = np.abs(offsets - middle) <= np.abs(cuts[:, :2]).sum(axis=1) / 2 + SAME
    found = []
    for place, offset, there in zip(corner, offsets, meets, strict=True):
        lines = np.flatnonzero(there)
        local = np.column_stack([cuts[lines, :2], offset[lines]])
        own, starts, ends = cut(np.concatenate([SIDES, local]))
        starts, ends = place + starts / _CELLS, place + ends / _CELLS
        half = (starts + ends) / 2
        kept = (own >= len(SIDES)) & ((half > -SAME) & (half < 1 + SAME)).all(axis=1)
        found.append((lines[own[kept] - len(SIDES)], starts[kept], ends[kept]))
    own, starts, ends = (np.concatenate(each) for each in zip(*found, strict=True))
    return own, starts, ends


def _cells_at(points: Floats) -> set[tuple[int, int]]:
    """The cells at whose sides or in which the points lie."""
    at = points * _CELLS + _SHIFT
    around = np.array([(dx, dy) for dx in (-1e-6, 1e-6) for dy in (-1e-6, 1e-6)])
    near = np.floor(at[:, None] + around).reshape(-1, 2)
    cells = np.clip(np.unique(near, axis=0), 0, _CELLS).astype(int)
    return set(map(tuple, cells.tolist()))
