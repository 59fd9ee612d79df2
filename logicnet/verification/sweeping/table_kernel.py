"""The compiled loops of tables over cuts: whether two nodes are the same function of a few others.

Below a cut nothing is known but that nodes may have any values, so that what is equal over a cut
is equal, and what differs may not. Cuts are looked for nearby, or are what a unit reads.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.ground.loops.arrays import stable_order

from .joined_kernel import MOST_JOINED, apart, same_ands

UNKNOWN, EQUAL, DIFFERENT = 0, 1, 2
_MOST_LEAVES = 24  # of a cut on the way to one that has a table
MOST_CONE = 300  # nodes above a cut
MOST_READ = 16  # leaves of a cut that is what a unit reads
_MOST_APART = 16  # operands that one alone of two parities has
_CLOSED = 60  # nodes between one leaf and others
_TRIED = 60  # nodes that may be read beside what a unit reads
_INSIDE = np.array(
    [0xAAAAAAAAAAAAAAAA, 0xCCCCCCCCCCCCCCCC, 0xF0F0F0F0F0F0F0F0,
     0xFF00FF00FF00FF00, 0xFFFF0000FFFF0000, 0xFFFFFFFF00000000], dtype=np.uint64,
)  # fmt: skip


@kernel(inner=True)
def through(root, literal):
    """The root of a literal."""
    return root[literal >> 1] ^ (literal & 1)


@kernel(inner=True)
def cut(state, ends, inputs, most, cone):
    """Fill `cone` with the nodes above the deepest cut of so many leaves at most; how many.

    The last node is always replaced by what it reads, so that what is left is a cut. The second
    number is -1 unless all leaves are inputs.
    """
    first, second = state[1], state[2]
    leaves = np.zeros(_MOST_LEAVES + 2, dtype=np.int64)
    size, best, deepest, found = 0, 0, False, 0
    for node in ends:
        if node and not (size and leaves[0] == node):
            leaves[size] = node
            size += 1
    while size and size <= _MOST_LEAVES and found < MOST_CONE:
        at = 0
        for k in range(1, size):
            if leaves[k] > leaves[at]:
                at = k
        node = leaves[at]
        if node <= inputs:
            deepest = best == found
            break
        cone[found] = node
        found += 1
        size -= 1
        leaves[at] = leaves[size]
        for literal in (first[node], second[node]):
            new = literal >> 1
            for k in range(size):
                if leaves[k] == new:
                    new = 0
                    break
            if new:
                leaves[size] = new
                size += 1
        if size <= most:
            best = found
    return best, deepest


@kernel(inner=True)
def closed(state, node, inputs, slot, cone, found):
    """Add to the cone a node and what is between it and the leaves, marked in `slot`; how many.

    Nothing is added, and the answer is the number that there were, where that leads past them.
    """
    first, second = state[1], state[2]
    size, at = found, found
    if node <= inputs or size == MOST_CONE:
        return found
    cone[size] = node
    size += 1
    while at < size:
        for operand in (first[cone[at]], second[cone[at]]):
            new = operand >> 1
            if not new or slot[new]:
                continue
            if new <= inputs or size == MOST_CONE or size - found == _CLOSED:
                for k in range(found + 1, size):
                    slot[cone[k]] = 0
                return found
            slot[new] = 2
            cone[size] = new
            size += 1
        at += 1
    return size


@kernel
def read_cut(state, node, end, own, inputs, cone, slot):
    """Fill `cone` with what is between a unit, or a node it may be, and the nodes it reads.

    What of these is made of the others alone, as a sum of a carry, is no leaf: the cone has it
    too. The last node comes first; how many there are, 0 where this is no cut of few.
    """
    for k in range(own.shape[0]):
        slot[own[k]] = 1
    top = slot[node] | slot[end]
    found, ends = 0, (node, end)
    for place in range(2):
        if top or (place and (ends[1] == ends[0] or slot[ends[1]])):
            continue
        before = found
        slot[ends[place]] = 2
        found = closed(state, ends[place], inputs, slot, cone, found)
        top = top or found == before
    for k in range(own.shape[0]):
        if not top and own[k]:
            found = closed(state, own[k], inputs, slot, cone, found)
    for k in range(found):
        slot[cone[k]] = 0
    for k in range(own.shape[0]):
        slot[own[k]] = 0
    slot[node], slot[end] = 0, 0
    if top:
        return 0
    order = stable_order(cone[:found], True)
    for k in range(found):
        order[k] = cone[order[k]]
    for k in range(found):
        cone[k] = order[k]
    return found


@kernel
def by_table(state, node, literal, inputs, most, space, reads):
    """Whether a node is a literal by a table over a cut; the row where it is not; how many leaves.

    DIFFERENT is an answer over inputs alone: a table over other nodes may have rows that no input
    gives.
    """
    if not most:
        return UNKNOWN, np.int64(-1), 0
    cone, slot, _, _ = space
    answer, row, width = by_operands(state, node, literal, inputs, most, space)
    if answer != UNKNOWN:
        return answer, row, width
    ends, turn = np.array([node, literal >> 1]), literal & 1
    starts, read = reads
    if starts[node] < starts[node + 1] <= starts[node] + MOST_READ:
        own = np.empty(starts[node + 1] - starts[node], np.int64)
        for k in range(own.shape[0]):
            own[k] = through(state[0], read[starts[node] + k]) >> 1
        size = read_cut(state, node, literal >> 1, own, inputs, cone, slot)
        if size:
            answer, row, width = over_cut(state, ends, turn, MOST_READ, space, size, False)
            if answer == EQUAL:
                return answer, row, width
        elif beside(state, node, literal, own, inputs, space):
            return EQUAL, np.int64(-1), 0
    size, deepest = cut(state, ends, inputs, most, cone)
    return over_cut(state, ends, turn, most, space, size, deepest)


@kernel
def by_operands(state, node, literal, inputs, most, space):
    """The same of Ands and of parities: by the operands that they join."""
    cone, slot, _, _ = space
    met = np.empty((2, MOST_JOINED), dtype=np.int64)
    if not literal & 1 and same_ands(state, node, literal, inputs, slot, met):
        return EQUAL, np.int64(-1), 0
    rest = np.empty(_MOST_APART, dtype=np.int64)
    count, turn = apart(state, node, literal, inputs, slot, met, rest)
    if count <= 0:
        return EQUAL if count == 0 and not turn else UNKNOWN, np.int64(-1), 0
    ends = rest[:count]
    size, deepest = cut(state, ends, inputs, most, cone)
    return over_cut(state, ends, turn, most, space, size, deepest)


@kernel(inner=True)
def beside(state, node, literal, own, inputs, space):
    """Whether a table says equal over what a unit reads and one node more, which is near.

    A node may be made of one that it does not depend on; a unit does not read such a one.
    """
    first, second = state[1], state[2]
    cone, slot, _, _ = space
    more = np.empty(own.shape[0] + 1, np.int64)
    for k in range(own.shape[0]):
        more[k] = own[k]
    ends, turn = np.array([node, literal >> 1]), literal & 1
    near = np.empty(_TRIED + 2, np.int64)
    near[0], near[1] = literal >> 1, node
    for k in range(own.shape[0]):
        slot[own[k]] = 1
    at, size = 0, 2
    while at < size and size < _TRIED:
        if near[at] > inputs:
            for new in (first[near[at]] >> 1, second[near[at]] >> 1):
                if new and not slot[new]:
                    slot[new] = 1
                    near[size] = new
                    size += 1
        at += 1
    for k in range(own.shape[0]):
        slot[own[k]] = 0
    slot[near[2:size]] = 0
    for k in range(2, size):
        more[-1] = near[k]
        found = read_cut(state, node, literal >> 1, more, inputs, cone, slot)
        if found and over_cut(state, ends, turn, MOST_READ, space, found, False)[0] == EQUAL:
            return True
    return False


@kernel(inner=True)
def over_cut(state, ends, turn, most, space, size, deepest):
    """Whether ends and a turn have no parity, by the table over the cut below the first of a cone.

    The last node of the cone comes first.
    """
    first, second = state[1], state[2]
    cone, slot, tables, leaves = space
    for k in range(size):
        slot[cone[k]] = k + 1
    slot[0] = tables.shape[0] - 1
    tables[slot[0]] = 0
    width = 0
    for k in range(size):
        for operand in (first[cone[k]], second[cone[k]]):
            if not slot[operand >> 1]:
                width += 1
                leaves[width - 1] = operand >> 1
                slot[operand >> 1] = size + width
        if width > most:
            break
    for end in ends:  # where nothing is above the cut
        if width <= most and not slot[end]:
            width += 1
            leaves[width - 1] = end
            slot[end] = size + width
    answer, row = UNKNOWN, np.int64(-1)
    if width <= most:
        words = 1 << max(0, width - 6)
        for k in range(width):
            column(tables[size + k + 1], k, words)
        for k in range(size - 1, -1, -1):
            a, b = first[cone[k]], second[cone[k]]
            turn_a, turn_b = np.uint64(0) - np.uint64(a & 1), np.uint64(0) - np.uint64(b & 1)
            one, two, out = tables[slot[a >> 1]], tables[slot[b >> 1]], tables[k + 1]
            for word in range(words):
                out[word] = (one[word] ^ turn_a) & (two[word] ^ turn_b)
        answer = EQUAL
        for word in range(words):
            wrong = np.uint64(0) - np.uint64(turn)
            for end in ends:
                wrong ^= tables[slot[end], word]
            if wrong:
                answer = DIFFERENT if deepest else UNKNOWN
                bit = 0
                while not (wrong >> np.uint64(bit)) & np.uint64(1):
                    bit += 1
                row = 64 * word + bit
                break
    for k in range(size):
        slot[cone[k]] = 0
    for k in range(width):
        slot[leaves[k]] = 0
    slot[0] = 0
    return answer, row, width


@kernel(inner=True)
def column(out, place, words):
    """The rows of the leaf at a place: bit `place` of the number of the row."""
    for word in range(words):
        if place >= 6:
            out[word] = np.uint64(0) - np.uint64((word >> (place - 6)) & 1)
        else:
            out[word] = _INSIDE[place]
