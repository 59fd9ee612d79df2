"""Fewer terms of an exclusive sum: pairs that are near each other are linked in other ways.

A cube is a word: two bits for each input, 1 for ~x, 2 for x, 3 for neither, then a bit for each
output. So of two different parts the exclusive or is the third, and two cubes that differ in one
part are one cube. Two that differ in two parts are two other cubes, in two ways; in three parts,
three cubes in six ways. A link is worth while where what it makes is equal to, or one part away
from, other cubes (Song and Perkowski's exorlink).
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import popcount
from logicnet.ground.budget import CALL, Budget, OutOfBudget

Codes = NDArray[np.uint64]

_IDLE = 80  # rounds without fewer terms
_ONE = np.uint64(1)


class Exorlink:
    """Cubes of so many inputs, and what the search knows of words."""

    def __init__(self, inputs: int, budget: Budget) -> None:
        self.inputs, self.budget = inputs, budget
        self.shift = np.uint64(2 * inputs)
        self.low = np.uint64(sum(1 << 2 * i for i in range(inputs)))
        self.rng = np.random.default_rng(budget.seed)

    def distances(self, some: Codes, others: Codes) -> NDArray[np.int64]:
        """Matrix: in how many parts each of some differs from each of others."""
        self.budget.tick(CALL + 8.0 * len(some) * len(others))
        differ = some[:, None] ^ others[None]
        inside = (differ | differ >> _ONE) & self.low
        return np.asarray(popcount(inside[..., None], axis=-1) + ((differ >> self.shift) != 0))

    def literals(self, codes: Codes) -> int:
        """Inputs that the cubes read, together."""
        read = (codes ^ codes >> _ONE) & self.low
        return int(popcount(read))

    def inserted(self, codes: Codes, more: Codes) -> Codes:
        """The sum with more cubes, each joined with those that it is equal or near to."""
        for code in more:
            while True:
                apart = self.distances(code[None], codes)[0]
                near = np.flatnonzero(apart <= 1)
                if not len(near):
                    codes = np.append(codes, code)
                    break
                k = near[np.argmin(apart[near])]
                differ = code ^ codes[k]
                codes = np.delete(codes, k)
                if not differ:
                    break
                code = (code & ~self._field(differ)) | differ
        return codes

    def _field(self, differ: np.uint64) -> np.uint64:
        """The whole part of which some bits are given."""
        if differ >> self.shift:
            return ~((_ONE << self.shift) - _ONE)
        low = (differ | differ >> _ONE) & self.low
        return np.uint64(low | low << _ONE)

    def links(self, a: np.uint64, b: np.uint64) -> list[Codes]:
        """The other ways to write two cubes that differ in two or three parts."""
        fields, left = [], a ^ b
        while left:
            bit = left & (~left + _ONE)
            fields.append(self._field(bit))
            left &= ~fields[-1]
        found = []
        for order in permutations(fields):
            cubes, done = [], np.uint64(0)
            for field in order:
                rest = ~(done | field)
                cubes.append((b & done) | ((a ^ b) & field) | (a & rest))
                done |= field
            found.append(np.array(cubes, dtype=np.uint64))
        return found

    def minimized(self, codes: Codes, bound: int) -> Codes:
        """Fewer cubes of the same sum, as long as that goes on; none below the bound."""
        best, idle = codes, 0
        try:
            best = codes = self.inserted(codes[:0], codes)
            while idle < _IDLE * self.budget.patience and len(best) > bound:
                codes = self._round(codes, 2 if idle % 4 else 3)
                better = (len(codes), self.literals(codes)) < (len(best), self.literals(best))
                idle = 0 if len(codes) < len(best) else idle + 1
                best = codes if better else best
                if len(codes) > len(best) + 2:
                    codes = best
        except OutOfBudget:
            pass
        return best

    def _round(self, codes: Codes, most: int) -> Codes:
        """Each cube linked once with a near one, where that does not make more."""
        for code in self.rng.permutation(codes):
            where = np.flatnonzero(codes == code)
            if not len(where):
                continue
            apart = self.distances(code[None], codes)[0]
            near = np.flatnonzero((apart > 1) & (apart <= most))
            codes = self._linked(codes, int(where[0]), self.rng.permutation(near))
        return codes

    def _linked(self, codes: Codes, k: int, near: NDArray[np.int64]) -> Codes:
        """A link that makes fewer cubes, else one that makes as many, at random, or none."""
        other: Codes | None = None
        for j in near.tolist():
            rest = np.delete(codes, [k, j])
            for link in self.links(codes[k], codes[j]):
                near_rest = (self.distances(link, rest) <= 1).any(axis=1) if len(rest) else link < 0
                gain = int(near_rest.sum()) - (len(link) - 2)
                if gain > 0:
                    return self.inserted(rest, link)
                if gain == 0 and (other is None or self.rng.random() < 0.3):
                    other = np.append(rest, link) if len(link) == 2 else self.inserted(rest, link)
        return codes if other is None else other
