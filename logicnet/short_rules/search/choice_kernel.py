"""Which terms of a pool to take, so that wrong rows and prices come to least: a local search."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

from .conjunction_kernel import ones


@kernel
def _tally(covers, taken, none, once):  # type: ignore[no-untyped-def]
    """Fill in the rows that no taken term covers, and those that exactly one does."""
    twice = np.zeros(none.shape[0], np.uint64)
    none[:] = ~np.uint64(0)
    once[:] = 0
    for t in range(covers.shape[0]):
        if taken[t]:
            for w in range(none.shape[0]):
                mask = covers[t, w]
                twice[w] |= once[w] & mask
                once[w] = (once[w] | (none[w] & mask)) & ~twice[w]
                none[w] &= ~mask


@kernel
def _gain(cover, where, pos, neg, weight):  # type: ignore[no-untyped-def]
    """The rows that become right by covering there, less `weight` for each that is wrong."""
    gain = 0.0
    for w in range(cover.shape[0]):
        mask = cover[w] & where[w]
        gain += ones(mask & pos[w]) - weight * ones(mask & neg[w])
    return gain


@kernel
def _best_added(covers, prices, taken, none, pos, neg, weight):  # type: ignore[no-untyped-def]
    """The term that it pays most to add, and how much; -1 where none pays."""
    best, most = -1, 1e-9
    for t in range(covers.shape[0]):
        if not taken[t]:
            gain = _gain(covers[t], none, pos, neg, weight) - prices[t]
            if gain > most:
                best, most = t, gain
    return best, most


@kernel
def improve(covers, prices, pos, neg, weight, taken):  # type: ignore[no-untyped-def]
    """Add, drop and exchange terms while that pays; the work."""
    words = covers.shape[1]
    terms = covers.shape[0]
    none, once = np.zeros(words, np.uint64), np.zeros(words, np.uint64)
    work, changed = 0, True
    while changed:
        changed = False
        _tally(covers, taken, none, once)
        best, _ = _best_added(covers, prices, taken, none, pos, neg, weight)
        work += 2 * terms * words
        if best >= 0:
            taken[best] = True
            changed = True
            continue
        for t in range(terms):
            if taken[t] and _gain(covers[t], once, pos, neg, weight) - prices[t] < -1e-9:
                taken[t] = False
                changed = True
                break
        if changed:
            continue
        for t in range(terms):
            if not taken[t]:
                continue
            _tally(covers, taken, none, once)
            loss = _gain(covers[t], once, pos, neg, weight) - prices[t]
            taken[t] = False
            _tally(covers, taken, none, once)
            best, gain = _best_added(covers, prices, taken, none, pos, neg, weight)
            work += 3 * terms * words
            if best >= 0 and best != t and gain > loss + 1e-9:
                taken[best] = True
                changed = True
                break
            taken[t] = True
    return work
