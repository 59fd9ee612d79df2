"""A pool of terms that may be of use, and choices from it for each price of length.

Terms come from beams (see the kernels): first over the rows that are left when the best term so
far is taken away, again and again, with a wrong row weighing 1, 4 and 20; then, for each term of
a good choice, over what the others of it leave. The choice itself is a local search from several
starts; what is found for one price is a start for all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, pack, popcount, unpack
from logicnet.ground.budget import Budget

from .choice_kernel import improve
from .conjunction_kernel import conjunctions
from .count_kernel import counted
from .terms import Floats, Index, Sample, Term

WEIGHTS = (1.0, 4.0, 20.0)  # of a wrong row, in beams and in starts of the choice
_WIDTH, _LONGEST, _FOUND = 24, 6, 40
_COUNT_SHAPE = (8, 10, 20)  # width, most literals, most that are found
MOST_LITERALS, _COUNTED = 4096, 96  # that terms are sought over, and counts
_ROUNDS = 14
_ALTERNATIONS = 2
_FEW_TERMS = 4  # up to which counts are sought anew for each of a choice
_FORBIDDEN = 1e9


class Pool:
    """Terms with the rows that they cover, of one sample; it only grows."""

    def __init__(self, sample: Sample, budget: Budget, *, counts: bool) -> None:
        self.sample, self.budget, self.counts = sample, budget, counts
        self.pos, self.neg = pack(sample.wanted), pack(~sample.wanted)
        self.terms: list[Term] = []
        self._place: dict[Term, int] = {}
        self._covers: list[Words] = []
        self._stacked = np.zeros((0, len(self.pos)), dtype=np.uint64)
        self._prices: list[float] = []

    def add(self, terms: Iterable[Term]) -> None:
        """Take terms in that cover some row."""
        for term in terms:
            if term not in self._place:
                holds = term.holds(self.sample.values)
                if holds.any():
                    self._place[term] = len(self.terms)
                    self.terms.append(term)
                    self._covers.append(pack(holds))
                    self._prices.append(term.price(self.sample.prices))

    @property
    def covers(self) -> Words:
        """The rows that each term covers."""
        if self._covers:
            self._stacked = np.concatenate([self._stacked, np.array(self._covers)])
            self._covers = []
        return self._stacked

    @property
    def prices(self) -> Floats:
        """What each term costs."""
        return np.array(self._prices, dtype=np.float64)

    # Terms ----------------------------------------------------------------------------------

    def look(self, sides: tuple[Words, Words], weight: float, price: float, counts: bool) -> None:
        """Take in what beams find over the rows of both sides."""
        bits, prices = self.sample.bits, self.sample.prices * price
        kept = telling(bits, sides, MOST_LITERALS)
        shape = (_WIDTH, _LONGEST, _FOUND)
        found, work = conjunctions(bits[kept], prices[kept], price, *sides, weight, shape)
        self.budget.count(work)
        rows = [tuple(int(kept[k]) for k in row if k >= 0) for row in found.tolist()]
        self.add(Term.all_of(row) for row in rows)
        if counts:
            kept = kept[telling(bits[kept], sides, _COUNTED)]
            self._count(sides, weight, price, kept)

    def _count(self, sides: tuple[Words, Words], weight: float, price: float, kept: Index) -> None:
        values = self.sample.values
        pos, neg = (unpack(side, values.shape[1]).astype(np.int8) for side in sides)
        prices = self.sample.prices[kept] * price
        found, least, work = counted(values[kept], prices, price, pos - neg, weight, _COUNT_SHAPE)
        self.budget.count(work)
        rows = [tuple(int(kept[k]) for k in row if k >= 0) for row in found.tolist()]
        self.add(Term.some_of(row, m) for row, m in zip(rows, least.tolist(), strict=True))

    def cover(self, price: float) -> None:
        """Terms for all rows: again and again the best one's rows are taken away."""
        for weight in WEIGHTS:
            pos = self.pos.copy()
            for k in range(_ROUNDS):
                if self.budget.over():
                    return
                self.look((pos, self.neg), weight, price, self.counts and k == 0)
                covers = self.covers
                good, wrong = popcount(covers & pos, axis=1), popcount(covers & self.neg, axis=1)
                gains = good - weight * wrong - price * self.prices
                if not len(gains) or gains.max() <= 0:
                    break
                pos &= ~covers[int(np.argmax(gains))]
                if not pos.any():
                    break

    def alternate(self, chosen: Sequence[int], price: float) -> None:
        """Terms for what the others of a choice leave, for each of it."""
        counts = self.counts and len(chosen) <= _FEW_TERMS
        covers = self.covers
        for term in chosen:
            rest = covers[[other for other in chosen if other != term]]
            open_rows = ~np.bitwise_or.reduce(rest, axis=0, initial=np.uint64(0))
            for weight in WEIGHTS:
                if self.budget.over():
                    return
                self.look((self.pos & open_rows, self.neg & open_rows), weight, price, counts)

    # Choices --------------------------------------------------------------------------------

    def value(self, chosen: Sequence[int], price: float) -> float:
        """Wrong rows, and what the terms cost."""
        covered = np.bitwise_or.reduce(self.covers[list(chosen)], axis=0, initial=np.uint64(0))
        wrong = popcount(covered & self.neg) + popcount(~covered & self.pos)
        return float(wrong) + price * float(self.prices[list(chosen)].sum())

    def choose(
        self, price: float, usable: NDArray[np.bool_], starts: Sequence[Sequence[int]] = ()
    ) -> list[int]:
        """Few terms of those that are usable, with few wrong rows."""
        covers = self.covers
        prices = np.where(usable, price * self.prices, _FORBIDDEN)
        tried = [self._improved(covers, prices, start, (1.0,)) for start in starts]
        tried += [self._improved(covers, prices, [], (w, 1.0)) for w in WEIGHTS]
        least, best = min((self.value(chosen, price), chosen) for chosen in tried)
        better = True
        while better and not self.budget.over():
            better = False
            for term in best:
                without = prices.copy()
                without[term] = _FORBIDDEN
                rest = [other for other in best if other != term]
                chosen = self._improved(covers, without, rest, (1.0,))
                if self.value(chosen, price) < least - 1e-9:
                    least, best, better = self.value(chosen, price), chosen, True
                    break
        return best

    def _improved(
        self, covers: Words, prices: Floats, start: Sequence[int], weights: Sequence[float]
    ) -> list[int]:
        """A local optimum for each weight of a wrong row in turn."""
        taken = np.zeros(len(covers), dtype=bool)
        taken[list(start)] = True
        for weight in weights:
            self.budget.count(improve(covers, prices, self.pos, self.neg, weight, taken))
        return [int(k) for k in np.flatnonzero(taken)]


