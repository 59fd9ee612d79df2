"""Compiled: trees on 0/1 columns, boosted one after another or grown apart for a forest.

Rows are lists of the columns that are 1 in them, so that a node's sums over all columns take one
pass over those entries; what lies on the side of the zeros is the rest. A tree has one vector of
values a leaf, one number an output, so that classes share splits.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

_PARTS = 20.0  # that a heavy row comes in
_LOOKS = 3  # draws for each column there is, before a node is given up
_PRIME, _FACTOR = 2147483647, 48271  # the generator of Park and Miller, as the standard has it


@kernel
def _grown(  # type: ignore[no-untyped-def]
    indptr, columns, bits, rows, grad, hess, depth, least, ridge, rate, tries, state,
    feature, child, value, total, first, last,
):  # fmt: skip
    """Grow one tree over `rows`, which it reorders; the number of its nodes, and the state.

    `least` is the hessian that each side needs, `ridge` what is added to it. With `tries`, each
    node that is not of one kind looks at so many columns drawn at random, and on until one splits.
    """
    count, outputs = bits.shape[1], grad.shape[1]
    g, h = np.zeros((count, outputs)), np.zeros((count, outputs))
    level = np.zeros(len(feature), np.int64)
    first[0], last[0] = 0, len(rows)
    nodes, at = 1, 0
    while at < nodes:
        whole_g, whole_h = np.zeros(outputs), np.zeros(outputs)
        for k in range(first[at], last[at]):
            r = rows[k]
            for e in range(outputs):
                whole_g[e] += grad[r, e]
                whole_h[e] += hess[r, e]
        base, mass = 0.0, 0.0
        for e in range(outputs):
            value[at, e] = rate * whole_g[e] / (whole_h[e] + ridge)
            base += whole_g[e] ** 2 / (whole_h[e] + ridge)
            mass += whole_h[e]
        feature[at] = -1
        best, gain = -1, 1e-9 + 1e-9 * base
        is_open = level[at] < depth and mass >= 2 * least and last[at] - first[at] > 1
        if tries > 0:
            is_pure = True
            for e in range(outputs):
                is_pure = is_pure and whole_g[e] * (whole_h[e] - whole_g[e]) < 1e-9
            is_open = is_open and not is_pure
        if is_open and tries == 0:
            g[:], h[:] = 0.0, 0.0
            for k in range(first[at], last[at]):
                r = rows[k]
                for place in range(indptr[r], indptr[r + 1]):
                    c = columns[place]
                    for e in range(outputs):
                        g[c, e] += grad[r, e]
                        h[c, e] += hess[r, e]
        for look in range((_LOOKS * count if tries > 0 else count) if is_open else 0):
            c = look
            if tries > 0:
                if look >= tries and best >= 0:
                    break
                state = state * _FACTOR % _PRIME
                c = (state >> 7) % count
                g[c], h[c] = 0.0, 0.0
                for k in range(first[at], last[at]):
                    r = rows[k]
                    if bits[r, c]:
                        for e in range(outputs):
                            g[c, e] += grad[r, e]
                            h[c, e] += hess[r, e]
            one, zero, here = 0.0, 0.0, -base
            for e in range(outputs):
                rest_g, rest_h = whole_g[e] - g[c, e], whole_h[e] - h[c, e]
                one += h[c, e]
                zero += rest_h
                here += g[c, e] ** 2 / (h[c, e] + ridge) + rest_g**2 / (rest_h + ridge)
            if here > gain and one >= least and zero >= least:
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
        if feature[at] < 0:
            for k in range(first[at], last[at]):
                for e in range(outputs):
                    total[rows[k], e] += value[at, e]
        at += 1
    return nodes, state


@kernel
def boosted(  # type: ignore[no-untyped-def]
    indptr, columns, bits, targets, weights, total, rounds, depth, least, ridge, rate, size
):
    """Trees that each take a step from `total`, the log-odds so far, which is changed.

    One output is a log-odds, several are the logarithms of a softmax's shares.
    """
    n, outputs = targets.shape
    feature, child = np.full((rounds, size), -1, np.int32), np.zeros((rounds, size), np.int32)
    value = np.zeros((rounds, size, outputs))
    grad, hess = np.zeros((n, outputs)), np.zeros((n, outputs))
    first, last = np.zeros(size, np.int64), np.zeros(size, np.int64)
    kept = np.flatnonzero(weights > 0)
    for t in range(rounds):
        for r in kept:
            high, norm = 0.0, 0.0
            if outputs > 1:
                high = total[r].max()
                for e in range(outputs):
                    norm += np.exp(total[r, e] - high)
            for e in range(outputs):
                if outputs == 1:
                    p = 1 / (1 + np.exp(-total[r, e]))
                else:
                    p = np.exp(total[r, e] - high) / norm
                grad[r, e] = weights[r] * (targets[r, e] - p)
                hess[r, e] = weights[r] * max(p * (1 - p), 1e-6)
        _grown(indptr, columns, bits, kept.copy(), grad, hess, depth, least, ridge, rate, 0, 1,
               feature[t], child[t], value[t], total, first, last)  # fmt: skip
    return feature, child, value


@kernel
def forest(indptr, columns, bits, targets, weights, trees, depth, least, tries, seed, size):  # type: ignore[no-untyped-def]
    """Trees grown apart, each on draws of the rows, whose values are shares of the classes."""
    n, outputs = targets.shape
    feature, child = np.full((trees, size), -1, np.int32), np.zeros((trees, size), np.int32)
    value = np.zeros((trees, size, outputs))
    grad, hess = np.zeros((n, outputs)), np.zeros((n, outputs))
    first, last = np.zeros(size, np.int64), np.zeros(size, np.int64)
    total, state = np.zeros((n, outputs)), seed % (_PRIME - 1) + 1
    for t in range(trees):
        times = np.zeros(n)
        for r in range(n):
            left, whole = weights[r], max(1.0, weights[r] / _PARTS)
            while left > 1e-9:  # as often as a Poisson draw says, for each part of the weight
                part, limit, product = min(left, whole), np.exp(-1.0), 1.0
                left -= whole
                while True:
                    state = state * _FACTOR % _PRIME
                    product *= state / _PRIME
                    if product <= limit:
                        break
                    times[r] += part
        rows = np.flatnonzero(times > 0)
        if len(rows) == 0:
            continue
        for k in range(len(rows)):
            r = rows[k]
            for e in range(outputs):
                grad[r, e], hess[r, e] = times[r] * targets[r, e], times[r]
        _, state = _grown(indptr, columns, bits, rows, grad, hess, depth, least, 1e-12, 1.0, tries,
                          state, feature[t], child[t], value[t], total, first, last)  # fmt: skip
    return feature, child, value


@kernel
def added(feature, child, value, bits, total):  # type: ignore[no-untyped-def]
    """Add to `total` what the trees say of each row."""
    for t in range(feature.shape[0]):
        for r in range(bits.shape[0]):
            at = 0
            while feature[t, at] >= 0:
                at = child[t, at] + bits[r, feature[t, at]]
            for e in range(value.shape[2]):
                total[r, e] += value[t, at, e]
