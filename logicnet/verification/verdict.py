"""What verification finds: equal, different with a counterexample, or unknown with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground.budget import Cut
from logicnet.ground.checks import check_cut
from logicnet.ground.html import sentence, table


@dataclass(frozen=True)
class Counterexample:
    """A row where network and specification differ; an output that is None is left open."""

    inputs: Mapping[str, float | Fraction]
    network: Mapping[str, int | None]
    specification: Mapping[str, int | None]

    def __repr__(self) -> str:
        return f"<Counterexample: {self}>"

    def _repr_html_(self) -> str:
        return sentence("Counterexample", str(self)) + self.table()

    def table(self) -> str:
        """Inputs, what the network gives, and what is stated, as a table of HTML."""
        stated = {name: "-" if v is None else v for name, v in self.specification.items()}
        head = [*self.inputs, *(f"network: {name}" for name in self.network)]
        head += [f"stated: {name}" for name in stated]
        given = ["-" if v is None else v for v in self.network.values()]
        return table(head, [[*self.inputs.values(), *given, *stated.values()]])

    def __str__(self) -> str:
        def show(values: Mapping[str, Any]) -> str:
            return " ".join(f"{k}={'-' if v is None else v}" for k, v in values.items())

        return (
            f"at {show(self.inputs) or 'the only row'} the network gives {show(self.network)}, "
            f"the specification {show(self.specification)}"
        )


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What `verify` found: `equal` is True (proven), False (with a witness) or None (unknown).

    Its truth value is that of a proof: an unknown verdict counts as False. `cut` is what ended the
    search before a verdict was known, "time limit" or "interrupt", and None where nothing did.
    Of a trained net that is equal, `margin` is how far its outputs stay at least, on all inputs and
    whatever rounding does, from the level between 0 and 1.
    """

    equal: bool | None
    method: str
    counterexample: Counterexample | None = None
    reason: str | None = None
    cut: Cut | None = None
    margin: float | None = None

    def __post_init__(self) -> None:
        if (self.equal is False) != (self.counterexample is not None):
            raise SpecificationError("a verdict has a counterexample if and only if it is unequal")
        if (self.equal is None) != (self.reason is not None):
            raise SpecificationError("a verdict has a reason if and only if it is unknown")
        check_cut(self.cut)
        if self.cut is not None and self.equal is not None:
            raise SpecificationError("a verdict that was cut is unknown")

    def __bool__(self) -> bool:
        return self.equal is True

    def __repr__(self) -> str:
        return f"<Verdict: {self}>"

    def _repr_html_(self) -> str:
        found = self.counterexample
        said = sentence("Verdict", str(self))
        return said if found is None else said + found.table()

    def __str__(self) -> str:
        if self.equal:
            margin = "" if self.margin is None else f"; the margin is {_shown(self.margin)}"
            return f"equal, proven by {self.method}{margin}"
        if self.equal is False:
            return f"different: {self.counterexample} (found by {self.method})"
        return f"unknown: {self.reason}"


def _shown(margin: float) -> str:
    """Three digits, rounded down."""
    scale = Fraction(10) ** (2 - floor(log10(margin)))
    return f"{float(floor(Fraction(margin) * scale) / scale):.3g}"
