"""Terms "at least m of these literals" by beam search over the counts of each row."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.ground.loops.arrays import copy_into, place_of_least, stable_order

_NONE = -1e300


@kernel
def _same(one, other):  # type: ignore[no-untyped-def]
    """Whether two arrays have the same numbers."""
    same = True
    for k in range(len(one)):
        same &= one[k] == other[k]
    return same


@kernel
def counted(values, prices, term_price, side, weight, shape):  # type: ignore[no-untyped-def]
    """The best counts that a beam meets: literals (-1 after the last), least counts, the work.

    `values` is literals by rows, 0 or 1; `side` is 1 for rows to cover, -1 for others, 0 for rows
    that do not matter. `shape` is the width, the most literals, and how many are returned.
    """
    width, longest, most = shape
    literals, rows = values.shape
    counts, chosen = np.zeros((width, rows), np.uint8), np.full((width, longest), -1)
    costs = np.full(width, 1.0 * term_price)
    found, least, worth = (
        np.full((most, longest), -1),
        np.zeros(most, np.int64),
        np.full(most, _NONE),
    )
    held, states, work = 0, 1, 0
    hist = np.zeros((2, longest + 2), np.int64)
    for length in range(longest):
        size = states * literals
        scores, smooth, bars = np.full(size, _NONE), np.full(size, _NONE), np.zeros(size, np.int64)
        for s in range(states):
            for k in range(literals):
                used = False
                for j in range(length):
                    used |= chosen[s, j] == k
                if used:
                    continue
                hist[:] = 0
                for r in range(rows):
                    c = counts[s, r] + values[k, r]
                    if side[r] > 0:
                        hist[0, c] += 1
                    elif side[r] < 0:
                        hist[1, c] += 1
                work += rows
                p, n, at, price = 0, 0, s * literals + k, costs[s] + prices[k]
                pairs = 0.0
                for m in range(length + 1, 0, -1):
                    pairs += hist[1, m] * (p + 0.5 * hist[0, m])
                    p += hist[0, m]
                    n += hist[1, m]
                    score = p - weight * n - price
                    if p and score > scores[at]:
                        scores[at], bars[at] = score, m
                pairs += hist[1, 0] * (p + 0.5 * hist[0, 0])
                total = (p + hist[0, 0]) * (n + hist[1, 0])
                smooth[at] = scores[at] + (p + hist[0, 0]) * pairs / max(total, 1)
        order = stable_order(scores, True)
        for at in order[:most]:
            place = place_of_least(worth)
            if scores[at] <= worth[place] or scores[at] <= _NONE:
                break
            if held < most:
                place = held
            held = min(held + 1, most)
            copy_into(found[place], chosen[at // literals])
            found[place, length] = at % literals
            least[place], worth[place] = bars[at], scores[at]
        order = stable_order(smooth, True)
        after, picked, price_of = (
            np.zeros((width, rows), np.uint8),
            np.full((width, longest), -1),
            np.zeros(width),
        )
        kept = 0
        for at in order[: 16 * width]:
            if kept == width or smooth[at] <= _NONE:
                break
            for r in range(rows):
                after[kept, r] = counts[at // literals, r] + values[at % literals, r]
            twice = False
            for other in range(kept):
                twice |= _same(after[other], after[kept])
            if twice:
                continue
            copy_into(picked[kept], chosen[at // literals])
            picked[kept, length] = at % literals
            price_of[kept] = costs[at // literals] + prices[at % literals]
            kept += 1
        if not kept:
            break
        counts, chosen, costs, states = after, picked, price_of, kept
    return found[:held], least[:held], work
