"""Proofs by cases, where weights on points alone do not show how many primes are needed.

Either some chosen prime holds none of the points that a first proof speaks of: then it shows how
many there are beside that one. Or each chosen prime holds one of these points, and a second proof
has fewer primes to look at. Both may be by cases again. It is branching on a prime, in or out, in
the relaxed program, stated by points alone: whatever holds, of the points at hand, no more than
that prime is out with it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.minimization.incidence.matrices import Index, Matrix

from .weights import Relaxed, Weights, blocks_of, relaxed

_LEAVES = 32  # weights of one proof; more make files that nobody wants to check
_SHARE = 0.5  # of the time left, for the cases of one block
_TRIED = 8  # primes of which the one that proves most in both cases is taken
_WHOLE = 1e-6


class Cases(NamedTuple):
    """Two proofs; the second is for primes that hold a point of the first each."""

    first: Weights | Cases
    second: Weights | Cases

    @property
    def points(self) -> Index:
        """Numbers of the points that they speak of."""
        return np.union1d(self.first.points, self.second.points)

    @property
    def terms(self) -> int:
        """Primes that the points need."""
        return min(1 + self.first.terms, self.second.terms)


def parts_of(matrix: Matrix, wanted: int, budget: Budget) -> list[Weights | Cases]:
    """Parts that no prime joins, of points (rows) and primes (columns); by cases if need be.

    By cases where these prove as much as is `wanted`: a file is not made long for less.
    """
    single, blocks = blocks_of(matrix, budget)
    parts: list[Weights | Cases] = list(single)
    missing = wanted - len(single) - sum(block.part.terms for block in blocks)
    for rows, block, root in blocks:
        part = by_cases(block, root, root.terms + missing, budget.share(_SHARE))
        missing -= part.terms - root.terms
        parts.append(numbered(part, rows))
    if missing > 0:
        return [*single, *(numbered(root, rows) for rows, _, root in blocks)]
    return parts


def numbered(part: Weights | Cases, rows: Index) -> Weights | Cases:
    """The part with numbers of other points for its own."""
    if isinstance(part, Cases):
        return Cases(numbered(part.first, rows), numbered(part.second, rows))
    return part._replace(points=rows[part.points])


def by_cases(block: Matrix, root: Weights, wanted: int, budget: Budget) -> Weights | Cases:
    """The best proof for the points of a block, whose weights are `root`; `wanted` is enough."""
    held = block.csr().T.tocsr()
    best: Weights | Cases = root
    points, primes = np.arange(held.shape[1]), np.arange(held.shape[0])
    with suppress(OutOfBudget):
        while best.terms < wanted:
            found = _Search(held, budget).proof(points, primes, best.terms + 1)
            if found is None:
                break
            best = found
    return best


class _Search:
    """The search for a proof of a number of primes, within a number of weights."""

    def __init__(self, held: Any, budget: Budget) -> None:
        self.held, self.budget, self.left = held, budget, _LEAVES

    def proof(self, points: Index, primes: Index, target: int) -> Weights | Cases | None:
        """That the points need `target` of the primes; None where they do not, or it is long."""
        held = self.held[primes][:, points]
        bare = np.flatnonzero(held.sum(axis=0) == 0)
        if len(bare):
            self.left -= 1
            return Weights(points[bare[:1]], np.array([target]), 1)
        found = relaxed(held, self.budget)
        if found.part.terms >= target:
            self.left -= 1
            return found.part._replace(points=points[found.part.points])
        open_ones = np.flatnonzero(np.abs(found.chosen - 0.5) < 0.5 - _WHOLE)
        if not len(open_ones) or self.left < 2:
            return None
        order = np.argsort(np.abs(found.chosen[open_ones] - 0.5), kind="stable")
        tried = open_ones[order][:_TRIED]
        best = max(tried.tolist(), key=lambda prime: self._gain(held, prime, found, target))
        return self._both(points, primes, int(primes[best]), target)

    def _gain(self, held: Any, prime: int, found: Relaxed, target: int) -> float:
        """How much both cases gain, towards the target."""
        outside = np.setdiff1d(np.arange(held.shape[1]), held[[prime]].indices)
        without = np.delete(np.arange(held.shape[0]), prime)
        gains = []
        for more, part in ((1, held[:, outside]), (0, held[without])):
            if not part.shape[1]:
                return 0.0
            covered = bool((part.sum(axis=0) > 0).all())
            value = relaxed(part, self.budget).value + more if covered else target
            gains.append(max(min(value, target) - found.value, _WHOLE))
        return float(np.prod(gains))

    def _both(self, points: Index, primes: Index, prime: int, target: int) -> Cases | None:
        """The proofs with a prime and without it."""
        outside = np.setdiff1d(points, self.held[[prime]].indices)
        first = self.proof(outside, primes, target - 1) if len(outside) else None
        if first is None:
            return None
        holding = self.held[primes][:, first.points].sum(axis=1) > 0
        second = self.proof(points, primes[holding], target)
        return None if second is None else Cases(first, second)
