"""A circuit of any size as few units: several graphs of it, each covered, units taken together.

No way is best everywhere: a graph made anew helps some circuits and hurts others, and so do units
that read sums beside carries. So several are tried, as far as the work allows, and the best kept.
"""

from __future__ import annotations

from math import inf

from logicnet.construction.graphs.collapsed import collapsed
from logicnet.construction.graphs.graph import AndGraph, Ints
from logicnet.construction.graphs.stated import graph_of
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.circuits.circuit import Circuit
from logicnet.network.network import Network

from .caps import Caps
from .closing import as_circuit, closed
from .collapse import collapse
from .cover import Library, Mapping, units_within
from .netlist import Netlist
from .variants import covers, variants

_WORK = 5e4  # of one way, for each And
_WAYS = (True, True), (False, False), (True, False)  # units beside others; cuts of several units
_EXTRA = 10 * SECOND  # work for graphs made by exchanges
_FIRST = 0.75  # of this work, for covering them one way
_ALL_WAYS = 3  # of them are covered all ways
_NEAR = 1.1  # of the units of the best graph, up to which another one is gone on with
_NOISE = 0.01  # in units: it decides between cuts that are equally good


def mapped(circuit: Circuit, caps: Caps, budget: Budget) -> tuple[Network, Ints, Circuit]:
    """A network of few units, for each unit the literal that it is, and of which circuit."""
    covered, found = _Covered(caps), []
    stated = graph_of(circuit)
    for number, graph in enumerate((stated, *collapsed(stated, budget))):
        if not number or budget.left > 2 * _WORK * (graph.ands + stated.ands):
            found.append((covered.add(graph, _WAYS[0], budget), number, graph))
    near = [graph for units, _, graph in sorted(found) if units <= _NEAR * min(found)[0]]
    for number, graph in enumerate(near, 1):
        if not budget.over():
            _from(covered, graph, budget.share(number / len(near)))
    network, meant = closed(covered.net, covered.graph, circuit, caps, "mapped circuit")
    return network, meant, as_circuit(covered.graph, circuit)


def _from(covered: _Covered, start: AndGraph, budget: Budget) -> None:
    """Cover a graph, which is covered one way already, in others, and what can be made of it."""
    graphs = list(covers(start, budget, 3 * _WORK))
    for way in _WAYS:
        for graph in graphs:
            if budget.over():
                return
            if way != _WAYS[0] or graph is not start:
                covered.add(graph, way, budget)
    _with_variants(covered, start, budget.share(1.0, most=_EXTRA * budget.patience))


def _with_variants(covered: _Covered, stated: AndGraph, budget: Budget) -> None:
    """Cover variants of a graph one way, and the best of them all ways, while work is left."""
    found: list[tuple[int, int, AndGraph]] = []
    for graph in variants(stated, budget.share(_FIRST)):
        if budget.left < _WORK * graph.ands:
            break
        found.append((covered.add(graph, _WAYS[0], budget), len(found), graph))
    for _, _, graph in sorted(found, key=lambda one: one[:2])[:_ALL_WAYS]:
        for way in _WAYS[1:]:
            if budget.left > _WORK * graph.ands:
                covered.add(graph, way, budget)


class _Covered:
    """The fewest units that were found, and the graph in the order in which they cover it."""

    net: Netlist
    graph: AndGraph

    def __init__(self, caps: Caps) -> None:
        self.caps = caps
        self.units: float = inf

    def add(self, graph: AndGraph, way: tuple[bool, bool], budget: Budget) -> int:
        """Cover a graph one way; how many units that takes."""
        sides, several = way
        budget.count(_WORK * graph.ands)
        net, within = _covered(graph, units_within(self.caps, several), self.caps, sides)
        if len(net.units) < self.units:
            self.units, self.net, self.graph = len(net.units), net, within
        return len(net.units)


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
