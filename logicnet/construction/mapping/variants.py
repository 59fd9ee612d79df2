"""Several graphs of the same functions, as no way of making them anew is best for all circuits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from logicnet.construction.graphs.forms import INPUTS, Maker, prices
from logicnet.construction.graphs.graph import AndGraph, Ands
from logicnet.construction.graphs.sharing import chained, shared
from logicnet.ground.budget import Budget

from .cover import APART, Library, Mapping

_COVERED = 1.2e4  # work for each And, where all are covered anew
_SHARED = 4e3  # where they are exchanged one by one, or chained

# Steps from the stated graph on: exchanges that save (r) or may save nothing (e), a cover made anew
# (c), nested Ands balanced (b) or chained from early to late ones (u) or late to early ones (d);
# a graph is a variant where a word ends.
_SCRIPTS = (
    "erer bu", "derer cererd errd", "r", "erer cerer cererb erereru cererererb", "urr erru errru",
    "rercerererc erererererb cererererererb", "drr drerd", "brrber rcerrb",
    "ererererc ererererc erererb ererererc ererererb",
)  # fmt: skip


def covers(graph: AndGraph, budget: Budget, spare: float) -> Iterator[AndGraph]:
    """The graph, and two that are covered anew, as far as some work is left beside theirs."""
    yield graph
    for step in range(4):
        if budget.left < spare * graph.ands:
            break
        budget.count(_COVERED * graph.ands)
        graph = rewritten(graph, 100 * step + APART * budget.seed)
        if step % 2:
            yield graph


def variants(stated: AndGraph, budget: Budget) -> Iterator[AndGraph]:
    """Graphs made by exchanges, while work is left."""
    met: dict[tuple[bytes, str, int], AndGraph] = {}  # steps of small graphs lead to few
    for number, script in enumerate(_SCRIPTS):
        graph = stated
        for word in script.split():
            for turn, step in enumerate(word, 1 + number):
                budget.count((_COVERED if step == "c" else _SHARED) * graph.ands)
                if budget.over():
                    return
                key = graph.digest(graph.stated), step, turn
                after = met.get(key) or _step(graph, step, turn, APART * budget.seed)
                if graph.is_small:
                    met[key] = after
                graph = after
            yield graph


def _step(graph: AndGraph, step: str, turn: int, seed: int) -> AndGraph:
    match step:
        case "r":
            return shared(graph)
        case "e":
            return shared(graph, turn)
        case "c":
            return rewritten(graph, 100 * turn + seed)
        case _:
            return chained(graph, "dbu".index(step) - 1)


# Covered anew by functions of four leaves, each made in its cheapest form -------------------


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
