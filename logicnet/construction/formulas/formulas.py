"""Any function as a circuit: the form in which it can be followed gate by gate."""

from __future__ import annotations

from typing import Any

import numpy as np

from logicnet.ground.bits import unpack
from logicnet.logic.circuit import Builder, Circuit
from logicnet.logic.cover import Cover
from logicnet.logic.truthtable import TruthTable
from logicnet.network.network import Network


def followed_circuit(function: Any) -> Circuit:
    """The circuit of a function.

    A formula stays as it is written; a truth table or network is minimised first, with its
    don't-cares; the product terms of a Cover are taken as they are.
    """
    if isinstance(function, Network):
        function = function.truth_table()
    if isinstance(function, TruthTable):
        from logicnet.minimization.minimizing import minimize

        function = minimize(function)
    return circuit_of_cover(function) if isinstance(function, Cover) else function.circuit()


def circuit_of_cover(cover: Cover) -> Circuit:
    """Or of And of literals for each output."""
    n, m = len(cover.inputs), len(cover.outputs)
    positive, negative = unpack(cover.positive, n), unpack(cover.negative, n)
    on = unpack(cover.on, m) & ~unpack(cover.dc, m)
    build = Builder()
    inputs = [build.leaf(name) for name in cover.inputs]
    terms: list[int] = []
    for ones, zeros in zip(positive, negative, strict=True):
        literals = [inputs[i] for i in np.flatnonzero(ones)]
        literals += [inputs[i] ^ 1 for i in np.flatnonzero(zeros)]
        terms.append(build.add("and", literals))
    ends = {
        name: build.add("or", [terms[cube] for cube in np.flatnonzero(on[:, k])])
        for k, name in enumerate(cover.outputs)
    }
    return build.circuit(ends, cover.inputs)
