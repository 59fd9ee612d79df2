"""Compiled: trees on 0/1 columns, boosted one after another or grown apart for a forest.

A column that is 1 only where the one before it is 1, as of `x >= 3` after `x >= 2`, is nested in
it. Rows are lists of the columns that are 1 in them, of nested ones the last; so a number with many
cuts is one entry of a row, and sums over all columns take one pass over entries and one over
columns. What lies on the side of the zeros is the rest, and of two nodes from one split only the
smaller is summed. A tree has one vector of values a leaf, one number an output, so that classes
share splits. Slopes are gradient and hessian of each output in turn.

Each node of a forest looks at columns drawn at random, until one splits. What a tree says of rows
that were not drawn for it is evidence that comes for nothing, as of rows held out.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

_PARTS = 20.0  # that a heavy row comes in
_LOOKS = 3  # draws for each column there is, before a node is given up
_PRIME, _FACTOR = 2147483647, 48271  # the generator of Park and Miller, as the standard has it


@kernel
def summed(indptr, entries, nested, rows, low, high, slopes, sums):  # type: ignore[no-untyped-def]
    """Put the sums of slopes over rows, by column, into `sums`."""
    width = slopes.shape[1]
    sums[:] = 0.0
    for k in range(low, high):
        r = rows[k]
        for place in range(indptr[r], indptr[r + 1]):
            c = entries[place]
            for e in range(width):
                sums[c, e] += slopes[r, e]
    for c in range(len(nested) - 1, 0, -1):
        if nested[c]:
            for e in range(width):
                sums[c - 1, e] += sums[c, e]


@kernel
def weighed(indptr, entries, nested, rows, weights, total):  # type: ignore[no-untyped-def]
    """Put the sums of the columns' weights that are 1, by row, into `total`."""
    width = weights.shape[1]
    along = weights.copy()  # of nested columns the sums so far
    for c in range(1, len(nested)):
        if nested[c]:
            for e in range(width):
                along[c, e] += along[c - 1, e]
    total[:] = 0.0
    for k in range(len(rows)):
        for place in range(indptr[rows[k]], indptr[rows[k] + 1]):
            for e in range(width):
                total[k, e] += along[entries[place], e]


@kernel
def _best_column(sums, whole, least, ridge, base):  # type: ignore[no-untyped-def]
    """The column whose split gains most, -1 where none gains."""
    best, gain, mass = -1, 1e-9 + 1e-9 * base, 0.0
    for e in range(1, len(whole), 2):
        mass += whole[e]
    for c in range(len(sums)):
        one = 0.0
        for e in range(1, len(whole), 2):
            one += sums[c, e]
        if one < least or mass - one < least:
            continue
        here = -base
        for e in range(0, len(whole), 2):
            g, h = sums[c, e], sums[c, e + 1] + ridge
            rest, left = whole[e] - g, whole[e + 1] - sums[c, e + 1] + ridge
            here += (g * g * left + rest * rest * h) / (h * left)
        if here > gain:
            best, gain = c, here
    return best


@kernel
def _parted(bits, rows, low, high, column):  # type: ignore[no-untyped-def]
    """Reorder rows so that those with 0 in the column come first; where the others begin."""
    high -= 1
    while low <= high:
        if bits[rows[low], column]:
            rows[low], rows[high] = rows[high], rows[low]
            high -= 1
        else:
            low += 1
    return low


@kernel
def _put(ahead, k, node, low, high, level, place):  # type: ignore[no-untyped-def]
    """Put a node into the list of those to do."""
    ahead[k, 0], ahead[k, 1], ahead[k, 2] = node, low, high
    ahead[k, 3], ahead[k, 4] = level, place


