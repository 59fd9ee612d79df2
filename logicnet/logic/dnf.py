"""Product terms as a formula in disjunctive normal form: from and to sympy, and as LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from logicnet.errors import SpecificationError, shown
from logicnet.ground.bits import Words
from logicnet.logic.text.language import spelled

from . import cubes as algebra
from .circuit import Circuit
from .formulas import circuit_of
from .rules import FALSE, TRUE

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
    circuit = circuit_of(formula).named("a cover")
    if inputs is not None:
        unknown = set(circuit.inputs) - set(inputs)
        if unknown:
            raise SpecificationError(
                f"Cover.from_sympy: variable {min(unknown)!r} is not among the inputs "
                f"{tuple(inputs)}"
            )
        circuit = circuit.over(inputs)
    found = products_of_circuit(circuit)
    if found is None:
        raise SpecificationError(
            f"Cover.from_sympy: {shown(str(circuit))} is no Or of Ands of literals "
            "(minimize takes any formula)"
        )
    return found


def products_of_circuit(circuit: Circuit) -> Products | None:
    """The product terms of a circuit in disjunctive normal form, or None where it is not."""
    products = _products(circuit)
    if products is None:
        return None
    owners: dict[tuple[int, ...], set[int]] = {}
    for j, terms in enumerate(products):
        for term in terms:
            owners.setdefault(term, set()).add(j)
    digits = np.full((len(owners), len(circuit.inputs)), 2, dtype=np.uint8)
    members = np.zeros((len(owners), len(circuit.outputs)), dtype=bool)
    for i, (term, own) in enumerate(owners.items()):
        for literal in term:
            digits[i, (literal >> 1) - 1] = 1 - (literal & 1)
        members[i, sorted(own)] = True
    cubes = algebra.from_ternary(digits)
    return Products(
        inputs=circuit.inputs,
        outputs=circuit.outputs,
        positive=cubes.positive,
        negative=cubes.negative,
        on=algebra.pack_mask(members),
    )


def _products(circuit: Circuit) -> list[list[tuple[int, ...]]] | None:
    """The product terms of each output as literals, where each is an Or of Ands of literals."""
    gates = {gate.node: gate for gate in circuit}
    n = len(circuit.leaves)

    def parts(literal: int, kind: str) -> tuple[int, ...]:
        gate = gates.get(literal >> 1)
        same = gate is not None and gate.kind == kind and not literal & 1
        return gate.literals if gate is not None and same else (literal,)

    found: list[list[tuple[int, ...]]] = []
    for end in circuit.ends.tolist():
        terms = []
        for term in parts(end, "or"):
            literals = set(parts(term, "and"))
            if any(literal >> 1 > n for literal in literals):
                return None
            if FALSE not in literals and not any(literal ^ 1 in literals for literal in literals):
                terms.append(tuple(sorted(literals - {TRUE})))
        found.append(terms)
    return found


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
