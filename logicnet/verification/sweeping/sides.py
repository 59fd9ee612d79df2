"""Both sides of a comparison in one graph, and what must be false where they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.circuits.partial import PartialCircuit
from logicnet.logic.function import Function
from logicnet.logic.tables.cover import Cover
from logicnet.network.network import Network
from logicnet.verification.functions.rows import Sides

from .graph import Graph, Literals, TooLarge

KINDS = (Circuit, PartialCircuit, Cover, Network)


@dataclass(frozen=True)
class LaidOut:
    """A graph, the literals that are to be false, and the nodes that are worth comparing."""

    graph: Graph
    wrong: list[int]
    aims: NDArray[np.bool_]
    ends: Sequence[tuple[tuple[str, str], tuple[int, ...]]]  # names and literals of each pair
    hints: Literals = field(default_factory=lambda: np.zeros(0, np.int64))
    reads: tuple[Literals, Literals] | None = None
    near: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))


def laid_out(sides: Sides, apart: bool = False) -> LaidOut | str:
    """Both sides in one graph, or why they are not; `apart` they share nothing but inputs."""
    first, second = sides.network, sides.specification
    if not (isinstance(first, KINDS) and isinstance(second, KINDS)):
        return ""
    graph = Graph(sides.inputs)
    try:
        stated, free, aimed = of_side(graph, second)
        if apart:
            graph.apart()
        got, open_, others = of_side(graph, first)
        return laid(sides, graph, (got, open_), (stated, free), np.concatenate([aimed, others]))
    except TooLarge as large:
        return str(large)


def laid(
    sides: Sides, graph: Graph, got: tuple[Sequence[int], Sequence[int]],
    stated: tuple[Sequence[int], Sequence[int]], aimed: Literals,
) -> LaidOut:  # fmt: skip
    """What is wrong, for each pair of outputs: they differ, or it is open, where it matters."""
    ends = []
    for names, mine, theirs in zip(sides.pairs, *sides.paired(), strict=True):
        own = got[0][mine], got[1][mine], stated[0][theirs], stated[1][theirs]
        same = graph.both(graph.differ(own[0], own[2]) ^ 1, own[1] ^ 1)
        ends.append((names, (*own, graph.both(same ^ 1, own[3] ^ 1))))
    wrong = [literals[-1] for _, literals in ends]
    aims = np.zeros(len(graph), dtype=bool)
    aims[aimed] = True
    aims[[literal >> 1 for literal in wrong]] = True
    return LaidOut(graph, wrong, aims, ends)


def of_side(graph: Graph, side: Function) -> tuple[list[int], list[int], Literals]:
    """The literals of outputs, of where they do not matter, and the nodes to be compared."""
    begin = len(graph)
    if isinstance(side, Network):
        units = graph.of_network(side)
        on = units[side.output_units].tolist()
        return on, [0] * len(on), units >> 1
    if isinstance(side, Cover):
        on, free = graph.of_cover(side)
    elif isinstance(side, PartialCircuit):
        on, free = of_ends(graph, side.values), of_ends(graph, side.dont_cares)
        on = [graph.both(a, b ^ 1) for a, b in zip(on, free, strict=True)]
    else:
        on = of_ends(graph, side.circuit())
        free = [0] * len(on)
    return on, free, np.arange(begin, len(graph))


def of_ends(graph: Graph, circuit: Circuit) -> list[int]:
    """The literals of a circuit's outputs."""
    ends = circuit.ends
    found = graph.of_circuit(circuit)[ends >> 1] ^ (ends & 1)
    return [int(literal) for literal in found]
