"""Products taken out of sums of products, as in algebra: a b | a c is a (b | c).

A divisor is found by taking out literals that several products have until none is left that two
have (a kernel of level 0); what it is multiplied with is factored likewise. Cubes are sets of
literals as the bits of a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from logicnet.ground.bits import places
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.tables.cover import Cover

Cubes = list[int]


class GateMaker(Protocol):
    """GateMaker in the making: what makes the literals of products and sums."""

    def both(self, a: int, b: int) -> int:
        """The literal of "a and b"."""

    def either(self, a: int, b: int) -> int:
        """The literal of "a or b"."""

    def conjunction(self, literals: Iterable[int]) -> int:
        """And of many."""

    def disjunction(self, literals: Iterable[int]) -> int:
        """Or of many."""


class _OfCircuit:
    """GateMaker of a circuit, nested ones of one kind taken together."""

    def __init__(self, build: Builder) -> None:
        self.build = build
        self.parts: dict[tuple[str, int], tuple[int, ...]] = {}

    def _joined(self, kind: str, literals: Iterable[int]) -> int:
        parts = tuple(p for x in literals for p in self.parts.get((kind, x), (x,)))
        found = self.build.add(kind, parts)
        self.parts[kind, found] = parts
        return found

    def both(self, a: int, b: int) -> int:
        return self._joined("and", (a, b))

    def either(self, a: int, b: int) -> int:
        return self._joined("or", (a, b))

    def conjunction(self, literals: Iterable[int]) -> int:
        return self._joined("and", literals)

    def disjunction(self, literals: Iterable[int]) -> int:
        return self._joined("or", literals)


def factored_cover(cover: Cover) -> Circuit:
    """The circuit of a cover with common factors taken out, output by output.

    >>> print(factored_cover(Cover.from_cubes(["1-1-", "1--1", "-11-", "-1-1"], inputs="abcd")))
    (a | b) & (c | d)
    """
    build = Builder()
    leaves = dict(zip(cover.inputs, build.leaves(cover.inputs), strict=True))
    products: dict[str, list[list[int]]] = {name: [] for name in cover.outputs}
    for product in cover:
        literals = [leaves[v] ^ (not one) for v, one in product.literals.items()]
        for name in product.on:
            products[name].append(literals)
    gates = _OfCircuit(build)
    return build.circuit({name: factored(gates, each) for name, each in products.items()})


def factored(ands: GateMaker, products: Sequence[Sequence[int]]) -> int:
    """The literal of the sum of products of literals."""
    literals = sorted({x for product in products for x in product})
    place = {x: 1 << k for k, x in enumerate(literals)}
    cubes = sorted({sum({place[x] for x in product}) for product in products})
    return _Factoring(ands, literals).sum(_without_larger(cubes))


def _without_larger(cubes: Cubes) -> Cubes:
    """The cubes that contain no other; all of them where there are very many."""
    if len(cubes) > 2000:
        return cubes
    kept: Cubes = []
    for cube in sorted(cubes, key=int.bit_count):
        if not any(other & cube == other for other in kept):
            kept.append(cube)
    return sorted(kept)


class _Factoring:
    """Ands for sums of cubes over literals."""

    def __init__(self, ands: GateMaker, literals: Sequence[int]) -> None:
        self.ands, self.literals = ands, literals

    def cube(self, cube: int) -> int:
        """The literal of a product."""
        return self.ands.conjunction([self.literals[k] for k in places(cube)])

    def sum(self, cubes: Cubes) -> int:
        """The literal of a sum of cubes."""
        if len(cubes) <= 1 or 0 in cubes:
            return self.cube(cubes[0]) if cubes and 0 not in cubes else int(bool(cubes))
        divisor = self._divisor(cubes)
        if divisor is None:
            return self.ands.disjunction([self.cube(cube) for cube in cubes])
        quotient, _ = _divided(cubes, divisor)
        if len(quotient) == 1:
            return self._by_literal(cubes, quotient[0])
        common = _common(quotient)
        quotient = [cube & ~common for cube in quotient]
        found, rest = _divided(cubes, quotient)
        common = _common(found)
        if common:
            return self._by_literal(cubes, common)
        return self._joined(self.ands.both(self.sum(quotient), self.sum(found)), rest)

    def _by_literal(self, cubes: Cubes, among: int) -> int:
        """With the literal taken out that most cubes have, of those in a cube."""
        best = max(places(among), key=lambda k: (sum(cube >> k & 1 for cube in cubes), -k))
        bit = 1 << best
        within = [cube for cube in cubes if cube & bit]
        rest = [cube for cube in cubes if not cube & bit]
        common = _common(within)
        inner = self.sum([cube & ~common for cube in within])
        return self._joined(self.ands.both(self.cube(common), inner), rest)

    def _joined(self, value: int, rest: Cubes) -> int:
        return self.ands.either(value, self.sum(rest)) if rest else value

    def _divisor(self, cubes: Cubes) -> Cubes | None:
        """A part of the cubes without a literal that is in two, or None where that is all."""
        twice = _in_two(cubes)
        if not twice:
            return None
        while twice:
            counts = _counts(cubes, twice)
            bit = 1 << max(counts, key=lambda k: (counts[k], -k))
            cubes = [cube for cube in cubes if cube & bit]
            common = _common(cubes)
            cubes = [cube & ~common for cube in cubes]
            twice = _in_two(cubes)
        return cubes


def _in_two(cubes: Cubes) -> int:
    """The literals that are in two cubes or more."""
    met, twice = 0, 0
    for cube in cubes:
        twice |= met & cube
        met |= cube
    return twice


def _counts(cubes: Cubes, among: int) -> dict[int, int]:
    """How many cubes have each of some literals."""
    return {k: sum(cube >> k & 1 for cube in cubes) for k in places(among)}


def _common(cubes: Cubes) -> int:
    """The literals that all cubes have."""
    common = -1
    for cube in cubes:
        common &= cube
    return common


def _divided(cubes: Cubes, divisor: Cubes) -> tuple[Cubes, Cubes]:
    """What the divisor is multiplied with, and the cubes that are left."""
    quotient: set[int] | None = None
    for part in divisor:
        found = {cube & ~part for cube in cubes if cube & part == part}
        quotient = found if quotient is None else quotient & found
        if not quotient:
            return [], cubes
    products = {part | cube for part in divisor for cube in quotient or ()}
    return sorted(quotient or ()), [cube for cube in cubes if cube not in products]
