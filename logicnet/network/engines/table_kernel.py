"""The compiled loops of `tables`; imported only for work that repays it, since numba is heavy.

All whole numbers are unsigned, so that no index is looked at for being negative.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

_ZERO, _ONE, _TWO, _THREE, _FOUR, _EIGHT, _NIBBLE, _SIXTEEN, _EIGHTS = map(
    np.uint64, (0, 1, 2, 3, 4, 8, 15, 16, 256)
)
_WORD = np.uint64(64)
# A word whose octets are 0 or 1 times this has their eight bits in its highest octet; the same for
# lanes of 16 and 32 bits.
_GATHERING = np.array(
    [
        sum(1 << (64 - 64 // bits + k - bits * k) for k in range(64 // bits))
        for bits in (8, 16, 32)
    ],
    dtype=np.uint64,
)  # fmt: skip
_LAST = np.array([0x0101010101010101, 0x0001000100010001, 0x0000000100000001], dtype=np.uint64)
_ROWS = 64  # that go through a step together, so that its table stays in the cache


@kernel
def fill(indptr, indices, weights, place, spots, starts, steps, tables):  # type: ignore[no-untyped-def]
    """Write what each value of four or eight bits adds to the lanes of all units."""
    for j in range(starts.shape[0]):
        step, word, shift = spots[j, 0], np.uint64(spots[j, 1]), np.uint64(spots[j, 2])
        low, table, width, begin = steps[step, 0], steps[step, 2], steps[step, 3], steps[step, 4]
        tables[begin + word] |= np.uint64(starts[j]) << shift
        bits = _FOUR if width > _ONE else _EIGHT
        entries = width << bits
        for k in range(indptr[j], indptr[j + 1]):
            at = np.uint64(place[indices[k]]) - (low << _THREE)
            base = table + at // bits * entries + word
            tables[base + (width << (at % bits))] += np.uint64(weights[k]) << shift
            if weights[k] < 0:
                tables[base] += np.uint64(-weights[k]) << shift
    for s in range(steps.shape[0]):
        low, high, table, width = steps[s, 0], steps[s, 1], steps[s, 2], steps[s, 3]
        bits = _FOUR if width > _ONE else _EIGHT
        entries = width << bits
        for base in range(table, table + ((high - low) << _THREE) // bits * entries, entries):
            for bit in range(bits):
                single = base + (width << bit)
                for i in range(width):
                    tables[single + i] += tables[base + i]
                for code in range(width, width << bit, width):
                    for i in range(width):  # the entry of no bits is in both, and counts once
                        tables[single + code + i] = (
                            tables[single + i] + tables[base + code + i] - tables[base + i]
                        )


@kernel
def run(rows, first, last, steps, tables, octets, chosen, answer):  # type: ignore[no-untyped-def]
    """Write the bits `chosen` of rows `first` to `last`; the first row not of 0 and 1, or -1."""
    n = rows.shape[1]
    row = np.zeros((n + 7) // 8 * 8, dtype=np.uint8)
    eights = row.view(np.uint64)
    codes = np.zeros((min(_ROWS, last - first), octets), dtype=np.uint8)
    sums = np.empty((codes.shape[0], 128), dtype=np.uint64)
    for base in range(first, last, _ROWS):
        count = min(_ROWS, last - base)
        for r in range(count):
            seen = np.uint8(0)
            for i in range(n):
                row[i] = rows[base + r, i]
                seen |= rows[base + r, i]
            if seen > 1:
                return base + r
            for o in range(eights.shape[0]):
                codes[r, o] = (eights[o] * _GATHERING[0]) >> (_WORD - _EIGHT)
        for s in range(steps.shape[0]):
            if steps[s, 3] == _ONE:
                _single(steps, s, tables, codes, count, sums)
            else:
                _several(steps, s, tables, codes, count, sums)
            _fired(steps, s, codes, count, sums)
        for r in range(count):
            for k in range(chosen.shape[0]):
                code = np.uint64(codes[r, chosen[k] >> _THREE])
                answer[base + r, k] = (code >> (chosen[k] & (_EIGHT - _ONE))) & _ONE
    return -1


@kernel(inner=True)
def _single(steps, s, tables, codes, count, sums):  # type: ignore[no-untyped-def]
    """Add up what all octets add to one word of lanes, for each row."""
    low, high, table, begin = steps[s, 0], steps[s, 1], steps[s, 2], tables[steps[s, 4]]
    for r in range(count):
        total, at = begin, table
        for o in range(low, high):
            total += tables[at + np.uint64(codes[r, o])]
            at += _EIGHTS
        sums[r, 0] = total


@kernel(inner=True)
def _several(steps, s, tables, codes, count, sums):  # type: ignore[no-untyped-def]
    """Add up what each half of each octet adds to the words of lanes, two octets at a time."""
    low, high, table, width, begin = steps[s, 0], steps[s, 1], steps[s, 2], steps[s, 3], steps[s, 4]
    entries = width << _FOUR
    for r in range(count):
        for i in range(width):
            sums[r, i] = tables[begin + i]
        at = table
        for o in range(low, high, _TWO):
            code, following = np.uint64(codes[r, o]), np.uint64(codes[r, o + _ONE])
            a = at + (code & _NIBBLE) * width
            b = at + (_SIXTEEN + (code >> _FOUR)) * width
            at += entries << _ONE
            c = at + (following & _NIBBLE) * width
            d = at + (_SIXTEEN + (following >> _FOUR)) * width
            at += entries << _ONE
            for i in range(width):
                sums[r, i] += (tables[a + i] + tables[b + i]) + (tables[c + i] + tables[d + i])


@kernel(inner=True)
def _fired(steps, s, codes, count, sums):  # type: ignore[no-untyped-def]
    """Write the highest bits of all lanes as octets."""
    width, write, lane = steps[s, 3], steps[s, 5], steps[s, 6]
    each, gathering, last = _EIGHT >> lane, _GATHERING[lane], _LAST[lane]
    highest = (_EIGHT << lane) - _ONE
    for r in range(count):
        if lane == _ZERO:  # many words at once
            for o in range(width):
                fired = (sums[r, o] >> highest) & last
                codes[r, write + o] = (fired * gathering) >> (_WORD - _EIGHT)
            continue
        for o in range(width >> lane):
            code = _ZERO
            for k in range(_ONE << lane):
                fired = (sums[r, (o << lane) + k] >> highest) & last
                code |= ((fired * gathering) >> (_WORD - each)) << (k * each)
            codes[r, write + o] = code
