"""Regions from formulas: linear comparisons and Boolean variables.

A Boolean variable b is the half-space b >= 1/2, so a rule like ``smoker & age >= 60`` is a
region over the coordinates age and smoker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground.names import natural_order
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.formulas import circuit_of
from logicnet.logic.text.relations import Link
from logicnet.regions.exact import as_fraction
from logicnet.regions.region import Region, joined
from logicnet.regions.shapes import Halfspaces

_STRICT = {"StrictLessThan": True, "LessThan": False, "StrictGreaterThan": True,
           "GreaterThan": False}  # fmt: skip
_HOLDS = {"<": lt, "<=": le, ">": gt, ">=": ge}
EVERYTHING = Region(names=(), shape=Halfspaces(0, ()))


def region_from(source: Any) -> Region:
    """The region of a text or a sympy Boolean of linear relations and Boolean variables.

    >>> region_from("0 <= x <= 1 & x + y < 2").contains([[0.5, 1], [1, 1]]).tolist()
    [True, False]
    """
    return region_of_circuit(circuit_of(source))


def region_of_circuit(
    circuit: Circuit, inputs: Sequence[str] = (), known: Mapping[Any, Region] | None = None
) -> Region:
    """The region of a circuit of one output, over all variables that are stated, needed or not.

    With `known` regions of the leaves these are inputs of the circuit, and `inputs` are stated.
    """
    leaf = _region_of_leaf if known is None else known.__getitem__
    inputs = circuit.inputs if known is None else inputs
    values: list[Region] = [~EVERYTHING, *map(leaf, circuit.leaves)]

    def value(literal: int) -> Region:
        return ~values[literal >> 1] if literal & 1 else values[literal >> 1]

    for _, kind, literals, count in circuit:
        values.append(_combined(kind, [value(literal) for literal in literals], count))
    region = value(int(circuit.ends[0]))
    names = natural_order({*region.names, *inputs})
    if region.shape is None:
        return replace(region, names=names)
    if set(names) == set(region.names):
        return region
    return Region(names=names, operator="and", parts=(region,))


def _region_of_leaf(leaf: Any) -> Region:
    if isinstance(leaf, str):
        return variable(leaf)
    return _of_link(leaf) if isinstance(leaf, Link) else halfspace_of(leaf)


def variable(name: str) -> Region:
    return replace(Region.polytope([[-1]], [Fraction(-1, 2)], names=[name]), boolean=True)


def _of_link(link: Link) -> Region:
    """The half-space of one link of a comparison; everything or nothing without a variable."""
    if not link.terms:
        holds = _HOLDS[link.sign](0, link.bound)
        return EVERYTHING if holds else ~EVERYTHING
    sign = 1 if "<" in link.sign else -1
    names = [name for name, _ in link.terms]
    face = [[sign * value for _, value in link.terms]], [sign * link.bound]
    return Region.polytope(*face, strict="=" not in link.sign, names=names)


def halfspace_of(relation: Any) -> Region:
    """The half-space of one linear relation."""
    from sympy import Float, Poly, PolynomialError, Rational

    kind = type(relation).__name__
    if kind not in _STRICT:
        raise SpecificationError(
            f"{relation} has no inside: a region is stated with <, <=, > and >=, and a line "
            "or point between two of them"
        )
    names = natural_order(str(s) for s in relation.free_symbols)
    symbols = [next(s for s in relation.free_symbols if str(s) == name) for name in names]
    sides = relation.lhs - relation.rhs
    exact = sides.xreplace({number: Rational(number) for number in sides.atoms(Float)})
    try:
        poly = Poly(exact, *symbols)
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
        return joined(kind, parts)  # type: ignore[arg-type]
    if kind == "implies":
        return ~parts[0] | parts[1]
    if kind == "iff":
        return joined("and", [~(parts[0] ^ part) for part in parts[1:]])
    if kind == "ite":
        return parts[0] & parts[1] | ~parts[0] & parts[2]
    names = tuple(dict.fromkeys(name for part in parts for name in part.names))
    return Region(names=names, operator="atleast", parts=tuple(parts), least=int(value))
