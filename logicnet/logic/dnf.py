"""Product terms as a formula in disjunctive normal form: from and to sympy, and as LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from logicnet.errors import SpecificationError, shown
from logicnet.ground.bits import Words
from logicnet.ground.names import natural_order
from logicnet.logic.text.language import spelled
from logicnet.logic.text.operations import Formula, variables
from logicnet.logic.text.parsing import parse

from . import cubes as algebra

_LATEX = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


class Product(NamedTuple):
    """One cube by name: its literals, and the outputs whose on-set or don't-cares hold it."""

    literals: dict[str, int]
    on: tuple[str, ...]
    dc: tuple[str, ...]


class Products(NamedTuple):
    """Product terms as packed cubes, and for which outputs each of them is on."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    positive: Words
    negative: Words
    on: Words


def products_of(formula: Any, inputs: Sequence[str] | None = None) -> Products:
    """The product terms of a formula in DNF, or of several given by output name."""
    formulas = formula if isinstance(formula, Mapping) else {"y": formula}
    formulas = {k: _as_sympy(f) for k, f in formulas.items()}
    products = {name: _products(part) for name, part in formulas.items()}
    used = {name for part in formulas.values() for name in variables(part)}
    names = natural_order(used) if inputs is None else tuple(inputs)
    column = {name: i for i, name in enumerate(names)}
    unknown = used - set(names)
    if unknown:
        raise SpecificationError(
            f"Cover.from_sympy: variable {min(unknown)!r} is not among the inputs {names}"
        )
    found: dict[tuple[int, ...], set[int]] = {}
    for j, terms in enumerate(products.values()):
        for term in terms:
            digits = [2] * len(names)
            for name, value in term.items():
                digits[column[name]] = value
            found.setdefault(tuple(digits), set()).add(j)
    digits_array = np.array(list(found), dtype=np.uint8).reshape(len(found), len(names))
    members = np.zeros((len(found), len(formulas)), dtype=bool)
    for i, owners in enumerate(found.values()):
        members[i, sorted(owners)] = True
    cubes = algebra.from_ternary(digits_array)
    return Products(
        inputs=names,
        outputs=tuple(formulas),
        positive=cubes.positive,
        negative=cubes.negative,
        on=algebra.pack_mask(members),
    )


def _as_sympy(formula: Any) -> Any:
    if isinstance(formula, Formula):
        return formula.to_sympy()
    return parse(formula) if isinstance(formula, str) else formula


def _products(formula: Any) -> list[dict[str, int]]:
    """The product terms of a formula in DNF, each from variable to required value."""
    from sympy import And, Not, Or, Symbol, false, true

    result = []
    for term in formula.args if isinstance(formula, Or) else (formula,):
        product: dict[str, int] = {}
        possible = True  # until a variable is required to be both 0 and 1
        for literal in term.args if isinstance(term, And) else (term,):
            if isinstance(literal, Symbol):
                possible &= product.setdefault(literal.name, 1) == 1
            elif isinstance(literal, Not) and isinstance(literal.args[0], Symbol):
                possible &= product.setdefault(literal.args[0].name, 0) == 0
            elif literal is false or literal is False:
                possible = False
            elif literal is not true and literal is not True:
                raise SpecificationError(
                    f"Cover.from_sympy: {shown(str(literal))} is no literal; expected an Or of "
                    "Ands of literals (minimize takes any formula)"
                )
        if possible:
            result.append(product)
    return result


def sympy_of(inputs: Sequence[str], outputs: Sequence[str], products: Iterable[Product]) -> Any:
    """Product terms as an Or of Ands; for several outputs a dict from name to formula."""
    from sympy import And, Not, Or, Symbol, false

    symbols = {name: Symbol(name) for name in inputs}
    terms: dict[str, list[Any]] = {name: [] for name in outputs}
    for product in products:
        literals = [symbols[v] if one else Not(symbols[v]) for v, one in product.literals.items()]
        for name in product.on:
            terms[name].append(And(*literals))
    formulas = {name: Or(*parts) if parts else false for name, parts in terms.items()}
    return formulas[outputs[0]] if len(formulas) == 1 else formulas


def latex_of(inputs: Sequence[str], outputs: Sequence[str], products: Iterable[Product]) -> str:
    """Product terms in LaTeX, one line an output, a bar over each negated variable."""
    from sympy import Symbol, latex

    names = {
        name: latex(Symbol(name)) if spelled(name) == name else _as_words(name)
        for name in (*inputs, *outputs)
    }
    terms: dict[str, list[str]] = {name: [] for name in outputs}
    for product in products:
        factors = [
            names[v] if one else rf"\bar{{{names[v]}}}" for v, one in product.literals.items()
        ]
        for name in product.on:
            terms[name].append(" ".join(factors) or "1")
    return "\n".join(
        f"{names[name]} = " + (r" \lor ".join(parts) or "0") for name, parts in terms.items()
    )


def _as_words(name: str) -> str:
    """A name that is no word, as LaTeX writes it."""
    return rf"\text{{{''.join(_LATEX.get(character, character) for character in name)}}}"
