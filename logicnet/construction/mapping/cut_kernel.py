"""The compiled loop that lists cuts: for each And the ways to compute it from a few nodes below.

A cut has up to six leaves in rising order and the table of the node over them, a word whose bit b
is the value where leaf i is bit i of b. It is one unit where its Chow parameters are those of a
threshold function. Ways that are one unit are kept by the area that they lead to; some that are
not are kept because cuts above pass through them.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.construction.graphs.leaves_kernel import (
    COLUMN,
    LEAVES,
    merge,
    reduced,
    spread,
)
from logicnet.ground.kernels import kernel

UNITS, OTHERS = 10, 8  # cuts kept of each node: those that are a unit, and others
KEPT = UNITS + OTHERS
_LATE = 1e6  # what a level too late costs: more than any area
_LOW = np.uint64(0xFFFF)
_ONE, _TWO, _FOUR = np.uint64(1), np.uint64(2), np.uint64(4)
_PAIRS, _NIBBLES = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_BYTES, _SUM, _TOP = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101), np.uint64(56)


@kernel(inner=True)
def ones(word):
    """How many bits of a word are set."""
    word = word - ((word >> _ONE) & _PAIRS)
    word = (word & _NIBBLES) + ((word >> _TWO) & _NIBBLES)
    word = (word + (word >> _FOUR)) & _BYTES
    return np.int64((word * _SUM) >> _TOP)


@kernel(inner=True)
def chow_key(table):
    """The Chow parameters of a table, free of the signs and the order of its variables."""
    whole = ones(table)
    sizes = np.empty(LEAVES, np.int64)
    for i in range(LEAVES):
        size = abs(2 * ones(table & COLUMN[i]) - whole)
        k = i
        while k and sizes[k - 1] < size:
            sizes[k] = sizes[k - 1]
            k -= 1
        sizes[k] = size
    key = whole
    for i in range(LEAVES):
        key = key << 7 | sizes[i]
    return key


@kernel(inner=True)
def is_unit(table, keys):
    """Whether a table is that of a unit among those whose keys are in an open hash table."""
    key = chow_key(table)
    mask = keys.shape[0] - 1
    place = hashed(key) & mask
    while keys[place] >= 0:
        if keys[place] == key:
            return True
        place = (place + 1) & mask
    return False


@kernel(inner=True)
def price_of(table, size, library):
    """What the function of a cut costs; 0 where the library does not have it."""
    keys, prices = library
    if is_unit(table, keys):
        return np.int64(1)
    return prices[table & _LOW] if size <= 4 else np.int64(0)


@kernel
def hashed(key):
    """A place for a key."""
    value = key * 0x9E3779B97F4A7C1
    return (value ^ (value >> 29)) & 0x7FFFFFFF


@kernel
def _place(cuts, node, low, high, merged, size, table, price, flow):
    """Keep a cut among those of its kind, in slots from low on, by flow and size; drop the last."""
    leaves, sizes, tables, prices, flows = cuts
    flow += 1e-6 * size
    k = low
    while k < high and sizes[node, k]:
        if sizes[node, k] == size and tables[node, k] == table:
            same = True
            for i in range(size):
                same = same and leaves[node, k, i] == merged[i]
            if same:
                return
        k += 1
    if k == high:
        k -= 1
        if flows[node, k] <= flow:
            return
    while k > low and flows[node, k - 1] > flow:
        for i in range(LEAVES):
            leaves[node, k, i] = leaves[node, k - 1, i]
        sizes[node, k], tables[node, k] = sizes[node, k - 1], tables[node, k - 1]
        prices[node, k], flows[node, k] = prices[node, k - 1], flows[node, k - 1]
        k -= 1
    for i in range(LEAVES):
        leaves[node, k, i] = merged[i]
    sizes[node, k], tables[node, k] = size, table
    prices[node, k], flows[node, k] = price, flow


@kernel
def _operand(cuts, node, k, own):
    """The leaves, their number and the table of cut k of a node; -1 is the node itself."""
    leaves, sizes, tables, _, _ = cuts
    if k < 0:
        own[0] = node
        return own, np.int64(1), COLUMN[0]
    return leaves[node, k], sizes[node, k], tables[node, k]


@kernel
def _is_late(k, tried):
    """Whether a cut comes after the first so many units, or after the first so many others."""
    return k >= tried[0] if k < UNITS else k - UNITS >= tried[1]


@kernel(inner=True)
def take(read, size, chosen, first_and, uses, stack):
    """Read so many nodes, and by the chosen cuts what they need; what that adds to the price."""
    leaves, sizes, _, prices = chosen
    top, added = 0, 0
    for i in range(size):
        uses[read[i]] += 1
        if uses[read[i]] == 1 and read[i] >= first_and:
            stack[top] = read[i]
            top += 1
    while top:
        top -= 1
        at = stack[top]
        added += prices[at]
        for i in range(sizes[at]):
            leaf = leaves[at, i]
            uses[leaf] += 1
            if uses[leaf] == 1 and leaf >= first_and:
                stack[top] = leaf
                top += 1
    return added


@kernel(inner=True)
def let_go(read, size, chosen, first_and, uses, stack):
    """Stop reading so many nodes, and what only they needed."""
    leaves, sizes, _, _ = chosen
    top = 0
    for i in range(size):
        uses[read[i]] -= 1
        if uses[read[i]] == 0 and read[i] >= first_and:
            stack[top] = read[i]
            top += 1
    while top:
        top -= 1
        at = stack[top]
        for i in range(sizes[at]):
            leaf = leaves[at, i]
            uses[leaf] -= 1
            if uses[leaf] == 0 and leaf >= first_and:
                stack[top] = leaf
                top += 1


@kernel
def _added(read, size, exact, area, chosen, first_and, uses, stack):
    """What the leaves of a cut add to the price: by their areas, or exactly."""
    flow = 0.0
    for i in range(size):
        flow += area[read[i]]
    if exact:
        added = take(read, size, chosen, first_and, uses, stack)
        let_go(read, size, chosen, first_and, uses, stack)
        return added + 1e-2 * flow
    return flow


@kernel(inner=True)
def arrival(read, size, price, levels):
    """The level of a node by a cut: as many above its leaves as the cut may take units."""
    latest = 0
    for i in range(size):
        latest = max(latest, levels[read[i]])
    return latest + price


@kernel(inner=True)
def lateness(read, size, price, node, timing):
    """What a cut costs by coming after the level that its node may have."""
    levels, required, limited = timing
    if not limited:
        return 0.0
    return _LATE * max(0, arrival(read, size, price, levels) - required[node])


@kernel
def list_cuts(graph, first_and, sides, cuts, chosen, area, shares, uses, stack, library, most,
              exact, tried, timing):  # fmt: skip
    """List the cuts of the Ands and choose one for each; `area` gets what the node will add.

    That is a share of what the chosen cut adds, for each of its expected uses (`shares`). Where it
    is `exact`, the nodes in use are, and what a cut adds is counted. Cuts are made of the first
    `tried` ones of the operands that are units, and of the others. Where levels are limited
    (`timing`), cuts that come too late are the last ones.
    """
    first, second = graph
    side_starts, side_leaves, side_tables = sides
    leaves, sizes, _, prices, _ = cuts
    chosen_leaves, chosen_sizes, chosen_tables, chosen_prices = chosen
    merged, own, others = np.empty(LEAVES, np.int32), np.empty(1, np.int32), np.empty(1, np.int32)
    for node in range(first_and, first.shape[0]):
        a, b = first[node] >> 1, second[node] >> 1
        for k in range(KEPT):
            sizes[node, k] = 0
        if (exact or timing[2]) and uses[node]:
            read, count, price = chosen_leaves[node], chosen_sizes[node], chosen_prices[node]
            if exact:
                let_go(read, count, chosen, first_and, uses, stack)
            flow = price + _added(read, count, exact, area, chosen, first_and, uses, stack)
            flow += lateness(read, count, price, node, timing)
            _place(cuts, node, 0, UNITS, read, count, chosen_tables[node], price, flow)
        for p in range(-1, KEPT):
            if p >= 0 and (not sizes[a, p] or _is_late(p, tried)):
                continue
            one, size, table = _operand(cuts, a, p, own)
            table = ~table if first[node] & 1 else table
            for q in range(-1, KEPT):
                if q >= 0 and (not sizes[b, q] or _is_late(q, tried)):
                    continue
                two, other, second_table = _operand(cuts, b, q, others)
                count = merge(one, size, two, other, merged)
                if count > most:
                    continue
                second_table = ~second_table if second[node] & 1 else second_table
                whole = spread(table, one, size, merged) & spread(second_table, two, other, merged)
                count, whole = reduced(whole, merged, count)
                if count < 2:
                    continue
                flow = _added(merged, count, exact, area, chosen, first_and, uses, stack)
                price = price_of(whole, count, library)
                flow += lateness(merged, count, max(price, 1), node, timing)
                if price:
                    _place(cuts, node, 0, UNITS, merged, count, whole, price, flow + price)
                else:
                    _place(cuts, node, UNITS, KEPT, merged, count, whole, 0, flow + 0.3 * count)
        for k in range(side_starts[node], side_starts[node + 1]):
            count = 0
            while count < LEAVES and side_leaves[k, count] >= 0:
                count += 1
            flow = _added(side_leaves[k], count, exact, area, chosen, first_and, uses, stack)
            flow += lateness(side_leaves[k], count, 1, node, timing)
            if is_unit(side_tables[k], library[0]):
                _place(cuts, node, 0, UNITS, side_leaves[k], count, side_tables[k], 1, flow + 1.0)
        flow = float(prices[node, 0])
        for i in range(sizes[node, 0]):
            flow += area[leaves[node, 0, i]]
        area[node] = flow / max(1.0, float(uses[node]) if exact else shares[node])
        _choose(cuts, chosen, node, 0)
        set_level(chosen, node, timing)
        if exact and uses[node]:
            take(leaves[node, 0], sizes[node, 0], chosen, first_and, uses, stack)


@kernel
def _choose(cuts, chosen, node, k):
    """Let a node have its cut k."""
    leaves, sizes, tables, prices, _ = cuts
    chosen_leaves, chosen_sizes, chosen_tables, chosen_prices = chosen
    for i in range(LEAVES):
        chosen_leaves[node, i] = leaves[node, k, i]
    chosen_sizes[node], chosen_tables[node] = sizes[node, k], tables[node, k]
    chosen_prices[node] = prices[node, k]


@kernel(inner=True)
def set_level(chosen, node, timing):
    """Give a node the level that its chosen cut leads to."""
    leaves, sizes, _, prices = chosen
    levels, _, limited = timing
    if limited:
        levels[node] = arrival(leaves[node], sizes[node], prices[node], levels)


@kernel
def set_required(chosen, first_and, uses, most, required):
    """The greatest level that each node in use may have where none has more than so many."""
    leaves, sizes, _, prices = chosen
    for node in range(required.shape[0]):
        if uses[node]:
            required[node] = most
    for node in range(uses.shape[0] - 1, first_and - 1, -1):
        if uses[node]:
            for i in range(sizes[node]):
                leaf = leaves[node, i]
                required[leaf] = min(required[leaf], required[node] - prices[node])


@kernel
def count_uses(chosen, ends, first_and, uses):
    """How often each node is read where `ends` are computed by the chosen cuts; the price."""
    leaves, sizes, _, prices = chosen
    for node in range(uses.shape[0]):
        uses[node] = 0
    for end in ends:
        uses[end] += 1
    price = 0
    for node in range(uses.shape[0] - 1, first_and - 1, -1):
        if uses[node]:
            price += prices[node]
            for i in range(sizes[node]):
                uses[leaves[node, i]] += 1
    return price


@kernel
def exact_area(cuts, chosen, first_and, uses, seed, noise, stack, timing):
    """Give each node in use the listed cut that adds the least price, up to some random noise.

    Where levels are limited, cuts that come too late are left.
    """
    leaves, sizes, _, prices, _ = cuts
    chosen_leaves, chosen_sizes, _, _ = chosen
    state = seed
    for node in range(first_and, uses.shape[0]):
        set_level(chosen, node, timing)
        if not uses[node]:
            continue
        let_go(chosen_leaves[node], chosen_sizes[node], chosen, first_and, uses, stack)
        least, found = 1e18, 0
        for k in range(UNITS):
            if not sizes[node, k]:
                break
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF
            added = take(leaves[node, k], sizes[node, k], chosen, first_and, uses, stack)
            let_go(leaves[node, k], sizes[node, k], chosen, first_and, uses, stack)
            cost = added + prices[node, k] + noise * (state >> 8) / 8388608.0
            cost += lateness(leaves[node, k], sizes[node, k], prices[node, k], node, timing)
            if cost < least:
                least, found = cost, k
        _choose(cuts, chosen, node, found)
        set_level(chosen, node, timing)
        take(leaves[node, found], sizes[node, found], chosen, first_and, uses, stack)
