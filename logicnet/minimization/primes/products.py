"""Prime implicants from cubes, for functions too wide for a table.

For an input x, with P0 and P1 the primes of the two cofactors, the primes that do not depend on
x are the maximal ones among the pairwise intersections P0 * P1, and the others are x' P0 and
x P1 as far as no prime without x contains them. A cube of P0 that lies in one of P1 is maximal
itself, so only the rest needs to be paired. The outputs are one more variable: for two halves
of them the pairs intersect in the inputs and unite their outputs. Sub-problems of few live
inputs end in the recurrence over all cubes (`table_primes`), unate ones of one output in
absorption: there the maximal cubes of any cover are its primes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import Words, columns, unpack, used
from logicnet.ground.budget import CALL, Budget
from logicnet.logic.tables.cubes import (
    Cubes,
    cofactor,
    empty,
    from_ternary,
    join,
    literal,
    pack_mask,
    ternary,
    union_rows,
    unique,
)

from .containment import absorb, covered
from .implicants import table_primes

_TABLE = 9  # live inputs from which a sub-problem is left to the recurrence
_LIMIT = 200_000  # primes
_PAIRS = 1 << 25  # pairs that one product may try
_PRODUCT = 60  # work for a product that is not empty


def cube_primes(cubes: Cubes, inputs: int, outputs: int, budget: Budget | None = None) -> Cubes:
    """All primes of the union of the cubes; raises when they are too many, or out of time."""
    return _Recursion(inputs, outputs, budget or Budget()).primes(cubes)


class _Recursion:
    """Fixed widths and the budget, for one run of the recursion."""

    def __init__(self, inputs: int, outputs: int, budget: Budget) -> None:
        self.inputs, self.outputs, self.budget = inputs, outputs, budget

    def primes(self, cubes: Cubes) -> Cubes:
        cubes = absorb(cubes, self.budget.tick)
        if len(cubes) <= 1:
            return cubes
        positive = unpack(cubes.positive, self.inputs).sum(axis=0)
        negative = unpack(cubes.negative, self.inputs).sum(axis=0)
        live = np.flatnonzero(positive + negative)
        served = np.flatnonzero(unpack(cubes.members, self.outputs).any(axis=0))
        if len(live) <= _TABLE and len(served) <= 64:
            return self._table(cubes, live, served)
        both = np.minimum(positive, negative)
        if both.any():
            return self._by_input(cubes, int(np.argmax(both * 1024 + positive + negative)))
        if len(served) == 1:
            return cubes
        return self._by_outputs(cubes, served)

    def _table(self, cubes: Cubes, live: NDArray[np.int64], served: NDArray[np.int64]) -> Cubes:
        """The primes by way of the table over the live inputs and the outputs in use."""
        flags = unpack(cubes.members, self.outputs)[:, served]
        small = from_ternary(ternary(cubes, self.inputs)[:, live], pack_mask(flags))
        care = union_rows(small, columns(len(live)), len(served)) & used(len(live))
        found = table_primes(care, len(live))
        digits = np.full((len(found), self.inputs), 2, dtype=np.uint8)
        digits[:, live] = ternary(found, len(live))
        members = np.zeros((len(found), self.outputs), dtype=bool)
        members[:, served] = unpack(found.members, len(served))
        return from_ternary(digits, pack_mask(members))

    def _by_input(self, cubes: Cubes, i: int) -> Cubes:
        bit = literal(i, cubes.positive.shape[1])
        none = np.zeros_like(bit)
        low = self.primes(cofactor(cubes, none, bit))
        high = self.primes(cofactor(cubes, bit, none))
        free = self._products(low, high)
        low = low[np.flatnonzero(~covered(low, free, self.budget.tick))]
        high = high[np.flatnonzero(~covered(high, free, self.budget.tick))]
        with_low = Cubes(low.positive, low.negative | bit, low.members)
        with_high = Cubes(high.positive | bit, high.negative, high.members)
        return self._checked(join([free, with_low, with_high]))

    def _by_outputs(self, cubes: Cubes, served: NDArray[np.int64]) -> Cubes:
        half = np.zeros((1, self.outputs), dtype=bool)
        half[0, served[: len(served) // 2]] = True
        mask = pack_mask(half)[0]
        first, second = (self.primes(_serving(cubes, side)) for side in (mask, ~mask))
        both = self._checked(absorb(self._pairs(first, second, unite=True), self.budget.tick))
        alone = [
            part[np.flatnonzero(~covered(part, both, self.budget.tick))] for part in (first, second)
        ]
        return self._checked(join([both, *alone]))

    def _products(self, a: Cubes, b: Cubes) -> Cubes:
        """The maximal pairwise intersections."""
        inside_a, inside_b = covered(a, b, self.budget.tick), covered(b, a, self.budget.tick)
        kept = unique(join([a[np.flatnonzero(inside_a)], b[np.flatnonzero(inside_b)]]))
        rest = self._pairs(a[np.flatnonzero(~inside_a)], b[np.flatnonzero(~inside_b)], False)
        rest = rest[np.flatnonzero(~covered(rest, kept, self.budget.tick))]
        return self._checked(join([kept, absorb(rest, self.budget.tick)]))

    def _pairs(self, a: Cubes, b: Cubes, unite: bool) -> Cubes:
        if len(a) * len(b) > _PAIRS:
            raise LimitError(f"primes: {len(a)} x {len(b)} products exceed the limit of {_PAIRS}")
        found = [empty(self.inputs, self.outputs)]
        step = max(1, (1 << 20) // max(1, len(b)))
        for start in range(0, len(a), step):
            part = a[start : start + step]
            self.budget.tick(4 * len(part) * len(b) + CALL)
            clash = np.zeros((len(part), len(b)), dtype=bool)
            for w in range(part.positive.shape[1]):
                clash |= (part.positive[:, w, None] & b.negative[None, :, w]) != 0
                clash |= (part.negative[:, w, None] & b.positive[None, :, w]) != 0
            i, j = np.nonzero(~clash)
            self.budget.tick(_PRODUCT * len(i))
            left, right = part.members[i], b.members[j]
            members = left | right if unite else left & right
            keep = np.flatnonzero(members.any(axis=1))
            i, j = i[keep], j[keep]
            positive = part.positive[i] | b.positive[j]
            found.append(unique(Cubes(positive, part.negative[i] | b.negative[j], members[keep])))
        return unique(join(found))

    def _checked(self, cubes: Cubes) -> Cubes:
        if len(cubes) > _LIMIT:
            raise LimitError(f"primes: more than the limit of {_LIMIT} prime implicants")
        self.budget.tick(5 * CALL + 20 * len(cubes))
        return cubes


def _serving(cubes: Cubes, outputs: Words) -> Cubes:
    """The cubes with only these of their outputs, as far as there are any."""
    members = cubes.members & outputs
    inside = np.flatnonzero(members.any(axis=1))
    return Cubes(cubes.positive[inside], cubes.negative[inside], members[inside])
