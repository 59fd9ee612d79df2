"""Graphs with fewer Ands: covered by functions of four leaves, each made in its cheapest form."""

from __future__ import annotations

from functools import cache

import numpy as np

from logicnet.construction.graphs.forms import INPUTS, Maker, prices
from logicnet.construction.graphs.graph import AndGraph, Ands

from .cover import Library, Mapping


@cache
def _library() -> Library:
    """All functions of four inputs by their price; no units."""
    return Library(np.full(2, -1, dtype=np.int64), prices())


def rewritten(graph: AndGraph, seed: int = 0, rounds: int = 6) -> AndGraph:
    """The same functions, covered and made anew."""
    mapping = Mapping(graph, _library(), INPUTS)
    mapping.find()
    for k in range(rounds):
        mapping.improve(seed + k + 1, 0.01)
    return _made(mapping)


def _made(mapping: Mapping) -> AndGraph:
    graph, chosen = mapping.graph, mapping.chosen
    ands, make = Ands(graph.inputs), Maker().make
    values = [2 * node if node <= graph.inputs else -1 for node in range(graph.nodes)]
    nodes = np.flatnonzero(mapping.uses[mapping.first_and :]) + mapping.first_and
    tables = (chosen.tables[nodes] & np.uint64(0xFFFF)).tolist()
    leaves, sizes = chosen.leaves[nodes].tolist(), chosen.sizes[nodes].tolist()
    for node, table, read, size in zip(nodes.tolist(), tables, leaves, sizes, strict=True):
        values[node] = make(ands, table, [values[leaf] for leaf in read[:size]])
    ends = [values[end >> 1] ^ end & 1 for end in graph.ends.tolist()]
    stated = [
        -1 if literal < 0 or values[literal >> 1] < 0 else values[literal >> 1] ^ literal & 1
        for literal in graph.stated.tolist()
    ]
    return ands.graph(ends, stated).needed()
