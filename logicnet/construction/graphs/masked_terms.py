"""Sums of data with conditions, where a datum with several conditions is taken once for two sums.

Let d have the condition a in one sum and b in another. The unit [d (a or b)] serves both: the first
sum reads it but where b lets through what a does not, beside terms whose conditions are apart from
that, and later terms come on top:

    z | ((d (a or b) | e c) & ~(b & ~a)),    c apart from b & ~a,

which is one unit of z, of d (a or b), e, c and the mask. So a sum takes as many **levels** as it
has terms of its own, and those that it shares come for nothing where they fit into one of these.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple, Protocol

_LEAST_GAIN = 4  # units, from which on conditions are joined: their union and two masks are made


class Both(Protocol):
    """The decision diagram of "and" of two."""

    def __call__(self, a: int, b: int, /) -> int:
        """Its literal."""


class DatumTerm(NamedTuple):
    """A datum (a literal) that a sum has under a condition, and where it may have it at most."""

    datum: int
    condition: int
    most: int


class Level(NamedTuple):
    """Data under unions of conditions, terms of one's own, and where none of them passes."""

    shared: list[tuple[int, int]]  # data and unions
    own: list[tuple[int, int]]  # data and conditions
    mask: int


Placed = tuple[list[int], list[int], int]  # numbers of shared terms and others, and the mask


class MaskedSums:
    """Sums of terms, which may share them in pairs."""

    def __init__(self, sums: Sequence[Sequence[DatumTerm]], both: Both) -> None:
        self.sums, self.both = sums, both
        self.uses = Counter(term[:2] for terms in sums for term in terms)
        self.unions: dict[tuple[int, int], int] = {}  # of a sum and a term

    def levels(self, number: int) -> list[Level]:
        """The levels of a sum, one for each term of its own at least."""
        terms = self.sums[number]
        own = [k for k in range(len(terms)) if (number, k) not in self.unions]
        found: list[Placed] = [([], [k], 0) for k in own if self.uses[terms[k][:2]] == 1]
        free = [terms[k][:2] for k in own if self.uses[terms[k][:2]] > 1]
        for k, term in enumerate(terms):
            if (number, k) in self.unions:
                self._place(terms, k, self.both(self.unions[number, k], term.most ^ 1), found)
        levels = [
            Level(
                [(terms[k].datum, self.unions[number, k]) for k in shared],
                [terms[k][:2] for k in alone],
                mask,
            )
            for shared, alone, mask in found
        ]
        return [Level([], free, 0), *levels] if free else levels

    def _place(self, terms: Sequence[DatumTerm], k: int, mask: int, levels: list[Placed]) -> None:
        """Put a shared term on a level that its mask leaves alone, and that leaves it alone."""
        for at, (shared, own, masked) in enumerate(levels):
            apart = not self.both(masked, terms[k].condition)
            if apart and not any(self.both(mask, terms[j].condition) for j in (*shared, *own)):
                levels[at] = [*shared, k], own, self._either(masked, mask)
                return
        levels.append(([k], [], mask))

    def _either(self, a: int, b: int) -> int:
        return self.both(a ^ 1, b ^ 1) ^ 1

    def share(self) -> None:
        """Take data under two conditions together, pairs of conditions that many have first."""
        tried: set[tuple[int, int]] = set()
        while True:
            places = self._pairs()
            pairs = [pair for pair in places if pair not in tried]
            pairs.sort(key=lambda pair: (-len(places[pair]), pair))
            if not pairs or len(places[pairs[0]]) < _LEAST_GAIN:
                return
            tried.add(pairs[0])
            self._share(pairs[0], places[pairs[0]])

    def _pairs(self) -> dict[tuple[int, int], list[tuple[int, int, int, int]]]:
        """Where the same datum is there under two conditions, in two sums, by these conditions."""
        by_datum = defaultdict(list)
        for number, terms in enumerate(self.sums):
            for k, term in enumerate(terms):
                if (number, k) not in self.unions and self.uses[term[:2]] == 1:
                    by_datum[term.datum].append((number, k, term.condition))
        found = defaultdict(list)
        for met in by_datum.values():
            for i, (one, k, a) in enumerate(met):
                for other, m, b in met[i + 1 :]:
                    if one != other and a != b:
                        place = (one, k, other, m) if a < b else (other, m, one, k)
                        found[min(a, b), max(a, b)].append(place)
        return found

    def _share(self, pair: tuple[int, int], places: Sequence[tuple[int, int, int, int]]) -> None:
        """Share under two conditions where that spares a level in both sums, if it does often."""
        union, gain, before = self._either(*pair), 0, dict(self.unions)
        for one, k, other, m in places:
            if (one, k) in self.unions or (other, m) in self.unions:
                continue
            costs = len(self.levels(one)), len(self.levels(other))
            self.unions[one, k] = self.unions[other, m] = union
            if len(self.levels(one)) < costs[0] and len(self.levels(other)) < costs[1]:
                gain += 1
            else:
                del self.unions[one, k], self.unions[other, m]
        if gain < _LEAST_GAIN:
            self.unions = before