@kernel
def _grown(  # type: ignore[no-untyped-def]
    indptr, entries, nested, bits, rows, slopes, depth, least, ridge, rate,
    feature, child, value, total, sums, ahead,
):  # fmt: skip
    """Grow one tree over `rows`, which it reorders; where it ends is added to `total`.

    `ahead` are nodes to do: node, first and last row, level, place of its sums. The smaller of two
    is done first, so that few places are in use at once.
    """
    width = slopes.shape[1]
    whole = np.empty(width, np.float64)
    summed(indptr, entries, nested, rows, 0, len(rows), slopes, sums[0])
    _put(ahead, 0, 0, 0, len(rows), 0, 0)
    nodes, open_nodes = 1, 1
    while open_nodes:
        open_nodes -= 1
        at, low, high = ahead[open_nodes, 0], ahead[open_nodes, 1], ahead[open_nodes, 2]
        level, place = ahead[open_nodes, 3], ahead[open_nodes, 4]
        whole[:] = 0.0
        for k in range(low, high):
            for e in range(width):
                whole[e] += slopes[rows[k], e]
        base, mass, best = 0.0, 0.0, -1
        for e in range(0, width, 2):
            value[at, e // 2] = rate * whole[e] / (whole[e + 1] + ridge)
            base += whole[e] ** 2 / (whole[e + 1] + ridge)
            mass += whole[e + 1]
        can_split = level < depth and mass >= 2 * least and high - low > 1
        if can_split and nodes + 2 <= len(feature):
            best = _best_column(sums[place], whole, least, ridge, base)
        middle = _parted(bits, rows, low, high, best) if best >= 0 else low
        if not low < middle < high:
            feature[at] = -1
            for k in range(low, high):
                for e in range(width // 2):
                    total[rows[k], e] += value[at, e]
            continue
        feature[at], child[at] = best, nodes
        first = middle - low <= high - middle  # whether the smaller is that of the zeros
        other = place + 1
        if level + 1 < depth:
            small, end = (low, middle) if first else (middle, high)
            summed(indptr, entries, nested, rows, small, end, slopes, sums[other])
            for c in range(len(nested)):
                for e in range(width):
                    sums[place, c, e] -= sums[other, c, e]
        zeros, ones = (other, place) if first else (place, other)
        _put(ahead, open_nodes + first, nodes, low, middle, level + 1, zeros)
        _put(ahead, open_nodes + (not first), nodes + 1, middle, high, level + 1, ones)
        open_nodes += 2
        nodes += 2


@kernel
def _sloped(total, targets, weights, rows, slopes):  # type: ignore[no-untyped-def]
    """Put gradients and hessians of the log-loss at log-odds into `slopes`."""
    outputs = targets.shape[1]
    for r in rows:
        high, norm = 0.0, 0.0
        if outputs > 1:
            high = total[r, 0]
            for e in range(1, outputs):
                high = max(high, total[r, e])
            for e in range(outputs):
                norm += np.exp(total[r, e] - high)
        for e in range(outputs):
            if outputs == 1:
                p = 1 / (1 + np.exp(-total[r, e]))
            else:
                p = np.exp(total[r, e] - high) / norm
            slopes[r, 2 * e] = weights[r] * (targets[r, e] - p)
            slopes[r, 2 * e + 1] = weights[r] * max(p * (1 - p), 1e-6)


@kernel
def boosted(  # type: ignore[no-untyped-def]
    indptr, entries, nested, bits, targets, weights, kept, total, depth, least, ridge, rate,
    feature, child, value,
):  # fmt: skip
    """Grow trees that each take a step from `total`, the log-odds so far, which is changed.

    One output is a log-odds, several are the logarithms of a softmax's shares. Rows are `kept`.
    """
    n, outputs = targets.shape
    slopes = np.empty((n, 2 * outputs), np.float64)
    sums = np.empty((depth + 1, bits.shape[1], 2 * outputs), np.float64)
    ahead = np.empty((depth + 2, 5), np.int64)
    rows = np.empty(len(kept), np.int64)
    for t in range(len(feature)):
        for k in range(len(kept)):
            rows[k] = kept[k]
        _sloped(total, targets, weights, kept, slopes)
        _grown(indptr, entries, nested, bits, rows, slopes, depth, least, ridge, rate,
               feature[t], child[t], value[t], total, sums, ahead)  # fmt: skip


@kernel
def _grown_apart(  # type: ignore[no-untyped-def]
    bits, rows, mass, targets, depth, least, tries, state, feature, child, value, first, last
):
    """Grow one tree over `rows`, which it reorders; the state. Its values are shares of targets.

    `least` is the mass that each side of a split needs.
    """
    count, outputs = bits.shape[1], targets.shape[1]
    g, whole = np.empty(outputs, np.float64), np.empty(outputs, np.float64)
    level = np.empty(len(feature), np.int64)
    first[0], last[0], level[0] = 0, len(rows), 0
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
        is_open = (
            not is_pure and level[at] < depth and total >= 2 * least and last[at] - first[at] > 1
        )
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
            low = _parted(bits, rows, first[at], last[at], best)
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
def forest(  # type: ignore[no-untyped-def]
    bits, targets, weights, depth, least, tries, seed, feature, child, value, told, heard
):
    """Grow trees apart, each on draws of the rows, whose values are shares of the classes.

    What the trees that a row was not drawn for say of it is added up in `told`, and how many in
    `heard`.
    """
    (n, outputs), size = targets.shape, feature.shape[1]
    first, last = np.empty(size, np.int64), np.empty(size, np.int64)
    state = seed % (_PRIME - 1) + 1
    times, missed = np.empty(n, np.float64), np.empty(n, np.float64)
    rows = np.empty(n, np.int64)
    for t in range(len(feature)):
        count = 0
        for r in range(n):
            times[r] = missed[r] = 0.0
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
            if times[r] > 0:
                rows[count] = r
                count += 1
        if count == 0:
            continue
        state = _grown_apart(bits, rows[:count], times, targets, depth, least, tries, state,
                       feature[t], child[t], value[t], first, last)  # fmt: skip
        for r in range(n):
            if missed[r] > 0:
                heard[r] += missed[r]
                leaf = _ended(feature[t], child[t], bits, r)
                for e in range(outputs):
                    told[r, e] += missed[r] * value[t, leaf, e]


@kernel
def added(feature, child, value, bits, total):  # type: ignore[no-untyped-def]
    """Add to `total` what the trees say of each row."""
    for t in range(feature.shape[0]):
        for r in range(bits.shape[0]):
            at = _ended(feature[t], child[t], bits, r)
            for e in range(value.shape[2]):
                total[r, e] += value[t, at, e]
