"""Product terms, and what they look like as text, in sympy and in LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from logicnet.logic.language import spelled
from logicnet.logic.writing import WRITINGS, Written

_LATEX = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


class Product(NamedTuple):
    """One cube by name: its literals, and the outputs whose on-set or don't-cares hold it."""

    literals: dict[str, int]
    on: tuple[str, ...]
    dc: tuple[str, ...]


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


def text_of(
    inputs: Sequence[str], outputs: Sequence[str], products: Iterable[Product], notation: Written
) -> str:
    """Product terms as text, one line an output."""
    writing = WRITINGS[notation]
    names = {name: spelled(name) for name in (*inputs, *outputs)}
    terms: dict[str, list[str]] = {name: [] for name in outputs}
    for product in products:
        factors = [writing.literal(names[v], not one) for v, one in product.literals.items()]
        for name in product.on:
            terms[name].append(writing.product(factors))
    return "\n".join(
        f"{names[name]} = {writing.sum([_within(term, parts) for term in parts])}"
        for name, parts in terms.items()
    )


def _within(term: str, terms: Sequence[str]) -> str:
    """A term as it stands in a sum: in parentheses where it has signs of its own."""
    return f"({term})" if "&" in term and len(terms) > 1 else term


def latex_of(
    inputs: Sequence[str], outputs: Sequence[str], products: Iterable[Product], notation: Written
) -> str:
    """Product terms in LaTeX, one line an output, a bar over each negated variable."""
    names = latex_names((*inputs, *outputs))
    terms: dict[str, list[str]] = {name: [] for name in outputs}
    for product in products:
        factors = [
            names[v] if one else rf"\bar{{{names[v]}}}" for v, one in product.literals.items()
        ]
        for name in product.on:
            terms[name].append(" ".join(factors) or "1")
    plus = " + " if notation == "textbook" else r" \lor "
    return "\n".join(f"{names[name]} = {plus.join(parts) or '0'}" for name, parts in terms.items())


def latex_names(names: Iterable[str]) -> dict[str, str]:
    """What LaTeX calls each name."""
    from sympy import Symbol, latex

    return {
        name: latex(Symbol(name)) if spelled(name) == name else _as_words(name) for name in names
    }


def _as_words(name: str) -> str:
    """A name that is no word, as LaTeX writes it."""
    return rf"\text{{{''.join(_LATEX.get(character, character) for character in name)}}}"
