"""What the nodes of a circuit are to those who look for adders in it.

Where three nodes have both their parity s and their majority m in a circuit, complements allowed,
a + b + c = s + 2 m. So s is replaced by something linear, and where the number that is reduced has
twice as much of m, that disappears. What parity and majority are is read from tables over cuts.
Nodes that are short polynomials of the inputs are those at once, so that what excludes each other
does so early.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from .cuts import Leaves, cuts_of
from .polynomial import (
    ONE,
    Monomial,
    Polynomial,
    add,
    complement,
    of_literal,
    of_table,
    product,
)

_PARITY = {0x96: False, 0x69: True}  # and whether it is the complement
_SHORT, _PRODUCTS = 64, 512  # monomials of a short polynomial, and products to find it


def _majorities() -> dict[int, tuple[int, bool]]:
    """By table: which of the first two are complemented, and whether the majority is."""
    found = {}
    for turned in range(8):
        rows = [row for row in range(8) if (row ^ turned).bit_count() >= 2]
        table = sum(1 << row for row in rows)
        found[table] = (turned ^ 7, True) if turned & 4 else (turned, False)
    return found


_MAJORITY = _majorities()


class Adders:
    """The nodes of a graph of Ands."""

    def __init__(self, inputs: int, first: Sequence[int], second: Sequence[int]) -> None:
        self.inputs, self._first, self._second = inputs, first, second
        self._cuts = cuts_of(inputs, first, second)
        self.sums: dict[int, list[Leaves]] = {}
        self.carries: dict[int, Leaves] = {}
        self._carried: dict[Leaves, list[int]] = {}  # who is a majority of three nodes
        self._summed: dict[Leaves, list[int]] = {}
        self._find()
        self._ranks = self._ranked()

    def _find(self) -> None:
        parities: list[tuple[int, Leaves]] = []
        for node, cuts in enumerate(self._cuts):
            for leaves, table in cuts:
                if len(leaves) == 3 and table in _MAJORITY:
                    self._carried.setdefault(leaves, []).append(node)
                elif len(leaves) == 3 and table in _PARITY:
                    parities.append((node, leaves))
        for node, leaves in parities:
            if leaves in self._carried:
                self.sums.setdefault(node, []).append(leaves)
                self._summed.setdefault(leaves, []).append(node)
        for leaves in self._summed:
            for node in self._carried[leaves]:
                self.carries.setdefault(node, leaves)

    # In what order ------------------------------------------------------------------------------

    def rank(self, node: int) -> float:
        """Sums before the carries beside them, and both after all that reads them."""
        return self._ranks[node]

    def _ranked(self) -> list[float]:
        ranks = [0.0] * len(self._first)
        done = [node <= self.inputs for node in range(len(ranks))]
        for start in range(len(ranks)):
            stack, begun = [start], set()
            while stack:
                node = stack[-1]
                below, step = self._below(node)
                left = [x for x in below if not done[x] and x not in begun]
                if left and node not in begun:
                    begun.add(node)
                    stack += left
                    continue
                stack.pop()
                if not done[node]:
                    ranks[node] = step + max((ranks[x] for x in below), default=0.0)
                    done[node] = True
        return ranks

    def _below(self, node: int) -> tuple[Iterable[int], float]:
        """The nodes that a node comes after, and by how much."""
        if node <= self.inputs:
            return (), 0.0
        if node in self.carries:
            own = self.carries[node]
            others = (x for s in self._summed[own] for leaves in self.sums[s] for x in leaves)
            return {*own, *others} - {node}, 0.5
        if node in self.sums:
            return {x for leaves in self.sums[node] for x in leaves}, 0.75
        return (self._first[node] >> 1, self._second[node] >> 1), 1.0

    # What nodes are -----------------------------------------------------------------------------

    def define(self, node: int, current: Polynomial) -> Polynomial:
        """A node by others: a sum by what is added and a carry, all others by a table."""
        if node in self.sums:
            return self.short(self._sum(node, current))
        if node in self.carries:
            return self.short(of_table(self._table(node, self.carries[node]), self.carries[node]))
        for leaves, table in self._cuts[node]:
            if len(leaves) == 2 and table & 15 in (6, 9):
                return self.short(of_table(table & 15, leaves))
        a, b = of_literal(self._first[node]), of_literal(self._second[node])
        return self.short(product(a, b))

    def _table(self, node: int, leaves: Leaves) -> int:
        return next(table for own, table in self._cuts[node] if own == leaves)

    def _sum(self, node: int, current: Polynomial) -> Polynomial:
        twice = 2 * current.get(frozenset((node,)), 0)

        def fits(leaves: Leaves) -> int:
            """How well the number goes with a carry that is over three nodes."""
            there = [current.get(frozenset((m,)), 0) for m in self._carried[leaves]]
            return 2 if any(x and x in (twice, -twice) for x in there) else int(any(there))

        leaves = max(self.sums[node], key=fits)
        found: Polynomial = {frozenset((x,)): 1 for x in leaves}
        add(found, self._majority(leaves, self._carried[leaves][0]), -2)
        return complement(found) if _PARITY[self._table(node, leaves)] else found

    def _majority(self, leaves: Leaves, node: int) -> Polynomial:
        """The majority of three nodes by a node that is one of them and complements."""
        turned, negated = _MAJORITY[self._table(node, leaves)]
        a, b, c = (frozenset((x,)) for x in leaves)
        own = of_literal(2 * node + negated)
        if turned == 0:
            return own
        if turned == 3:  # 1 - a - b + m
            found: Polynomial = {ONE: -1, a: 1, b: 1}
            add(found, own)
            return found
        found = {c: 1, (b if turned == 1 else a): 1}  # b + c - m, or a + c - m
        add(found, own, -1)
        return found

    # Short ones ---------------------------------------------------------------------------------

    @cached_property
    def _shorts(self) -> list[Polynomial | None]:
        """For each node its polynomial over the inputs, where that is short."""
        found: list[Polynomial | None] = [{}]
        found += [of_literal(2 * node) for node in range(1, 1 + self.inputs)]
        for node in range(1 + self.inputs, len(self._first)):
            found.append(_both(found, self._first[node], self._second[node]))
        return found

    def short(self, given: Polynomial) -> Polynomial:
        """The same with short polynomials in the place of nodes."""
        shorts, found = self._shorts, Polynomial()
        for monomial, value in given.items():
            inner = [x for x in monomial if x > self.inputs and shorts[x] is not None]
            part: Polynomial = {Monomial(monomial.difference(inner)): value}
            for x in inner:
                part = product(part, shorts[x] or {})
            add(found, part)
        return found


def _both(shorts: Sequence[Polynomial | None], a: int, b: int) -> Polynomial | None:
    one, other = shorts[a >> 1], shorts[b >> 1]
    if one is None or other is None:
        return None
    if (1 + len(one)) * (1 + len(other)) > _PRODUCTS:
        return None
    found = product(complement(one) if a & 1 else one, complement(other) if b & 1 else other)
    return found if len(found) <= _SHORT else None
