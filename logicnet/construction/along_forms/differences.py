"""Whole linear forms on which functions depend, found in their rows by differences.

If ``f(x + d) = f(x)`` wherever both rows exist, a form L with w.d = 0 may be what f depends on. All
d with up to three entries -1 and 1 are looked at. Those with two say that weights are equal or
opposite; those with three are taken as long as no weight has to be 0, in a few orders, since
functions of a form modulo k hold more of them than any form can have, and a range may hold one
that is none of its form by chance. The weights are small combinations of what solves these
equations, improved a step at a time: two rows of one sum with different values are worst, then
changes along the form count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import gcd, lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.recognition import Cube
from logicnet.ground.budget import CALL, Budget

from .blocks import sums_of

_CLASH = 1000  # changes that two values of one sum are as bad as
_ORDERS = 6
_MOST_DOUBTED = 24  # relations of three inputs of which one may be left out
MOST_FREE = 6  # weights that may be chosen
_MOST, _MOST_BEGUN = 1 << 20, 1 << 40  # of a weight that is improved, and of one by powers
_STEPS = 300  # of one improvement
_STEP = 1, -1, 2, -2  # of one factor
_RATIO = 5  # of two parts

Weights = tuple[int, ...]
Relation = tuple[tuple[int, int], ...]  # inputs, and 1 or -1


class KnownRows(NamedTuple):
    """What is known of outputs: some rows, or all of them where none are listed."""

    rows: NDArray[np.float64] | None
    on: NDArray[np.bool_]
    care: NDArray[np.bool_]

    @classmethod
    def of_rows(
        cls, rows: NDArray[np.bool_], on: NDArray[np.bool_], care: NDArray[np.bool_]
    ) -> KnownRows:
        """The outputs at some rows."""
        return cls(rows.astype(np.float64), on, care)

    def sums(self, weights: Sequence[int]) -> NDArray[np.int64]:
        """A form at each row; as floats sums are exact, and sooner made."""
        if self.rows is None:
            return sums_of(weights)
        if sum(map(abs, weights)) >= 1 << 53:
            return self.rows.astype(np.int64) @ np.array(weights, dtype=np.int64)
        return (self.rows @ np.array(weights, dtype=np.float64)).astype(np.int64)


def forms(on: Cube, care: Cube, budget: Budget) -> Iterator[Weights]:
    """Forms that tell the outputs, `on` and `care` being outputs by inputs, each form once.

    >>> near = np.abs(np.subtract.outer(np.arange(8), np.arange(8))) <= 1
    >>> cube = near.reshape((1,) + (2,) * 6)
    >>> next(forms(cube, np.ones_like(cube), Budget()))
    (4, 2, 1, -4, -2, -1)
    """
    n = on.ndim - 1
    relations = [each for each in _relations(n) if _holds(on, care, each)]
    budget.count(float(on.size * n * n))
    classes = [each for each in relations if len(each) < 3]
    others = [each for each in relations if len(each) == 3]
    known: set[Weights] = set()
    for some in consistent(others, known, budget.seed):
        basis = solutions(classes, some, n)
        if 0 < len(basis) <= MOST_FREE:
            told = KnownRows(None, on.reshape(len(on), -1), care.reshape(len(care), -1))
            cost, found = best(basis, told, budget)
            tells = 2 * len(np.unique(sums_of(found))) <= told.on.shape[1]  # not most rows apart
            if tells and not cost[0] and found not in known:
                known.add(found)
                yield found
        if budget.over():
            return


def consistent(
    relations: Sequence[Relation], found: Collection[Weights], seed: int
) -> Iterator[Sequence[Relation]]:
    """Relations in a few orders, and where no form came of these, all but one of them."""
    rng, order = np.random.default_rng(seed), relations
    for _ in range(_ORDERS if relations else 1):
        yield order
        order = [order[k] for k in rng.permutation(len(order)).tolist()]
    if not found and len(relations) <= _MOST_DOUBTED:
        for k in range(len(relations)):
            yield [*relations[:k], *relations[k + 1 :]]


def _relations(n: int) -> Iterator[Relation]:
    for size in (2, 3):
        for chosen in combinations(range(n), size):
            for signs in product((1, -1), repeat=size - 1):
                yield tuple(zip(chosen, (1, *signs), strict=True))


def _holds(on: Cube, care: Cube, relation: Relation) -> bool:
    """Whether the step never changes a value; where all are alike, that tells nothing."""
    start: list[int | slice] = [slice(None)] * on.ndim
    end = list(start)
    for i, sign in relation:
        start[i + 1], end[i + 1] = (0, 1) if sign > 0 else (1, 0)
    before, after = tuple(start), tuple(end)
    both = care[before] & care[after]
    told = (on[before] & both).any() and (~on[before] & both).any()
    return bool(told) and not ((on[before] ^ on[after]) & both).any()


# Weights that solve the equations ---------------------------------------------------------------


def solutions(classes: Sequence[Relation], others: Sequence[Relation], n: int) -> list[Weights]:
    """A basis of the forms for which the relations hold, without those that leave an input out."""
    rows: list[list[Fraction]] = []
    for relation in [*classes, *others]:
        if len(rows) == n - 1:
            break
        row = [Fraction(0)] * n
        for i, sign in relation:
            row[i] = Fraction(sign)
        more = _reduced(rows, row)
        if all(sum(map(bool, known)) > 1 for known in more):  # else a weight would be 0
            rows = more
    return _kernel(rows, n)


def _reduced(rows: list[list[Fraction]], row: list[Fraction]) -> list[list[Fraction]]:
    """The equations in reduced form with one more, or the very same where it follows from them."""
    for known in rows:
        pivot = next(i for i, v in enumerate(known) if v)
        row = [a - row[pivot] * b for a, b in zip(row, known, strict=True)]
    pivot = next((i for i, v in enumerate(row) if v), -1)
    if pivot < 0:
        return rows
    row = [v / row[pivot] for v in row]
    cleared = [[a - known[pivot] * b for a, b in zip(known, row, strict=True)] for known in rows]
    return [*cleared, row]


def _kernel(rows: list[list[Fraction]], n: int) -> list[Weights]:
    """Whole vectors that span what solves reduced equations."""
    pivots = {next(i for i, v in enumerate(row) if v): row for row in rows}
    basis = []
    for free in range(n):
        if free not in pivots:
            vector = [-pivots[i][free] if i in pivots else Fraction(i == free) for i in range(n)]
            unit = lcm(*(v.denominator for v in vector))
            basis.append(tuple(int(v * unit) for v in vector))
    return basis


# The best combination ---------------------------------------------------------------------------


Cost = tuple[int, int, int]  # clashes, changes, the sum of all weights


def best(basis: Sequence[Weights], told: KnownRows, budget: Budget) -> tuple[Cost, Weights]:
    """The combination of the basis with fewest clashes, then changes, and how many these are."""
    columns = np.array(basis, dtype=np.int64)
    climbed = [_climbed(np.array(start), columns, told, budget) for start in sorted(_starts(basis))]
    cost, factors = min(climbed, key=lambda found: found[0])
    return cost, _reduced_weights(factors @ columns)


def plain(basis: Sequence[Weights], told: KnownRows, budget: Budget) -> list[tuple[Cost, Weights]]:
    """Combinations by powers, or of two by small ratios, and each with one part negated."""
    columns, starts = np.array(basis, dtype=np.int64), _starts(basis)
    if len(basis) == 2:
        starts |= set(product(range(1, _RATIO + 1), repeat=2))
    signs = 1 - 2 * np.eye(len(basis) + 1, len(basis), -1, dtype=np.int64)
    found = {_reduced_weights(start * sign @ columns) for start in starts for sign in signs}
    costs = [(_score(np.array(weights), told, budget), weights) for weights in found]
    return sorted(costs, key=lambda one: one[0][::-1])


def _reduced_weights(weights: NDArray[np.int64]) -> Weights:
    divisor = gcd(*weights.tolist()) * (1 if weights[np.flatnonzero(weights)[0]] > 0 else -1)
    return tuple((weights // divisor).tolist())


def _starts(basis: Sequence[Weights]) -> set[Weights]:
    """Factors to begin with: powers, and such that weights go on where those before them end."""
    starts = {tuple(base**k for k in range(len(basis))) for base in (1, 2, 3)}
    for base in (2, 3):
        for turned in (1, -1):
            found, largest = [], 0
            for vector in basis[::turned]:
                least = min(abs(w) for w in vector if w)
                found.append(max(1, -(-base * largest // least)))
                largest = max(largest, found[-1] * max(map(abs, vector)))
            if largest <= _MOST_BEGUN:
                starts.add(tuple(found[::turned]))
    return starts


def _climbed(
    factors: NDArray[np.int64],
    columns: NDArray[np.int64],
    told: KnownRows,
    budget: Budget,
) -> tuple[Cost, NDArray[np.int64]]:
    """Factors of the basis, improved one at a time: clashes, changes, and their sum."""
    best, steps = _score(factors @ columns, told, budget), _STEPS
    improved = 1 < len(factors) <= MOST_FREE
    while improved:
        improved = False
        for trial in _near(factors):
            steps -= 1
            if steps < 0 or budget.over():
                return best, factors
            if not trial.all() or np.abs(trial @ columns).max() > _MOST:
                continue
            found = _score(trial @ columns, told, budget)
            if found < best:
                best, factors, improved = found, trial, True
                break
    return best, factors


def _near(factors: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """One factor otherwise, or two exchanged; where there are many, one negated."""
    if len(factors) > MOST_FREE:
        yield from factors * (1 - 2 * np.eye(len(factors), dtype=np.int64))
        return
    for k in range(len(factors)):
        for value in (*(factors[k] + step for step in _STEP), -factors[k], 2 * factors[k]):
            trial = factors.copy()
            trial[k] = value
            yield trial
    for j, k in combinations(range(len(factors)), 2):
        trial = factors.copy()
        trial[[j, k]] = factors[[k, j]]
        yield trial


def _score(
    weights: NDArray[np.int64],
    told: KnownRows,
    budget: Budget,
) -> Cost:
    """How many sums have two values, the changes along the form, and its size."""
    sums, clashes, changes = told.sums(weights.tolist()), 0, 0
    for on, care in zip(told.on, told.care, strict=True):
        keys = np.unique(2 * sums[care] + on[care])
        other = (keys[1:] ^ keys[:-1]) & 1 > 0
        same = keys[1:] >> 1 == keys[:-1] >> 1
        clashes += int((other & same).sum())
        changes += int((other & ~same).sum())
    budget.count(CALL / 2 + 20.0 * told.on.size)
    return clashes, changes, int(np.abs(weights).sum())
