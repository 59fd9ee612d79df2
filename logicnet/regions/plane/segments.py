"""Which of many segments of the plane come near each other: a grid of about as many cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FEW = 48  # segments of which all pairs are looked at
_MANY = 2000  # segments from which pairs are not listed before they are looked at
_SLACK = 1e-6  # cells are this much larger than drawn, so that rounding loses no pair


def near_pairs(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs i < j of segments with overlapping boxes, among them all that meet or touch.

    >>> near_pairs(np.array([[0., 0.], [0., 9.]]), np.array([[1., 1.], [1., 8.]]))[0].size
    0
    """
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    if len(starts) <= _FEW:
        i, j = np.triu_indices(len(starts), 1)
    else:
        i, j = _sharing_cells(starts, ends)
    near = (low[i] <= high[j]).all(axis=1) & (low[j] <= high[i]).all(axis=1)
    return i[near], j[near]


def _sharing_cells(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs i < j of segments that pass through one cell of the grid."""
    segment, cell = _cells(starts, ends)
    order = np.argsort(cell, kind="stable")
    segment, cell = segment[order], cell[order]
    if len(starts) > _MANY:
        return _looked_at(starts, ends, segment, cell)
    found = []
    for apart in range(1, len(cell)):
        together = np.flatnonzero(cell[apart:] == cell[:-apart])
        if not len(together):
            break
        found.append(segment[together] * len(starts) + segment[together + apart])
    pairs = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return pairs // len(starts), pairs % len(starts)


def _looked_at(
    starts: NDArray[np.float64], ends: NDArray[np.float64],
    segment: NDArray[np.int64], cell: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    """Pairs i < j that share a cell, but those that are apart: the cells of long ones hold many."""
    from .segments_kernel import together

    first = np.append(np.flatnonzero(np.diff(cell, prepend=-1)), len(cell))
    pairs = np.empty((8 * len(starts), 2), dtype=np.int64)
    count = together(starts, ends, segment, first, pairs)
    if count > len(pairs):
        pairs = np.empty((count, 2), dtype=np.int64)
        together(starts, ends, segment, first, pairs)
    key = np.unique(pairs[:count, 0] * len(starts) + pairs[:count, 1])
    return key // len(starts), key % len(starts)


def _cells(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All (segment, cell) with the segment in the cell, ordered by segment."""
    side = int(np.ceil(np.sqrt(len(starts))))
    origin = np.minimum(starts, ends).min(axis=0)
    size = np.maximum(starts, ends).max(axis=0) / side - origin / side
    size = np.where(size > 0, size, 1.0)
    a, b = (starts - origin) / size, (ends - origin) / size  # in cells
    a, b = np.where(a[:, 1:] <= b[:, 1:], a, b), np.where(a[:, 1:] <= b[:, 1:], b, a)
    segment, row = spread(_index(a[:, 1] - _SLACK, side), _index(b[:, 1] + _SLACK, side))
    p, q = a[segment], b[segment]
    rise = q[:, 1] - p[:, 1]
    level = np.where(rise < 1e-9, 1.0, rise)
    enter = np.where(rise < 1e-9, 0.0, np.clip((row - _SLACK - p[:, 1]) / level, 0, 1))
    leave = np.where(rise < 1e-9, 1.0, np.clip((row + 1 + _SLACK - p[:, 1]) / level, 0, 1))
    ends_x = np.stack([p[:, 0] + t * (q[:, 0] - p[:, 0]) for t in (enter, leave)])
    part, column = spread(
        _index(ends_x.min(axis=0) - _SLACK, side), _index(ends_x.max(axis=0) + _SLACK, side)
    )
    return segment[part], row[part] * side + column


def _index(place: NDArray[np.float64], side: int) -> NDArray[np.int64]:
    return np.clip(np.floor(place), 0, side - 1).astype(np.int64)


def spread(
    first: NDArray[np.signedinteger], last: NDArray[np.signedinteger]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each k the numbers first[k] to last[k], with k beside each."""
    count = np.maximum(last - first + 1, 0)
    owner = np.repeat(np.arange(len(first)), count)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    return owner, first[owner] + within
