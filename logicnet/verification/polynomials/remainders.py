"""What the units of a network are to those who look for digits of numbers in it.

Let a sum S of nodes be from `low` to `high`, and u = [S >= k]. Then S - (k - low) u is from `low`
to max(k - 1, high - k + low): a remainder. Where the remainder can be one number only, S is known
by the units that were taken off it, and the last of these is linear in what came before. Units of
few nodes are known by all of their rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import gcd

from logicnet.network.network import Network
from logicnet.network.sums import whole_sums

from .polynomial import ONE, Open, Polynomial, of_table

_FEW = 4  # nodes of a unit up to which all rows are looked at
Terms = Mapping[int, int]  # the weight of each node


class Remainders:
    """The units of a network: node 0 is false, then come all inputs and the units.

    `nodes` are those of the network's own inputs; the attribute has the units as well.
    """

    def __init__(self, network: Network, nodes: Sequence[int], inputs: int) -> None:
        self.inputs = inputs
        self._defined: dict[int, Polynomial] = {}
        self._bounds: dict[tuple[tuple[int, int], ...], tuple[int, int]] = {}
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
            raise Open("a unit of many nodes is no digit")
        return self._defined[node]

    def _unit(self, node: int, terms: Terms, least: int) -> None:
        if len(terms) <= _FEW:
            self._defined[node] = _by_rows(terms, least)
        if terms:
            self._remainder(node, terms, least)

    def _remainder(self, node: int, terms: Terms, least: int) -> None:
        """Note between which numbers the remainder is, and what the unit is if it is one."""
        key = tuple(sorted(terms.items()))
        factor = gcd(*terms.values()) * (1 if key[0][1] > 0 else -1)
        key = tuple((x, w // factor) for x, w in key)
        low, high = self._bounds.get(key) or _bounds(key)
        upward = factor > 0
        reach = -(-least // factor) if upward else least // factor + 1
        step = reach - low  # the unit, or its complement downward, is [P >= reach]
        if not low < reach <= high:
            return
        low, high = low, max(reach - 1, high - step)
        if not upward:  # P - step (1 - u) from low on is P + step u from low + step on
            low, high, step = low + step, high + step, -step
        left = (*key, (node, -step))
        self._bounds[left] = low, high
        if low == high and step in (1, -1):
            found: Polynomial = {frozenset((x,)): w * step for x, w in key}
            if low:
                found[ONE] = -low * step
            self._defined[node] = found


def _bounds(terms: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """The least and the greatest sum if all values are possible together."""
    return sum(w for _, w in terms if w < 0), sum(w for _, w in terms if w > 0)


def _by_rows(terms: Terms, least: int) -> Polynomial:
    nodes, table = list(terms), 0
    for row in range(1 << len(nodes)):
        total = sum(terms[x] for k, x in enumerate(nodes) if row >> k & 1)
        table |= (total >= least) << row
    return of_table(table, nodes)
