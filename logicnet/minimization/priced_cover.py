"""PricedCover: a cover that is cheap by stated prices, with the rows that it leaves wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from logicnet.errors import SpecificationError
from logicnet.ground.budget import Cut
from logicnet.ground.checks import instance
from logicnet.ground.html import sentence, table
from logicnet.logic.tables.cover import Cover

_MOST_SHOWN = 20  # wrong rows in notebooks


class WrongRow(NamedTuple):
    """A row, as digits, that a cover leaves wrong for an output: what it should be, and a price."""

    row: str
    output: str
    stated: int
    price: float


@dataclass(frozen=True)
class PricedCover:
    """A cover, what it costs, and a proven bound on what any costs (None where none is known).

    `wrong` are the rows at which the cover is not what was stated; their prices are in `price`, and
    so is what rows cost that were stated both as 0 and as 1.
    """

    cover: Cover
    price: float
    bound: float | None = None
    wrong: tuple[WrongRow, ...] = ()
    cut: Cut | None = None  # what has ended some of the work early

    def __post_init__(self) -> None:
        instance(self.cover, Cover, "cover")
        if self.bound is not None and self.bound > self.price:
            raise SpecificationError(
                f"PricedCover: the bound, {self.bound}, is above the price, {self.price}"
            )

    @property
    def proven(self) -> bool:
        """Whether no cover is cheaper, by proof."""
        return self.bound == self.price

    @property
    def terms(self) -> int:
        """Product terms of the cover."""
        return self.cover.terms

    @property
    def literals(self) -> int:
        """Literals of the product terms together."""
        return self.cover.literals

    def __str__(self) -> str:
        return self.cover.to_text()

    def __repr__(self) -> str:
        return f"<PricedCover: {self._said()}>"

    def _said(self) -> str:
        bound = "least, proven" if self.proven else f"at least {self.bound}"
        known = "" if self.bound is None else f" ({bound})"
        terms, literals = _several(self.terms, "term"), _several(self.literals, "literal")
        wrong = f", {_several(len(self.wrong), 'wrong row')}" if self.wrong else ""
        return f"{terms}, {literals}; price {self.price}{known}{wrong}"

    def _repr_html_(self) -> str:
        lines = [line.split(" = ", 1) for line in str(self).splitlines()]
        rows = [list(map(str, row)) for row in self.wrong[:_MOST_SHOWN]]
        wrong = table(["wrong row", "output", "stated", "price"], rows) if rows else ""
        return sentence("PricedCover", self._said()) + table(["output", "is"], lines) + wrong


def _several(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
