"""Graphs with fewer Ands: parts exchanged for graphs that use what there is already."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import light
from logicnet.logic.circuits.rules import TRUE

from . import sharing_kernel as kernel
from .graph import AndGraph, Ands, Ints
from .leaves_kernel import LEAVES
from .structures import structures


def shared(graph: AndGraph, turn: int = 0) -> AndGraph:
    """The same functions, node by node made of Ands that are there and few new ones.

    Where `turn` is not 0, what saves nothing is exchanged as well, otherwise for each, as it may
    lead on.
    """
    graph = graph.needed()
    nodes, first_and = graph.nodes, 1 + graph.inputs
    size = nodes + nodes // 2 + 8 * kernel.ROOM
    first, second, uses, marks = np.zeros((4, size), dtype=np.int64)
    first[:nodes], second[:nodes] = graph.first, graph.second
    read = np.concatenate([graph.first[first_and:], graph.second[first_and:], graph.ends])
    uses[:nodes] = np.bincount(read >> 1, minlength=nodes)
    same = 2 * np.arange(size)
    table = np.full(1 << (2 * size).bit_length(), -1, dtype=np.int64)
    cuts = (
        np.full((size, kernel.CUTS, LEAVES), -1, dtype=np.int32),
        np.zeros((size, kernel.CUTS), dtype=np.int8),
        np.zeros((size, kernel.CUTS), dtype=np.uint64),
    )
    order = np.zeros(size, dtype=np.int64)
    state = first, second, uses, same, table, marks
    share = light(kernel.share, graph.is_small)
    made = share(state, cuts, first_and, nodes, structures(), turn, order)
    kept = order[:made][uses[order[:made]] > 0]
    return _ordered(graph, np.concatenate([np.arange(first_and), kept]), (first, second, same))


def _ordered(graph: AndGraph, kept: Ints, made: tuple[Ints, Ints, Ints]) -> AndGraph:
    """The graph of some nodes, in their order, for what became of another graph."""
    first, second, same = made
    place = np.full(len(first), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))

    def moved(literals: Ints) -> Ints:
        at = place[literals >> 1]
        found: Ints = np.where(at < 0, -1, at << 1 | literals & 1)
        return found

    def now(literals: Ints) -> Ints:
        return moved(same[literals >> 1] ^ literals & 1)

    stated = np.where(graph.stated < 0, -1, now(np.maximum(graph.stated, 0)))
    return AndGraph(
        graph.inputs, moved(first[kept]), moved(second[kept]), now(graph.ends), stated
    ).needed()


def chained(graph: AndGraph, order: int = 0) -> AndGraph:
    """The same, operands of nested Ands that are read once taken together anew.

    They are by their levels, or one after another, the early ones first (1) or the late ones (-1).
    """
    read = np.concatenate([graph.first, graph.second, graph.ends])
    once = np.bincount(read >> 1, minlength=graph.nodes) == 1
    plain = np.zeros(graph.nodes, dtype=bool)  # read by an And, not as the complement
    operands = np.concatenate([graph.first[1 + graph.inputs :], graph.second[1 + graph.inputs :]])
    plain[operands[operands & 1 == 0] >> 1] = True
    inner = (once & plain & (np.arange(graph.nodes) > graph.inputs)).tolist()
    first, second = graph.first.tolist(), graph.second.tolist()
    ands = Ands(graph.inputs)
    values = [2 * node for node in range(1 + graph.inputs)] + [-1] * graph.ands
    for node in range(1 + graph.inputs, graph.nodes):
        if inner[node]:
            continue
        waiting, literals = [first[node], second[node]], set()
        while waiting:
            literal = waiting.pop()
            if inner[literal >> 1] and not literal & 1:
                waiting += first[literal >> 1], second[literal >> 1]
            else:
                literals.add(values[literal >> 1] ^ literal & 1)
        values[node] = _conjunction(ands, literals, order)
    ends = [values[end >> 1] ^ end & 1 for end in graph.ends.tolist()]
    stated = [
        -1 if literal < 0 or values[literal >> 1] < 0 else values[literal >> 1] ^ literal & 1
        for literal in graph.stated.tolist()
    ]
    return ands.graph(ends, stated).needed()


def _conjunction(ands: Ands, literals: set[int], order: int) -> int:
    if not order:
        return ands.conjunction(sorted(literals))
    value = TRUE
    for literal in sorted(literals, key=lambda x: (order * ands.level[x >> 1], x)):
        value = ands.both(value, literal)
    return value
