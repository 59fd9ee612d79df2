"""The chart of primes and rows: essential primes, dominated ones, and Petrick's product."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

Place: TypeAlias = tuple[int, int]  # a row and the number of an output
Product: TypeAlias = frozenset[int]
K = TypeVar("K")

_MOST_PRODUCTS = 5000


class Round(NamedTuple):
    """One round: the chart at its beginning, and what is seen in it.

    `primes` and `places` are what is left then. `taken` are essential primes, each with a place
    that no other holds; `same` places that are held wherever another one is, with that other;
    `less` primes that hold no more than another one, with that other.
    """

    primes: tuple[int, ...]
    places: tuple[Place, ...]
    taken: tuple[tuple[int, Place], ...]
    same: tuple[tuple[Place, Place], ...]
    less: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Chart:
    """Which places each prime holds, and what a choice of each costs beside its number."""

    holds: Sequence[frozenset[Place]]
    costs: Sequence[int]

    def rounds(self) -> tuple[list[Round], list[int], list[Place]]:
        """The rounds, the primes and the places that are left after them."""
        primes = list(range(len(self.holds)))
        places = sorted({place for held in self.holds for place in held}, key=lambda p: p[::-1])
        found: list[Round] = []
        while places:
            one = self._round(primes, places)
            found.append(one)
            taken = {prime for prime, _ in one.taken}
            gone = {place for prime in taken for place in self.holds[prime]}
            gone |= {place for place, _ in one.same}
            primes = [p for p in primes if p not in taken | {prime for prime, _ in one.less}]
            places = [place for place in places if place not in gone]
            if not (one.taken or one.same or one.less):
                break
        return found, [p for p in primes if self.holds[p] & {*places}], places

    def _round(self, primes: Sequence[int], places: Sequence[Place]) -> Round:
        holders = {p: frozenset(k for k in primes if p in self.holds[k]) for p in places}
        taken: dict[int, Place] = {}
        for place, by in holders.items():
            if len(by) == 1:
                taken.setdefault(min(by), place)
        gone = {place for prime in taken for place in self.holds[prime]}
        left = {place: by for place, by in holders.items() if place not in gone}
        same = _dominated(left, lambda one, other: left[other] <= left[one])
        kept = frozenset(left) - same.keys()
        held = {k: self.holds[k] & kept for k in primes if k not in taken}
        held = {k: mine for k, mine in held.items() if mine}
        less = _dominated(
            held,
            lambda one, other: held[one] <= held[other] and self.costs[other] <= self.costs[one],
        )
        listed = tuple((k, taken[k]) for k in sorted(taken))
        return Round(tuple(primes), tuple(places), listed, tuple(same.items()), tuple(less.items()))

    def products(self, primes: Sequence[int], places: Sequence[Place]) -> list[Product] | None:
        """Petrick's product multiplied out, the best products first; None where they are many."""
        found = [frozenset[int]()]
        for place in places:
            by = [k for k in primes if place in self.holds[k]]
            grown = {product | {k} for product in found for k in by if not product & {*by}}
            grown |= {product for product in found if product & {*by}}
            if len(grown) > _MOST_PRODUCTS:
                return None
            found = _absorbed(grown)
        return sorted(found, key=lambda p: (len(p), sum(self.costs[k] for k in p), sorted(p)))


def _dominated(of: Mapping[K, object], lies_in: Callable[[K, K], bool]) -> dict[K, K]:
    """What another one that stays makes superfluous, with that other; of equals the first stays."""
    found: dict[K, K] = {}
    for one in reversed(list(of)):
        for other in of:
            if other != one and other not in found and lies_in(one, other):
                found[one] = other
                break
    return dict(reversed(found.items()))


def _absorbed(products: set[Product]) -> list[Product]:
    """Without the products that have all factors of another one."""
    kept: list[Product] = []
    for product in sorted(products, key=len):
        if not any(other <= product for other in kept):
            kept.append(product)
    return kept
