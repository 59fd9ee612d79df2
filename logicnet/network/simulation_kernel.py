"""The compiled engine of `simulation`; imported only for large work, since numba is heavy.

Blocks of 64 words go through all units. Two ways to evaluate a unit on a block:

- `_added_up`: bit-sliced, as `simulation` explains; at most two words stay pending for each
  weight 2**b, a third turns the three into a sum and a carry.
- `_looked_up`: for units that read inputs only, on consecutive rows. The last six inputs run
  through all 64 values within each word, the others are constant in it. The 64 sums of the six
  are sorted once for each unit, with the word of rows that reach each of them; a word then is
  the one that belongs to threshold minus the sum of the other inputs.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

_LANES = 64  # words handled together: a node's values are half a KiB, and vector units stay full
_DIRECT = 256  # sums of six inputs are looked up directly while they span no more than this
_MOST_TABLES = 1 << 14  # units that get a table, 3 KiB each
_EVERYTHING = np.uint64(0xFFFFFFFFFFFFFFFF)


@kernel
def run(indptr, indices, weights, thresholds, at, first, chosen, answer, start, stop):  # type: ignore[no-untyped-def]
    """Write the chosen units' values at words `start` to `stop` of the packed rows `at`.

    `first` is the number of the first word where the rows are consecutive, and -1 otherwise.
    """
    n, units = at.shape[0], thresholds.shape[0]
    values = np.empty((n + units, _LANES), dtype=np.uint64)
    planes = np.empty((66, 3, _LANES), dtype=np.uint64)
    count = np.zeros(66, dtype=np.int64)
    word = np.empty(_LANES, dtype=np.uint64)
    sums = np.empty(_LANES, dtype=np.int64)
    tabled = np.zeros(units, dtype=np.bool_)
    if first >= 0 and n >= 6:
        for j in range(min(units, _MOST_TABLES)):
            lo, hi = indptr[j], indptr[j + 1]
            # sources are sorted, so the last one tells whether all are inputs
            tabled[j] = hi - lo >= 3 and indices[hi - 1] < n
    place = np.cumsum(tabled) - 1
    low = np.empty((tabled.sum(), 64), dtype=np.int64)
    masks = np.empty((tabled.sum(), 65), dtype=np.uint64)
    direct = np.empty((tabled.sum(), _DIRECT), dtype=np.uint64)
    for j in range(units):
        if tabled[j]:
            _tabulate(n, indptr[j], indptr[j + 1], indices, weights, low[place[j]],
                      masks[place[j]], direct[place[j]])  # fmt: skip
    for base in range(start, stop, _LANES):
        width = min(_LANES, stop - base)
        values[:n, :width] = at[:, base : base + width]
        for j in range(units):
            if tabled[j]:
                p = place[j]
                _high_sums(n, indptr[j], indptr[j + 1], indices, weights, first + base, sums)
                _looked_up(thresholds[j], sums, low[p], masks[p], direct[p], values[n + j])
            else:
                _added_up(indptr[j], indptr[j + 1], indices, weights, thresholds[j], values,
                          planes, count, word, values[n + j])  # fmt: skip
        for k in range(chosen.shape[0]):
            answer[k, base : base + width] = values[n + chosen[k], :width]


@kernel
def _push(planes, count, b, word):  # type: ignore[no-untyped-def]
    """Add `word`, of weight 2**b, to the pending words."""
    carry = planes[b, 2]
    carry[:] = word
    while True:
        if count[b] < 2:
            planes[b, count[b]] = carry
            count[b] += 1
            return
        first, second, above = planes[b, 0], planes[b, 1], planes[b + 1, 2]
        for i in range(_LANES):
            x, y, z = first[i], second[i], carry[i]
            either = x ^ y
            first[i] = either ^ z
            above[i] = (x & y) | (either & z)
        count[b] = 1
        carry = above
        b += 1


@kernel
def _added_up(lo, hi, indices, weights, threshold, values, planes, count, word, reached):  # type: ignore[no-untyped-def]
    """The unit's values by bit-sliced addition."""
    count[:] = 0
    top = 0
    for k in range(lo, hi):
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
    while count[top] > 0:
        top += 1
    reached[:] = _EVERYTHING
    b = 0
    while b <= top or (b < 63 and threshold >> b > 0):
        if count[b] == 2:
            first, second = planes[b, 0], planes[b, 1]
            for i in range(_LANES):
                x, y = first[i], second[i]
                first[i] = x ^ y
                word[i] = x & y
            count[b] = 1
            _push(planes, count, b + 1, word)
            while count[top] > 0:
                top += 1
        plane = planes[b, 0]
        if (threshold >> b) & 1:
            if count[b] == 0:
                reached[:] = 0
            else:
                for i in range(_LANES):
                    reached[i] &= plane[i]
        elif count[b] > 0:
            for i in range(_LANES):
                reached[i] |= plane[i]
        b += 1
    if threshold <= 0:
        reached[:] = _EVERYTHING


