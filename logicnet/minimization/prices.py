"""Prices of terms, literals, memberships and wrong rows, as whole numbers of one unit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational, Real
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.bits import popcount
from logicnet.logic.tables.cubes import Cubes

Cost: TypeAlias = Literal["terms", "literals", "wires"] | Mapping[str, float]

_NAMED = {"terms": (1, 0, 0), "literals": (0, 1, 0), "memberships": (0, 0, 1), "wires": (0, 1, 1)}
_WORDS = ("terms", "literals", "wires")
_MOST = 10**6  # units of one price


@dataclass(frozen=True)
class Prices:
    """What each term, literal, output of a term and wrong row costs, in units of `unit`.

    `error` is None where no row may be wrong.
    """

    term: int
    literal: int
    membership: int
    error: int | None = None
    unit: Fraction = Fraction(1)

    def columns(self, literals: NDArray[np.int64]) -> NDArray[np.int64]:
        """The prices of terms with so many literals, without their outputs."""
        return self.term + self.literal * literals

    def of(self, cubes: Cubes) -> int:
        """The price of all cubes."""
        terms = int(self.columns(cubes.literals).sum())
        return terms + self.membership * int(popcount(cubes.members))

    def number(self, units: int) -> float:
        """So many units as a number: whole where it is."""
        value = units * self.unit
        return int(value) if value.denominator == 1 else float(value)


def prices_of(cost: Any, errors: Any = None) -> Prices:
    """The prices that a caller states.

    >>> prices_of({"terms": 1, "literals": 0.25})
    Prices(term=4, literal=1, membership=0, error=None, unit=Fraction(1, 4))
    """
    parts = [Fraction(0)] * 3
    for name, price in _stated(cost):
        parts = [part + each * price for part, each in zip(parts, _NAMED[name], strict=True)]
    if not any(parts):
        raise SpecificationError("minimize: every price of cost is 0; expected one above 0")
    error = None if errors is None else exact(errors, "minimize: errors")
    if error == 0:
        raise SpecificationError(
            "minimize: errors is 0; expected the price of a wrong row, above 0"
        )
    whole, unit = in_units(parts if error is None else [*parts, error])
    term, literal, membership = whole[:3]
    return Prices(term, literal, membership, None if error is None else whole[3], unit)


def _stated(cost: Any) -> list[tuple[str, Fraction]]:
    if isinstance(cost, str):
        if cost not in _WORDS:
            raise SpecificationError(
                f"minimize: cost is {cost!r}; expected 'terms', 'literals', 'wires' or prices"
                + did_you_mean(cost, _WORDS)
            )
        return [(cost, Fraction(1))]
    if not isinstance(cost, Mapping):
        raise SpecificationError(
            f"minimize: cost is {cost!r:.60}; expected 'terms', 'literals', 'wires', or prices "
            'such as {"terms": 1, "literals": 0.5}'
        )
    for name in cost:
        if not (isinstance(name, str) and name in _NAMED):
            raise SpecificationError(
                f"minimize: cost has a price for {name!r}; expected {', '.join(_NAMED)}"
                + did_you_mean(name, _NAMED)
            )
    return [(name, exact(price, f"minimize: the price of {name}")) for name, price in cost.items()]


def exact(value: Any, what: str) -> Fraction:
    """A number that is at least 0, as it is written."""
    number = isinstance(value, Real) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value < 0:
        raise SpecificationError(f"{what} is {value!r:.60}; expected a number, >= 0")
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    return Fraction(repr(float(value)))


def in_units(values: Iterable[Fraction]) -> tuple[list[int], Fraction]:
    """Numbers as multiples of the largest unit that divides all."""
    values = list(values)
    denominator = math.lcm(*(value.denominator for value in values))
    whole = [int(value * denominator) for value in values]
    common = math.gcd(*whole) or 1
    if max(whole) // common > _MOST:
        raise SpecificationError(
            f"minimize: prices are whole multiples of a unit, up to {_MOST} of it; "
            "these need more: round them"
        )
    return [value // common for value in whole], Fraction(common, denominator)
