"""Points of which no two fit into one term: as many terms are needed.

Of two points that fit together, the one whose neighbours include all of the other's may be left
out: where it is chosen, the other can take its place. What is left is chosen greedily, the point of
fewest neighbours first.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def apart(together: Flags, tick: Callable[[float], None]) -> NDArray[np.int64]:
    """Many points no two of which are together, by a symmetric matrix of the pairs that are."""
    near = together | np.eye(len(together), dtype=bool)
    left = np.arange(len(near))
    chosen: list[int] = []
    while len(left):
        left = left[needed(near[np.ix_(left, left)], tick)]
        inside = near[np.ix_(left, left)]
        sizes = inside.sum(axis=1)
        lonely = sizes == 1
        chosen += left[lonely].tolist()
        left, inside, sizes = left[~lonely], inside[~lonely][:, ~lonely], sizes[~lonely]
        if len(left):
            k = int(np.argmin(sizes))
            chosen.append(int(left[k]))
            left = left[~inside[k]]
    return np.array(chosen, dtype=np.int64)


def needed(near: Flags, tick: Callable[[float], None]) -> NDArray[np.int64]:
    """The points that are left when none can take another's place."""
    left = np.arange(len(near))
    while len(left):
        part = near[np.ix_(left, left)].astype(np.float32)
        tick(len(left) ** 2 * (1 + len(left) / 256))
        sizes = part.sum(axis=1)
        within = (part @ part == sizes[:, None]) & (part > 0)  # what p is near, q is near
        first = sizes[:, None] < sizes
        first |= (sizes[:, None] == sizes) & (np.arange(len(left))[:, None] < np.arange(len(left)))
        gone = (within & first).any(axis=0)
        if not gone.any():
            break
        left = left[~gone]
    return left
