"""Units over half-spaces joined: one instead of two wherever no point tells the difference.

Two units that the same units read alike, such as two pieces of a union, two holes, or two arcs of
an outline, can be one unit if their OR, or their AND, is a threshold function of all that they
read. Over all rows it hardly ever is; over the rows that can happen among their half-spaces it
often is where the pieces lie apart. So can a unit and the only one that reads it. The network keeps
its values on every row that can happen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.limits import Limits
from logicnet.errors import LimitError
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.network.network import Network
from logicnet.network.one_unit.separation import separate
from logicnet.regions.cells.cells import cells

from .lowering import MOST_SUM, Lowered

_MOST_SIDES = 12, 24, 48, 96  # half-spaces below a joined unit, few first
_TRIED = 4  # units that each is tried with before it has to wait
_TRY, _LOOK = 3e5, 200.0  # work of a try at the least, and of a look whether one is worth it
_PROGRAM = 1  # work for each number of a linear program

Row = NDArray[np.bool_]
Join = Callable[[Row, Row], Row]
Values = Mapping[int, Row]  # of nodes, on all rows that can happen


class _Unit(NamedTuple):
    """Weights by nodes, the threshold, and the inputs below it."""

    weights: dict[int, int]
    threshold: int
    below: frozenset[int]


def joined(function: Lowered, network: Network, limits: Limits, budget: Budget) -> Network:
    """The network with units joined as long as there is work, or the same network."""
    joining = _Joining(function, network, limits, budget)
    with suppress(OutOfBudget):
        for joining.most in _MOST_SIDES:
            left = 0
            while left != len(joining.units):
                left = len(joining.units)
                joining.alike()
                joining.into_readers()
    return joining.network() if len(joining.units) < network.units else network


class _Joining:
    """The units that are left, by node; those of the network keep their numbers."""

    def __init__(self, function: Lowered, network: Network, limits: Limits, budget: Budget) -> None:
        self.function, self.limits, self.budget = function, limits, budget
        self.source, self.n, self.most = network, len(network.inputs), 0
        side_of = dict(zip(function.inputs, function.sides, strict=True))
        self.sides = [side_of[name] for name in network.inputs]
        self.ends = {self.n + k for k in network.output_units.tolist()}
        self.units: dict[int, _Unit] = {}
        self.readers: dict[int, set[int]] = defaultdict(set)
        self.failed: set[tuple[int, ...]] = set()  # what was tried
        for j in range(network.units):
            sources, weights = network.wires_of(j)
            read = zip(sources.tolist(), weights.tolist(), strict=True)
            self._add(self.n + j, self._unit(read, network.thresholds[j].item()))

    def _unit(self, wires: Iterable[tuple[int, int]], threshold: int) -> _Unit:
        weights = dict(wires)
        below = (frozenset([k]) if k < self.n else self.units[k].below for k in weights)
        return _Unit(weights, threshold, frozenset().union(*below))

    def _add(self, node: int, unit: _Unit) -> None:
        self.units[node] = unit
        for read in unit.weights:
            self.readers[read].add(node)

    def network(self) -> Network:
        """The network of the units that are left."""
        order = sorted(self.units)
        place = {node: self.n + k for k, node in enumerate(order)}
        place.update({k: k for k in range(self.n)})
        units = [
            ([place[k] for k in unit.weights], list(unit.weights.values()), unit.threshold)
            for unit in map(self.units.__getitem__, order)
        ]
        ends = (place[self.n + k] - self.n for k in self.source.output_units.tolist())
        outputs = dict(zip(self.source.outputs, ends, strict=True))
        return Network.from_units(self.source.inputs, units, outputs=outputs,
                                  construction=f"{self.source.construction}, joined")  # fmt: skip

    # What is tried ------------------------------------------------------------------------------

    def alike(self) -> None:
        """Units that the same ones read alike, each joined with one of a few."""
        groups: dict[object, list[int]] = defaultdict(list)
        for node in self.units:
            if node not in self.ends:
                groups[self._read_as(node)].append(node)
        for group in groups.values():
            nodes = [node for node in group if self._read_as(node) == self._read_as(group[0])]
            asked = {self._asked(reader, nodes[:2]) for reader in self.readers[nodes[0]]}
            if len(nodes) > 1 and len(asked) == 1 and None not in asked:
                self._in_turn(nodes, asked.pop() == 2)

    def _read_as(self, node: int) -> object:
        """The units that read this one, with weights; these change as units are joined."""
        return frozenset((r, self.units[r].weights[node]) for r in self.readers[node])

    def _asked(self, node: int, pair: Sequence[int]) -> int | None:
        """How many of a pair must hold for its reader to fire, 1 or 2, whatever else it reads."""
        reader = self.units[node]
        weight = reader.weights[pair[0]]
        rest = [w for node, w in reader.weights.items() if node not in pair]
        low = sum(w for w in rest if w < 0) - reader.threshold
        high = sum(w for w in rest if w > 0) - reader.threshold
        if weight < 0:
            low, high, weight = -high - 1, -low - 1, -weight
        return 1 if low + weight >= 0 else 2 if high + weight < 0 else None

    def _in_turn(self, nodes: Sequence[int], both: bool) -> None:
        """Each unit joined with one of those left, of which the last to grow come last."""
        left: list[int] = []
        for node in nodes:
            own, most = self.units[node].below, len(self.failed) + _TRIED
            self.budget.tick(_LOOK * len(left))
            near = [k for k in left if len(own | self.units[k].below) <= self.most]
            for other in near:
                if len(self.failed) == most:
                    break
                pair = self.units[other], self.units[node]
                join: Join = np.logical_and if both else np.logical_or
                read = [*pair[0].weights, *pair[1].weights]
                readers = self.readers[node].copy()
                if self._joined(pair, read, node, other, join):
                    for reader in readers if both else ():  # which missed the sum of two
                        unit = self.units[reader]
                        least = unit.threshold - unit.weights[node]
                        self.units[reader] = unit._replace(threshold=least)
                    left.remove(other)
                    break
            left.append(node)

    def into_readers(self) -> None:
        """Units joined with the only one that reads them."""
        for node in sorted(self.units):
            if node not in self.ends and len(self.readers[node]) == 1:
                (reader,) = self.readers[node]
                pair = self.units[node], self.units[reader]
                read = [*pair[0].weights, *(k for k in pair[1].weights if k != node)]
                self._joined(pair, read, reader, node, None)

    # Whether it can be --------------------------------------------------------------------------

    def _joined(
        self, pair: tuple[_Unit, _Unit], read: Sequence[int], node: int, gone: int,
        join: Join | None,
    ) -> bool:  # fmt: skip
        """Whether `node` became one unit over nodes that are read, with the wanted values."""
        unit = self._separated(pair, list(dict.fromkeys(read)), (node, gone), join)
        if unit is None:
            return False
        for below in (*pair[0].weights, *pair[1].weights):
            self.readers[below] -= {node, gone}
        for reader in self.readers.pop(gone) - {node}:
            del self.units[reader].weights[gone]
        del self.units[gone]
        self._add(node, unit)
        return True

    def _separated(
        self, pair: tuple[_Unit, _Unit], read: Sequence[int], ends: tuple[int, int],
        join: Join | None,
    ) -> _Unit | None:  # fmt: skip
        own = sorted(pair[0].below | pair[1].below)
        most = self.limits.max_fan_in
        if len(own) > self.most or (most is not None and len(read) > most):
            return None
        key = (*ends, *(len(unit.below) for unit in pair), len(read))
        if key in self.failed:
            return None
        self.failed.add(key)
        self.budget.tick(_TRY)
        values = self._values(own, [*ends, *read])
        if values is None:
            return None
        points = np.stack([values[node] for node in read], axis=1)
        one, other = (values[node] for node in ends)
        target = one if join is None else join(one, other)
        if target.all() or not target.any():
            return None
        packed = np.packbits(np.column_stack([points, target]), axis=1)
        _, first = np.unique(packed, axis=0, return_index=True)
        on, off = (points[first[target[first] == v]].astype(np.int64) for v in (True, False))
        self.budget.tick(_PROGRAM * (on.size + off.size) * len(read))
        found = separate(on, off, smallest=False,
                         max_weight=self.limits.max_weight)  # fmt: skip
        if found is None or sum(map(abs, (*found.weights, found.threshold))) >= MOST_SUM:
            return None
        wires = zip(read, found.weights, strict=True)
        return self._unit((wire for wire in wires if wire[1]), found.threshold)

    def _values(self, own: Sequence[int], ends: Iterable[int]) -> Values | None:
        """The values of nodes on the rows over some half-spaces that can happen."""
        sides = [self.sides[k] for k in own]
        number = {plane: k for k, plane in enumerate(dict.fromkeys(s.plane for s in sides))}
        try:
            found = cells(number, len(self.function.coordinates),
                          booleans=self.function.booleans, tick=self.budget.tick)  # fmt: skip
        except LimitError:
            return None
        signs = found.signs[:, [number[side.plane] for side in sides]]
        bits = signs * np.array([side.side for side in sides], dtype=np.int8) >= 0
        values: dict[int, Row] = dict(zip(own, bits.T, strict=True))
        for node in self._below(ends):
            unit = self.units[node]
            weighed = [values[k] * np.int64(w) for k, w in unit.weights.items()]
            values[node] = np.sum(weighed, axis=0) >= unit.threshold
        return values

    def _below(self, nodes: Iterable[int]) -> list[int]:
        """These units and all below them, earlier ones first."""
        found: set[int] = set()
        left = [node for node in nodes if node >= self.n]
        while left:
            node = left.pop()
            if node not in found:
                found.add(node)
                left.extend(k for k in self.units[node].weights if k >= self.n)
        return sorted(found)
