"""What a user states, brought to one of the few types that say what a function is.

`compile`, `minimize`, `verify` and `compare` all take a *source*: text, a sympy formula, a
TruthTable, a Cover, a Network, a path to a file, or a Python callable.
"""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import SpecificationError
from .names import INSIDE
from .operations import Formula

if TYPE_CHECKING:
    import sympy

    from .cover import Cover
    from .network import Network
    from .regions.region import Region
    from .truthtable import TruthTable

    Specification: TypeAlias = (
        TruthTable | Cover | Network | Formula | sympy.Basic | dict[str, Formula | sympy.Basic]
    )


def specify(source: Any) -> Specification:
    """The TruthTable, Cover, Network, formula or mapping of formulas that `source` states.

    Text becomes a Formula, without the cost of sympy.

    >>> print(specify("a & (b | ~c)"))
    a & (b | ~c)
    """
    from .cover import Cover
    from .network import Network
    from .truthtable import TruthTable

    if isinstance(source, (TruthTable, Cover, Network, Formula)):
        return source
    if isinstance(source, str):
        return _formula(source)
    if isinstance(source, Mapping):
        return _formulas(source)
    if isinstance(source, PathLike):
        from .formats import read

        return specify(read(source))
    if isinstance(source, bool) or is_from_sympy(source):
        return _boolean(source)
    if callable(source):
        return TruthTable.from_callable(source)
    raise SpecificationError(
        "a function is stated by a formula (text or sympy), a mapping from output names to "
        "formulas, a TruthTable, a Cover, a Network, a pathlib.Path or "
        f"a Python callable, not by {type(source).__name__}"
    )


def stated_regions(source: Any) -> dict[str, Region] | None:
    """The regions that `source` states, by output name, or None where it states no region.

    A region is a Region, a formula with comparisons, GeoJSON (a dict or a path), or an object
    with `__geo_interface__`; features with a `name` are one output each. A mapping may give
    several. The output of a single region is called "inside".

    >>> list(stated_regions({"low": "x < 1", "high": "x >= 1"}))
    ['low', 'high']
    >>> stated_regions("a & b") is None
    True
    """
    from .regions.region import Region
    from .relations import has_comparisons

    if isinstance(source, Region):
        return {INSIDE: source}
    if isinstance(source, (str, PathLike)) and str(source).lower().endswith(".geojson"):
        return _outlined(source)
    if isinstance(source, str):
        return {INSIDE: Region.of(source)} if has_comparisons(source) else None
    if hasattr(source, "__geo_interface__") or (
        isinstance(source, Mapping) and isinstance(source.get("type"), str)
        and {"coordinates", "features", "geometry", "geometries"} & set(source)
    ):  # fmt: skip
        return _outlined(source)
    if isinstance(source, Mapping):
        if not any(stated_regions(part) for part in source.values()):
            return None
        return {str(name): Region.of(part) for name, part in source.items()}
    if is_from_sympy(source):
        from .regions.inequalities import has_relations

        return {INSIDE: Region.of(source)} if has_relations(source) else None
    return None


def _outlined(source: Any) -> dict[str, Region]:
    from .regions.geojson import regions_of

    regions = regions_of(source)
    return {INSIDE: next(iter(regions.values()))} if list(regions) == ["feature 0"] else regions


def is_from_sympy(source: Any) -> bool:
    """Whether this is an object of a class of sympy's or, like AtLeast, made from one."""
    return any(str(base.__module__).startswith("sympy.") for base in type(source).__mro__)


def to_table(source: Any) -> TruthTable:
    """The truth table of whatever states a function.

    >>> to_table({"sum": "a ^ b", "carry": "a & b"}).to_string("carry")
    '0001'
    """
    from .cover import Cover
    from .network import Network
    from .truthtable import TruthTable

    specification = specify(source)
    if isinstance(specification, TruthTable):
        return specification
    if isinstance(specification, Cover):
        return specification.to_table()
    if isinstance(specification, Network):
        return specification.truth_table()
    return TruthTable.from_expression(specification)


def _formulas(source: Mapping[str, Any]) -> dict[str, Formula | sympy.Basic]:
    if not source:
        raise SpecificationError("a mapping of formulas names at least one output")
    return {
        str(name): _formula(formula) if isinstance(formula, str) else _boolean(formula)
        for name, formula in source.items()
    }


def _formula(text: str) -> Formula | sympy.Basic:
    """The formula that a text states; with comparisons only sympy can hold it."""
    from .parsing import parse, parse_operations
    from .relations import has_comparisons

    return parse(text) if has_comparisons(text) else Formula(tuple(parse_operations(text)))


def _boolean(source: Any) -> Formula | sympy.Basic:
    if isinstance(source, Formula):
        return source
    import sympy
    from sympy.logic.boolalg import Boolean

    formula = sympy.sympify(source) if isinstance(source, bool) else source
    if not isinstance(formula, (Boolean, sympy.Symbol)):
        raise SpecificationError(
            f"{formula} is arithmetic, not Boolean; combine symbols with & | ~ ^ "
            "or sympy's And, Or, Not, Xor"
        )
    return formula
