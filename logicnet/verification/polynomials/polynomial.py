"""Polynomials of values that are 0 or 1, with whole coefficients, and how they are reduced.

A monomial is a set of nodes, as x * x = x. Each function of 0 and 1 is one such polynomial of the
inputs and no other, also modulo a power of two, so that two numbers are equal everywhere if and
only if their polynomials over the inputs are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Protocol

Monomial = frozenset[int]
Polynomial = dict[Monomial, int]
Tick = Callable[[float], None]
ONE: Monomial = frozenset()
_WORK = 400.0  # of one product of monomials


class Irreducible(Exception):
    """A number is not reduced: a node says nothing, or there are too many monomials."""


class Definitions(Protocol):
    """What nodes above the inputs are, each by others that come before it."""

    inputs: int  # node 0 is false, then come these

    def rank(self, node: int) -> float:
        """Nodes of a high rank are replaced first."""

    def short(self, given: Polynomial) -> Polynomial:
        """The same where nodes that are short polynomials of the inputs are these."""

    def define(self, node: int, current: Polynomial) -> Polynomial:
        """A node as a polynomial of others, chosen in view of the number that it is in."""


def add(total: Polynomial, other: Polynomial, factor: int = 1) -> None:
    """Add a multiple of a polynomial to one that is changed."""
    for monomial, value in other.items():
        left = total.get(monomial, 0) + factor * value
        if left:
            total[monomial] = left
        else:
            total.pop(monomial, None)


def product(one: Polynomial, other: Polynomial) -> Polynomial:
    """The product of two polynomials."""
    found: Polynomial = {}
    for a, x in one.items():
        for b, y in other.items():
            both = a | b
            found[both] = found.get(both, 0) + x * y
    return {monomial: value for monomial, value in found.items() if value}


def of_literal(literal: int) -> Polynomial:
    """A node, or one minus it; literals are 2 * node, plus 1 for the complement."""
    if literal <= 1:
        return {ONE: 1} if literal else {}
    if literal & 1:
        return {ONE: 1, frozenset((literal >> 1,)): -1}
    return {frozenset((literal >> 1,)): 1}


def complement(given: Polynomial) -> Polynomial:
    """One minus a polynomial."""
    found = {ONE: 1}
    add(found, given, -1)
    return found


def of_table(table: int, nodes: Sequence[int]) -> Polynomial:
    """The function of a few nodes whose value in row r, bit k that of node k, is bit r.

    >>> sorted((sorted(m), c) for m, c in of_table(0b0110, [5, 7]).items())
    [([5], 1), ([5, 7], -2), ([7], 1)]
    """
    values = [table >> row & 1 for row in range(1 << len(nodes))]
    for k in range(len(nodes)):
        for row in range(len(values)):
            if row >> k & 1:
                values[row] -= values[row ^ 1 << k]
    return {
        frozenset(node for k, node in enumerate(nodes) if row >> k & 1): value
        for row, value in enumerate(values)
        if value
    }


class _Number:
    """A number that is being reduced, with the monomials that each node is in."""

    def __init__(self, modulus: int, of: Definitions) -> None:
        self.modulus, self.of = modulus, of
        self.terms: Polynomial = {}
        self.within: dict[int, set[Monomial]] = {}
        self.waiting: list[tuple[float, int]] = []

    def add(self, monomial: Monomial, value: int) -> None:
        """Add a monomial."""
        known = self.terms.get(monomial)
        left = (value if known is None else known + value) % self.modulus
        if left:
            self.terms[monomial] = left
            if known is None:
                self._enter(monomial)
        elif known is not None:
            self._remove(monomial)

    def _enter(self, monomial: Monomial) -> None:
        for node in monomial:
            found = self.within.get(node)
            if not found:
                found = self.within[node] = set()
                if node > self.of.inputs:
                    heappush(self.waiting, (-self.of.rank(node), -node))
            found.add(monomial)

    def _remove(self, monomial: Monomial) -> int:
        for node in monomial:
            self.within[node].discard(monomial)
        return self.terms.pop(monomial)

    def replace(self, node: int) -> int:
        """Put what a node is defined by in its place; how many products that takes."""
        monomials = list(self.within.get(node, ()))
        if not monomials:
            return 0
        defined = list(self.of.define(node, self.terms).items())
        own = frozenset((node,))
        for monomial in monomials:
            value = self._remove(monomial)
            rest = monomial - own
            for other, factor in defined:
                self.add(rest | other, value * factor)
        return len(monomials) * len(defined)


def reduced(
    given: Polynomial, of: Definitions, modulus: int, most: int, steps: int, tick: Tick
) -> Polynomial:  # fmt: skip
    """A number as a polynomial of the inputs alone, modulo another.

    It is Irreducible where that takes more than `most` monomials or so many products on the way.
    """
    number, spent = _Number(modulus, of), 0
    for monomial, value in given.items():
        number.add(monomial, value)
    while number.waiting:
        products = number.replace(-heappop(number.waiting)[1])
        if products:
            tick(_WORK * products)
        spent += products
        if len(number.terms) > most or spent > steps:
            raise Irreducible(f"more than {most} monomials, or {steps} products of these")
    return number.terms
