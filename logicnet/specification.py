"""What a user states, brought to one of the few types that say what a function is.

`compile`, `minimize`, `verify` and `compare` all take a *source*: text, a sympy formula, a
TruthTable, a Cover, a Network, a path to a file, or a Python callable.
"""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import SpecificationError

if TYPE_CHECKING:
    import sympy

    from .cover import Cover
    from .network import Network
    from .truthtable import TruthTable

    Specification: TypeAlias = TruthTable | Cover | Network | sympy.Basic


def specify(source: Any) -> Specification:
    """The TruthTable, Cover, Network or sympy Boolean that `source` states.

    >>> specify("a & (b | ~c)")
    a & (b | ~c)
    """
    from .cover import Cover
    from .network import Network
    from .truthtable import TruthTable

    if isinstance(source, (TruthTable, Cover, Network)):
        return source
    if isinstance(source, str):
        from .expression import parse

        return parse(source)
    if isinstance(source, PathLike):
        from .formats import read

        return specify(read(source))
    if isinstance(source, bool) or type(source).__module__.startswith("sympy."):
        return _boolean(source)
    if callable(source):
        return TruthTable.from_callable(source)
    raise SpecificationError(
        "a function is stated by a formula (text or sympy), a TruthTable, a Cover, a Network, "
        f"a pathlib.Path or a Python callable, not by {type(source).__name__}"
    )


def _boolean(source: Any) -> sympy.Basic:
    import sympy
    from sympy.logic.boolalg import Boolean

    formula = sympy.sympify(source) if isinstance(source, bool) else source
    if not isinstance(formula, (Boolean, sympy.Symbol)):
        raise SpecificationError(
            f"{formula} is arithmetic, not Boolean; combine symbols with & | ~ ^ "
            "or sympy's And, Or, Not, Xor"
        )
    return formula
