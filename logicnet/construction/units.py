"""Units in the making, as flat lists: equal ones are made once, and a million are closed at once.

What is read is told by literals: 0 and 1 are constants, and of node k, an input or a unit, they
are 2 k + 2, and 2 k + 3 for its complement. Most units of large networks are And and Or of two
literals, which are kept as one number each.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from logicnet.logic.circuits.circuit import PAIRED
from logicnet.logic.circuits.rules import FALSE, TRUE
from logicnet.network.exact_numbers import numbers
from logicnet.network.network import Network

MOST_TEXT = 20  # operands of an operator, and a third of the characters, that a label spells out
MOST_LABELS = 4096  # units up to which a network keeps what its units compute

Unit = tuple[Sequence[int], Sequence[int], int]  # nodes read, weights, threshold


class Units:
    """Units over named inputs, each made when it is first asked for.

    >>> units = Units("ab")
    >>> units.both(2, 4), units.both(4, 2), units.either(3, 5)  # the last one is its complement
    (6, 6, 7)
    """

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = tuple(inputs)
        self._depth = [0] * len(self.inputs)  # of all nodes
        self._labelled = len(self.inputs) + MOST_LABELS  # the first node without a label
        self._first = array("q")  # the smaller literal of each pair; -1 for other units
        self._second = array("q")  # the greater one; the number among the others
        self._least = bytearray()  # how many of the two have to be true
        self._others: list[Unit] = []
        self._pairs: dict[int, int] = {}  # literals of Ands of two literals, by these
        self._number: dict[Unit, int] = {}  # literals of other units, first weight positive
        self._complements: dict[int, int] = {}  # nodes of units made beside their complement
        self._labels: dict[int, str] = {}  # of units

    def both(self, x: int, y: int, label: str | None = None) -> int:
        """The literal of "both of these"; without a label it is labelled as And."""
        a, b = (x, y) if x < y else (y, x)
        if a <= TRUE or a ^ b == 1:
            return b if a == TRUE else FALSE
        if a == b:
            return a
        new = 2 * len(self._depth) + 2
        found = self._pairs.setdefault(a * PAIRED + b, new)
        if found == new:
            if label is None and len(self._depth) < self._labelled:
                label = self.labelled("&", (x, y))
            self._add_pair(a, b, 2, label)
        return found

    def either(self, x: int, y: int, label: str | None = None) -> int:
        """The literal of "one of these, or both"; without a label it is labelled as Or."""
        a, b = (x, y) if x < y else (y, x)
        if a <= TRUE or a ^ b == 1:
            return b if a == FALSE else TRUE
        if a == b:
            return a
        new = 2 * len(self._depth) + 2
        found = self._pairs.setdefault((a ^ 1) * PAIRED + (b ^ 1), new ^ 1) ^ 1
        if found == new:
            if label is None and len(self._depth) < self._labelled:
                label = self.labelled("|", (x, y))
            self._add_pair(a, b, 1, label)
        return found

    def _add_pair(self, a: int, b: int, least: int, label: str | None) -> None:
        if label:
            self._labels[len(self._first)] = label
        self._first.append(a)
        self._second.append(b)
        self._least.append(least)
        one, other = self._depth[(a >> 1) - 1], self._depth[(b >> 1) - 1]
        self._depth.append((one if one > other else other) + 1)

    def unit(self, unit: Unit, label: str = "") -> int:
        """The node of this very unit, its nodes in order: of one that exists, or a new one."""
        literal = self.literal_of(unit, label)
        node = (literal >> 1) - 1
        return self._complement(node, label) if literal & 1 else node

    def literal_of(self, unit: Unit, label: str = "") -> int:
        """The literal of a unit, of which there is one, or that of its complement, or a new one."""
        nodes, weights, threshold = unit
        if len(nodes) == 2 and set(map(abs, weights)) == {1}:
            least = threshold + weights.count(-1)
            if 1 <= least <= 2:
                x, y = (2 * k + 2 + (w < 0) for k, w in zip(nodes, weights, strict=True))
                return self.both(x, y, label) if least == 2 else self.either(x, y, label)
        odd = bool(weights) and weights[0] < 0
        new = 2 * len(self._depth) + 2
        found = self._number.setdefault(_complement(unit) if odd else unit, new ^ odd) ^ odd
        if found == new:
            self._add(unit, label)
        return found

    def _add(self, unit: Unit, label: str) -> int:
        """The node of a new unit."""
        if label:
            self._labels[len(self._first)] = label
        self._first.append(-1)
        self._second.append(len(self._others))
        self._least.append(0)
        self._others.append(unit)
        self._depth.append(1 + max([self._depth[node] for node in unit[0]], default=0))
        return len(self._depth) - 1

    def level(self, literal: int) -> int:
        """The layer of the node of a literal; 0 for inputs and constants."""
        return self._depth[(literal >> 1) - 1] if literal > TRUE else 0

    def labelled(self, operator: str, literals: Sequence[int]) -> str:
        """The texts of literals with `operator` between them, as far as labels are kept."""
        if len(self._depth) >= self._labelled:
            return ""
        return joined(operator, [self.name(x) for x in literals[:MOST_TEXT]], len(literals))

    def name(self, literal: int) -> str:
        """What a literal stands for, as far as labels tell: ``a``, ``~(a & b)`` or nothing."""
        if literal <= TRUE:
            return str(literal)
        node, n = (literal >> 1) - 1, len(self.inputs)
        name = self.inputs[node] if node < n else self._labels.get(node - n, "")
        if " " in name:
            name = f"({name})"
        return f"~{name}" if name and literal & 1 else name

    @property
    def units(self) -> int:
        """How many units the draft holds, needed or not."""
        return len(self._first)

    def closed(
        self, outputs: Mapping[str, int], construction: str = "", lower_bound: int | None = None
    ) -> Network:
        """The network of all units that the outputs need, each of which is the node of a unit."""
        n, ends = len(self.inputs), np.array(list(outputs.values()), dtype=np.int64)
        depths = np.array(self._depth[n:], dtype=np.int64)
        sizes, nodes, weights, thresholds = self._arrays()
        starts = np.cumsum(sizes) - sizes
        needed = self._needed(ends, starts, sizes, nodes)
        order = needed[np.argsort(depths[needed], kind="stable")]
        place = np.arange(len(self._depth))
        place[order + n] = np.arange(n, n + len(order))
        wires = _ranges(starts[order], sizes[order])
        layers = np.arange(1, depths[order].max(initial=0) + 2)
        return Network.from_arrays(
            inputs=self.inputs,
            outputs=tuple(outputs),
            indptr=np.concatenate([[0], np.cumsum(sizes[order])]),
            indices=place[nodes[wires]],
            weights=weights[wires],
            thresholds=thresholds[order],
            layer_starts=np.searchsorted(depths[order], layers),
            output_units=place[ends] - n,
            labels=self._kept_labels(order),
            construction=construction,
            lower_bound=lower_bound,
        )

    def _kept_labels(self, units: NDArray[np.int64]) -> list[str] | None:
        """What the units compute, unless there are too many to be read."""
        if len(units) > MOST_LABELS:
            return None
        labels = [self._labels.get(unit, "") for unit in units.tolist()]
        return labels if any(labels) else None

    def _arrays(self) -> tuple[NDArray[np.int64], ...]:
        """All units: how many nodes each reads, these and their weights, the thresholds."""
        first, second = (np.array(part, np.int64) for part in (self._first, self._second))
        other = np.flatnonzero(first < 0)
        sizes = np.full(len(first), 2)
        sizes[other] = [len(unit[0]) for unit in self._others]
        starts = np.cumsum(sizes) - sizes
        wires = np.stack([first, second], axis=1)
        nodes, weights = np.empty((2, int(sizes.sum())), dtype=np.int64)
        thresholds = np.array(self._least, dtype=np.int64) - (wires & 1).sum(axis=1)
        for k in range(2):
            nodes[starts[first >= 0] + k] = (wires[first >= 0, k] >> 1) - 1
            weights[starts[first >= 0] + k] = 1 - 2 * (wires[first >= 0, k] & 1)
        if not len(other):
            return sizes, nodes, weights, thresholds
        inside = np.repeat(first < 0, sizes)
        read, weighed, least = zip(*self._others, strict=True)
        nodes[inside] = [*chain.from_iterable(read)]
        weights[inside] = numbers([*chain.from_iterable(weighed)], "weight")
        thresholds[other] = numbers(least, "threshold")
        return sizes, nodes, weights, thresholds

    def _complement(self, node: int, label: str = "") -> int:
        """The node of a unit that fires iff that of `node` does not."""
        if node not in self._complements:
            unit = _complement(self._unit_at(node - len(self.inputs)))
            self._complements[node] = self._add(unit, label)
        return self._complements[node]

    def _unit_at(self, number: int) -> Unit:
        a, b = self._first[number], self._second[number]
        if a < 0:
            return self._others[b]
        weights = 1 - 2 * (a & 1), 1 - 2 * (b & 1)
        return ((a >> 1) - 1, (b >> 1) - 1), weights, self._least[number] - (a & 1) - (b & 1)

    def _needed(
        self,
        ends: NDArray[np.int64],
        starts: NDArray[np.int64],
        sizes: NDArray[np.int64],
        nodes: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """The numbers of the units that the nodes `ends` depend on, in order."""
        n, size = len(self.inputs), len(self._depth)
        readers = np.bincount(nodes, minlength=size) + np.bincount(ends, minlength=size)
        unread = np.flatnonzero(readers[n:] == 0)
        while len(unread):
            read = nodes[_ranges(starts[unread], sizes[unread])]
            np.subtract.at(readers, read, 1)
            read = np.unique(read[read >= n])
            unread = read[readers[read] == 0] - n
        return np.flatnonzero(readers[n:])


def _ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers from each start on, as many as its size says, one after another."""
    ends = np.cumsum(sizes)
    return np.repeat(starts - ends + sizes, sizes) + np.arange(sizes.sum())


def joined(operator: str, texts: Sequence[str], count: int) -> str:
    """The first texts of so many with an operator between them, or nothing if that is long."""
    long = count > MOST_TEXT or sum(map(len, texts)) > 3 * MOST_TEXT
    return "" if long or "" in texts else f" {operator} ".join(texts)


def _complement(unit: Unit) -> Unit:
    """The unit that fires iff `unit` does not: ``w.x <= t - 1``."""
    nodes, weights, threshold = unit
    return nodes, tuple(-w for w in weights), 1 - threshold
