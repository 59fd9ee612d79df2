"""An index of cells in the plane, in each of which a network over coordinates is almost constant.

The box of the points is quartered again and again. In a cell most half-planes are constant; with
these put in, most units become constants or copies of others, equal terms of sums cancel, and
what is left reads a few lines. A cell is finished when at most MOST_LINES lines are left: the
outputs are then a table over the bits of these lines. For a polygon that is a constant away from
its edges, one line along an edge and two at a corner, whatever the construction. A grid over the
box leads a point to its cell in one step or a few; its outputs then cost as many line tests as
the cell has lines. For points too near to one of these integers decide.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.regions.plane.segments import spread

from .parts import Parts, exact_bits

_MARGIN = 2.0**-49  # of the sizes in a sum: what floats may be wrong by, with room to spare
_FEWEST, _MOST = 4, 9  # levels of the grid
_MOSTLY = 0.05, 0.95  # the part of the corners around which a coarse index lies
# What a cell of a coarse index may add to the lines of a usual place, by all lines.
_SHARE, _SHARE_OF_LINES = 2.0**-16, 2.0**-28
_FEW = 64  # rows of which nearly all must lie in the box of an index that is used again
_CORE = 0.02, 0.98  # the part of these rows whose box counts
_AROUND = 16  # and how many of its sizes around it others may make it larger


class Index(NamedTuple):
    """Cells over a box; see `index_kernel.build`."""

    low: NDArray[np.float64]
    size: NDArray[np.float64]
    level: int
    grid: NDArray[np.int32]
    settled: NDArray[np.uint8]  # by cell of the grid: the single output where it is constant, or 2
    children: NDArray[np.int32]
    leaf_start: NDArray[np.int32]  # lines of leaf k: leaf_start[k] to leaf_start[k+1]
    leaf_lines: NDArray[np.float64]  # rows (normal x, normal y, offset, margin)
    entry_start: NDArray[np.int32]  # outputs of leaf k that are not always 0
    entry_output: NDArray[np.int32]
    entry_table: NDArray[np.uint64]
    constant: NDArray[np.int32]  # by leaf; see `index_kernel.label`
    lines: NDArray[np.float64]  # of a coarse index; see `coarse`
    nets: NDArray[np.int64]  # what is left of the network in its cells; see `index_kernel.build`

    @property
    def is_coarse(self) -> bool:
        """Whether cells keep what is left of the network."""
        return len(self.lines) > 0

    @property
    def lines_asked(self) -> float:
        """How many lines a usual place of a coarse index asks."""
        return float(self.nets[1]) / 1024


def evaluate_indexed(
    parts: Parts, index: Index, rows: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows by outputs, and the numbers of rows that are left to another path.

    Rows outside the box are left. Elsewhere integers decide what floats do not.
    """
    from .index_kernel import HEAVY, evaluate

    answer = np.zeros((len(rows), len(parts.tail.outputs)), dtype=np.int64)
    left, leaf = np.empty(len(rows) + 1, dtype=np.int64), np.empty(len(rows) + 1, dtype=np.int32)
    count = evaluate(
        rows, parts.centre, index.low, index.size, index.level, index.grid, index.settled,
        index.children,
        index.leaf_start, index.leaf_lines, index.entry_start, index.entry_output,
        index.entry_table, index.lines, index.nets, answer, left, leaf,
    )  # fmt: skip
    left, leaf = left[:count], leaf[:count]
    if not count:
        return answer, left
    heavy = np.append(index.entry_output, 0)[index.entry_start[leaf]] == HEAVY
    known = (leaf >= 0) & ~heavy
    answer[left[known]] = _decided(parts, index, rows[left[known]], leaf[known])
    return answer, left[~known]


def for_few(index: Index, centre: NDArray[np.float64]) -> tuple[Any, ...]:
    """What `index_kernel.evaluate_few` asks for between rows and answer."""
    middle = centre if len(centre) == 2 else np.append(centre, 0.0)
    frame = np.concatenate([middle, index.low, index.size, [1 << index.level]])
    starts = np.stack([index.leaf_start, index.entry_start])
    return (
        frame, index.grid, index.children, starts, index.leaf_lines, index.entry_output,
        index.entry_table, index.lines, index.nets,
    )  # fmt: skip


def _decided(
    parts: Parts, index: Index, rows: NDArray[np.float64], leaf: NDArray[np.int32]
) -> NDArray[np.int64]:
    """The outputs of rows in leaves, by the exact sides of the few lines that are left there."""
    normals, offsets = index.leaf_lines[:, : rows.shape[1]], index.leaf_lines[:, 2]
    row, line = spread(index.leaf_start[leaf], index.leaf_start[leaf + 1] - 1)
    fires = exact_bits(parts._replace(normals=normals, offsets=offsets), rows[row], line)
    setting = np.zeros(len(rows), dtype=np.int64)
    np.add.at(setting, row, fires.astype(np.int64) << (line - index.leaf_start[leaf[row]]))
    answer = np.zeros((len(rows), len(parts.tail.outputs)), dtype=np.int64)
    row, entry = spread(index.entry_start[leaf], index.entry_start[leaf + 1] - 1)
    table = index.entry_table[entry] >> setting[row].astype(np.uint64)
    answer[row, index.entry_output[entry]] = table & np.uint64(1)
    return answer


