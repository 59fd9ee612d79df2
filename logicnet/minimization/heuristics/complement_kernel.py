"""The complement of a list of cubes, as a compiled recursion."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.minimization.incidence.cube_kernels import ONE, put


@kernel
def _count_literals(pos, neg, inputs, highs, lows):  # type: ignore[no-untyped-def]
    for i in range(inputs):
        highs[i] = lows[i] = 0
    for k in range(pos.shape[0]):
        for i in range(inputs):
            shift = np.uint64(i & 63)
            highs[i] += np.int64((pos[k, i >> 6] >> shift) & ONE)
            lows[i] += np.int64((neg[k, i >> 6] >> shift) & ONE)


@kernel
def _cofactor(pos, neg, i, value):  # type: ignore[no-untyped-def]
    """The cubes that meet input i = value, without their literal of it."""
    w, bit = i >> 6, ONE << np.uint64(i & 63)
    new_pos, new_neg = np.empty_like(pos), np.empty_like(neg)
    size = 0
    for k in range(pos.shape[0]):
        if (neg[k, w] if value else pos[k, w]) & bit:
            continue
        put(new_pos[size], pos[k])
        put(new_neg[size], neg[k])
        new_pos[size, w] &= ~bit
        new_neg[size, w] &= ~bit
        size += 1
    return new_pos[:size], new_neg[:size]


@kernel
def _inside(p, q, pos, neg):  # type: ignore[no-untyped-def]
    """Whether one of the cubes contains the cube (p, q)."""
    words = p.shape[0]
    for k in range(pos.shape[0]):
        inside = True
        for w in range(words):
            if (pos[k, w] & ~p[w]) | (neg[k, w] & ~q[w]):
                inside = False
                break
        if inside:
            return True
    return False


@kernel
def _join(high_pos, high_neg, low_pos, low_neg, i):  # type: ignore[no-untyped-def]
    """x·high + x'·low, where a cube that the other side contains loses the literal."""
    w, bit = i >> 6, ONE << np.uint64(i & 63)
    total = high_pos.shape[0] + low_pos.shape[0]
    pos = np.empty((total, high_pos.shape[1]), dtype=np.uint64)
    neg = np.empty((total, high_pos.shape[1]), dtype=np.uint64)
    size = 0
    lifted_pos, lifted_neg = np.empty_like(high_pos), np.empty_like(high_neg)
    lifted = 0
    for k in range(high_pos.shape[0]):
        put(pos[size], high_pos[k])
        put(neg[size], high_neg[k])
        if _inside(high_pos[k], high_neg[k], low_pos, low_neg):
            put(lifted_pos[lifted], high_pos[k])
            put(lifted_neg[lifted], high_neg[k])
            lifted += 1
        else:
            pos[size, w] |= bit
        size += 1
    for k in range(low_pos.shape[0]):
        if _inside(low_pos[k], low_neg[k], lifted_pos[:lifted], lifted_neg[:lifted]):
            continue
        put(pos[size], low_pos[k])
        put(neg[size], low_neg[k])
        if not _inside(low_pos[k], low_neg[k], high_pos, high_neg):
            neg[size, w] |= bit
        size += 1
    return pos[:size], neg[:size]


@kernel
def _most_binate(highs, lows):  # type: ignore[no-untyped-def]
    best, most = 0, -1
    for i in range(highs.shape[0]):
        value = highs[i] + lows[i] + ((1 << 30) if highs[i] and lows[i] else 0)
        if value > most and highs[i] + lows[i]:
            best, most = i, value
    return best


@kernel
def halves(pos, neg, inputs):  # type: ignore[no-untyped-def]
    """The input that is binate in the most cubes, and the cofactors where it is 1 and 0."""
    highs, lows = np.empty(inputs, dtype=np.int64), np.empty(inputs, dtype=np.int64)
    _count_literals(pos, neg, inputs, highs, lows)
    best = _most_binate(highs, lows)
    return best, _cofactor(pos, neg, best, True), _cofactor(pos, neg, best, False)


@kernel
def complement(pos, neg, inputs, limit, work):  # type: ignore[no-untyped-def]
    """The cubes that cover what the given ones do not, and how many they are.

    If they are more than `limit` there are none, and the number is over the limit; if they take
    more than work[0] comparisons, which goes down, the number is -1. Shannon's expansion by the
    input that is binate in the most cubes.
    """
    words = pos.shape[1]
    none = np.empty((0, words), dtype=np.uint64)
    work[0] -= (1 + pos.shape[0]) * (inputs // 4 + 4 * words)
    if work[0] < 0:
        return none, none, -1
    if pos.shape[0] == 0:
        all_rows = np.zeros((1, words), dtype=np.uint64)
        return all_rows, all_rows.copy(), 1
    nothing = np.zeros(words, dtype=np.uint64)
    if _inside(nothing, nothing, pos, neg):
        return none, none, 0
    highs = np.empty(inputs, dtype=np.int64)
    lows = np.empty(inputs, dtype=np.int64)
    _count_literals(pos, neg, inputs, highs, lows)
    best = _most_binate(highs, lows)
    a, b = _cofactor(pos, neg, best, True)
    high_pos, high_neg, count = complement(a, b, inputs, limit, work)
    if count > limit or count < 0:
        return none, none, count
    a, b = _cofactor(pos, neg, best, False)
    low_pos, low_neg, other = complement(a, b, inputs, limit, work)
    work[0] -= 2 * high_pos.shape[0] * low_pos.shape[0] * words
    if other < 0 or work[0] < 0:
        return none, none, -1
    if count + other > limit:
        return none, none, limit + 1
    result_pos, result_neg = _join(high_pos, high_neg, low_pos, low_neg, best)
    return result_pos, result_neg, result_pos.shape[0]
