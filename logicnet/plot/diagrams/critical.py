"""Levels, fan-ins and one critical path of a network or a circuit, as plain lists."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.circuits.levels import kinds, levels


class PathStep(NamedTuple):
    """A node of a path: its name, what stands in it, how many it reads, the weight that led on."""

    name: str
    inside: str
    reads: int
    weight: float | None  # of the wire to the next node; None at the end


class Outline(NamedTuple):
    """Sizes by level, by fan-in, by weight or kind; and a longest path."""

    what: str  # of what nodes are called
    levels: NDArray[np.int64]  # of each unit or gate
    ends: NDArray[np.int64]  # of each output
    fan_ins: NDArray[np.int64]
    weights: NDArray[np.float64] | None
    kinds: dict[str, int]
    path: list[PathStep]


def of_circuit(circuit: Circuit) -> Outline:
    """The outline of the gates of a circuit.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> found = of_circuit(circuit_of_text("a & b | c"))
    >>> [step.name for step in found.path], found.kinds
    (['a', 'g1', 'g2', 'y'], {'and': 1, 'or': 1})
    """
    at = levels(circuit)
    first = 1 + len(circuit.leaves)
    gates = {node: (kind, literals, least) for node, kind, literals, least in circuit}
    end = int(np.argmax(at[circuit.ends >> 1]))
    literal = int(circuit.ends[end])
    path = [PathStep(circuit.outputs[end], "", 1, None)]
    while True:
        node, weight = literal >> 1, -1.0 if literal & 1 else 1.0
        if node not in gates:
            name = str(circuit.leaves[node - 1]) if node else "constant"
            path.append(PathStep(name, "", 0, weight))
            break
        kind, literals, least = gates[node]
        inside = f"≥ {least}" if kind == "atleast" else kind
        path.append(PathStep(f"g{node - first + 1}", inside, len(literals), weight))
        if not literals:
            break
        literal = max(literals, key=lambda x: (at[x >> 1], -x))
    ended = path[0]._replace(inside="output")
    fan_ins = np.diff(circuit.starts)
    found = [*reversed(path[1:]), ended]
    return Outline("gate", at[first:], at[circuit.ends >> 1], fan_ins, None, kinds(circuit), found)


def of_net(net: Any) -> Outline:
    """The outline of the units of a Network or an MLP.

    >>> from logicnet import compile
    >>> [step.name for step in of_net(compile("a ^ b")).path]
    ['a', 'h1', 'h2', 'y']
    """
    n, indices, weights = len(net.inputs), net.indices.tolist(), net.weights.tolist()
    parts = [slice(*pair) for pair in pairwise(net.indptr.tolist())]
    at = [0] * n
    for part in parts:
        at.append(1 + max([at[node] for node in indices[part]], default=0))
    ends = np.array([at[n + unit] for unit in net.output_units.tolist()], dtype=np.int64)
    end = int(np.argmax(ends))
    node = n + int(net.output_units[end])
    path = [PathStep(net.outputs[end], "output", 1, None)]
    weight = 1.0
    while node >= n:
        part = parts[node - n]
        path.append(
            PathStep(f"h{node - n + 1}", _inside(net, node - n), part.stop - part.start, weight)
        )
        wires = list(zip(indices[part], weights[part], strict=True))
        if not wires:
            break
        node, weight = max(wires, key=lambda wire: (at[wire[0]], abs(wire[1]), -wire[0]))
    else:
        path.append(PathStep(net.inputs[node], "", 0, weight))
    sizes = np.array(net.weights, dtype=np.float64)
    found = list(reversed(path))
    return Outline("unit", np.array(at[n:], dtype=np.int64), ends, np.diff(net.indptr), sizes, {},
                   found)  # fmt: skip


def _inside(net: Any, unit: int) -> str:
    """What stands in a unit of a path: its threshold, where it has one."""
    from logicnet.plot.style import number

    return f"≥ {number(net.thresholds[unit])}" if hasattr(net, "thresholds") else ""


def powers(values: NDArray[np.float64]) -> list[tuple[str, int]]:
    """How many sizes lie in each power of 2 from the least on, with its name.

    >>> powers(np.array([1, 3, 2, 9]))
    [('1', 1), ('2–3', 2), ('4–7', 0), ('8–15', 1)]
    """
    sizes = np.abs(values[values != 0])
    if not len(sizes):
        return []
    places = np.floor(np.log2(sizes)).astype(int)
    counts, found = Counter(places.tolist()), []
    whole = bool((sizes == np.rint(sizes)).all())
    for place in range(int(places.min()), int(places.max()) + 1):
        low, high = 2.0**place, 2.0 ** (place + 1)
        name = f"{low:.3g}–{high:.3g}"
        if whole:
            name = _whole(int(low), int(high) - 1)
        found.append((name, counts[place]))
    return found


def _whole(low: int, high: int) -> str:
    if high < 1000:
        return f"{low}" if low == high else f"{low}–{high}"
    return f"2^{low.bit_length() - 1}"
