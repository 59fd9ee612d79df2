"""Any source as formulas, one for each output: the form in which a function can be followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from logicnet.ground.bits import unpack
from logicnet.ground.names import natural_order
from logicnet.logic.cover import Cover
from logicnet.logic.specification import specify
from logicnet.logic.text.operations import Operation, Operations, postorder, variables
from logicnet.logic.truthtable import TruthTable
from logicnet.network.network import Network

Formulas = dict[str, list[Operation]]


def formulas_of(source: Any) -> tuple[tuple[str, ...], Formulas]:
    """The inputs of `source`, and the operations that compute each of its outputs.

    A formula stays as it is written; a truth table or network is minimised first, with its
    don't-cares; the product terms of a Cover are taken as they are.
    """
    function = specify(source)
    if isinstance(function, Network):
        function = function.truth_table()
    if isinstance(function, TruthTable):
        from logicnet.minimization.minimizing import minimize

        function = minimize(function)
    if isinstance(function, Cover):
        return function.inputs, _cover_formulas(function)
    named = function if isinstance(function, Mapping) else {"y": function}
    names = {name for formula in named.values() for name in variables(formula)}
    return natural_order(names), {name: postorder(formula) for name, formula in named.items()}


def _cover_formulas(cover: Cover) -> Formulas:
    """Or of And of literals for each output."""
    n, m = len(cover.inputs), len(cover.outputs)
    positive, negative = unpack(cover.positive, n), unpack(cover.negative, n)
    on = unpack(cover.on, m) & ~unpack(cover.dc, m)
    formulas: Formulas = {}
    for k, name in enumerate(cover.outputs):
        operations = Operations()
        inputs = [operations.add("variable", (), x) for x in cover.inputs]
        terms = []
        for cube in np.flatnonzero(on[:, k]):
            literals = [inputs[i] for i in np.flatnonzero(positive[cube])]
            literals += [
                operations.add("not", (inputs[i],)) for i in np.flatnonzero(negative[cube])
            ]
            terms.append(operations.add("and", literals) if literals else operations.add("true"))
        root = operations.add("or", terms) if terms else operations.add("false")
        formulas[name] = operations.upto(root)
    return formulas
