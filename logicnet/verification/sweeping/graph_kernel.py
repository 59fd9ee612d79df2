"""The compiled loops of `graph`: gates of two operands, what circuits and units are in these.

A node is two literals of earlier nodes; a literal is 2 * node, plus 1 for the complement. Node 0 is
false. Inputs come next and have no operands. No pair of operands is there twice.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.ground.loops.arrays import stable_order

FULL = -1  # instead of a literal: there is no room for more nodes
STATES = -2  # instead of a literal: a unit has too many states
AND, OR, XOR, IMPLIES, IFF, ITE, ATLEAST = 0, 1, 2, 3, 4, 5, 6  # as in circuit.OPERATORS


@kernel(inner=True)
def mixed(a, b):
    """Two numbers as one whose low bits depend on all of theirs."""
    value = a * 0x1B873593 + b * 0x2545F491
    return value ^ (value >> 15) ^ (value >> 31)


@kernel(inner=True)
def trivial(a, b):
    """The literal of a gate that needs no node, or -1."""
    if a == 0 or b == 0 or a == b ^ 1:
        return 0
    if a == 1 or a == b:
        return b
    return a if b == 1 else -1


@kernel
def both(space, a, b):
    """The literal of a and b: of a node that is there, or of a new one; or FULL."""
    if a < 0 or b < 0:
        return min(a, b)
    known = trivial(a, b)
    if known >= 0:
        return known
    first, second, table, count = space
    a, b = min(a, b), max(a, b)
    mask = table.shape[0] - 1
    place = mixed(a, b) & mask
    while table[place]:
        node = table[place]
        if first[node] == a and second[node] == b:
            return 2 * node
        place = (place + 1) & mask
    new = count[0]
    if new == first.shape[0]:
        return FULL
    first[new], second[new] = a, b
    table[place] = new
    count[0] = new + 1
    return 2 * new


@kernel(inner=True)
def negated(a):
    """The complement; what is no literal stays as it is."""
    return a if a < 0 else a ^ 1


@kernel(inner=True)
def either(space, a, b):
    """a or b."""
    return negated(both(space, negated(a), negated(b)))


@kernel
def differ(space, a, b):
    """a xor b."""
    return either(space, both(space, a, negated(b)), both(space, negated(a), b))


@kernel(inner=True)
def gathered(literals, weights, least):
    """The same sum with positive weights, the largest first, each node once, and what to reach."""
    own, by = literals.copy(), weights.copy()
    once, sums, size = literals.copy(), weights.copy(), 0
    for k in range(own.shape[0]):
        if own[k] & 1:
            own[k], by[k] = own[k] ^ 1, -by[k]
            least += by[k]
    for k in stable_order(own, False):
        if size and once[size - 1] == own[k]:
            sums[size - 1] += by[k]
        elif own[k]:  # false adds nothing
            once[size], sums[size] = own[k], by[k]
            size += 1
    for k in range(size):
        if sums[k] < 0:
            once[k], sums[k] = once[k] ^ 1, -sums[k]
            least += sums[k]
    order = stable_order(sums[:size], True)
    for k in range(size):
        own[k], by[k] = once[order[k]], sums[order[k]]
    return own[:size], by[:size], least


@kernel(inner=True)
def _grown(numbers, count, least):
    """The first numbers, with room for at least so many."""
    size = 2 * len(numbers)
    while size < least:
        size *= 2
    room = np.empty(size, np.int64)
    for k in range(count):
        room[k] = numbers[k]
    return room


@kernel(inner=True)
def _literal_of(rest, left, step, rests, begin, end, found):
    """The literal of "what is left adds up to `rest` or more", of those found for `rests`."""
    if rest <= 0:
        return np.int64(1)
    if rest > left:
        return np.int64(0)
    rest = -(-rest // step) * step
    while begin < end:
        middle = (begin + end) // 2
        if rests[middle] < rest:
            begin = middle + 1
        else:
            end = middle
    return found[begin]


@kernel
def reached(space, literals, weights, least, most):
    """The literal of "the weights of those that are true add up to `least` or more".

    From the largest weight on, what is left to reach decides what the rest of the operands has to
    be: what is left is rounded up to a multiple of what divides all weights that are left.
    """
    own, by, least = gathered(literals, weights, least)
    size = own.shape[0]
    left = np.zeros(size + 1, dtype=np.int64)
    step = np.zeros(size + 1, dtype=np.int64)
    for k in range(size - 1, -1, -1):
        left[k] = left[k + 1] + by[k]
        step[k] = divisor(step[k + 1], by[k])
    if least <= 0:
        return 1
    if least > left[0]:
        return 0
    rests = np.empty(64, dtype=np.int64)
    starts = np.zeros(size + 1, dtype=np.int64)
    rests[0] = -(-least // step[0]) * step[0]
    end = 1
    for k in range(size):
        begin = starts[k]
        starts[k + 1] = end
        if len(rests) < end + 2 * (end - begin):
            rests = _grown(rests, end, end + 2 * (end - begin))
        low, high, stop = begin, begin, end
        while low < stop or high < stop:  # two lists that rise are one that rises
            without = rests[low] if low < stop else np.int64(1 << 62)
            taken = rests[high] - by[k] if high < stop else np.int64(1 << 62)
            rest = min(without, taken)
            if without <= taken:
                low += 1
            if taken <= without:
                high += 1
            if 0 < rest <= left[k + 1]:
                rest = -(-rest // step[k + 1]) * step[k + 1]
                if end == starts[k + 1] or rests[end - 1] != rest:
                    rests[end] = rest
                    end += 1
        if end > most:
            return STATES
    found = np.zeros(end + 1, dtype=np.int64)
    for k in range(size - 1, -1, -1):
        stop = starts[k + 2] if k + 2 <= size else end
        for state in range(starts[k], starts[k + 1]):
            without = _literal_of(
                rests[state], left[k + 1], step[k + 1], rests, starts[k + 1], stop, found
            )
            taken = _literal_of(
                rests[state] - by[k], left[k + 1], step[k + 1], rests, starts[k + 1], stop, found
            )
            # the rest without the operand implies the rest with it
            found[state] = either(space, without, both(space, own[k], taken))
            if found[state] < 0:
                return FULL
    return found[0]


@kernel(inner=True)
def divisor(a, b):
    """The greatest common divisor."""
    while b:
        a, b = b, a % b
    return a


@kernel
def gate(space, kind, own, count, most):
    """The literal of a gate over literals."""
    found = own[0] if own.shape[0] else np.int64(0)
    if kind == AND:
        for k in range(1, own.shape[0]):
            found = both(space, found, own[k])
    elif kind == OR:
        for k in range(1, own.shape[0]):
            found = either(space, found, own[k])
    elif kind == XOR:
        for k in range(1, own.shape[0]):
            found = differ(space, found, own[k])
    elif kind == IMPLIES:
        found = either(space, own[0] ^ 1, own[1])
    elif kind == ITE:
        found = either(space, both(space, own[0], own[1]), both(space, own[0] ^ 1, own[2]))
    elif kind == IFF:
        every, none = own[0], own[0] ^ 1
        for k in range(1, own.shape[0]):
            every, none = both(space, every, own[k]), both(space, none, own[k] ^ 1)
        found = either(space, every, none)
    else:
        found = reached(space, own, np.ones(own.shape[0], dtype=np.int64), count, most)
    return found


@kernel
def gates(space, values, begin, kinds, starts, operands, counts, most):
    """Write the literal of each gate into `values`; the number of the first that is not done."""
    first = values.shape[0] - kinds.shape[0]
    for g in range(begin, kinds.shape[0]):
        own = operands[starts[g] : starts[g + 1]].copy()
        for k in range(own.shape[0]):
            own[k] = values[own[k] >> 1] ^ (own[k] & 1)
        found = gate(space, kinds[g], own, counts[g], most)
        if found < 0:
            return g, found
        values[first + g] = found
    return kinds.shape[0], np.int64(0)


@kernel
def units(space, values, begin, ends, read, weights, thresholds, most):
    """Write the literal of each unit into `values`; the number of the first that is not done."""
    first = values.shape[0] - thresholds.shape[0]
    for u in range(begin, thresholds.shape[0]):
        own = values[read[ends[u] : ends[u + 1]]]
        found = reached(space, own, weights[ends[u] : ends[u + 1]], thresholds[u], most)
        if found < 0:
            return u, found
        values[first + u] = found
    return thresholds.shape[0], np.int64(0)


@kernel
def entered(table, first, second, begin, end):
    """Enter nodes into a new table."""
    mask = table.shape[0] - 1
    for node in range(begin, end):
        place = mixed(first[node], second[node]) & mask
        while table[place]:
            place = (place + 1) & mask
        table[place] = node
