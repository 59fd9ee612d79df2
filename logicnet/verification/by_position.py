"""A function under the names of another one: its first input is the first one there, and so on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from logicnet.errors import SpecificationError
from logicnet.ground.names import few
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.circuits.partial import PartialCircuit
from logicnet.logic.function import Function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.regions.stated_regions import stated_regions

_SIDES = "inputs", "outputs"


def named_as(given: Function, stated: Function) -> Function:
    """What is stated, under the names that the given function has at the same places.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> print(named_as(circuit_of_text("p & q"), circuit_of_text("a & ~b")))
    p & ~q
    """
    for side in (given, stated):
        _check_truth_values(side)
    for what in _SIDES:
        mine, theirs = getattr(given, what), getattr(stated, what)
        if len(mine) != len(theirs):
            raise SpecificationError(
                f"{what} cannot be matched by position: the network has {len(mine)} "
                f"({few(mine)}), the specification {len(theirs)} ({few(theirs)})"
            )
    return _renamed(stated, given.inputs, given.outputs)


def _check_truth_values(side: Function) -> None:
    if getattr(side, "encoding", "") == "real" or stated_regions(side) is not None:
        raise SpecificationError("coordinates are matched by name, not by position")


def _renamed(side: Function, inputs: Sequence[str], outputs: Sequence[str]) -> Function:
    if isinstance(side, (Network, TruthTable)):
        return side.renamed(inputs, outputs)
    if isinstance(side, Cover):
        return replace(side, inputs=tuple(inputs), outputs=tuple(outputs))
    if isinstance(side, PartialCircuit):
        parts = (_circuit(part, inputs, outputs) for part in (side.values, side.dont_cares))
        return PartialCircuit(**dict(zip(("values", "dont_cares"), parts, strict=True)))
    if hasattr(side, "decided"):
        raise SpecificationError("a trained net is matched by position as the first of the two")
    return _circuit(side.circuit(), inputs, outputs)


def _circuit(circuit: Circuit, inputs: Sequence[str], outputs: Sequence[str]) -> Circuit:
    new = dict(zip(circuit.inputs, inputs, strict=True))
    leaves = tuple(new[str(leaf)] for leaf in circuit.leaves)
    return replace(circuit, inputs=tuple(inputs), outputs=tuple(outputs), leaves=leaves)
