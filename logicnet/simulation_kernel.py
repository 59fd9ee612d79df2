"""The compiled engine of `simulation`; imported only for large work, since numba is heavy."""

from __future__ import annotations

import numpy as np
from numba import njit

_LANES = 64  # words handled together: a node's values are half a KiB, and vector units stay full


@njit(cache=True, nogil=True, inline="always")
def _push(planes, count, b, word):  # type: ignore[no-untyped-def]
    """Add `word`, of weight 2**b, to the pending words; at most two stay pending a weight."""
    lanes = word.shape[0]
    carry = planes[b, 2]
    carry[:] = word
    while True:
        if count[b] < 2:
            planes[b, count[b]] = carry
            count[b] += 1
            return
        first, second, above = planes[b, 0], planes[b, 1], planes[b + 1, 2]
        for i in range(lanes):
            x, y, z = first[i], second[i], carry[i]
            either = x ^ y
            first[i] = either ^ z
            above[i] = (x & y) | (either & z)
        count[b] = 1
        carry = above
        b += 1


@njit(cache=True, nogil=True)
def run(indptr, indices, weights, thresholds, at, chosen, answer, start, stop):  # type: ignore[no-untyped-def]
    """Write the chosen units' values at words `start` to `stop` of the packed rows `at`."""
    n, units = at.shape[0], thresholds.shape[0]
    values = np.empty((n + units, _LANES), dtype=np.uint64)
    planes = np.empty((66, 3, _LANES), dtype=np.uint64)
    count = np.zeros(66, dtype=np.int64)
    word = np.empty(_LANES, dtype=np.uint64)
    reached = np.empty(_LANES, dtype=np.uint64)
    everything = np.uint64(0xFFFFFFFFFFFFFFFF)
    for base in range(start, stop, _LANES):
        width = min(_LANES, stop - base)
        values[:n, :width] = at[:, base : base + width]
        for j in range(units):
            count[:] = 0
            threshold = thresholds[j]
            top = 0
            for k in range(indptr[j], indptr[j + 1]):
                weight, source = weights[k], values[indices[k]]
                if weight < 0:
                    weight = -weight
                    threshold += weight
                    for i in range(_LANES):
                        word[i] = ~source[i]
                else:
                    word[:] = source
                b = 0
                while weight > 0:
                    if weight & 1:
                        _push(planes, count, b, word)
                    weight >>= 1
                    b += 1
                top = max(top, b)
            while top < 63 and count[top] > 0:
                top += 1
            reached[:] = everything
            b = 0
            while b <= top or (threshold >> b > 0 and b < 63):
                if count[b] == 2:
                    first, second, above = planes[b, 0], planes[b, 1], word
                    for i in range(_LANES):
                        x, y = first[i], second[i]
                        first[i] = x ^ y
                        above[i] = x & y
                    count[b] = 1
                    _push(planes, count, b + 1, word)
                    top = max(top, b + 1)
                    while top < 63 and count[top + 1] > 0:
                        top += 1
                digit = (threshold >> b) & 1
                if count[b] == 0:
                    if digit:
                        reached[:] = 0
                elif digit:
                    plane = planes[b, 0]
                    for i in range(_LANES):
                        reached[i] &= plane[i]
                else:
                    plane = planes[b, 0]
                    for i in range(_LANES):
                        reached[i] |= plane[i]
                b += 1
            if threshold <= 0:
                reached[:] = everything
            values[n + j] = reached
        for k in range(chosen.shape[0]):
            answer[k, base : base + width] = values[n + chosen[k], :width]
