"""Terms over literals, rules made of them, and what the search looks at: rows as packed columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, pack

Bits = NDArray[np.bool_]
Octets = NDArray[np.uint8]
Floats = NDArray[np.float64]
Index = NDArray[np.int64]


Form: TypeAlias = Literal["dnf", "complement", "counts", "counts complement", "scorecard"]


class Term(NamedTuple):
    """It holds where the weighted sum of its literals reaches `least`.

    >>> Term.all_of((4, 2)), Term((2, 4), (1, 1), 1).is_conjunction
    (Term(literals=(2, 4), weights=(1, 1), least=2), False)
    """

    literals: tuple[int, ...]
    weights: tuple[int, ...]
    least: int

    @classmethod
    def some_of(cls, literals: tuple[int, ...], least: int) -> Term:
        """At least so many of the literals."""
        return cls(tuple(sorted(literals)), (1,) * len(literals), least)

    @classmethod
    def all_of(cls, literals: tuple[int, ...]) -> Term:
        """All of the literals."""
        return cls.some_of(literals, len(literals))

    @property
    def is_conjunction(self) -> bool:
        """Whether it needs all of its literals."""
        return self.least == len(self.literals) and set(self.weights) <= {1}

    def holds(self, values: Octets) -> Bits:
        """At which rows, of literals by rows, it holds."""
        weights = np.array(self.weights, dtype=np.int64)
        return np.asarray(weights @ values[list(self.literals)].astype(np.int64) >= self.least)

    def price(self, prices: Floats) -> float:
        """One for itself, what its literals cost, one for a number to count to, half a point."""
        points = sum(abs(w) - 1 for w in self.weights)
        number = 0.0 if self.is_conjunction else 1.0
        return 1.0 + number + points / 2 + float(sum(prices[k] for k in self.literals))

    def without_minus(self, opposite: Index) -> Term:
        """Points above 0 where literals have an opposite to give them to.

        >>> Term((0, 1), (2, -1), 0).without_minus(np.array([-1, 3]))
        Term(literals=(0, 3), weights=(2, 1), least=1)
        """
        points, least = dict[int, int](), self.least
        for k, w in zip(self.literals, self.weights, strict=True):
            turned = w < 0 and opposite[k] >= 0 and opposite[k] not in self.literals
            least += -w if turned else 0
            points[int(opposite[k]) if turned else k] = -w if turned else w
        if min(points.values(), default=1) == max(points.values(), default=1) > 0:
            unit = max(points.values())
            points, least = dict.fromkeys(points, 1), -(-least // unit)
        kept = sorted(points)
        return Term(tuple(kept), tuple(points[k] for k in kept), least)


@dataclass(frozen=True)
class TermRule:
    """Yes where any of the terms holds, or where none does."""

    terms: tuple[Term, ...]
    is_negated: bool = False

    def decides(self, values: Octets) -> Bits:
        """The answers at rows, of literals by rows."""
        found = np.zeros(values.shape[1], dtype=bool)
        for term in self.terms:
            found |= term.holds(values)
        return ~found if self.is_negated else found

    @property
    def form(self) -> Form:
        """What kind of rule it is."""
        if len(self.terms) == 1 and not {*self.terms[0].weights} <= {1}:
            return "scorecard"
        counts = not all(term.is_conjunction for term in self.terms)
        if self.is_negated:
            return "counts complement" if counts else "complement"
        return "counts" if counts else "dnf"

    def positive(self, opposite: Index) -> TermRule:
        """The same rule without "unless" and minus, where literals have opposites.

        >>> TermRule((Term.some_of((0, 1), 1),), True).positive(np.array([2, 3, 0, 1])).terms
        (Term(literals=(2, 3), weights=(1, 1), least=2),)
        """
        if not self.is_negated or not self.terms:
            return replace(self, terms=tuple(t.without_minus(opposite) for t in self.terms))
        single = all(len(term.literals) == 1 and term.is_conjunction for term in self.terms)
        used = [k for term in self.terms for k in term.literals]
        if min(opposite[used]) < 0 or not (single or len(self.terms) == 1):
            return self
        others = tuple(int(opposite[k]) for k in used)
        if single:
            return TermRule((Term.all_of(others),))
        (term,) = self.terms
        if term.is_conjunction:
            return TermRule(tuple(sorted(Term.all_of((k,)) for k in others)))
        pairs = sorted(zip(others, term.weights, strict=True))
        least = sum(term.weights) - term.least + 1
        turned = Term(tuple(k for k, _ in pairs), tuple(w for _, w in pairs), least)
        return TermRule((turned.without_minus(opposite),))

    @property
    def literals(self) -> int:
        """How many literals it has."""
        return sum(len(term.literals) for term in self.terms)

    def price(self, prices: Floats) -> float:
        """What its terms and literals cost."""
        return sum(term.price(prices) for term in self.terms)


@dataclass(frozen=True, eq=False)
class Sample:
    """Literals by rows, as octets and as words, and the wanted answers.

    `prices` is what each literal costs, `opposite` the literal that says the contrary, or -1.
    """

    values: Octets
    bits: Words
    prices: Floats
    opposite: Index
    wanted: Bits

    @classmethod
    def of(
        cls, values: Octets, prices: Floats, wanted: Bits, opposite: Index | None = None
    ) -> Sample:
        """A sample of rows."""
        values = np.ascontiguousarray(values, dtype=np.uint8)
        none = np.full(len(values), -1)
        return cls(
            values,
            pack(values.astype(bool)),
            prices,
            none if opposite is None else opposite,
            wanted,
        )

    def negated(self) -> Sample:
        """The same rows with the other answers."""
        return replace(self, wanted=~self.wanted)

    def part(self, rows: Index) -> Sample:
        """Some of the rows."""
        return Sample.of(self.values[:, rows], self.prices, self.wanted[rows], self.opposite)

    def wrong(self, rule: TermRule) -> int:
        """At how many rows a rule answers otherwise."""
        return int((rule.decides(self.values) != self.wanted).sum())
