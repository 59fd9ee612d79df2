"""Several graphs of the same functions, as no way of making them anew is best for all circuits."""

from __future__ import annotations

from collections.abc import Iterator

from logicnet.construction.graphs.graph import AndGraph
from logicnet.construction.graphs.sharing import chained, shared
from logicnet.ground.budget import Budget

from .rewriting import rewritten

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
        graph = rewritten(graph, 100 * step)
        if step % 2:
            yield graph


def variants(stated: AndGraph, budget: Budget) -> Iterator[AndGraph]:
    """Graphs made by exchanges, while work is left."""
    for number, script in enumerate(_SCRIPTS):
        graph = stated
        for word in script.split():
            for turn, step in enumerate(word, 1 + number):
                budget.count((_COVERED if step == "c" else _SHARED) * graph.ands)
                if budget.over():
                    return
                graph = _step(graph, step, turn)
            yield graph


def _step(graph: AndGraph, step: str, turn: int) -> AndGraph:
    match step:
        case "r":
            return shared(graph)
        case "e":
            return shared(graph, turn)
        case "c":
            return rewritten(graph, 100 * turn)
        case _:
            return chained(graph, "dbu".index(step) - 1)
