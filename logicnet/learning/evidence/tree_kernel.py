"""Compiled: trees on 0/1 columns grown apart for a forest, and what trees say of rows.

Each node looks at columns drawn at random, until one splits. What a tree says of rows that were not
drawn for it is evidence that comes for nothing, as of rows held out.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

_PARTS = 20.0  # that a heavy row comes in
_LOOKS = 3  # draws for each column there is, before a node is given up
_PRIME, _FACTOR = 2147483647, 48271  # the generator of Park and Miller, as the standard has it


@kernel
def _grown(  # type: ignore[no-untyped-def]
    bits, rows, mass, targets, depth, least, tries, state, feature, child, value, first, last
):
    """Grow one tree over `rows`, which it reorders; the state. Its values are shares of targets.

    `least` is the mass that each side of a split needs.
    """
    count, outputs = bits.shape[1], targets.shape[1]
    g, whole = np.zeros(outputs), np.zeros(outputs)
    level = np.zeros(len(feature), np.int64)
    first[0], last[0] = 0, len(rows)
    nodes, at = 1, 0
    while at < nodes:
        whole[:], total = 0.0, 0.0
        for k in range(first[at], last[at]):
            r = rows[k]
            total += mass[r]
            for e in range(outputs):
                whole[e] += mass[r] * targets[r, e]
        base, is_pure = 0.0, True
        for e in range(outputs):
            value[at, e] = whole[e] / total
            base += whole[e] ** 2 / total
            is_pure = is_pure and whole[e] * (total - whole[e]) < 1e-9
        feature[at] = -1
        best, gain = -1, 1e-9 + 1e-9 * base
        is_open = not is_pure and level[at] < depth and total >= 2 * least and last[at] - first[at] > 1
        for look in range(_LOOKS * count if is_open else 0):
            if look >= tries and best >= 0:
                break
            state = state * _FACTOR % _PRIME
            c = (state >> 7) % count
            g[:], one = 0.0, 0.0
            for k in range(first[at], last[at]):
                r = rows[k]
                if bits[r, c]:
                    one += mass[r]
                    for e in range(outputs):
                        g[e] += mass[r] * targets[r, e]
            rest = total - one
            if one < least or rest < least:
                continue
            here = -base
            for e in range(outputs):
                here += g[e] ** 2 / one + (whole[e] - g[e]) ** 2 / rest
            if here > gain:
                best, gain = c, here
        if best >= 0 and nodes + 2 <= len(feature):
            low, high = first[at], last[at] - 1
            while low <= high:
                if bits[rows[low], best]:
                    rows[low], rows[high] = rows[high], rows[low]
                    high -= 1
                else:
                    low += 1
            if first[at] < low < last[at]:
                feature[at] = best
                child[at] = nodes
                first[nodes], last[nodes] = first[at], low
                first[nodes + 1], last[nodes + 1] = low, last[at]
                level[nodes] = level[nodes + 1] = level[at] + 1
                nodes += 2
        at += 1
    return state


@kernel
def _ended(feature, child, bits, r):  # type: ignore[no-untyped-def]
    """The leaf of a row."""
    at = 0
    while feature[at] >= 0:
        at = child[at] + bits[r, feature[at]]
    return at


@kernel
def forest(bits, targets, weights, trees, depth, least, tries, seed, size):  # type: ignore[no-untyped-def]
    """Trees grown apart, each on draws of the rows, whose values are shares of the classes.

    With them what the trees that a row was not drawn for say of it: sums by row, and how many.
    """
    n, outputs = targets.shape
    feature, child = np.full((trees, size), -1, np.int32), np.zeros((trees, size), np.int32)
    value = np.zeros((trees, size, outputs))
    first, last = np.zeros(size, np.int64), np.zeros(size, np.int64)
    told, heard, state = np.zeros((n, outputs)), np.zeros(n), seed % (_PRIME - 1) + 1
    for t in range(trees):
        times, missed = np.zeros(n), np.zeros(n)
        for r in range(n):
            left, whole = weights[r], max(1.0, weights[r] / _PARTS)
            while left > 1e-9:  # as often as a Poisson draw says, for each part of the weight
                part, limit, product, drawn = min(left, whole), np.exp(-1.0), 1.0, 0
                left -= whole
                while True:
                    state = state * _FACTOR % _PRIME
                    product *= state / _PRIME
                    if product <= limit:
                        break
                    drawn += 1
                times[r] += drawn * part
                missed[r] += part if drawn == 0 else 0.0
        rows = np.flatnonzero(times > 0)
        if len(rows) == 0:
            continue
        state = _grown(bits, rows, times, targets, depth, least, tries, state, feature[t],
                       child[t], value[t], first, last)  # fmt: skip
        for r in range(n):
            if missed[r] > 0:
                heard[r] += missed[r]
                leaf = _ended(feature[t], child[t], bits, r)
                for e in range(outputs):
                    told[r, e] += missed[r] * value[t, leaf, e]
    return feature, child, value, told, heard


@kernel
def added(feature, child, value, bits, total):  # type: ignore[no-untyped-def]
    """Add to `total` what the trees say of each row."""
    for t in range(feature.shape[0]):
        for r in range(bits.shape[0]):
            at = _ended(feature[t], child[t], bits, r)
            for e in range(value.shape[2]):
                total[r, e] += value[t, at, e]
