"""Units in the making, as flat lists: equal ones are made once, and a million are closed at once.

What is read is told by literals: 0 and 1 are constants, and of node k, an input or a unit, they
are 2 k + 2, and 2 k + 3 for its complement. Most units of large networks are And and Or of two
literals, which are kept as one number each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice

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
        self._others: dict[int, Unit] = {}  # by their nodes
        # Literals of Ands of two literals, by these; odd ones are of Ors of their complements.
        self._pairs: dict[int, int] = {}
        self._pair_of: dict[int, int] = {}  # the pairs of nodes, as far as they were asked for
        self._number: dict[Unit, int] = {}  # literals of other units, first weight positive
        self._complements: dict[int, int] = {}  # nodes of units made beside their complement
        self._labels: dict[int, str] = {}  # of the nodes of units

    def both(self, x: int, y: int, label: str | None = None) -> int:
        """The literal of "both of these"; without a label it is labelled as And."""
        a, b = (x, y) if x < y else (y, x)
        if a <= TRUE or a ^ b <= 1:
            return a if a == b else b if a == TRUE else FALSE
        depth = self._depth
        new = 2 * len(depth) + 2
        found = self._pairs.setdefault(a * PAIRED + b, new)
        if found == new:
            if label is None and len(depth) < self._labelled:
                label = self.labelled("&", (x, y))
            if label:
                self._labels[len(depth)] = label
            one, other = depth[(a >> 1) - 1], depth[(b >> 1) - 1]
            depth.append((one if one > other else other) + 1)
        return found

    def either(self, x: int, y: int, label: str | None = None) -> int:
        """The literal of "one of these, or both"; without a label it is labelled as Or."""
        a, b = (x, y) if x < y else (y, x)
        if a <= TRUE or a ^ b <= 1:
            return a if a == b else b if a == FALSE else TRUE
        depth = self._depth
        new = 2 * len(depth) + 2
        found = self._pairs.setdefault((a ^ 1) * PAIRED + (b ^ 1), new ^ 1) ^ 1
        if found == new:
            if label is None and len(depth) < self._labelled:
                label = self.labelled("|", (x, y))
            if label:
                self._labels[len(depth)] = label
            one, other = depth[(a >> 1) - 1], depth[(b >> 1) - 1]
            depth.append((one if one > other else other) + 1)
        return found

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
            self._labels[len(self._depth)] = label
        self._others[len(self._depth)] = unit
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
        name = self.inputs[node] if node < n else self._labels.get(node, "")
        if " " in name:
            name = f"({name})"
        return f"~{name}" if name and literal & 1 else name

    @property
    def units(self) -> int:
        """How many units the draft holds, needed or not."""
        return len(self._depth) - len(self.inputs)

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
        labels = [self._labels.get(len(self.inputs) + unit, "") for unit in units.tolist()]
        return labels if any(labels) else None

    def _arrays(self) -> tuple[NDArray[np.int64], ...]:
        """All units: how many nodes each reads, these and their weights, the thresholds."""
        n, size = len(self.inputs), len(self._pairs)
        keys = np.fromiter(self._pairs, np.uint64, size)
        values = np.fromiter(self._pairs.values(), np.int64, size)
        other = np.array(list(self._others), dtype=np.int64) - n
        sizes = np.full(self.units, 2)
        sizes[other] = [len(unit[0]) for unit in self._others.values()]
        starts = np.cumsum(sizes) - sizes
        nodes, weights = np.empty((2, int(sizes.sum())), dtype=np.int64)
        thresholds = np.empty(self.units, dtype=np.int64)
        pair, either = (values >> 1) - 1 - n, values & 1
        thresholds[pair] = 2 - either
        for k, part in enumerate((keys // PAIRED, keys % PAIRED)):
            literals = part.astype(np.int64) ^ either
            nodes[starts[pair] + k] = (literals >> 1) - 1
            weights[starts[pair] + k] = 1 - 2 * (literals & 1)
            thresholds[pair] -= literals & 1
        if len(other):
            wires = _ranges(starts[other], sizes[other])
            read, weighed, least = zip(*self._others.values(), strict=True)
            nodes[wires] = [*chain.from_iterable(read)]
            weights[wires] = numbers([*chain.from_iterable(weighed)], "weight")
            thresholds[other] = numbers(least, "threshold")
        return sizes, nodes, weights, thresholds

    def _complement(self, node: int, label: str = "") -> int:
        """The node of a unit that fires iff that of `node` does not."""
        if node not in self._complements:
            unit = _complement(self._unit_at(node))
            self._complements[node] = self._add(unit, label)
        return self._complements[node]

    def _unit_at(self, node: int) -> Unit:
        if node in self._others:
            return self._others[node]
        for key, value in islice(self._pairs.items(), len(self._pair_of), None):
            self._pair_of[(value >> 1) - 1] = key
        both = divmod(self._pair_of[node], PAIRED)
        either = self._pairs[self._pair_of[node]] & 1
        a, b = (literal ^ either for literal in both)
        weights = 1 - 2 * (a & 1), 1 - 2 * (b & 1)
        return ((a >> 1) - 1, (b >> 1) - 1), weights, 2 - either - (a & 1) - (b & 1)

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
