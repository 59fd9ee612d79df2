"""A circuit of any size as few units: several graphs of it, each covered, units taken together.

No way is best everywhere: a graph made anew helps some circuits and hurts others, and so do units
that read sums beside carries. So several are tried, as far as the work allows, and the best kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from logicnet.construction.graphs.graph import AndGraph, Ints
from logicnet.construction.graphs.stated import graph_of
from logicnet.errors import LimitError
from logicnet.ground.budget import Budget
from logicnet.logic.circuits.circuit import Circuit
from logicnet.network.network import Network

from .caps import Caps
from .closing import as_circuit, closed
from .collapse import collapse
from .cover import Library, Mapping, units_within
from .netlist import Netlist
from .rewriting import rewritten

_WORK = 5e4  # of one way, for each And
_NOISE = 0.01  # in units: it decides between cuts that are equally good


def mapped(circuit: Circuit, caps: Caps, budget: Budget) -> tuple[Network, Ints, Circuit]:
    """A network of few units, for each unit the literal that it is, and of which circuit."""
    best: tuple[int, Netlist, AndGraph] | None = None
    graphs = list(_graphs(graph_of(circuit), budget))
    for sides, several in ((True, True), (False, False), (True, False)):
        for graph in graphs:
            budget.count(_WORK * graph.ands)
            net, within = _covered(graph, units_within(caps, several), caps, sides)
            if best is None or len(net.units) < best[0]:
                best = len(net.units), net, within
            if budget.over():
                break
        if budget.over():
            break
    if best is None:
        raise LimitError("nothing was mapped")
    _, net, graph = best
    network, meant = closed(net, graph, circuit, caps, "mapped circuit")
    return network, meant, as_circuit(graph, circuit)


def _graphs(graph: AndGraph, budget: Budget) -> Iterator[AndGraph]:
    """The graph, and others of fewer Ands."""
    yield graph
    for step in range(4):
        if budget.left < 3 * _WORK * graph.ands:
            break
        budget.count(_WORK * graph.ands / 4)
        graph = rewritten(graph, 100 * step)
        if step % 2:
            yield graph


def _covered(
    graph: AndGraph, library: Library, caps: Caps, sides: bool, rounds: int = 10
) -> tuple[Netlist, AndGraph]:
    """Units for a graph, and the graph in the order in which it was covered."""
    mapping = Mapping(graph, library, caps.leaves)
    if sides:
        mapping = mapping.with_sides()
    mapping.find()
    for k in range(rounds):
        mapping.improve(k + 1, _NOISE)
    net = Netlist.of(mapping.cover(), mapping.graph)
    collapse(net, caps)
    return net, mapping.graph
