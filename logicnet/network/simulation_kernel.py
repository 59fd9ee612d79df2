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

_LANES = 128  # words handled together: a node's values are one KiB, and vector units stay full
_TABLED = 64  # of which so many are looked up at a time
_VECTOR = 16  # words that vector units handle in one round
_DIRECT = 256  # sums of six inputs are looked up directly while they span no more than this
_MOST_TABLES = 1 << 14  # units that get a table, 3 KiB each
_EVERYTHING = np.uint64(0xFFFFFFFFFFFFFFFF)
_PLANES = 68  # digits that sums may have, and those of the words that are begun above them


@kernel
def run(  # type: ignore[no-untyped-def]
    indptr, indices, weights, first, starts, reads, thresholds, tested, at, word, chosen, answer,
    start, stop,
):  # fmt: skip
    """Write the chosen units' values at words `start` to `stop` of the packed rows `at`.

    `thresholds` are those of the `Digits` that come before them, `tested` those of the network.
    `word` is the number of the first word where the rows are consecutive, and -1 otherwise.
    """
    n, units = at.shape[0], thresholds.shape[0]
    step = _TABLED if word >= 0 else _VECTOR
    most = min(_LANES, (stop - start + step - 1) // step * step)
    values = np.empty((n + units, most), dtype=np.uint64)
    planes = np.empty((_PLANES, 3, most), dtype=np.uint64)
    count, sums = np.empty(_PLANES, dtype=np.int64), np.empty(_TABLED, dtype=np.int64)
    place, tables = np.empty(units, dtype=np.int64), 0  # which table a unit has, -1 for none
    for j in range(units):
        lo, hi = indptr[j], indptr[j + 1]
        place[j] = -1
        # sources are sorted, so the last one tells whether all are inputs
        if word >= 0 and n >= 6 and j < _MOST_TABLES and hi - lo >= 3 and indices[hi - 1] < n:
            place[j] = tables
            tables += 1
    low = np.empty((tables, 64), dtype=np.int64)
    masks = np.empty((tables, 65), dtype=np.uint64)
    direct = np.empty((tables, _DIRECT), dtype=np.uint64)
    for j in range(units):
        if place[j] >= 0:
            _tabulate(n, indptr[j], indptr[j + 1], indices, weights, low[place[j]],
                      masks[place[j]], direct[place[j]])  # fmt: skip
    for base in range(start, stop, _LANES):
        width = min(_LANES, stop - base)
        lanes = (width + _VECTOR - 1) // _VECTOR * _VECTOR  # what is left over is slower than these
        for i in range(n):
            for lane in range(width):
                values[i, lane] = at[i, base + lane]
        for j in range(units):
            p = place[j]
            if p >= 0:
                for part in range(0, width, _TABLED):
                    _high_sums(n, indptr[j], indptr[j + 1], indices, weights, word + base + part,
                               sums)  # fmt: skip
                    _looked_up(tested[j], sums, low[p], masks[p], direct[p],
                               values[n + j, part : part + _TABLED])  # fmt: skip
            else:
                _added_up(first[j], first[j + 1], starts, reads, thresholds[j], values, n + j,
                          planes, count, lanes)  # fmt: skip
        for k in range(chosen.shape[0]):
            for lane in range(width):
                answer[k, base + lane] = values[n + chosen[k], lane]


@kernel
def run_rows(first, starts, reads, thresholds, rows, chosen, answer, start, stop):  # type: ignore[no-untyped-def]
    """Write the chosen units' values at words `start` to `stop` of 64 rows, which are octets.

    What comes back is the first row of a word with other values than 0 and 1, or -1.
    """
    n, units, last = rows.shape[1], thresholds.shape[0], rows.shape[0]
    most = min(_LANES, (stop - start + _VECTOR - 1) // _VECTOR * _VECTOR)
    values = np.empty((n + units, most), dtype=np.uint64)
    planes = np.empty((_PLANES, 3, most), dtype=np.uint64)
    count = np.empty(_PLANES, dtype=np.int64)
    lines = np.empty((8, n), dtype=np.uint8)
    for base in range(start, stop, _LANES):
        width = min(_LANES, stop - base)
        lanes = (width + _VECTOR - 1) // _VECTOR * _VECTOR
        for k in range(width):
            if not _packed(rows, (base + k) * 64, lines, values, k):
                return (base + k) * 64
        for j in range(units):
            _added_up(first[j], first[j + 1], starts, reads, thresholds[j], values, n + j,
                      planes, count, lanes)  # fmt: skip
        for k in range(chosen.shape[0]):
            node = n + chosen[k]
            for w in range(width):
                word, row = values[node, w], (base + w) * 64
                for r in range(row, min(row + 64, last)):
                    answer[r, k] = word & np.uint64(1)
                    word >>= np.uint64(1)
    return -1


@kernel
def _packed(rows, row, lines, values, lane):  # type: ignore[no-untyped-def]
    """Whether the 64 rows from `row` on are octets 0 and 1; they become words, one an input."""
    n, one = rows.shape[1], np.uint8(1)
    seen = np.uint8(0)
    for e in range(8):
        for i in range(n):
            lines[e, i] = 0
        for r in range(min(8, rows.shape[0] - row - 8 * e)):
            for i in range(n):
                value = rows[row + 8 * e + r, i]
                seen |= value
                lines[e, i] |= value << np.uint8(r)
    for i in range(n):
        word = np.uint64(0)
        for e in range(8):
            word |= np.uint64(lines[e, i]) << np.uint64(8 * e)
        values[i, lane] = word
    return seen <= one


@kernel
def run_few(indptr, indices, weights, thresholds, rows, chosen, answer):  # type: ignore[no-untyped-def]
    """Write the chosen units' values for each of a few rows, wire by wire."""
    n = rows.shape[1]
    values = np.empty(n + thresholds.shape[0], dtype=np.bool_)
    for r in range(rows.shape[0]):
        for i in range(n):
            values[i] = rows[r, i]
        for j in range(thresholds.shape[0]):
            total = 0
            for k in range(indptr[j], indptr[j + 1]):
                if values[indices[k]]:
                    total += weights[k]
            values[n + j] = total >= thresholds[j]
        for k in range(chosen.shape[0]):
            answer[r, k] = values[n + chosen[k]]


@kernel
def _carry(planes, count, b, width):  # type: ignore[no-untyped-def]
    """Add the words at planes[b, 2], of weight 2**b, to the pending ones."""
    while count[b] == 2:
        for i in range(width):
            x, y, z = planes[b, 0, i], planes[b, 1, i], planes[b, 2, i]
            either = x ^ y
            planes[b, 0, i] = either ^ z
            planes[b + 1, 2, i] = (x & y) | (either & z)
        count[b] = 1
        b += 1
    place = count[b]
    for i in range(width):
        planes[b, place, i] = planes[b, 2, i]
    count[b] = place + 1


@kernel
def _begun(planes, count, b, width):  # type: ignore[no-untyped-def]
    """Let there be a word of weight 2**b."""
    if count[b] == 0:
        for i in range(width):
            planes[b, 0, i] = 0
        count[b] = 1


@kernel
def _added_up(begin, end, starts, reads, threshold, values, node, planes, count, width):  # type: ignore[no-untyped-def]
    """The values of the unit at `node` at `width` words, by bit-sliced addition.

    Four words at a time go into the words of weight 2**b, 2**(b+1) and 2**(b+2). No part of an
    array is taken out as an array: making one costs more than a word's sum.
    """
    for i in range(width):
        values[node, i] = _EVERYTHING
    if threshold <= 0:
        return
    count[:] = 0
    for b in range(end - begin):
        at, stop = starts[begin + b], starts[begin + b + 1]
        if stop - at >= 4:
            _begun(planes, count, b, width)
            _begun(planes, count, b + 1, width)
            while stop - at >= 4:
                _four(reads, at, values, planes, b, count[b + 2], width)
                at += 4
                if count[b + 2] == 2:
                    _carry(planes, count, b + 2, width)
                else:
                    count[b + 2] += 1
        while at < stop:
            source, place = reads[at] >> 1, count[b]
            flip = _EVERYTHING if reads[at] & 1 else np.uint64(0)
            for i in range(width):
                planes[b, place, i] = values[source, i] ^ flip
            at += 1
            if place == 2:
                _carry(planes, count, b, width)
            else:
                count[b] = place + 1
    _compared(threshold, end - begin, values, node, planes, count, width)


@kernel
def _four(reads, at, values, planes, b, place, width):  # type: ignore[no-untyped-def]
    """Add four words of weight 2**b, to the first of each weight; one of 2**(b+2) is left over."""
    p, q, r, s = reads[at] >> 1, reads[at + 1] >> 1, reads[at + 2] >> 1, reads[at + 3] >> 1
    no, every = np.uint64(0), _EVERYTHING
    flip_p, flip_q = every if reads[at] & 1 else no, every if reads[at + 1] & 1 else no
    flip_r, flip_s = every if reads[at + 2] & 1 else no, every if reads[at + 3] & 1 else no
    for i in range(width):
        x, y, z = planes[b, 0, i], values[p, i] ^ flip_p, values[q, i] ^ flip_q
        either = x ^ y
        carry, x = (x & y) | (either & z), either ^ z
        y, z = values[r, i] ^ flip_r, values[s, i] ^ flip_s
        either = x ^ y
        planes[b, 0, i] = either ^ z
        y, z = carry, (x & y) | (either & z)
        x = planes[b + 1, 0, i]
        either = x ^ y
        planes[b + 1, 0, i] = either ^ z
        planes[b + 2, place, i] = (x & y) | (either & z)


@kernel
def _compared(threshold, top, values, node, planes, count, width):  # type: ignore[no-untyped-def]
    """Where the sum of all words reaches the threshold."""
    while count[top] > 0:
        top += 1
    b = 0
    while b < top or (b < 63 and threshold >> b > 0):
        if count[b] == 2:
            for i in range(width):
                x, y = planes[b, 0, i], planes[b, 1, i]
                planes[b, 0, i] = x ^ y
                planes[b + 1, 2, i] = x & y
            count[b] = 1
            _carry(planes, count, b + 1, width)
            while count[top] > 0:
                top += 1
        if (threshold >> b) & 1:
            for i in range(width):
                values[node, i] = values[node, i] & planes[b, 0, i] if count[b] else np.uint64(0)
        elif count[b] > 0:
            for i in range(width):
                values[node, i] |= planes[b, 0, i]
        b += 1


@kernel
def _tabulate(n, lo, hi, indices, weights, low, masks, direct):  # type: ignore[no-untyped-def]
    """The 64 sums of the last six inputs, falling, and the rows that reach each of them."""
    rows, old_rows = np.empty(64, dtype=np.int64), np.empty(64, dtype=np.int64)
    old_low = np.empty(64, dtype=np.int64)
    low[0], rows[0] = 0, 0
    size = 1
    for digit in range(6):  # merge the sums so far with the same ones plus the next weight
        weight = 0
        for k in range(lo, hi):
            if indices[k] == n - 1 - digit:
                weight = weights[k]
        for k in range(size):
            old_low[k], old_rows[k] = low[k], rows[k]
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
    if base % _TABLED:
        for i in range(_TABLED):
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
        for i in range(_TABLED):
            c = threshold - sums[i] - least
            if c <= 0:
                reached[i] = _EVERYTHING
            elif c > span:
                reached[i] = 0
            else:
                reached[i] = direct[c]
        return
    for i in range(_TABLED):
        c = threshold - sums[i]
        lo, hi = 0, 64  # how many of the falling sums reach c
        while lo < hi:
            middle = (lo + hi) // 2
            if low[middle] >= c:
                lo = middle + 1
            else:
                hi = middle
        reached[i] = masks[lo]
