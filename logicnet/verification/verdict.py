"""What verification finds: equal, different with a counterexample, or unknown with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground import html
from logicnet.ground.budget import Cut
from logicnet.ground.checks import check_cut
from logicnet.ground.html import sentence


@dataclass(frozen=True)
class Counterexample:
    """A row where network and specification differ; an output that is None is left open."""

    inputs: Mapping[str, float | Fraction]
    network: Mapping[str, int | None]
    specification: Mapping[str, int | None]

    def __repr__(self) -> str:
        return f"<Counterexample: {self}>"

    def _repr_html_(self) -> str:
        return sentence("Counterexample", str(self)) + html.table(self.head(), [self.cells()])

    def head(self) -> list[str]:
        """What `cells` are, as a table of rows that differ is headed."""
        given = (f"network: {name}" for name in self.network)
        return [*self.inputs, *given, *(f"stated: {name}" for name in self.specification)]

    def cells(self) -> list[str]:
        """The inputs, what the network gives there, and what is stated."""
        values = [*self.inputs.values(), *self.network.values(), *self.specification.values()]
        return [_cell(value) for value in values]

    def __str__(self) -> str:
        def show(values: Mapping[str, Any]) -> str:
            return " ".join(f"{name}={_cell(value)}" for name, value in values.items())

        return (
            f"at {show(self.inputs) or 'the only row'} the network gives {show(self.network)}, "
            f"the specification {show(self.specification)}"
        )


def _cell(value: float | Fraction | None) -> str:
    return "-" if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What `verify` found: `equal` is True (proven), False (with witnesses) or None (unknown).

    Its truth value is that of a proof: an unknown verdict counts as False. `counterexamples` are
    the first rows where the sides differ, a few where several were looked at together, and
    `differences` shows them. `cut` is what ended the search before a verdict was known, "time
    limit" or "interrupt", and None where nothing did. Of a trained net that is equal, `margin` is
    how far its outputs stay at least, on all inputs and whatever rounding does, from the level
    between 0 and 1.
    """

    equal: bool | None
    method: str
    counterexamples: tuple[Counterexample, ...] = ()
    reason: str | None = None
    cut: Cut | None = None
    margin: float | None = None

    def __post_init__(self) -> None:
        if (self.equal is False) != bool(self.counterexamples):
            raise SpecificationError("a verdict has a counterexample if and only if it is unequal")
        if (self.equal is None) != (self.reason is not None):
            raise SpecificationError("a verdict has a reason if and only if it is unknown")
        check_cut(self.cut)
        if self.cut is not None and self.equal is not None:
            raise SpecificationError("a verdict that was cut is unknown")

    @property
    def counterexample(self) -> Counterexample | None:
        """The first row where the sides differ, if they do."""
        return self.counterexamples[0] if self.counterexamples else None

    def differences(self) -> str:
        """The rows where the sides differ, as lines of text under their names.

        >>> row = Counterexample({"a": 0, "b": 1}, {"y": 0}, {"y": 1})
        >>> print(Verdict(equal=False, method="all 4 rows", counterexamples=(row,)).differences())
        a  b  network: y  stated: y
        0  1           0          1
        """
        lines = [self.counterexamples[0].head()] if self.counterexamples else []
        lines += [found.cells() for found in self.counterexamples]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
            for line in lines
        )

    def __bool__(self) -> bool:
        return self.equal is True

    def __repr__(self) -> str:
        return f"<Verdict: {self}>"

    def _repr_html_(self) -> str:
        found = self.counterexamples
        said = sentence("Verdict", str(self))
        return said + html.table(found[0].head(), [f.cells() for f in found]) if found else said

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
