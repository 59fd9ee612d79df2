"""Networks as circuits: a unit counts how many of its operands are true."""

from __future__ import annotations

from logicnet.errors import LimitError, SpecificationError
from logicnet.logic.circuits.circuit import Builder, Circuit

from .threshold_units import ThresholdUnits

_MOST_OPERANDS = 1 << 22  # of all units together


def gates(network: ThresholdUnits) -> Circuit:
    """The circuit of a network of 0/1 inputs: a unit is "t or more of these".

    A wire of weight w is w operands, and one of weight -w is w negated operands, which raises
    the count that is needed by w.
    """
    if network.encoding != "binary":
        raise SpecificationError(f"a circuit reads 0 and 1, not {network.encoding} inputs")
    if network.weights.dtype.kind == "f":
        raise SpecificationError("only networks of whole weights are circuits")
    size = int(abs(network.weights).sum())
    if size > _MOST_OPERANDS:
        raise LimitError(f"weights add up to {size}, over the limit of {_MOST_OPERANDS} operands")
    build = Builder()
    values = [build.leaf(name) for name in network.inputs]
    for unit, threshold in enumerate(network.thresholds.tolist()):
        literals: list[int] = []
        for source, weight in zip(*(part.tolist() for part in network.wires_of(unit)), strict=True):
            literals += [values[source] ^ (weight < 0)] * abs(weight)
            threshold += max(0, -weight)
        values.append(build.atleast(threshold, literals))
    n = len(network.inputs)
    ends = [values[n + unit] for unit in network.output_units.tolist()]
    return build.circuit(dict(zip(network.outputs, ends, strict=True)), network.inputs)
