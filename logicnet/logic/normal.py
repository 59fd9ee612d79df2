"""Circuits in normal form: few kinds of gates, without constants, nested ones of a kind joined."""

from __future__ import annotations

from .circuit import Builder, Circuit
from .rules import NORMAL

_JOINED = ("and", "xor")


def normal_form(circuit: Circuit) -> Circuit:
    """The circuit in And, Xor, AtLeast, ITE and AllEqual, single-use And and Xor joined."""
    build = Builder(NORMAL)
    ends = build.embed(circuit)
    return _joined(build.circuit(dict(zip(circuit.outputs, ends, strict=True)), circuit.inputs))


def _joined(circuit: Circuit) -> Circuit:
    """The circuit with each And or Xor that only one gate of its kind reads taken into that one."""
    inner = _taken_in(circuit)
    if not inner:
        return circuit
    build = Builder(NORMAL)
    values = [0, *(build.leaf(leaf) for leaf in circuit.leaves)]
    for node, kind, literals, count in circuit:
        if node in inner:
            values.append(0)  # nobody reads it any more
            continue
        read: list[int] = []
        stack = [*reversed(literals)]
        while stack:
            literal = stack.pop()
            if literal & 1 == 0 and literal >> 1 in inner:
                stack.extend(reversed(inner[literal >> 1]))
            else:
                read.append(values[literal >> 1] ^ literal & 1)
        values.append(build.add(kind, read, count))
    ends = [values[end >> 1] ^ end & 1 for end in circuit.ends.tolist()]
    return build.circuit(dict(zip(circuit.outputs, ends, strict=True)), circuit.inputs)


def _taken_in(circuit: Circuit) -> dict[int, tuple[int, ...]]:
    """The operands of the gates that are taken into the one gate that reads them."""
    uses = circuit.uses().tolist()
    chains: dict[int, tuple[str, tuple[int, ...]]] = {}
    inner: dict[int, tuple[int, ...]] = {}
    for node, kind, literals, _ in circuit:
        if kind not in _JOINED:
            continue
        chains[node] = kind, literals
        for literal in literals:
            if literal & 1 == 0 and uses[literal >> 1] == 1:
                below = chains.get(literal >> 1)
                if below is not None and below[0] == kind:
                    inner[literal >> 1] = below[1]
    return inner
