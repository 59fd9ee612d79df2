"""The compiled loop of `trimming`."""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.minimization.incidence.cube_kernels import meet, room, uncovered


@kernel
def needed(pos, neg, flags, order, inputs, first, each, work):
    """Clear the flag (cube, output) of each cube in `order` that the others cover there.

    Goes on from place `first`, gives a flag up after looking at `each` cubes, and stops after
    so much work; which place is next.
    """
    space = room(inputs, pos.shape[1], pos.shape[0])
    near = np.empty(pos.shape[0], dtype=np.int64)
    left = np.empty(1, dtype=np.int64)
    for place in range(first, order.shape[0]):
        if work[0] < 0:
            return place
        k = order[place]
        for j in range(flags.shape[1]):
            if not flags[k, j]:
                continue
            work[0] -= pos.shape[0]
            count = 0
            for e in range(pos.shape[0]):
                if e != k and flags[e, j] and meet(pos[e], neg[e], pos[k], neg[k]):
                    near[count] = e
                    count += 1
            c, d = pos[k].copy(), neg[k].copy()
            left[0] = each
            if uncovered(c, d, pos, neg, near, count, space, left) == 0:
                flags[k, j] = False
            work[0] -= each - left[0]
    return order.shape[0]
