"""The compiled loops of `sweep`: rows through a graph, what looks equal, and roots.

Every node has a root: a literal of the first node that is known to be equal to it. What is read
here are roots alone; roots of operands that are there already give the root of a pair.
"""

# mypy: ignore-errors
from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from logicnet.ground.kernels import kernel

from .graph_kernel import mixed, trivial
from .table_kernel import EQUAL, by_table, through


@kernel
def simulated(first, second, rows, start, word, end):
    """Fill words `word` to `end` of the rows of all nodes from `start` on."""
    for node in range(start, first.shape[0]):
        a, b = first[node], second[node]
        turn_a, turn_b = np.uint64(0) - np.uint64(a & 1), np.uint64(0) - np.uint64(b & 1)
        for k in range(word, end):
            rows[node, k] = (rows[a >> 1, k] ^ turn_a) & (rows[b >> 1, k] ^ turn_b)


@kernel(inner=True)
def spread(value):
    """A word whose low bits depend on all of those of another."""
    value = value * np.uint64(0x9E3779B97F4A7C15)
    value ^= value >> np.uint64(29)
    value = value * np.uint64(0xBF58476D1CE4E5B9)
    return value ^ (value >> np.uint64(32))


@kernel
def folded(looks, turned, rows, word, end):
    """Fold words of the rows of all nodes into what they look like, the same for complements."""
    for node in range(looks.shape[0]):
        turn = np.uint64(0) - np.uint64(turned[node])
        found = looks[node]
        for k in range(word, end):
            found = spread(found ^ rows[node, k] ^ turn)
        looks[node] = found


@kernel
def same(looks, turned, a, b):
    """The literal of node b that looks like node a, or -1."""
    return 2 * b + np.int64(turned[a] ^ turned[b]) if looks[a] == looks[b] else np.int64(-1)


@kernel
def place_of(alike, looks, node):
    """The place of a node in the table of those that look alike, and who came first, or -1."""
    mask = alike.shape[1] - 1
    place = np.int64(looks[node] & np.uint64(mask))
    while alike[0, place] >= 0:
        if looks[alike[0, place]] == looks[node]:
            break
        place = (place + 1) & mask
    return place, alike[0, place]


@kernel(inner=True)
def listed(alike, looks, node):
    """Enter a root among those that look alike: as the last one, and the first if none is there."""
    place, known = place_of(alike, looks, node)
    if known < 0:
        alike[0, place] = node
    alike[1, place] = node


@kernel
def relisted(alike, looks, root, end):
    """Enter all roots below a node, after rows were folded in."""
    alike[:] = -1
    for node in range(end):
        if root[node] == 2 * node:
            listed(alike, looks, node)


@kernel(inner=True)
def paired(state, a, b):
    """The place of a pair of roots in the table, and the node that has it, or 0."""
    first, second, table = state[1], state[2], state[3]
    mask = table.shape[0] - 1
    place = mixed(a, b) & mask
    while table[place]:
        node = table[place]
        if first[node] == a and second[node] == b:
            return place, node
        place = (place + 1) & mask
    return place, np.int64(0)


@kernel(inner=True)
def settled(state, views, node, literal):
    """Give a node its root: an earlier literal, or itself."""
    root, first, second, table = state
    root[node] = literal
    place, known = paired(state, first[node], second[node])
    if not known:
        table[place] = node
    if literal == 2 * node:
        listed(views[0], views[1], node)


@kernel
def told(root, known, literal):
    """Give the root of a node to the one that it is made of alone, which had none but itself."""
    if known >= 0 and root[known >> 1] == known & ~1 and literal >> 1 < known >> 1:
        root[known >> 1] = literal ^ (known & 1)


