"""sympy's nodes for formulas that sympy cannot print: these print themselves, without recursion.

sympy recurses about five frames a level and writes shared parts again and again, so that `repr`
of a formula of 200 levels is a RecursionError. This module imports sympy; the package imports it
only where such a formula is at hand.

>>> from logicnet.logic.text.parsing import parse
>>> print(str(parse(" -> ".join("abc" * 300)))[:25])
a -> (b -> (c -> (a -> (b
"""

from __future__ import annotations

from typing import Any

import sympy

from logicnet.ground.providers import provided

from .at_least import AtLeast as _AtLeast


class _Printing:
    __slots__ = ()

    def _sympystr(self, printer: Any) -> str:
        return str(provided("text of a sympy formula")(self))

    _sympyrepr = _sympystr


class And(_Printing, sympy.And):  # type: ignore[misc]  # sympy has no annotations
    """And of large operands."""

    __slots__ = ()


class Or(_Printing, sympy.Or):  # type: ignore[misc]
    """Or of large operands."""

    __slots__ = ()


class Xor(_Printing, sympy.Xor):  # type: ignore[misc]
    """Xor of large operands."""

    __slots__ = ()


class Not(_Printing, sympy.Not):  # type: ignore[misc]
    """Not of a large operand."""

    __slots__ = ()


class Implies(_Printing, sympy.Implies):  # type: ignore[misc]
    """Implies of large operands."""

    __slots__ = ()


class ITE(_Printing, sympy.ITE):  # type: ignore[misc]
    """ITE of large operands."""

    __slots__ = ()


class AtLeast(_Printing, _AtLeast):
    """AtLeast of large operands."""

    __slots__ = ()


LARGE: dict[type, Any] = {
    plain: large for large in (And, Or, Xor, Not, Implies, ITE, AtLeast)
    for plain in large.__bases__[1:]
}  # fmt: skip
