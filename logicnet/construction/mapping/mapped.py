"""A circuit of any size as few units: several graphs of it, each covered, units taken together.

No way is best everywhere: a graph made anew helps some circuits and hurts others, and so do units
that read sums beside carries. So several are tried, as far as the work allows, and the best kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from logicnet.construction.graphs.collapsed import collapsed
from logicnet.construction.graphs.graph import AndGraph, Ints
from logicnet.construction.graphs.sharing import chained, shared
from logicnet.construction.graphs.stated import graph_of
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.circuits.circuit import Circuit
from logicnet.network.network import Network

from .caps import Caps
from .closing import as_circuit, closed
from .collapse import collapse, flatten
from .cover import APART, Library, Mapping, units_within
from .netlist import Netlist
from .parities import count_parities
from .variants import covers, variants

_WORK = 5e4  # of one way, for each And
_WAYS = (True, True), (False, False), (True, False)  # units beside others; cuts of several units
_EXTRA = 10 * SECOND  # work for graphs made by exchanges
_FIRST = 0.75  # of this work, for covering them one way
_ALL_WAYS = 3  # of them are covered all ways
_NEAR = 1.1  # of the units of the best graph, up to which another one is gone on with
_NOISE = 0.01  # in units: it decides between cuts that are equally good

Cost = tuple[int, int]  # layers too many, units


def mapped(
    circuit: Circuit, caps: Caps, budget: Budget, deepest: int | None = None
) -> tuple[Network, Ints, Circuit]:
    """A network of few units, for each unit the literal that it is, and of which circuit.

    It has at most so many layers, or as few as are found where these are more.
    """
    covered, found = _Covered(caps, deepest, budget.seed), []
    stated = graph_of(circuit)
    for number, graph in enumerate(_starts(stated, covered, budget)):
        if covered.cost[0] or budget.left > 2 * _WORK * (graph.ands + stated.ands):
            found.append((covered.add(graph, _WAYS[0], budget), number, graph))
    least = min(found)[0]
    near = [graph for cost, _, graph in sorted(found) if _is_near(cost, least)]
    for number, graph in enumerate(near, 1):
        if not budget.over():
            _from(covered, graph, budget.share(number / len(near)))
    network, meant = closed(
        covered.net, covered.graph, circuit, caps, "mapped circuit", deepest is not None
    )
    return network, meant, as_circuit(covered.graph, circuit)


def _starts(stated: AndGraph, covered: _Covered, budget: Budget) -> Iterator[AndGraph]:
    """The stated graph, flat ones where its cover is too deep, and its outputs made anew."""
    yield stated
    if covered.cost[0]:
        yield chained(stated)
    if covered.cost[0]:
        yield chained(shared(stated))
    yield from collapsed(stated, budget)


def _is_near(cost: Cost, least: Cost) -> bool:
    """Whether what is found beside a graph of the least cost may become better still."""
    return cost[0] == least[0] and cost[1] <= _NEAR * least[1]


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
    found: list[tuple[Cost, int, AndGraph]] = []
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

    def __init__(self, caps: Caps, deepest: int | None = None, seed: int = 0) -> None:
        self.caps, self.deepest, self.seed = caps, deepest, seed
        self.cost: tuple[float, float] = (inf, inf)
        self._met: dict[tuple[bytes, tuple[bool, bool]], Cost] = {}

    def add(self, graph: AndGraph, way: tuple[bool, bool], budget: Budget) -> Cost:
        """Cover a graph one way; how many layers too many and how many units that takes."""
        budget.count(_WORK * graph.ands)
        key = graph.digest(), way
        if key not in self._met:
            self._met[key] = self._tried(graph, way)
        return self._met[key]

    def _tried(self, graph: AndGraph, way: tuple[bool, bool]) -> Cost:
        sides, several = way
        library = units_within(self.caps, several)
        net, within = _covered(
            graph, library, self.caps, sides, deepest=self.deepest, seed=self.seed
        )
        above = 0 if self.deepest is None else max(0, net.depth - self.deepest)
        cost = above, len(net.units)
        if cost < self.cost:
            self.cost, self.net, self.graph = cost, net, within
        return cost


def _covered(
    graph: AndGraph,
    library: Library,
    caps: Caps,
    sides: bool,
    rounds: int = 10,
    deepest: int | None = None,
    seed: int = 0,
) -> tuple[Netlist, AndGraph]:
    """Units for a graph, and the graph in the order in which it was covered."""
    mapping = Mapping(graph, library, caps.leaves, deepest)
    if sides:
        mapping = mapping.with_sides()
    mapping.find()
    for k in range(rounds):
        mapping.improve(k + 1 + APART * seed, _NOISE)
    net = Netlist.of(mapping.cover(), mapping.graph)
    collapse(net, caps)
    if deepest is None:
        net = count_parities(net, mapping, caps)
    if deepest is not None:
        flatten(net, caps, deepest)
    return net, mapping.graph
