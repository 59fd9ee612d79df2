"""The compiled loop for rows without an index: all half-spaces, then all units, row by row."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel


@kernel(error_model="numpy")
def direct(  # type: ignore[no-untyped-def]
    rows, centre, offsets, columns, reach, floor, indptr, indices, weights, least, ends, answer,
    left,
):  # fmt: skip
    """Fill `answer`, rows by outputs; put rows that floats do not decide into `left`, count them.

    `columns` are the normals, a row for each coordinate. A half-space is decided where its sum is
    further from 0 than ``reach * max |x - centre| + floor``.
    """
    count, width = len(offsets), rows.shape[1]
    nodes = np.zeros(count + len(least), np.int64)
    value = np.empty(count, np.float64)
    n_left = 0
    for r in range(len(rows)):
        far = 0.0
        finite = True
        for i in range(width):
            far = max(far, abs(rows[r, i]) + abs(centre[i]))
            finite &= abs(rows[r, i]) < np.inf
        for k in range(count):
            value[k] = -offsets[k]
        for i in range(width):
            x = rows[r, i] - centre[i]
            for k in range(count):
                value[k] += columns[i, k] * x
        unsure = 0
        for k in range(count):
            nodes[k] = value[k] >= 0
            unsure += not abs(value[k]) > reach[k] * far + floor[k]
        if unsure > 0 or not finite:
            left[n_left] = r
            n_left += 1
            continue
        for j in range(len(least)):
            total = 0
            for w in range(indptr[j], indptr[j + 1]):
                total += weights[w] * nodes[indices[w]]
            nodes[count + j] = total >= least[j]
        for o in range(len(ends)):
            answer[r, o] = nodes[ends[o]]
    return n_left
