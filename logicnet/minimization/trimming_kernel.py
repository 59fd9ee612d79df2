"""The compiled loop of `trimming`."""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.kernels import kernel
from logicnet.minimization.kernels import meet, uncovered


@kernel
def needed(pos, neg, flags, order, inputs):
    """Clear the flag (cube, output) of each cube in `order` that the others cover there."""
    words = pos.shape[1]
    depth = 2 * inputs + 4
    stack_c = np.empty((depth, words), dtype=np.uint64)
    stack_d = np.empty((depth, words), dtype=np.uint64)
    stack_end = np.empty(depth, dtype=np.int64)
    buffer = np.empty((inputs + 4) * (pos.shape[0] + 1), dtype=np.int64)
    near = np.empty(pos.shape[0], dtype=np.int64)
    for k in order:
        for j in range(flags.shape[1]):
            if not flags[k, j]:
                continue
            count = 0
            for e in range(pos.shape[0]):
                if e != k and flags[e, j] and meet(pos[e], neg[e], pos[k], neg[k]):
                    near[count] = e
                    count += 1
            c, d = pos[k].copy(), neg[k].copy()
            if uncovered(c, d, pos, neg, near, count, stack_c, stack_d, stack_end, buffer) == 0:
                flags[k, j] = False
