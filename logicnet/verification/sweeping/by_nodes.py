"""A network proven unit by unit against the circuit that it was made from.

Whoever made the network may say which node each unit was meant to be. That is believed of no unit:
it is what is looked at first. Each unit is proven from what it reads, which are nodes of the
circuit where those were proven before, so that the work grows with the network and no faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.logic.circuits.circuit import Circuit
from logicnet.network.network import Network
from logicnet.verification.functions.rows import Sides, compared
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Verdict

from .graph import Graph, Literals, TooLarge
from .judging import decided
from .sides import laid

_METHOD = "nodes one by one"


def prove_by_nodes(
    network: Network,
    circuit: Circuit,
    meant: Sequence[int] | NDArray[np.int64] | None = None,
    *,
    through: Circuit | None = None,
    budget: Budget | None = None,
) -> Verdict:
    """Whether a network is a circuit of names, where `meant` has a literal for each unit.

    It is a literal of `through`, a circuit between the two, or of `circuit` where that is None;
    -1 where nothing is known.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> network = Network.from_units(["a", "b", "c"], [([0, 1, 2], [2, 1, -1], 2)])
    >>> print(prove_by_nodes(network, circuit_of_text("a & (b | ~c)"), [10]))
    equal, proven by nodes one by one (all nodes at once, 0 conflicts of SAT)
    """
    sides, extent = compared(network, circuit), Extent(budget=budget or Budget())
    try:
        found = _proven(sides, network, circuit, meant, through, extent)
    except OutOfBudget:
        reason = f"cut by the {extent.budget.cut or 'limit of work'} before all nodes were compared"
        return Verdict(equal=None, method=_METHOD, reason=reason, cut=extent.budget.cut)
    except TooLarge as large:
        found = str(large)
    if isinstance(found, Verdict):
        return found
    return Verdict(equal=None, method=_METHOD, reason=found)


def _proven(
    sides: Sides, network: Network, circuit: Circuit, meant: Sequence[int] | Literals | None,
    through: Circuit | None, extent: Extent,
) -> Verdict | str:  # fmt: skip
    graph = Graph(sides.inputs)
    between = None if through is None else graph.of_circuit(through)
    first = begin = len(graph)
    if between is None:  # units are nodes of whatever was made before them
        nodes = between = graph.of_circuit(circuit)
        units = graph.of_network(network)
        aimed = units >> 1
    else:
        units = graph.of_network(network)
        begin = len(graph)
        nodes = graph.of_circuit(circuit)
        aimed = np.concatenate([units >> 1, np.arange(begin, len(graph))])
    ends, none = circuit.ends, [0] * len(circuit.ends)
    stated = (nodes[ends >> 1] ^ (ends & 1)).tolist()
    got = units[network.output_units].tolist()
    found = laid(sides, graph, (got, [0] * len(got)), (stated, none), aimed)
    known = np.ones(len(units), np.bool_)
    if meant is not None:
        hints = _hints(len(graph), units, between, np.asarray(meant))
        found.aims[units[hints[units >> 1] < 0] >> 1] = False  # a part of what is looked at
        near = np.zeros(len(graph), dtype=np.bool_)
        near[:first] = True  # units read one of those that are equal, and not another
        found = replace(found, hints=hints, near=near)
        known = hints[units >> 1] >= 0
    inputs = graph.literals(network.inputs)
    found = replace(found, reads=_reads(len(graph), network, inputs, units, known))
    return decided(sides, found, extent, "", _METHOD)


def _reads(
    size: int, network: Network, inputs: Literals, units: Literals, known: NDArray[np.bool_]
) -> tuple[Literals, Literals]:
    """Where what the unit of each node reads begins, and the literals that are read.

    Instead of a unit of which nothing is known its readers read what that one reads.
    """
    values, n = np.concatenate([inputs, units]), len(inputs)
    node, unit = np.unique(units >> 1, return_index=True)
    own = np.split(network.indices, network.indptr[1:-1])
    unknown = np.concatenate([np.zeros(n, np.bool_), ~known])
    for u in np.unique(_readers(network)[unknown[network.indices]]).tolist():
        through = [own[k - n] if unknown[k] else [k] for k in own[u].tolist()]
        own[u] = np.unique(np.concatenate(through))
    counts = np.zeros(size, dtype=np.int64)
    counts[node] = [len(own[u]) for u in unit.tolist()]
    nothing = np.zeros(0, np.int64)
    read = values[np.concatenate([nothing, *(own[u] for u in unit.tolist())])]
    return np.concatenate([[0], np.cumsum(counts)]), read


def _readers(network: Network) -> NDArray[np.int64]:
    """The unit of each wire."""
    return np.repeat(np.arange(network.units), np.diff(network.indptr))


def _hints(size: int, units: Literals, between: Literals, meant: NDArray[np.int64]) -> Literals:
    """For the node of each unit which literal it may be."""
    if meant.shape != units.shape or meant.dtype.kind != "i":
        raise SpecificationError(f"{len(units)} units have that many literals that they may be")
    known = (meant >= 0) & (meant >> 1 < len(between))
    own, said = units[known], meant[known]
    hints = np.full(size, -1, dtype=np.int64)
    hints[own >> 1] = between[said >> 1] ^ (said & 1) ^ (own & 1)
    return hints
