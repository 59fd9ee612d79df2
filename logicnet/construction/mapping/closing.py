"""From units by node to a network, and the literal of the graph that each of its units is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from logicnet.construction.graphs.graph import AndGraph, Ints
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.circuits.rules import TRUE
from logicnet.network.network import Network

from .caps import Caps
from .netlist import Netlist, Unit


class Closing:
    """Units in layers, in the order in which a network has them."""

    def __init__(
        self, net: Netlist, nodes: int, inputs: Sequence[str], outputs: Sequence[str]
    ) -> None:
        self.inputs, self.outputs = tuple(inputs), tuple(outputs)
        self.places = {node: node - 1 for node in range(1, 1 + net.inputs)}
        self.depths = [0] * net.inputs
        self.units: list[Unit] = []
        self.meant: list[int] = []
        for node in net.order():
            literal = 2 * node + (node in net.turned) if node < nodes else -1
            self.places[node] = self._add(net.units[node], literal)

    def _add(self, unit: Unit, literal: int) -> int:
        read = {self.places[node]: weight for node, weight in unit.weights.items()}
        self.units.append(Unit(read, unit.least))
        self.meant.append(literal)
        self.depths.append(1 + max((self.depths[node] for node in read), default=0))
        return len(self.depths) - 1

    def end(self, literal: int, net: Netlist, flat: bool) -> int:
        """The place of the unit that is an output; `flat`: not above one for the complement."""
        node, negated = literal >> 1, literal & 1
        if literal <= TRUE:
            return self._add(Unit({}, 1 - literal), literal)
        if node in net.units and (node in net.turned) == bool(negated):
            return self.places[node]
        turned = bool(negated) != (node in net.turned)
        if flat and node in net.units:
            return self._add(net.units[node].turned(), literal)
        return self._add(Unit({node: -1 if turned else 1}, 0 if turned else 1), literal)

    def network(self, ends: Sequence[int], construction: str) -> tuple[Network, Ints]:
        """The network, and the literals that its units are."""
        depths = np.array(self.depths[len(self.inputs) :], dtype=np.int64)
        order = np.argsort(depths, kind="stable")
        n = len(self.inputs)
        place = np.arange(n + len(order))
        place[order + n] = np.arange(n, n + len(order))
        chosen = [self.units[k] for k in order.tolist()]
        sizes = [len(unit.weights) for unit in chosen]
        nodes = np.array([node for unit in chosen for node in unit.weights], dtype=np.int64)
        network = Network.from_arrays(
            inputs=self.inputs,
            outputs=self.outputs,
            indptr=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]),
            indices=place[nodes],
            weights=[w for unit in chosen for w in unit.weights.values()],
            thresholds=[unit.least for unit in chosen],
            layer_starts=np.searchsorted(
                depths[order], np.arange(1, depths.max(initial=0) + 2)
            ),
            output_units=place[np.array(ends, dtype=np.int64)] - n,
            construction=construction,
        )  # fmt: skip
        return network, np.array(self.meant, dtype=np.int64)[order]


def closed(
    net: Netlist,
    graph: AndGraph,
    circuit: Circuit,
    caps: Caps,
    construction: str,
    flat: bool = False,
) -> tuple[Network, Ints]:
    """The network of a graph's outputs, and the literal of the graph that each unit is.

    A unit whose complement alone is an output becomes that; who reads it takes that into account.
    Where it is an output itself, the complement is a unit above it, or beside it (`flat`).
    """
    ends = graph.ends.tolist()
    positive, negative = ({end >> 1 for end in ends if end & 1 == sign} for sign in (0, 1))
    net.turn(negative - positive, caps)
    closing = Closing(net, graph.nodes, circuit.inputs, circuit.outputs)
    places: dict[int, int] = {}
    for end in ends:
        if end not in places:
            places[end] = closing.end(end, net, flat)
    return closing.network([places[end] for end in ends], construction)


def as_circuit(graph: AndGraph, circuit: Circuit) -> Circuit:
    """The graph as a circuit, node by node, over the same leaves; its output is the last node."""
    first = 1 + graph.inputs
    operands = np.column_stack([graph.first[first:], graph.second[first:]]).ravel()
    return Circuit(
        inputs=circuit.inputs,
        outputs=("last",),
        leaves=circuit.leaves,
        operators=np.zeros(graph.ands, dtype=np.uint8),
        counts=np.zeros(graph.ands, dtype=np.int64),
        starts=2 * np.arange(graph.ands + 1),
        operands=operands,
        ends=np.array([2 * (graph.nodes - 1)]),
    )
