"""Choosing columns of a small covering matrix without compiled code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.minimization.branching import branch_and_bound

_EXACT_ROWS = 40  # rows of a core that is searched exhaustively


def dense_cover(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Columns that cover every row of the flags, few of them.

    Essential columns come first; what they leave is searched exhaustively while small, else
    covered greedily, a row counting more the fewer columns it has. Redundant ones go last.
    """
    single = flags.sum(axis=1) == 1
    taken = flags[single].any(axis=0)
    open_rows = ~flags[:, taken].any(axis=1)
    core = np.unique(flags[open_rows], axis=0)
    core_columns = np.flatnonzero(core.any(axis=0) if len(core) else taken & False)
    core = core[:, core_columns]
    if 0 < len(core) <= _EXACT_ROWS:
        found = branch_and_bound(core, np.zeros(core.shape[1], dtype=np.int64))
        if found is not None:
            return np.concatenate([np.flatnonzero(taken), core_columns[found]])
    return np.concatenate([np.flatnonzero(taken), core_columns[_greedy(core)]])


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
