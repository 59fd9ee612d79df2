"""Choosing columns of a small covering matrix without compiled code."""

from __future__ import annotations

import random

import numpy as np
from numpy.typing import NDArray

from logicnet.minimization.branching import branch_and_bound

_EXACT_ROWS = 40  # rows of a core that is searched exhaustively
_TRIALS = 60  # repairs of a greedy choice, unless told
_DROPPED = 3  # columns that a repair begins by dropping


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


def _greedy(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    weights = 1.0 / (flags.sum(axis=1) - 0.5)
    gain = weights @ flags
    covered = np.zeros(len(flags), dtype=np.int64)
    chosen: list[int] = []
    while not covered.all():
        best = int(np.argmax(gain))
        chosen.append(best)
        new = np.flatnonzero(flags[:, best] & (covered == 0))
        gain -= weights[new] @ flags[new]
        covered += flags[:, best]
    kept = []
    for column in chosen:
        if (covered[flags[:, column]] > 1).all():
            covered -= flags[:, column]
        else:
            kept.append(column)
    return np.array(kept, dtype=np.int64)


def _repaired(flags: NDArray[np.bool_], trials: int) -> NDArray[np.int64]:
    """A greedy choice, of which a few columns at a time are replaced by no more others."""
    chosen = _greedy(flags).tolist()
    if len(chosen) <= _DROPPED:
        return np.array(chosen, dtype=np.int64)
    columns, rows = _masks(flags.T), [np.flatnonzero(row).tolist() for row in flags]
    rng = random.Random(0)
    for _ in range(trials):
        rng.shuffle(chosen)
        trial = _fill(chosen[_DROPPED:], columns, rows, rng)
        if len(trial) <= len(chosen):
            chosen = trial
    return np.array(chosen, dtype=np.int64)


def _masks(flags: NDArray[np.bool_]) -> list[int]:
    """Each row as an integer, bit j for entry j."""
    octets = np.packbits(flags, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in octets]


def _fill(
    chosen: list[int], columns: list[int], rows: list[list[int]], rng: random.Random
) -> list[int]:
    """The columns and what the rows that they leave open need, without redundant ones."""
    once = twice = 0
    for c in chosen:
        twice |= once & columns[c]
        once |= columns[c]
    chosen = chosen.copy()
    open_rows = ((1 << len(rows)) - 1) & ~once
    while open_rows:
        row = rows[(open_rows & -open_rows).bit_length() - 1]
        best = max(row, key=lambda c: ((columns[c] & open_rows).bit_count(), rng.random()))
        chosen.append(best)
        twice |= once & columns[best]
        once |= columns[best]
        open_rows &= ~once
    for i, c in enumerate(chosen):
        if not columns[c] & ~twice:
            return chosen[:i] + chosen[i + 1 :]
    return chosen
