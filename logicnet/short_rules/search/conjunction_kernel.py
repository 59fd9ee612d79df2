"""Conjunctions of literals by beam search over packed columns.

A literal is a row of words with one bit for each row of the data. A conjunction is worth the rows
that it should cover and does, less `weight` for each that it should not and does, less its price.
No conjunction that contains another is worth more than the good rows of that one less the price
of both: where that is no more than what is kept already, nothing is added to it.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.ground.loops.arrays import copy_into, place_of_least, stable_order

_NONE = -1e300


@kernel(inner=True)
def ones(word):  # type: ignore[no-untyped-def]
    """How many bits of a word are set."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    low = np.uint64(0x3333333333333333)
    word = (word & low) + ((word >> np.uint64(2)) & low)
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@kernel
def _scored(bits, prices, masks, costs, states, sides, weight, scores, bounds):  # type: ignore[no-untyped-def]
    """Fill in what each state is worth with each further literal, and what it can come to."""
    pos, neg = sides
    literals, words = bits.shape
    for s in range(states):
        for k in range(literals):
            p, n = 0, 0
            for w in range(words):
                mask = masks[s, w] & bits[k, w]
                p += ones(mask & pos[w])
                n += ones(mask & neg[w])
            price = costs[s] + prices[k]
            at = s * literals + k
            scores[at] = p - weight * n - price if p else _NONE
            bounds[at] = p - price if n else _NONE


@kernel
def _leading(scores, most):  # type: ignore[no-untyped-def]
    """The places of the greatest scores that count, in falling order, the first of equals first."""
    held, count, bar = np.empty(2 * most, np.int64), 0, _NONE
    for at in range(len(scores)):
        if scores[at] > bar:
            held[count] = at
            count += 1
            if count == 2 * most:
                _ordered(held, scores)
                count, bar = most, scores[held[most - 1]]
    _ordered(held[:count], scores)
    return held[: min(count, most)]


@kernel
def _ordered(held, scores):  # type: ignore[no-untyped-def]
    """Put places of scores into the falling order of these."""
    keys = np.empty(len(held))
    for k in range(len(held)):
        keys[k] = scores[held[k]]
    order = stable_order(keys, True)
    for k in range(len(held)):
        order[k] = held[order[k]]
    copy_into(held, order)


@kernel(inner=True)
def both(mask, bits, cover):  # type: ignore[no-untyped-def]
    """Set `cover` to the rows of both."""
    for w in range(len(cover)):
        cover[w] = mask[w] & bits[w]


@kernel
def _kept(mask, masks, count):  # type: ignore[no-untyped-def]
    """Whether a mask is among the first ones."""
    for other in range(count):
        same = True
        for w in range(mask.shape[0]):
            if masks[other, w] != mask[w]:
                same = False
                break
        if same:
            return True
    return False


@kernel
def conjunctions(bits, prices, term_price, pos, neg, weight, shape):  # type: ignore[no-untyped-def]
    """The best conjunctions that a beam meets: their literals, -1 after the last, and the work.

    `shape` is the width of the beam, the most literals, and how many are returned. Those that
    cover the same rows are returned once.
    """
    width, longest, most = shape
    literals, words = bits.shape
    cover = np.empty(words, np.uint64)
    masks, chosen, costs = (
        np.zeros((width, words), np.uint64),
        np.full((width, longest), -1),
        np.zeros(width),
    )
    for w in range(words):
        masks[0, w] = pos[w] | neg[w]
    costs[0] = term_price
    found, covers = np.full((most, longest), -1), np.zeros((most, words), np.uint64)
    worth, count, states, work = np.full(most, _NONE), 0, 1, 0
    for length in range(longest):
        scores, bounds = np.empty(states * literals), np.empty(states * literals)
        _scored(bits, prices, masks, costs, states, (pos, neg), weight, scores, bounds)
        work += states * literals * words
        order = _leading(scores, max(4 * most, 16 * width))
        for at in order[: 4 * most]:
            place = place_of_least(worth)
            if scores[at] <= worth[place]:
                break
            both(masks[at // literals], bits[at % literals], cover)
            if not _kept(cover, covers, count):
                if count < most:
                    place = count
                count = min(count + 1, most)
                copy_into(found[place], chosen[at // literals])
                found[place, length], worth[place] = at % literals, scores[at]
                copy_into(covers[place], cover)
        least = worth[place_of_least(worth)]
        after, picked, price = (
            np.zeros((width, words), np.uint64),
            np.full((width, longest), -1),
            np.zeros(width),
        )
        kept = 0
        for at in order[: 16 * width]:
            if kept == width:
                break
            both(masks[at // literals], bits[at % literals], cover)
            if bounds[at] <= least or _kept(cover, after, kept):
                continue
            copy_into(after[kept], cover)
            copy_into(picked[kept], chosen[at // literals])
            picked[kept, length] = at % literals
            price[kept] = costs[at // literals] + prices[at % literals]
            kept += 1
        if not kept:
            break
        masks, chosen, costs, states = after, picked, price, kept
    return found[:count], work
