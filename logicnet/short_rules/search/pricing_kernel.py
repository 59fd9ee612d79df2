"""The conjunction of greatest value where rows differ in value, by branching with bounds."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

from .conjunction_kernel import both, ones


@kernel
def _value(mask, worth):  # type: ignore[no-untyped-def]
    """What the rows of a mask are worth together."""
    total = 0.0
    for w in range(mask.shape[0]):
        word = mask[w]
        while word:
            low = word & (~word + np.uint64(1))
            total += worth[64 * w + ones(low - np.uint64(1))]
            word ^= low
    return total


@kernel
def best_conjunctions(bits, prices, term_price, worth, sides, limits, most, work):  # type: ignore[no-untyped-def]
    """Conjunctions each better than the one before, what the last is worth, and a bound on it.

    A conjunction is worth its rows of the first side, less `wrong_price` for each of the second,
    less its price; those that cost more than `most_cost`, wrong rows counted whole, are left out;
    these two are the `limits`. The bound is the worth itself where the search came to its end.
    """
    (pos, neg), (wrong_price, most_cost) = sides, limits
    literals, words = bits.shape
    found = np.zeros((most, literals), np.uint8)
    masks = np.zeros((literals + 1, words), np.uint64)
    good = np.empty(words, np.uint64)
    for w in range(words):
        masks[0, w] = pos[w] | neg[w]
    path, price = np.full(literals + 1, -1), np.zeros(literals + 1)
    price[0] = term_price
    best, count, depth, bound = 0.0, 0, 0, 0.0
    while depth >= 0:
        k = path[depth] + 1
        if k == literals or (depth and work < 0):
            if k < literals and work < 0:
                both(masks[depth], pos, good)
                bound = max(bound, _value(good, worth) - price[depth])
            depth -= 1
            continue
        path[depth] = k
        wrong, same = 0, True
        for w in range(words):
            cover = masks[depth, w] & bits[k, w]
            good[w] = cover & pos[w]
            wrong += ones(cover & neg[w])
            same &= cover == masks[depth, w]
        work -= words * 8
        if same:
            continue
        gain = _value(good, worth) - price[depth] - prices[k]
        if gain <= best + 1e-9:
            continue
        if work < 0:
            bound = max(bound, gain)
            continue
        cost = price[depth] + prices[k]
        if gain - wrong_price * wrong > best + 1e-9 and wrong + cost <= most_cost:
            best = gain - wrong_price * wrong
            place = count % most
            found[place] = 0
            for j in range(depth + 1):
                found[place, path[j]] = 1
            count += 1
        if wrong and gain > best:
            depth += 1
            both(masks[depth - 1], bits[k], masks[depth])
            price[depth], path[depth] = cost, k
    return found[: min(count, most)], best, max(bound, best), work
