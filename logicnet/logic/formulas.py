"""Formulas, given as text, by sympy, as truth values or as circuits, brought to one circuit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from logicnet.errors import ParseError, SpecificationError
from logicnet.ground.names import unique_names
from logicnet.ground.running.collector import paused
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.circuits.rules import FALSE, TRUE
from logicnet.logic.tables.truthtable import TruthTable

from .source_kinds import is_sympy

if TYPE_CHECKING:
    from logicnet.logic.text.textbook import Notation


@paused()
def circuit_of(source: Any, output: str = "y", notation: Notation = "auto") -> Circuit:
    """The circuit of a formula, or of a mapping from output names to formulas.

    Of a text the `notation` is seen, or said.

    >>> print(circuit_of({"sum": "a ^ b", "carry": "a & b"}))
    sum = a ^ b, carry = a & b
    """
    build = Builder()
    if isinstance(source, str):
        from logicnet.logic.text.parsing import add_text
        from logicnet.logic.text.statements import add_statements, without_comments

        source = without_comments(source)
        stated = add_statements(build, source, notation)
        if stated is not None:
            return build.circuit(stated)
        if notation != "auto":
            return build.circuit({output: add_text(build, source, notation=notation)})
    if not isinstance(source, Mapping):
        return build.circuit({output: add_formula(build, source)})
    if not source:
        raise SpecificationError("a mapping of formulas names at least one output")
    names = unique_names([str(name) for name in source], "output")
    parts = zip(names, source.values(), strict=True)
    return build.circuit({name: _add_output(build, name, part) for name, part in parts})


def _add_output(build: Builder, name: str, formula: Any) -> int:
    """The literal of one output among several."""
    if not is_formula(formula):
        raise SpecificationError(
            f"output {name!r}: expected a formula (text or sympy), got {type(formula).__name__}"
        )
    try:
        return add_formula(build, formula)
    except ParseError as error:
        reason = f"output {name!r}: {error.reason}"
        raise ParseError(error.text, error.position, reason) from None


def add_formula(build: Builder, source: Any) -> int:
    """The literal of a formula in a circuit in the making."""
    if isinstance(source, Circuit):
        return build.embed(source)[0]
    if isinstance(source, str):
        from logicnet.logic.text.parsing import add_text

        return add_text(build, source)
    if not is_formula(source):
        raise SpecificationError(
            f"a formula is text, a truth value or one of sympy's, not {type(source).__name__}"
        )
    if not is_sympy(source):
        return TRUE if source else FALSE
    from sympy import Symbol
    from sympy.logic.boolalg import Boolean

    from logicnet.logic.symbolic.sympy_bridge import add_sympy

    if not isinstance(source, (Boolean, Symbol)):
        raise SpecificationError(
            f"{source} is arithmetic, not Boolean; combine symbols with & | ~ ^ "
            "or sympy's And, Or, Not, Xor"
        )
    return add_sympy(build, source)


def is_formula(source: Any) -> bool:
    """Whether this is text, a truth value, a circuit or an object of sympy's."""
    from numpy import bool_

    return isinstance(source, (str, bool, bool_, Circuit)) or is_sympy(source)


def table_of_formulas(source: Any, names: Sequence[str] | None, dont_care: Any) -> TruthTable:
    """The table of a formula, or of a mapping of them, free where `dont_care` is true."""
    formulas = dict(source) if isinstance(source, Mapping) else {"y": source}
    build = Builder()
    ends = [add_formula(build, formula) for formula in formulas.values()]
    ends.append(FALSE if dont_care is None else add_formula(build, dont_care))
    stated = build.circuit({str(k): end for k, end in enumerate(ends)})
    if names is not None:
        names = unique_names(names, "input")
        missing = set(stated.inputs) - set(names)
        if missing:
            raise SpecificationError(
                f"the formula has {', '.join(sorted(missing))}, which names={list(names)} lacks"
            )
    table = stated.table() if names is None else stated.over(names).table()
    on, dc = table.on[:-1], table.on[-1]
    free = np.broadcast_to(dc, on.shape)
    return TruthTable(inputs=table.inputs, outputs=tuple(formulas), on=on & ~free, dc=free.copy())
