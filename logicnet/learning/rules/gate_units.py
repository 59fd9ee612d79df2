"""A circuit as a network with a unit for each gate, so that each unit is a part that was stated.

`compile` merges parts into fewer units; here each stays a unit of its own, whose graded value is
that of the part. A gate with no unit, such as an exclusive or, is a few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from logicnet.logic.circuits.circuit import Circuit, Placed
from logicnet.network.network import Network

Wires = dict[int, int]  # nodes and weights


class GateUnits:
    """Units in the making; a signed node is `2 * node`, or one more for its negated value."""

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = tuple(inputs)
        self.units: list[tuple[list[int], list[int], int]] = []
        self.labels: list[str] = []
        self._known: dict[object, int] = {}

    def at_least(self, count: int, signed: Sequence[int], label: str = "") -> int:
        """The signed node of "so many of these hold"."""
        wires: Wires = {}
        for each in signed:
            wires[each >> 1] = wires.get(each >> 1, 0) + (-1 if each & 1 else 1)
        least = count - sum(each & 1 for each in signed)
        wires = {node: weight for node, weight in sorted(wires.items()) if weight}
        key = tuple(wires.items()), least
        if key not in self._known:
            self._known[key] = len(self.inputs) + len(self.units)
            self.units.append(([*wires], [*wires.values()], least))
            self.labels.append(label)
        return 2 * self._known[key]

    def all_of(self, signed: Sequence[int], label: str = "") -> int:
        """The signed node of "all of these hold"."""
        return signed[0] if len(signed) == 1 else self.at_least(len(signed), signed, label)

    def any_of(self, signed: Sequence[int], label: str = "") -> int:
        """The signed node of "one of these holds"."""
        return signed[0] if len(signed) == 1 else self.at_least(1, signed, label)

    def unequal(self, a: int, b: int) -> int:
        """The signed node of "exactly one of the two holds"."""
        return self.any_of([self.all_of([a, b ^ 1]), self.all_of([a ^ 1, b])])

    def network(self, ends: Mapping[str, int], construction: str) -> Network:
        """The network of these signed nodes, each output a unit."""
        n = len(self.inputs)
        outputs = {}
        for name, end in ends.items():
            if end & 1 or end >> 1 < n:
                end = self.at_least(1, [end], name)
            outputs[name] = (end >> 1) - n
        labels = self.labels if any(self.labels) else None
        return Network.from_units(
            self.inputs, self.units, outputs=outputs, labels=labels, construction=construction
        )


def gate_network(circuit: Circuit) -> Network:
    """The network with a unit for each gate of a circuit of names.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> print(gate_network(circuit_of_text("a & b & (c | ~d)")).describe())
    h1 (layer 1): c - d >= 0
    h2 (layer 2, output y): a + b + h1 >= 3
    """
    build = GateUnits(circuit.inputs)
    place = {name: k for k, name in enumerate(circuit.inputs)}
    signed = {k + 1: 2 * place[str(leaf)] for k, leaf in enumerate(circuit.leaves)}
    if (circuit.operands < 2).any() or (circuit.ends < 2).any():
        signed[0] = build.at_least(1, [])  # false
    for gate in circuit:
        read = [signed[literal >> 1] ^ (literal & 1) for literal in gate.literals]
        signed[gate.node] = _gate(build, gate, read)
    ends = [signed[end >> 1] ^ (end & 1) for end in circuit.ends.tolist()]
    return build.network(dict(zip(circuit.outputs, ends, strict=True)), "a unit for each gate")


def _gate(build: GateUnits, gate: Placed, read: list[int]) -> int:
    """The signed node of a gate that reads these."""
    if gate.kind == "atleast":
        return build.at_least(gate.least, read)
    return _BY_KIND[gate.kind](build, read)


def _equal(build: GateUnits, read: list[int]) -> int:
    return build.any_of([build.all_of(read), build.all_of([each ^ 1 for each in read])])


def _chosen(build: GateUnits, read: list[int]) -> int:
    condition, yes, no = read
    return build.any_of([build.all_of([condition, yes]), build.all_of([condition ^ 1, no])])


_BY_KIND: dict[str, Callable[[GateUnits, list[int]], int]] = {
    "and": GateUnits.all_of,
    "or": GateUnits.any_of,
    "implies": lambda build, read: build.any_of([read[0] ^ 1, read[1]]),
    "iff": _equal,
    "ite": _chosen,
    "xor": lambda build, read: reduce(build.unequal, read),
}
