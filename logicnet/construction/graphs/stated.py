"""The graph of a circuit as it is stated, sums of products factored."""

from __future__ import annotations

from logicnet.logic.circuits.circuit import Circuit, Placed
from logicnet.logic.forms.factoring import factored

from .graph import AndGraph, Ands


def graph_of(circuit: Circuit) -> AndGraph:
    """The graph of a circuit over names."""
    ands = Ands(len(circuit.leaves))
    values = [2 * k for k in range(1 + ands.inputs)]
    uses = circuit.uses().tolist()
    products: dict[int, list[int]] = {}  # Ands that are read once
    for gate in circuit:
        x = [values[literal >> 1] ^ literal & 1 for literal in gate.literals]
        if gate.kind == "and" and uses[gate.node] == 1 and len(x) > 1:
            products[gate.node] = x
        if gate.kind == "or" and len(x) > 2:
            cubes = [
                products.get(literal >> 1, [y]) if not literal & 1 else [y]
                for literal, y in zip(gate.literals, x, strict=True)
            ]
            values.append(factored(ands, cubes))
        else:
            values.append(_made(ands, gate, x))
    ends = [values[end >> 1] ^ end & 1 for end in circuit.ends.tolist()]
    return ands.graph(ends, values).needed()


def _made(ands: Ands, gate: Placed, x: list[int]) -> int:
    """The literal of a gate of these literals."""
    match gate.kind:
        case "and":
            return ands.both(*x) if len(x) == 2 else ands.conjunction(x)
        case "or":
            return ands.conjunction([y ^ 1 for y in x]) ^ 1
        case "xor":
            return ands.parity(x)
        case "implies":
            return ands.either(x[0] ^ 1, x[1])
        case "ite":
            return ands.chosen(*x)
        case "iff":
            return ands.either(ands.conjunction(x), ands.conjunction([y ^ 1 for y in x]))
        case _:
            return ands.counted(x, gate.least)
