"""Inputs whose order does not matter to either side of a comparison.

In a network two inputs are alike when every unit gives them the same weight; in a formula when
swapping them leaves the formula as it is, but for the order of operands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from logicnet.ground.budget import CALL
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.tables.cubes import Tick, no_tick
from logicnet.network.network import Network

_CHAINS = {"and", "or", "xor"}  # operations that may be joined with their like
_SYMMETRIC = {*_CHAINS, "iff", "atleast"}  # operations of which operands may change places
_NODE = 1000.0  # work of one node
_EVERY = 4096  # nodes between two looks at the budget
_MOST_JOINED = 1000  # operands of a chain that are joined into the next one


def interchangeable(
    network: Network, specification: Any, inputs: Sequence[str], tick: Tick = no_tick,
    most_rows: int = 1 << 22,
) -> list[list[int]] | None:  # fmt: skip
    """Groups of inputs (by number) that both sides treat alike, if few enough rows are left.

    One row for each count of ones in each group then stands for all rows. `tick` hears of the work.

    >>> majority = Network.from_units("abc", [([0, 1, 2], [1, 1, 1], 2)])
    >>> interchangeable(majority, majority, "abc")
    [[0, 1, 2]]
    """
    if not isinstance(specification, (Network, Circuit)):
        return None
    alike = [_weights_of_inputs(network)]
    if isinstance(specification, Network):
        alike.append(_weights_of_inputs(specification))
    classes: dict[tuple[Any, ...], list[int]] = {}
    for i, name in enumerate(inputs):
        classes.setdefault(tuple(weights.get(name) for weights in alike), []).append(i)
    groups = list(classes.values())
    if prod(len(group) + 1 for group in groups) > most_rows:
        return None
    if not isinstance(specification, Network):
        names = [[inputs[i] for i in group] for group in groups]
        swaps = [pair for group in names for pair in pairwise(group)]
        if not _unchanged(specification, swaps, tick):
            return None
    return groups


def _weights_of_inputs(network: Network) -> dict[str, tuple[tuple[int, int], ...]]:
    """For each input the units that read it, with the weights."""
    unit_of = network.unit_of
    read: dict[str, tuple[tuple[int, int], ...]] = {}
    for i, name in enumerate(network.inputs):
        at = np.flatnonzero(network.indices == i)
        read[name] = tuple(zip(unit_of[at].tolist(), network.weights[at].tolist(), strict=True))
    return read


def _unchanged(circuit: Circuit, swaps: Iterable[tuple[str, str]], tick: Tick) -> bool:
    """Whether a circuit stays as it is, but for the order of operands, when a pair is swapped."""
    known: dict[Any, int] = {}
    own = _form(circuit, {}, known, tick)
    return all(_form(circuit, {a: b, b: a}, known, tick) == own for a, b in swaps)


def _form(
    circuit: Circuit, renamed: Mapping[str, str], known: dict[Any, int], tick: Tick
) -> list[int]:
    """The numbers of what the outputs are, or negate, among the forms that are known; equal forms
    have one number.

    A form's number is even, and the next one is that of its negation.
    """

    tick(CALL)

    def number(form: Any) -> int:
        return known.setdefault(form, 2 * len(known))

    names = [str(leaf) for leaf in circuit.leaves]
    numbers = [number(form) for form in (("",), *((renamed.get(name, name),) for name in names))]
    chains: dict[int, tuple[str, list[int]]] = {}  # what an and, or, xor joins, its like joined in
    for node, kind, literals, count in circuit:
        if not node % _EVERY:
            tick(_EVERY * _NODE)
        parts = [numbers[x >> 1] ^ x & 1 for x in literals]
        if kind in _CHAINS:
            parts = []
            for x in literals:
                below = chains.get(x >> 1, ("", []))
                same = below[0] == kind and not x & 1 and len(below[1]) < _MOST_JOINED
                parts += below[1] if same else [numbers[x >> 1] ^ x & 1]
            chains[node] = kind, parts
        if kind in _SYMMETRIC:
            parts.sort()
        numbers.append(number((kind, tuple(parts), count)))
    return [numbers[end >> 1] for end in circuit.ends.tolist()]
