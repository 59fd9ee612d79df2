"""Scorecards: few literals with small whole weights, and the sum from which on the answer is yes.

A card is changed by one weight at a time. What a change is worth is read off the histograms of
sums over both classes: the loss of the logistic curve that fits them best, or the rows that the
best bar leaves wrong.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.ground.loops.arrays import copy_into, stable_order

NEAR = 24  # literals that one of a card may give way to
_PRICE = 0.25  # of a literal, in loss, so that cheap ones come first
_BINS = 60


@kernel
def _loss(hist, low):  # type: ignore[no-untyped-def]
    """The logistic loss of the best rising curve a s + b over sums, lightly held to slope 0."""
    a, b = 0.0, 0.0
    yes, no = 0.5, 0.5
    for k in range(hist.shape[1]):
        yes += hist[0, k]
        no += hist[1, k]
    b = np.log(yes / no)
    value = 0.0
    for _ in range(8):
        ga, gb, haa, hab, hbb, value = 0.1 * a, 0.0, 0.1, 0.0, 1e-6, 0.05 * a * a
        for k in range(hist.shape[1]):
            both = hist[0, k] + hist[1, k]
            if both:
                s = low + k
                z = a * s + b
                p = 1 / (1 + np.exp(-z))
                value += hist[0, k] * np.log1p(np.exp(-z)) + hist[1, k] * np.log1p(np.exp(z))
                g, h = both * p - hist[0, k], both * p * (1 - p)
                ga += g * s
                gb += g
                haa += h * s * s
                hab += h * s
                hbb += h
        det = haa * hbb - hab * hab
        if det < 1e-12:
            break
        da, db = (hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det
        step = min(1.0, 4.0 / max(abs(da), abs(db), 1e-9))
        a, b = a - step * da, b - step * db
        a = min(max(a, 0.0), 8.0)
        if abs(da) + abs(db) < 1e-3:
            break
    return value


@kernel(inner=True)
def best_bar(hist):  # type: ignore[no-untyped-def]
    """The fewest wrong rows of a bar, and its place: sums from there on are yes."""
    wrong = 0
    for k in range(hist.shape[1]):
        wrong += hist[1, k]
    fewest, place = wrong, 0
    for k in range(hist.shape[1]):
        wrong += hist[0, k] - hist[1, k]
        if wrong < fewest:
            fewest, place = wrong, k + 1
    return fewest, place


@kernel
def _fill(hist, sums, column, step, is_yes, low):  # type: ignore[no-untyped-def]
    hist[:] = 0
    for r in range(sums.shape[0]):
        hist[1 - is_yes[r], sums[r] + step * column[r] - low] += 1


@kernel
def _change(sums, by, column):  # type: ignore[no-untyped-def]
    for r in range(len(sums)):
        sums[r] += by * column[r]


@kernel
def _first_moves(values, prices, is_yes, largest, weights, sums, hist, promise):  # type: ignore[no-untyped-def]
    """The best literal to add and its weight; `promise` is filled with the loss by each."""
    best, weight, least, reach = -1, 0, 1e300, hist.shape[1] // 2
    promise[:] = 1e300
    for k in range(values.shape[0]):
        if weights[k] == 0:
            for w in range(-largest, largest + 1):
                if w:
                    _fill(hist, sums, values[k], w, is_yes, -reach)
                    value = _loss(hist, -reach) + 1e-6 * abs(w) + _PRICE * prices[k]
                    promise[k] = min(promise[k], value)
                    if value < least:
                        best, weight, least = k, w, value
    return best, weight


@kernel
def _best_change(values, prices, is_yes, largest, weights, sums, hist, near):  # type: ignore[no-untyped-def]
    """The change of a weight, or exchange of a literal, that lessens the loss most; -1 for none."""
    reach = hist.shape[1] // 2
    _fill(hist, sums, values[0], 0, is_yes, -reach)
    top, old, new, points = _loss(hist, -reach) - 1e-6, -1, -1, 0
    bare = np.empty(len(sums), np.int64)
    for k in range(values.shape[0]):
        if weights[k] == 0:
            continue
        for w in range(-largest, largest + 1):
            if w and w != weights[k]:
                _fill(hist, sums, values[k], w - weights[k], is_yes, -reach)
                value = _loss(hist, -reach)
                if value < top:
                    top, old, new, points = value, k, k, w
        copy_into(bare, sums)
        _change(bare, -weights[k], values[k])
        for j in near:
            if weights[j] == 0:
                for w in (-2, -1, 1, 2):
                    _fill(hist, bare, values[j], w, is_yes, -reach)
                    value = _loss(hist, -reach) + _PRICE * (prices[j] - prices[k])
                    if value < top:
                        top, old, new, points = value, k, j, w
    return old, new, points


@kernel
def card_path(values, prices, is_yes, largest, most):  # type: ignore[no-untyped-def]
    """Cards of 1, 2, ... literals, each the last with one more and then improved.

    Returns the weights (cards by literals), the bars, the wrong rows, and the work.
    """
    literals, rows = values.shape
    cards, bars = np.zeros((most, literals), np.int8), np.zeros(most, np.int64)
    wrongs, sums = np.zeros(most, np.int64), np.zeros(rows, np.int64)
    reach = largest * (most + 2)
    hist, promise = np.zeros((2, 2 * reach + 1), np.int64), np.empty(literals)
    weights = np.zeros(literals, np.int64)
    made, work = 0, 0
    for size in range(1, min(most, literals) + 1):
        best, weight = _first_moves(values, prices, is_yes, largest, weights, sums, hist, promise)
        work += 2 * largest * literals * (rows + _BINS)
        weights[best] = weight
        _change(sums, weight, values[best])
        near = stable_order(promise, False)[:NEAR]
        for _ in range(4 * size):
            old, new, points = _best_change(
                values, prices, is_yes, largest, weights, sums, hist, near
            )
            work += size * (2 * largest + 4 * len(near)) * (rows + _BINS)
            if old < 0:
                break
            _change(sums, points, values[new])
            _change(sums, -weights[old], values[old])
            weights[old] = 0
            weights[new] = points
        _fill(hist, sums, values[0], 0, is_yes, -reach)
        wrongs[made], place = best_bar(hist)
        bars[made] = place - reach
        copy_into(cards[made], weights)
        made += 1
        if wrongs[made - 1] == 0:
            break
    return cards[:made], bars[:made], wrongs[:made], work