def box_of(rows: NDArray[np.float64]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The box of some rows, a little enlarged; those far outside it do not count.

    For these all others would lie in one cell, however often it is quartered.
    """
    finite = rows[np.isfinite(rows).all(axis=1)]
    low, high = np.zeros(2), np.ones(2)
    if len(finite):
        inner = np.quantile(finite, _CORE, axis=0, method="nearest")
        with np.errstate(over="ignore"):
            around = _AROUND * (inner[1] - inner[0])
            low[: rows.shape[1]] = np.maximum(finite.min(axis=0), inner[0] - around)
            high[: rows.shape[1]] = np.minimum(finite.max(axis=0), inner[1] + around)
    return _rounded(low, high)


def within(index: Index, rows: NDArray[np.float64]) -> bool:
    """Whether nearly all of some of the rows lie in the box of an index."""
    some, d = rows[:: max(1, len(rows) // _FEW)], rows.shape[1]
    inside = ((some >= index.low[:d]) & (some < (index.low + index.size)[:d])).all(axis=1)
    return 16 * int(inside.sum()) >= 15 * len(some)


def _rounded(
    low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """A slightly larger box with few digits, so that like sets of points share an index."""
    span = np.maximum(high - low, 2.0**-30 * np.maximum(np.abs(low), np.abs(high)))
    span = np.where(span > 1e-300, span, 1.0)
    with np.errstate(all="ignore"):
        step = np.exp2(np.floor(np.log2(span)) - 4)
        below, above = np.floor(low / step) * step, (np.floor(high / step) + 1) * step
    usable = np.isfinite(below) & np.isfinite(above) & (above > below)
    below, above = np.where(usable, below, low), np.where(usable, above, high)
    return tuple(below.tolist()), tuple(above.tolist())


def levels(points: int) -> int:
    """Levels of the grid that pay for so many points."""
    return int(np.clip(np.log2(max(points, 1)) / 2 - 2.5, _FEWEST, _MOST))


def coarse(parts: Parts) -> Index | None:
    """An index of few cells, which is made in little time: a cell asks the lines left in it.

    Where points will be is not known: it lies around the places where each line meets the next.
    """
    normals, offsets = parts.normals, parts.offsets
    (a, b), (c, d) = normals[:-1].T, normals[1:].T
    with np.errstate(all="ignore"):
        det = a * d - b * c
        x = (offsets[:-1] * d - offsets[1:] * b) / det
        y = (offsets[1:] * a - offsets[:-1] * c) / det
        places = np.stack([x, y], axis=1) + parts.centre
        places = places[np.isfinite(places).all(axis=1)]
        if not len(places):
            return None
        inner = np.quantile(places, _MOSTLY, axis=0)
        around = (inner[1] - inner[0]) / 2
    ends = _rounded(inner[0] - around, inner[1] + around)
    share = len(offsets) * min(_SHARE, len(offsets) * _SHARE_OF_LINES)
    return index_over(parts, *ends, _FEWEST, share)


def index_over(
    parts: Parts, low: tuple[float, ...], high: tuple[float, ...], level: int, share: float = 0.0
) -> Index | None:
    """The index over a box, or None where floats overflow in it."""
    from .cell_kernel import pooled
    from .index_kernel import build

    tail, normals, offsets = parts.tail, parts.normals, parts.offsets
    box_low, box_high = np.array(low), np.array(high)
    normals = normals if normals.shape[1] == 2 else np.pad(normals, ((0, 0), (0, 1)))
    centre = parts.centre if len(parts.centre) == 2 else np.append(parts.centre, 0.0)
    with np.errstate(all="ignore"):
        reach = np.maximum(np.abs(box_low), np.abs(box_high)) + np.abs(centre)
        margins = _MARGIN * (np.abs(normals) @ reach + np.abs(offsets)) + 1e-290
    if not np.isfinite(margins).all():
        return None
    lines = np.column_stack([normals, offsets, margins])
    pool, by_node, room = pooled(len(offsets), tail)
    grid = np.zeros(1 << 2 * level, dtype=np.int32)
    tables = np.zeros(len(tail.output_units), dtype=np.int64)
    children, leaves, own, entries, nets = build(
        lines, box_low - centre, box_high - centre, level, share, pool, by_node, room, grid, tables
    )
    settled = np.append(np.where((grid == -1) | (grid == -2), -1 - grid, 2), 2).astype(np.uint8)
    start, entry_start = np.concatenate([[[0, 0]], leaves.reshape(-1, 2).cumsum(0)]).T
    start, entry_start = (np.array(v, dtype=np.int32) for v in (start, entry_start))
    outputs, tables = (np.array(v) for v in entries.reshape(-1, 2).T)
    outputs = outputs.astype(np.int32)
    return Index(
        box_low, box_high - box_low, level, grid, settled,
        np.append(children, [0] * 4).reshape(-1, 4).astype(np.int32), start,
        np.concatenate([lines[own], np.zeros((1, 4))]), entry_start,
        np.append(outputs, np.int32(0)), np.append(tables, 0).view(np.uint64),
        _constant(start, entry_start, outputs), lines if share else np.zeros((0, 4)), nets.copy(),
    )  # fmt: skip


def _constant(
    start: NDArray[np.int32], entry_start: NDArray[np.int32], outputs: NDArray[np.int32]
) -> NDArray[np.int32]:
    """By leaf the first output that is 1, or -1; -2 where lines decide, -3 where too many do."""
    first = np.append(outputs, 0)[entry_start[:-1]]
    some = entry_start[:-1] < entry_start[1:]
    settled = np.where(some, np.where(first < 0, -3, first), -1)  # a heavy leaf has the entry -1
    return np.where(start[:-1] < start[1:], -2, settled).astype(np.int32)