@kernel
def swept(graph, state, views, marks, begin, end, inputs, most, space):
    """Find the roots of nodes; the first that only looks like another, and which literal that is.

    Of the marks `aims` are the nodes that are to be equal to others, `near` those that are
    where a table says so and are let be elsewhere, `hints` literals that are tried first, `sure`
    literals that nodes are known to equal, and `reads` what units read: where that of each node
    begins, and literals. A node with a hint is proven to be that even where it is an earlier node
    that has none, which then is it as well. Returned are the node, the literal (-1: all nodes are
    done), and how many pairs have been proven by tables.
    """
    operand, other = graph
    alike, looks, turned = views
    aims, near, hints, sure, reads = marks
    root, first, second, _ = state
    tables = 0
    for node in range(begin, end):
        if node > inputs:
            a, b = through(root, operand[node]), through(root, other[node])
            a, b = min(a, b), max(a, b)
            known = trivial(a, b)
            if known >= 0:
                a = b = known
            first[node], second[node] = a, b
            _, twin = paired(state, a, b)
            if twin:
                known = root[twin]
            hint = through(root, hints[node]) if hints[node] >= 0 else np.int64(-1)
            if hint >= 0 and same(looks, turned, node, hint >> 1) != hint:
                hint = np.int64(-1)
            literal = sure[node]
            earlier = hint >= 0 and hint >> 1 < known >> 1 and aims[node] and literal != 2 * node
            if known >= 0 and not earlier:
                root[node] = known
                continue
            if literal >= 0:
                if literal >> 1 != node:
                    literal = through(root, literal)
                settled(state, views, node, literal)
                told(root, known, literal)
                continue
            if aims[node] or near[node]:
                literal = hint
                if literal < 0:
                    _, like = place_of(alike, looks, node)
                    literal = same(looks, turned, node, like) if like >= 0 else like
            if literal >= 0:
                answer, _, _ = by_table(state, node, literal, inputs, most, space, reads)
                found = literal
                if answer != EQUAL and hint < 0:  # what came first may have hidden what it equals
                    place, like = place_of(alike, looks, node)
                    last = alike[1, place]
                    if like >= 0 and last != literal >> 1:
                        found = same(looks, turned, node, last)
                        answer, _, _ = by_table(state, node, found, inputs, most, space, reads)
                if answer == EQUAL:
                    tables += 1
                    settled(state, views, node, found)
                    told(root, known, found)
                    continue
                if aims[node]:
                    return node, literal, tables
            settled(state, views, node, 2 * node)
        else:
            root[node] = 2 * node
            listed(alike, looks, node)
    return end, np.int64(-1), tables


@kernel
def window(state, a, b, inputs, most, near):
    """The nodes above a cut of two nodes, at most so many, and whether these are all.

    The last nodes are taken first, or, if what is `near` is, those that are the fewest steps away.
    """
    first, second = state[1], state[2]
    met, heap = {np.int64(0)}, [(np.int64(0), np.int64(0))]
    for node in (a, b):
        if node not in met:
            met.add(node)
            heappush(heap, (np.int64(0) if near else -node, -node))
    heap.remove((np.int64(0), np.int64(0)))
    found = np.empty(most, dtype=np.int64)
    size = 0
    while size < most and heap:
        steps, node = heappop(heap)
        node = -node
        if node <= inputs:
            continue
        found[size] = node
        size += 1
        for literal in (first[node], second[node]):
            new = literal >> 1
            if new not in met:
                met.add(new)
                heappush(heap, (steps + 1 if near else -new, -new))
    whole = True
    for _, node in heap:
        whole &= -node <= inputs
    return found[:size], whole


@kernel
def unloaded(state, loaded, a, b, inputs, stack, found):
    """Fill `found` with the nodes that two read, directly or not, and that are not loaded yet."""
    first, second = state[1], state[2]
    size = 0
    stack[0], stack[1] = a, b
    height = 2
    while height:
        height -= 1
        node = stack[height]
        if node <= inputs or loaded[node]:
            continue
        loaded[node] = True
        found[size] = node
        size += 1
        stack[height], stack[height + 1] = first[node] >> 1, second[node] >> 1
        height += 2
    return size


@kernel
def marked(state, literals, inputs, marks):
    """Mark the roots that some literals need."""
    root, first, second, _ = state
    for literal in literals:
        marks[root[literal >> 1] >> 1] = True
    for node in range(marks.shape[0] - 1, inputs, -1):
        if marks[node]:
            marks[root[first[node] >> 1] >> 1] = True
            marks[root[second[node] >> 1] >> 1] = True
