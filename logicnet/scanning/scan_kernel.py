"""The compiled loop of `scan`: the words of a window's cells are shifted out of packed rows."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.network.simulation_kernel import _LANES, _PLANES, _VECTOR, _added_up

_EVERYTHING = np.uint64(0xFFFFFFFFFFFFFFFF)


@kernel
def run(words, rows, skips, rests, length, first, starts, reads, thresholds, chosen, answer):  # type: ignore[no-untyped-def]
    """Write the chosen units' values at each place.

    `words` are packed rows. At the row i of places, cell c of the window reads the row `rows[i, c]`
    (-1: all 0, -2: all 1), from the bit ``64*skips[c] + rests[c]`` on. `answer` has `length` words
    for each row of places.
    """
    n, units, last = rows.shape[1], thresholds.shape[0], words.shape[1]
    values = np.empty((n + units, _LANES), dtype=np.uint64)
    planes = np.empty((_PLANES, 3, _LANES), dtype=np.uint64)
    count = np.empty(_PLANES, dtype=np.int64)
    places = rows.shape[0] * length
    for base in range(0, places, _LANES):
        width = min(_LANES, places - base)
        for c in range(n):
            i, at = base // length, base % length
            rest = np.uint64(rests[c])
            for lane in range(width):
                row = rows[i, c]
                if row >= 0:
                    k = at + skips[c]
                    found = words[row, k] >> rest if k < last else np.uint64(0)
                    if rest and k + 1 < last:
                        found |= words[row, k + 1] << (np.uint64(64) - rest)
                    values[c, lane] = found
                else:
                    values[c, lane] = np.uint64(0) if row == -1 else _EVERYTHING
                at += 1
                if at == length:
                    at = 0
                    i += 1
        for j in range(units):
            _added_up(first[j], first[j + 1], starts, reads, thresholds[j], values, n + j,
                      planes, count, (width + _VECTOR - 1) // _VECTOR * _VECTOR)  # fmt: skip
        for k in range(chosen.shape[0]):
            for lane in range(width):
                answer[k, base + lane] = values[n + chosen[k], lane]


@kernel
def widen(words, width, before, after, beyond, found):  # type: ignore[no-untyped-def]
    """Write rows with cells before and after them into `found`, which is 0.

    `beyond` says what these are: -1 for 0, -2 for 1, 0 for those of the other side.
    """
    one, most, last = np.uint64(1), words.shape[1], found.shape[1]
    skip, rest = before // 64, np.uint64(before % 64)
    for row in range(words.shape[0]):
        for k in range(most):
            if k + skip < last:
                found[row, k + skip] |= words[row, k] << rest
            if rest and k + skip + 1 < last:
                found[row, k + skip + 1] |= words[row, k] >> (np.uint64(64) - rest)
        for k in range(before + after if beyond != -1 else 0):
            to = k if k < before else width + k
            source = (to - before) % width
            if beyond == -2 or (words[row, source // 64] >> np.uint64(source % 64)) & one:
                found[row, to // 64] |= one << np.uint64(to % 64)
