"""That nothing smaller computes the same; a failure shows what does, or what is not proven."""

from __future__ import annotations

from typing import Any

from logicnet.compiling import compile
from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.budget import Effort
from logicnet.ground.running.interrupts import all_or_nothing
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.covers_and_circuits import cover_of_terms
from logicnet.logic.function import Function, function
from logicnet.logic.tables.cover import Cover
from logicnet.minimization.minimizing import minimal_cover
from logicnet.network.network import Network


@checked()
def assert_minimal(
    source: Any, *, effort: Effort = "normal", time_limit: float | None = None
) -> None:
    """Raise AssertionError unless nothing smaller computes the same, as far as this is proven.

    Of a Network it is the units that count: no network of threshold units has fewer. Of a cover,
    or a formula that is an OR of ANDs, it is the product terms, of which none may be able to do
    without a literal. `effort` and `time_limit` are those of `compile` and `minimize`. What is not
    proven least fails too, with the bound that is known.

    >>> assert_minimal("a & ~b | ~a & b")
    >>> assert_minimal("a & b | a & ~b & c")
    Traceback (most recent call last):
        ...
    AssertionError: a & ~b & c can do without the literal ~b
    """
    stated = function(source)
    with all_or_nothing():
        if isinstance(stated, Network):
            _assert_fewest_units(stated, effort, time_limit)
        else:
            _assert_fewest_terms(_terms_of(stated), effort, time_limit)


def _assert_fewest_units(network: Network, effort: Effort, time_limit: float | None) -> None:
    if network.lower_bound == network.units:
        return
    least = compile(network, effort=effort, time_limit=time_limit)
    if least.units < network.units:
        raise AssertionError(f"{network!r} has more units than needed:\n{least!r}")
    if least.lower_bound is None or least.lower_bound < network.units:
        raise AssertionError(
            f"{network!r} is not proven to have the fewest units; "
            + ("no bound is known" if least.lower_bound is None else
               f"at least {least.lower_bound} are needed")
        )  # fmt: skip


def _terms_of(stated: Function) -> Cover:
    """The product terms as they were stated."""
    cover = (
        cover_of_terms(stated.named("assert_minimal")) if isinstance(stated, Circuit) else stated
    )
    if not isinstance(cover, Cover):
        raise SpecificationError(
            "assert_minimal: expected a Network, a Cover or a formula that is an OR of ANDs, not "
            f"{stated!r:.80}"
        )
    return cover


def _assert_fewest_terms(cover: Cover, effort: Effort, time_limit: float | None) -> None:
    least = minimal_cover(cover, effort=effort, time_limit=time_limit)
    if least.terms < cover.terms:
        raise AssertionError(
            f"{cover.terms} product terms are more than needed; {least.terms} are enough:\n{least}"
        )
    if least.lower_bound is None or least.lower_bound < cover.terms:
        bound = "no bound is known" if least.lower_bound is None else least.summary()
        raise AssertionError(f"{cover.terms} product terms are not proven the fewest; {bound}")
    for product in cover:
        for name in product.literals if product.on else ():
            rest = {other: value for other, value in product.literals.items() if other != name}
            if cover.contains(_line(cover, rest, product.on)):
                raise AssertionError(
                    f"{_text(product.literals)} can do without the literal "
                    f"{_text({name: product.literals[name]})}"
                )


def _line(cover: Cover, literals: dict[str, int], outputs: tuple[str, ...]) -> str:
    """A product term as a line of a PLA."""
    digits = (str(literals.get(name, "-")) for name in cover.inputs)
    return f"{''.join(digits)} {''.join(str(int(name in outputs)) for name in cover.outputs)}"


def _text(literals: dict[str, int]) -> str:
    return " & ".join(name if value else f"~{name}" for name, value in literals.items())
