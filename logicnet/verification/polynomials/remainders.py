"""What the units of a network are to those who look for digits of numbers in it.

Let u = [P >= k] for a sum P of nodes that is from `low` to `high`. Where u is 0 the sum is from
`low` to k - 1, where it is 1 from k to `high`, so that P - w u is known better than by its terms.
So remainders are bounded, digit after digit, until one is known to be k - 1 or k: the unit that
tests it is then P - low, which is linear. Units of few nodes are known by all of their rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import gcd
from typing import NamedTuple

from logicnet.network.network import Network
from logicnet.network.sums import whole_sums

from .polynomial import ONE, Irreducible, Polynomial, complement, of_table

_FEW = 4  # nodes of a unit up to which all rows are looked at
Terms = tuple[tuple[int, int], ...]  # nodes in order and their weights
Bounds = tuple[int, int]


class Test(NamedTuple):
    """A unit that fires where a sum reaches a number, or where it does not."""

    terms: Terms  # without a common factor, the first one positive
    least: int
    upward: bool


class Remainders:
    """The units of a network: node 0 is false, then come all inputs and the units.

    `nodes` are those of the network's own inputs; the attribute has the units as well.
    """

    def __init__(self, network: Network, nodes: Sequence[int], inputs: int) -> None:
        self.inputs = inputs
        self._defined: dict[int, Polynomial] = {}
        self._tests: dict[int, Test] = {}
        self._bounds: dict[Terms, Bounds] = {}
        sums = whole_sums(network)
        indices, weights = sums.indices.tolist(), sums.weights.tolist()
        ends, thresholds = sums.indptr.tolist(), sums.thresholds.tolist()
        self.nodes = [*nodes, *range(1 + inputs, 1 + inputs + network.units)]
        for unit, least in enumerate(thresholds):
            wires = range(ends[unit], ends[unit + 1])
            terms = {self.nodes[indices[k]]: weights[k] for k in wires}
            self._unit(1 + inputs + unit, terms, least)

    def rank(self, node: int) -> float:
        """Units in reverse."""
        return node

    def short(self, given: Polynomial) -> Polynomial:
        """The same: units stay as they are."""
        return given

    def define(self, node: int, current: Polynomial) -> Polynomial:
        """A unit by nodes before it."""
        if node not in self._defined:
            raise Irreducible("a unit of many nodes is no digit")
        return self._defined[node]

    def _unit(self, node: int, terms: Mapping[int, int], least: int) -> None:
        if len(terms) <= _FEW:
            self._defined[node] = _by_rows(terms, least)
        if not terms:
            return
        own = tuple(sorted(terms.items()))
        factor = gcd(*terms.values()) * (1 if own[0][1] > 0 else -1)
        own = tuple((x, w // factor) for x, w in own)
        upward = factor > 0
        reach = -(-least // factor) if upward else least // factor + 1
        low, high = self._of(own)
        self._tests[node] = Test(own, reach, upward)
        if not low < reach <= high:
            self._defined[node] = {ONE: 1} if (reach <= low) == upward else {}
        elif high == low + 1:
            found: Polynomial = {frozenset((x,)): w for x, w in own}
            if low:
                found[ONE] = -low
            self._defined[node] = found if upward else complement(found)

    def _of(self, terms: Terms) -> Bounds:
        """The least and the greatest that a sum can be, as far as that is known."""
        if terms not in self._bounds:
            self._bounds[terms] = self._remaining(terms) or (
                sum(w for _, w in terms if w < 0), sum(w for _, w in terms if w > 0)
            )  # fmt: skip
        return self._bounds[terms]

    def _remaining(self, terms: Terms) -> Bounds | None:
        """Bounds of a sum and a multiple of the unit that tests it."""
        *rest, (last, weight) = terms
        test = self._tests.get(last)
        factor = gcd(*(w for _, w in rest)) if rest else 0
        if test is None or test.terms != tuple((x, w // factor) for x, w in rest):
            return None
        low, high = self._of(test.terms)
        if not low < test.least <= high:
            return None
        below, above = (0, weight) if test.upward else (weight, 0)
        ends = (
            factor * low + below, factor * (test.least - 1) + below,
            factor * test.least + above, factor * high + above,
        )  # fmt: skip
        return min(ends), max(ends)


def _by_rows(terms: Mapping[int, int], least: int) -> Polynomial:
    nodes, table = list(terms), 0
    for row in range(1 << len(nodes)):
        total = sum(terms[x] for k, x in enumerate(nodes) if row >> k & 1)
        table |= (total >= least) << row
    return of_table(table, nodes)
