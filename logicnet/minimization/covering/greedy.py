"""Choosing columns of a small covering matrix without compiled code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .branching import branch_and_bound, masks

_EXACT_ROWS = 40  # rows of a core that is searched exhaustively
_DROPPED = 8  # columns that a repair drops
_TRIALS = 60  # repairs of a greedy choice, unless told


def dense_cover(flags: NDArray[np.bool_], trials: int = _TRIALS) -> NDArray[np.int64]:
    """Columns that cover every row of the flags, few of them.

    Essential columns come first; what they leave is searched exhaustively while small, else
    covered greedily, a row counting more the fewer columns it has, and repaired at random.
    """
    single = flags.sum(axis=1) == 1
    taken = flags[single].any(axis=0)
    open_rows = ~flags[:, taken].any(axis=1)
    core = flags[open_rows]
    core_columns = np.flatnonzero(core.any(axis=0) if len(core) else taken & False)
    core = core[:, core_columns]
    if 0 < len(core) <= _EXACT_ROWS:
        found = branch_and_bound(core, np.zeros(core.shape[1], dtype=np.int64))
        if found is not None:
            return np.concatenate([np.flatnonzero(taken), core_columns[found]])
    return np.concatenate([np.flatnonzero(taken), core_columns[_repaired(core, trials)]])


def dense_greedy(flags: NDArray[np.bool_]) -> list[int]:
    """Columns that cover every row: always the one that covers most, in the order of choice."""
    chosen: list[int] = []
    while len(flags):
        chosen.append(int(np.argmax(flags.sum(axis=0))))
        flags = flags[~flags[:, chosen[-1]]]
    return chosen


def _repaired(flags: NDArray[np.bool_], trials: int) -> NDArray[np.int64]:
    """A greedy choice, of which a few columns at a time are replaced by no more others."""
    if not len(flags):
        return np.zeros(0, dtype=np.int64)
    flags = flags[np.argsort(flags.sum(axis=1), kind="stable")]  # rows of few columns first
    columns = masks(flags.T)
    row, column = np.nonzero(flags)
    stops = np.cumsum(np.bincount(row, minlength=len(flags))).tolist()
    listed = column.tolist()
    rows = [listed[i:j] for i, j in zip([0, *stops], stops, strict=False)]
    chosen = _fill([], columns, rows, 0)
    state = 1
    for _ in range(trials):
        rest = chosen.copy()
        for _ in range(min(_DROPPED, len(rest))):
            state = state * 1103515245 + 12345 & 0x7FFFFFFF
            rest.pop((state >> 8) % len(rest))
        trial = _fill(rest, columns, rows, state >> 8)
        if len(trial) <= len(chosen):
            chosen = trial
    return np.array(chosen, dtype=np.int64)


def _fill(chosen: list[int], columns: list[int], rows: list[list[int]], turn: int) -> list[int]:
    """The columns and what the rows that they leave open need, without a redundant one.

    Of the columns of a row that cover as many open rows the first after `turn` is taken.
    """
    once = twice = 0
    for c in chosen:
        twice |= once & columns[c]
        once |= columns[c]
    chosen = chosen.copy()
    open_rows = ((1 << len(rows)) - 1) & ~once
    while open_rows:
        row = rows[(open_rows & -open_rows).bit_length() - 1]
        cut = turn % len(row)
        best, most = -1, 0
        for c in row[cut:] + row[:cut]:
            count = (columns[c] & open_rows).bit_count()
            if count > most:
                best, most = c, count
        chosen.append(best)
        twice |= once & columns[best]
        once |= columns[best]
        open_rows &= ~once
    for i, c in enumerate(chosen):
        if not columns[c] & ~twice:
            return chosen[:i] + chosen[i + 1 :]
    return chosen
