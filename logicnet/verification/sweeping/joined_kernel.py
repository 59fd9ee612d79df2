"""The compiled loops of operands that are joined: Ands, or parities, of the same ones are equal.

Nested Ands are one And of many, and so are parities. However operands were paired, two nodes over
the same ones are the same; a table over a cut shows that of few operands alone. Two parities differ
where that of the operands is true that one alone has, which are few where an identity was used.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

MOST_JOINED = 4000  # nodes that are looked at on one side
_INSIDE = 4  # beside 1 for an operand and 2 for its complement


@kernel(inner=True)
def same_ands(state, node, literal, inputs, slot, met):
    """Whether a node and a literal are Ands of the same operands, or false by two of them."""
    size = anded(state, node, inputs, slot, met[0], 0)
    more = anded(state, literal >> 1, inputs, slot, met[1], 3) if literal and size else 0
    found, never = size > 0 and (more > 0 or not literal), False
    for k in range(size):
        value = slot[met[0, k]]
        never |= value & 3 == 3
        found &= value & 3 == value >> 3 & 3
    for k in range(more):
        value = slot[met[1, k]]
        found &= value & 3 == value >> 3 & 3
    slot[met[0, :size]] = 0
    slot[met[1, :more]] = 0
    return found if literal else never


@kernel(inner=True)
def anded(state, node, inputs, slot, met, shift):
    """Mark the operands of an And of many in `slot`; how many nodes were met, 0 for too many."""
    first, second = state[1], state[2]
    stack = np.empty(met.shape[0], dtype=np.int64)
    slot[node] |= _INSIDE << shift
    met[0], stack[0] = node, node
    size, height = 1, 1
    while height:
        height -= 1
        inner = stack[height]
        for operand in (first[inner], second[inner]):
            new = operand >> 1
            mark = _INSIDE
            if operand & 1 or new <= inputs:
                mark = 1 + (operand & 1)
            if slot[new] >> shift & mark:
                continue
            if size == met.shape[0]:
                for k in range(size):
                    slot[met[k]] &= ~(7 << shift)
                return 0
            slot[new] |= mark << shift
            met[size] = new
            size += 1
            if mark == _INSIDE:
                stack[height] = new
                height += 1
    return size


@kernel(inner=True)
def apart(state, node, literal, inputs, slot, met, rest):
    """Fill `rest` with the operands that one alone of two parities has; how many, and a turn.

    The parity of these and the turn is true where the node is not the literal. The number is -1
    where they are too many, or the node is no parity.
    """
    size, odd = added(state, node, inputs, slot, met[0])
    more, turned = np.int64(-1), np.int64(0)
    if size > 1:
        more, turned = added(state, literal >> 1, inputs, slot, met[1])
    found = 0
    for side, count in ((0, size), (1, more)):
        for k in range(count):
            if slot[met[side, k]]:
                if found < rest.shape[0]:
                    rest[found] = met[side, k]
                found += 1
            slot[met[side, k]] = 0
    if more < 0 or found > rest.shape[0]:
        found = -1
    return found, odd ^ turned ^ (literal & 1)


@kernel(inner=True)
def added(state, node, inputs, slot, met):
    """Turn the mark of each operand of a parity; how many were met, -1 for too many, and a turn."""
    stack = np.empty(met.shape[0], dtype=np.int64)
    stack[0] = node
    size, height, odd, looked = 0, 1, np.int64(0), 0
    while height:
        height -= 1
        inner = stack[height]
        a, b = differing(state, inner, inputs)
        looked += 1
        if size == met.shape[0] or height + 2 > met.shape[0] or looked > 2 * met.shape[0]:
            for k in range(size):
                slot[met[k]] ^= 1
            return -1, odd
        if a < 0 and inner:
            slot[inner] ^= 1
            met[size] = inner
            size += 1
        if a < 0:
            continue
        odd ^= (a ^ b) & 1
        stack[height], stack[height + 1] = a >> 1, b >> 1
        height += 2
    return size, odd


@kernel(inner=True)
def differing(state, node, inputs):
    """The two literals of which a node is the parity, or -1 twice."""
    first, second = state[1], state[2]
    u, v = first[node], second[node]
    if node > inputs and u & 1 and v & 1 and u >> 1 > inputs and v >> 1 > inputs:
        a, b = first[u >> 1], second[u >> 1]
        c, d = first[v >> 1], second[v >> 1]
        if (a == c ^ 1 and b == d ^ 1) or (a == d ^ 1 and b == c ^ 1):
            return a, b
    return np.int64(-1), np.int64(-1)
