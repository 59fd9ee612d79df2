"""What wrong rows and the price of length come to at least, over all rules that are ORs of ANDs.

A covering program: each row that is wanted is covered by a term or is wrong. A row that is not
wanted is wrong once, however many terms cover it; no rule that is as good as the one at hand has
more than K terms, so a term pays 1/K for each such row, and terms that alone cost more than that
rule are left out. The linear relaxation is solved by column generation: the term of greatest
value for the current duals is sought by branching, and what it is worth, at most, times K, is what
the relaxation over all terms can lie below that over the terms at hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, pack, popcount
from logicnet.ground.budget import Budget

from .pool import Pool
from .pricing_kernel import best_conjunctions
from .terms import Floats, Sample, Term, TermRule

_ROUNDS, _FOUND, _START = 80, 24, 300
_TIGHT = 1e-6


def lower_bound(sample: Sample, rule: TermRule, price: float, work: float) -> float:
    """A bound for rules of conjunctions, or of the negation where that is the rule's form."""
    if rule.is_negated:
        sample = sample.negated()
    rows = int(sample.wanted.sum())
    upper = min(sample.wrong(TermRule(rule.terms)) + price * rule.price(sample.prices), float(rows))
    least = price * (1 + sample.prices.min(initial=1.0))
    if not rows or upper <= least:  # no term pays, or the constant rule is all there is
        return float(min(rows, upper))
    terms = max(1, int(upper / least + _TIGHT))
    return min(upper, _Program(sample, rule, price, upper, terms).bound(work))


class _Program:
    """The covering program over the terms so far."""

    def __init__(
        self, sample: Sample, rule: TermRule, price: float, upper: float, terms: int
    ) -> None:
        self.sample, self.price, self.upper, self.most_terms = sample, price, upper, terms
        self.pos, self.neg = pack(sample.wanted), pack(~sample.wanted)
        wanted = np.flatnonzero(sample.wanted)
        _, first, place, counts = np.unique(
            sample.values[:, wanted], axis=1, return_index=True, return_inverse=True,
            return_counts=True,
        )  # fmt: skip
        self.rows, self.places, self.counts = wanted[first], place.ravel(), counts
        self.wanted = wanted
        pool = Pool(sample, Budget(work=2e8), counts=False)
        pool.add(rule.terms)
        pool.cover(price)
        costs = self._costs(pool.covers, pool.prices)
        order = np.argsort(costs, kind="stable")[:_START]
        self.terms: dict[Term, None] = dict.fromkeys(pool.terms[k] for k in order.tolist())

    def _costs(self, covers: Words, prices: Floats) -> Floats:
        wrong = popcount(covers & self.neg, axis=1)
        return np.asarray(wrong / self.most_terms + self.price * prices)

    def bound(self, work: float) -> float:
        """The greatest bound of the rounds that the work allows."""
        found = 0.0
        for _ in range(_ROUNDS):
            duals = self._duals()
            worth = np.zeros(64 * len(self.pos))
            worth[self.wanted] = (duals / self.counts)[self.places]
            before = len(self.terms)
            rows, _, most, work = best_conjunctions(
                self.sample.bits, self.price * self.sample.prices, self.price, worth,
                (self.pos, self.neg), (1 / self.most_terms, self.upper + _TIGHT), _FOUND, int(work),
            )  # fmt: skip
            found = max(found, float(duals.sum() - self.most_terms * most))
            self.terms |= {Term.all_of(tuple(np.flatnonzero(row).tolist())): None for row in rows}
            if len(self.terms) == before or work < 0:
                break
        return found

    def _duals(self) -> NDArray[np.float64]:
        """What a row more or less would change, for each kind of row that is wanted."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, hstack, identity

        holds = np.array([term.holds(self.sample.values) for term in self.terms])
        prices = np.array([term.price(self.sample.prices) for term in self.terms])
        costs = self._costs(pack(holds), prices)
        cover = csr_array(holds[:, self.rows].T.astype(np.float64))
        matrix: Any = hstack([identity(len(self.rows)), cover])
        found = linprog(
            np.concatenate([self.counts, costs]), A_ub=-matrix, b_ub=-np.ones(len(self.rows)),
            method="highs",
        )  # fmt: skip
        return np.asarray(np.clip(-found.ineqlin.marginals, 0, self.counts))
