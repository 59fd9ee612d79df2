"""Units in the making, each the value of a node of the graph, and who reads them."""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd
from typing import NamedTuple

from logicnet.construction.graphs.graph import AndGraph

from .caps import Caps
from .cover import UnitCover

_LONG = 1 << 16  # sums up to which those that are attained are listed


class Unit(NamedTuple):
    """One unit: the weight of each node that it reads, and the threshold."""

    weights: dict[int, int]
    least: int

    def fits(self, caps: Caps) -> bool:
        """Whether it is within caps."""
        if len(self.weights) > caps.reads or abs(self.least) > caps.least:
            return False
        return max(map(abs, self.weights.values()), default=0) <= caps.weighs

    def turned(self) -> Unit:
        """The unit that fires where this one does not."""
        return Unit({node: -w for node, w in self.weights.items()}, 1 - self.least)

    def reduced(self) -> Unit:
        """The same without a common factor of the weights."""
        factor = gcd(*self.weights.values()) or 1
        if factor == 1:
            return self
        weights = {node: w // factor for node, w in self.weights.items()}
        return Unit(weights, -(-self.least // factor))

    def reading_complement(self, node: int) -> Unit:
        """The same where a node has the complement of its value."""
        weight = self.weights[node]
        return Unit({**self.weights, node: -weight}, self.least - weight)


class AttainedSums(NamedTuple):
    """The sums that weights attain, as set bits from `low` on; None where all are taken to be."""

    low: int
    high: int
    bits: int | None

    @classmethod
    def of(cls, weights: Iterable[int]) -> AttainedSums:
        """The sums of some of these."""
        low = high = 0
        bits = 1
        for w in weights:
            if w > 0:
                high += w
                bits |= bits << w
            else:
                low += w
                bits |= bits << -w
            if high - low > _LONG:
                bits = 0
        if high - low > _LONG:  # the rest of the weights counts, too
            rest = list(weights)
            return cls(sum(w for w in rest if w < 0), sum(w for w in rest if w > 0), None)
        return cls(low, high, bits)

    def below(self, bound: int) -> int | None:
        """The greatest sum below a bound."""
        if bound <= self.low:
            return None
        if bound > self.high:
            return self.high
        if self.bits is None:
            return bound - 1
        return self.low + (self.bits & ((1 << (bound - self.low)) - 1)).bit_length() - 1

    def reaching(self, bound: int) -> int | None:
        """The least sum that reaches a bound."""
        if bound > self.high:
            return None
        if bound <= self.low:
            return self.low
        if self.bits is None:
            return bound
        rest = self.bits >> (bound - self.low)
        return bound + (rest & -rest).bit_length() - 1


class Netlist:
    """Units by node, and the nodes that read each node. Values are true, never complements."""

    def __init__(self, units: dict[int, Unit], ends: Iterable[int], inputs: int) -> None:
        self.units, self.ends, self.inputs = units, frozenset(ends), inputs
        self.turned: set[int] = set()  # nodes whose complement the unit is
        self.readers: dict[int, set[int]] = {node: set() for node in units}
        for node, unit in units.items():
            for read in unit.weights:
                if read in self.readers:
                    self.readers[read].add(node)

    @classmethod
    def of(cls, cover: UnitCover, graph: AndGraph) -> Netlist:
        """The units of a cover."""
        units = {
            node: Unit(dict(zip(reads, weights, strict=True)), least)
            for node, reads, weights, least in zip(
                cover.nodes, cover.reads, cover.weights, cover.thresholds, strict=True
            )
        }
        return cls(units, (graph.ends >> 1).tolist(), graph.inputs)

    def replace(self, node: int, unit: Unit) -> None:
        """Let a node be computed by another unit."""
        before, after = self.units[node].weights, unit.weights
        for read in before:
            if read not in after and read in self.readers:
                self.readers[read].discard(node)
        for read in after:
            if read not in before and read in self.readers:
                self.readers[read].add(node)
        self.units[node] = unit

    def add(self, node: int, unit: Unit) -> None:
        """Add a unit that nobody reads yet."""
        self.units[node], self.readers[node] = Unit({}, 0), set()
        self.replace(node, unit)

    def remove(self, node: int) -> None:
        """Drop a unit that nobody reads."""
        for read in self.units.pop(node).weights:
            if read in self.readers:
                self.readers[read].discard(node)
        del self.readers[node]

    def turn(self, nodes: Iterable[int], caps: Caps) -> None:
        """Let units compute the complement of their node, which those that read them heed.

        One stays as it is where that leads beyond caps.
        """
        for node in sorted(nodes):
            if node not in self.units:
                continue
            changed = {node: self.units[node].turned()}
            for reader in self.readers[node]:
                changed[reader] = self.units[reader].reading_complement(node)
            if all(unit.fits(caps) for unit in changed.values()):
                self.units |= changed
                self.turned ^= {node}

    @property
    def depth(self) -> int:
        """The most units on any way."""
        return max(self.levels().values(), default=0)

    def levels(self) -> dict[int, int]:
        """The most units on any way from an input to each unit, itself with them."""
        found: dict[int, int] = {}
        for node in self.order():
            found[node] = 1 + max((found.get(k, 0) for k in self.units[node].weights), default=0)
        return found

    def heights(self) -> dict[int, int]:
        """The most units on any way from each unit to the top, itself left out."""
        found: dict[int, int] = {}
        for node in reversed(self.order()):
            found[node] = max((1 + found[k] for k in self.readers[node]), default=0)
        return found

    def drop_unread(self) -> None:
        """Drop units that nothing needs."""
        for node in reversed(self.order()):
            if not self.readers[node] and node not in self.ends:
                self.remove(node)

    def order(self) -> list[int]:
        """The nodes of the units, each after those that it reads."""
        waits = {n: sum(r in self.units for r in u.weights) for n, u in self.units.items()}
        ready = [node for node, count in waits.items() if not count]
        order = []
        while ready:
            node = ready.pop()
            order.append(node)
            for reader in sorted(self.readers[node]):
                waits[reader] -= 1
                if not waits[reader]:
                    ready.append(reader)
        return order