@kernel
def _tabulate(n, lo, hi, indices, weights, low, masks, direct):  # type: ignore[no-untyped-def]
    """The 64 sums of the last six inputs, falling, and the rows that reach each of them."""
    rows = np.zeros(64, dtype=np.int64)
    old_low, old_rows = np.empty(64, dtype=np.int64), np.empty(64, dtype=np.int64)
    low[0] = 0
    size = 1
    for digit in range(6):  # merge the sums so far with the same ones plus the next weight
        weight = 0
        for k in range(lo, hi):
            if indices[k] == n - 1 - digit:
                weight = weights[k]
        old_low[:size] = low[:size]
        old_rows[:size] = rows[:size]
        p, q = 0, 0
        for k in range(2 * size):
            if q == size or (p < size and old_low[p] >= old_low[q] + weight):
                low[k], rows[k] = old_low[p], old_rows[p]
                p += 1
            else:
                low[k], rows[k] = old_low[q] + weight, old_rows[q] | (1 << digit)
                q += 1
        size *= 2
    masks[0] = 0
    for k in range(64):
        masks[k + 1] = masks[k] | (np.uint64(1) << np.uint64(rows[k]))
    if low[0] - low[63] < _DIRECT:
        k = 64
        for c in range(low[63], low[0] + 1):  # direct[c - least]: the rows whose sum reaches c
            while low[k - 1] < c:
                k -= 1
            direct[c - low[63]] = masks[k]


@kernel
def _high_sums(n, lo, hi, indices, weights, base, sums):  # type: ignore[no-untyped-def]
    """The sums of all inputs but the last six at 64 words from word `base`."""
    if base % _LANES:
        for i in range(_LANES):
            total = 0
            for k in range(lo, hi):
                digit = n - 7 - indices[k]
                if digit >= 0 and ((base + i) >> digit) & 1:
                    total += weights[k]
            sums[i] = total
        return
    total = 0
    for k in range(lo, hi):
        digit = n - 7 - indices[k]
        if digit >= 6 and (base >> digit) & 1:
            total += weights[k]
    sums[0] = total
    size = 1
    for digit in range(6):
        weight = 0
        for k in range(lo, hi):
            if n - 7 - indices[k] == digit:
                weight = weights[k]
        for i in range(size):
            sums[size + i] = sums[i] + weight
        size *= 2


@kernel
def _looked_up(threshold, sums, low, masks, direct, reached):  # type: ignore[no-untyped-def]
    """The unit's values from its table, given the sums of the other inputs."""
    least, span = low[63], low[0] - low[63]
    if span < _DIRECT:
        for i in range(_LANES):
            c = threshold - sums[i] - least
            if c <= 0:
                reached[i] = _EVERYTHING
            elif c > span:
                reached[i] = 0
            else:
                reached[i] = direct[c]
        return
    for i in range(_LANES):
        c = threshold - sums[i]
        lo, hi = 0, 64  # how many of the falling sums reach c
        while lo < hi:
            middle = (lo + hi) // 2
            if low[middle] >= c:
                lo = middle + 1
            else:
                hi = middle
        reached[i] = masks[lo]