def telling(bits: Words, sides: tuple[Words, Words], most: int) -> Index:
    """At most so many literals: those that alone tell the rows of both sides apart best.

    >>> bits = pack(np.array([[1, 0, 1], [1, 1, 0]], dtype=bool))
    >>> telling(bits, (pack(np.array([1, 1, 0], bool)), pack(np.array([0, 0, 1], bool))), 1)
    array([1])
    """
    if len(bits) <= most:
        return np.arange(len(bits))
    good, bad = (popcount(bits & s, axis=1) / max(1, int(popcount(s))) for s in sides)
    apart = abs(good - bad)
    bar = np.partition(apart, -most)[-most]
    above, level = np.flatnonzero(apart > bar), np.flatnonzero(apart == bar)
    return np.sort(np.concatenate([above, level[: most - len(above)]]))


def chosen_terms(pool: Pool, grid: Sequence[float], *, counts: bool) -> list[list[int]]:
    """A choice from the pool for each price, of conjunctions alone where `counts` is not set."""

    def usable() -> NDArray[np.bool_]:
        return np.array([counts or term.is_conjunction for term in pool.terms], dtype=bool)

    found: list[list[int]] = []
    for price in grid:
        chosen = pool.choose(price, usable(), found[-1:])
        for _ in range(_ALTERNATIONS):
            size = len(pool.terms)
            pool.alternate(chosen, price)
            if len(pool.terms) == size:
                break
            better = pool.choose(price, usable(), [chosen])
            if pool.value(better, price) >= pool.value(chosen, price) - 1e-9:
                break
            chosen = better
        found.append(chosen)
    return [pool.choose(price, usable(), found) for price in grid]
