"""The compiled loop of `sharing`: Ands exchanged for fewer, those that are there already for free.

Nodes are gone through in order. One that is exchanged becomes another literal (`same`), which the
nodes that read it are given when their turn comes. `uses` counts who reads a node; nodes that
nobody reads stay in the table of Ands, and may be read again.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

from .leaves_kernel import COLUMN, LEAVES, merge, spread

CUTS = 14  # of a node
MOST = 4  # leaves of a cut
ROOM = 32  # nodes that one exchange may make
_NEW = -1
_LOW = np.uint64(0xFFFF)


@kernel
def share(state, cuts, first_and, nodes, structures, turn, order):
    """Go through the Ands up to `nodes`; `order` gets all Ands as they were made; how many.

    Exchanges that save nothing are made as well where `turn` is not 0; what is equally good is
    then looked at in another order for each.
    """
    first, second, _, same, _, _ = state
    free = np.zeros(2, np.int64)  # the next node, and how many are in `order`
    free[0] = nodes
    stack, values = np.empty(first.shape[0], np.int64), np.empty(ROOM, np.int64)
    scratch = np.empty(LEAVES, np.int32), np.empty((2, 1), np.int32)
    for node in range(first_and, nodes):
        a, b = _now(same, first[node]), _now(same, second[node])
        first[node], second[node] = min(a, b), max(a, b)
        known = _found(state, a, b)
        if known >= 0:
            _exchange(state, first_and, node, known, stack)
            continue
        _enter(state, node, free, order)
        _list(state, cuts, node, scratch)
        if free[0] + ROOM >= first.shape[0]:
            continue
        cut, graph = _best(state, cuts, first_and, node, structures, turn, stack, values)
        if graph >= 0:
            _leaves(cuts, node, cut, structures, values)
            _make(state, cuts, first_and, node, cut, graph, structures, values, free, order,
                  scratch, stack)  # fmt: skip
    return free[1]


@kernel
def _now(same, literal):
    """The literal that a literal has become."""
    return same[literal >> 1] ^ (literal & 1)


@kernel
def _place(table, first, second, a, b):
    """Where the And of a < b is in the table, or the free place for it."""
    mask = table.shape[0] - 1
    key = a * 0x9E3779B97F4A7C1 + b * 0x5851F42D4C957F2D
    place = (key ^ (key >> 29)) & mask
    while table[place] >= 0:
        if first[table[place]] == a and second[table[place]] == b:
            return place
        place = (place + 1) & mask
    return place


@kernel
def _found(state, a, b):
    """The literal of an And that is known; -1 where it is not."""
    first, second, _, same, table, _ = state
    if a > b:
        a, b = b, a
    if a <= 1:
        return b if a else a
    if a ^ b <= 1:
        return a if a == b else np.int64(0)
    node = table[_place(table, first, second, a, b)]
    return same[node] if node >= 0 else np.int64(_NEW)


@kernel
def _enter(state, node, free, order):
    first, second, _, _, table, _ = state
    table[_place(table, first, second, first[node], second[node])] = node
    order[free[1]] = node
    free[1] += 1


@kernel
def _take(state, first_and, node, count, stack):
    """Read a node so often, and by that what it needs; how many Ands come into use."""
    first, second, uses, _, _, _ = state
    uses[node] += count
    if uses[node] != count or node < first_and:
        return 0
    stack[0], top, came = node, 1, 0
    while top:
        top -= 1
        at = stack[top]
        came += 1
        for literal in (first[at], second[at]):
            read = literal >> 1
            uses[read] += 1
            if uses[read] == 1 and read >= first_and:
                stack[top] = read
                top += 1
    return came


@kernel
def _drop(state, first_and, node, stack):
    """Stop reading what a node reads, and what only that needed; how many Ands are let go."""
    first, second, uses, _, _, _ = state
    stack[0], top, gone = node, 1, 0
    while top:
        top -= 1
        at = stack[top]
        gone += 1
        for literal in (first[at], second[at]):
            read = literal >> 1
            uses[read] -= 1
            if uses[read] == 0 and read >= first_and:
                stack[top] = read
                top += 1
    return gone


@kernel
def _exchange(state, first_and, node, literal, stack):
    """Let a literal be what a node was."""
    _, _, uses, same, _, _ = state
    _take(state, first_and, literal >> 1, uses[node], stack)
    uses[node], same[node] = 0, literal
    _drop(state, first_and, node, stack)


@kernel
def _list(state, cuts, node, scratch):
    """List the cuts of a node that contain no other."""
    first, second, _, _, _, _ = state
    leaves, sizes, tables = cuts
    merged, own = scratch
    a, b = first[node] >> 1, second[node] >> 1
    own[0, 0], own[1, 0] = a, b
    count = 0
    for p in range(-1, CUTS):
        if p >= 0 and not sizes[a, p]:
            break
        one, size, table = _operand(cuts, a, p, own[0])
        table = ~table if first[node] & 1 else table
        for q in range(-1, CUTS):
            if count == CUTS or (q >= 0 and not sizes[b, q]):
                break
            two, other, after = _operand(cuts, b, q, own[1])
            both = merge(one, size, two, other, merged)
            if both > MOST or _contains(leaves, sizes, node, count, merged, both):
                continue
            after = ~after if second[node] & 1 else after
            whole = spread(table, one, size, merged) & spread(after, two, other, merged)
            for i in range(LEAVES):
                leaves[node, count, i] = merged[i]
            sizes[node, count], tables[node, count] = both, whole
            count += 1
    for k in range(count, CUTS):
        sizes[node, k] = 0


@kernel
def _operand(cuts, node, k, own):
    """The leaves, their number and the table of cut k of a node; -1 is the node itself."""
    leaves, sizes, tables = cuts
    if k < 0:
        return own, np.int64(1), COLUMN[0]
    return leaves[node, k], np.int64(sizes[node, k]), tables[node, k]


@kernel
def _contains(leaves, sizes, node, count, merged, size):
    """Whether a cut contains one that is listed."""
    for k in range(count):
        i = j = 0
        while i < sizes[node, k] and j < size:
            if leaves[node, k, i] == merged[j]:
                i += 1
            j += 1
        if i == sizes[node, k]:
            return True
    return False


@kernel
def _leaves(cuts, node, cut, structures, values):
    """Set the literals of the inputs of a structure for a cut; its class."""
    leaves, _, tables = cuts
    least, ways, _, _, _, _, changes = structures
    f = np.int64(tables[node, cut] & _LOW)
    way = ways[f] % changes.shape[0]
    for i in range(MOST):
        leaf = max(0, leaves[node, cut, changes[way, i] >> 1])
        values[i] = 2 * leaf + (changes[way, i] & 1)
    return least[f]


@kernel
def _best(state, cuts, first_and, node, structures, turn, stack, values):
    """The cut and the graph for it that save most; the graph is -1 where none does."""
    _, _, uses, _, _, marks = state
    leaves, sizes, _ = cuts
    graphs = structures[2]
    saved, best, found = 0 if turn else 1, 0, -1
    for cut in range(CUTS):
        size = np.int64(sizes[node, cut])
        if not size:
            break
        alive = size > 2
        for i in range(size):
            leaf = leaves[node, cut, i]
            alive = alive and (uses[leaf] > 0 or leaf < first_and)
        if not alive:
            continue
        for i in range(size):
            uses[leaves[node, cut, i]] += 1
        gone = _drop(state, first_and, node, stack)
        kind = _leaves(cuts, node, cut, structures, values)
        start, count = graphs[kind, 0], graphs[kind, 1] - graphs[kind, 0]
        for k in range(count):
            graph = start + (k + turn + node) % count if turn else start + k
            price = _price(state, first_and, node, graph, structures, values, gone - saved, marks)
            if gone - price >= saved:
                saved, best, found = gone - price + 1, cut, graph
        held, uses[node] = uses[node], 0
        _take(state, first_and, node, held, stack)
        for i in range(size):
            uses[leaves[node, cut, i]] -= 1
    return best, found


@kernel
def _price(state, first_and, node, graph, structures, values, most, marks):
    """How many Ands a graph adds; more than `most` where it is too many, or reads the node."""
    _, _, uses, _, _, _ = state
    starts, operands = structures[3], structures[4]
    marks[0] += 1
    price, at = 0, MOST
    for k in range(starts[graph], starts[graph + 1]):
        x, y = _value(values, operands[k, 0]), _value(values, operands[k, 1])
        known = np.int64(_NEW)
        if x >= 0 and y >= 0:
            known = _found(state, x, y)
        inner = known >> 1
        if known >= 0 and inner == node:
            return most + 1
        if known < 0:
            price += 1
        elif uses[inner] == 0 and inner >= first_and and marks[inner] != marks[0]:
            marks[inner] = marks[0]
            price += 1
        if price > most:
            return price
        values[at] = known
        at += 1
    return price


@kernel
def _value(values, literal):
    """The literal that a literal of a graph is; negative where that is a new And."""
    value = values[literal >> 1]
    return value ^ (literal & 1) if value >= 0 else value


@kernel
def _make(state, cuts, first_and, node, cut, graph, structures, values, free, order, scratch,
          stack):  # fmt: skip
    """Make the Ands of a graph, and exchange a node for its end."""
    first, second, _, _, _, _ = state
    _, ways, _, starts, operands, ends, changes = structures
    at = MOST
    for k in range(starts[graph], starts[graph + 1]):
        x, y = _value(values, operands[k, 0]), _value(values, operands[k, 1])
        known = _found(state, x, y)
        if known < 0:
            new = free[0]
            free[0] += 1
            first[new], second[new] = min(x, y), max(x, y)
            _enter(state, new, free, order)
            _list(state, cuts, new, scratch)
            known = 2 * new
        values[at] = known
        at += 1
    negated = ways[np.int64(cuts[2][node, cut] & _LOW)] >= changes.shape[0]
    end = _value(values, ends[graph]) ^ (1 if negated else 0)
    _exchange(state, first_and, node, end, stack)
