"""Regions from formulas: linear comparisons and Boolean variables.

A Boolean variable b is the half-space b >= 1/2, so a rule like ``smoker & age >= 60`` is a
region over the coordinates age and smoker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, reduce
from typing import Any

from ..errors import SpecificationError
from ..names import natural_order
from .exact import as_fraction
from .region import Region
from .shapes import Halfspaces

_STRICT = {"StrictLessThan": True, "LessThan": False, "StrictGreaterThan": True,
           "GreaterThan": False}  # fmt: skip


def has_relations(formula: Any) -> bool:
    """Whether a sympy Boolean contains comparisons."""
    from sympy.core.relational import Relational

    return bool(formula.atoms(Relational))


def region_from(source: Any) -> Region:
    """The region of a text or a sympy Boolean of linear relations and Boolean variables.

    >>> region_from("0 <= x <= 1 & x + y < 2").contains([[0.5, 1], [1, 1]]).tolist()
    [True, False]
    """
    return _from_text(source) if isinstance(source, str) else _from_sympy(source)


def _from_text(text: str) -> Region:
    """The region of a text, over all variables that it states, needed or not."""
    from ..operations import Formula
    from ..parsing import parse, parse_operations, stated_variables
    from ..relations import has_comparisons, names_in, reduce_comparisons

    parse(text)  # for its errors
    if not has_comparisons(text):
        return _assembled(Formula(tuple(parse_operations(text))), {}, ())
    reduced, shown, relations = reduce_comparisons(text)
    meaning = {letter: _from_sympy(relation) for letter, relation in relations.items()}
    stated = [name for part in shown.values() for name in names_in(part)]
    stated += [name for name in stated_variables(reduced) if name not in meaning]
    return _assembled(Formula(tuple(parse_operations(reduced))), meaning, stated)


def _from_sympy(formula: Any) -> Region:
    from sympy.core.relational import Relational

    relations = sorted(formula.atoms(Relational), key=str)
    stand_ins = {relation: _stand_in(k) for k, relation in enumerate(relations)}
    meaning = {str(stand_ins[relation]): halfspace_of(relation) for relation in relations}
    return _assembled(formula.xreplace(stand_ins), meaning, ())


def _assembled(formula: Any, meaning: Mapping[str, Region], stated: Sequence[str]) -> Region:
    """The region of a formula whose variables stand for regions or are Boolean."""
    from ..operations import postorder

    values: list[Region] = []
    for kind, operands, value in postorder(formula):
        if kind == "variable":
            name = str(value)
            values.append(meaning[name] if name in meaning else _variable(name))
        elif kind in ("true", "false"):
            everything = Region(names=(), shape=Halfspaces(0, ()))
            values.append(everything if kind == "true" else ~everything)
        else:
            values.append(_combined(kind, [values[k] for k in operands], value))
    region = values[-1]
    names = natural_order({*region.names, *stated})
    if region.shape is None:
        return replace(region, names=names)
    if set(names) == set(region.names):
        return region
    return Region(names=names, operator="and", parts=(region,))


def _stand_in(k: int) -> Any:
    from sympy import Symbol

    return Symbol(f"\uf8ff{k}")


def _variable(name: str) -> Region:
    return replace(Region.polytope([[-1]], [Fraction(-1, 2)], names=[name]), boolean=True)


def halfspace_of(relation: Any) -> Region:
    """The half-space of one linear relation."""
    from sympy import Poly, PolynomialError

    kind = type(relation).__name__
    if kind not in _STRICT:
        raise SpecificationError(
            f"{relation} has no inside: a region is stated with <, <=, > and >=, and a line "
            "or point between two of them"
        )
    names = natural_order(str(s) for s in relation.free_symbols)
    symbols = [next(s for s in relation.free_symbols if str(s) == name) for name in names]
    try:
        poly = Poly(relation.lhs - relation.rhs, *symbols)
        if poly.total_degree() > 1:
            raise PolynomialError
    except PolynomialError:
        raise SpecificationError(
            f"{relation} is not linear; a linear comparison is a sum of numbers times variables, "
            "such as 2*x - y <= 3. State a curve as a polygon around it, within a tolerance "
            "(Region.disk, Region.polygon)"
        ) from None
    normal = [as_fraction(poly.coeff_monomial(s)) for s in symbols]
    constant = as_fraction(poly.coeff_monomial(1))
    sign = 1 if "Less" in kind else -1
    face = [[sign * v for v in normal]], [-sign * constant]
    return Region.polytope(*face, strict=_STRICT[kind], names=names)


def _combined(kind: str, parts: Sequence[Region], value: Any) -> Region:
    if kind in ("and", "or", "xor"):
        return reduce({"and": lambda a, b: a & b, "or": lambda a, b: a | b,
                       "xor": lambda a, b: a ^ b}[kind], parts)  # fmt: skip
    if kind == "not":
        return ~parts[0]
    if kind == "implies":
        return ~parts[0] | parts[1]
    if kind == "iff":
        return reduce(lambda a, b: a & b, (~(parts[0] ^ part) for part in parts[1:]))
    if kind == "ite":
        return parts[0] & parts[1] | ~parts[0] & parts[2]
    return _atleast(int(value), list(parts))


def _atleast(k: int, parts: list[Region]) -> Region:
    """At least k of the parts: with or without the first, k - 1 or k of the others."""
    everything = Region(names=(), shape=Halfspaces(0, ()))

    @cache
    def some(start: int, needed: int) -> Region:
        if needed <= 0:
            return everything
        if needed > len(parts) - start:
            return ~everything
        return parts[start] & some(start + 1, needed - 1) | some(start + 1, needed)

    return some(0, k)
