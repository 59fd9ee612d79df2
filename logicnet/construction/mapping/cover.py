"""Few units that cover a graph: the area that cuts lead to, then exact local area."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.graphs.graph import AndGraph, Ints
from logicnet.construction.graphs.leaves_kernel import LEAVES
from logicnet.construction.search.least_networks import least_form, least_units
from logicnet.ground.kernels import light
from logicnet.ground.running.plain import plain
from logicnet.network.one_unit.threshold import threshold_classes, threshold_weights

from . import cut_kernel
from .caps import Caps
from .sides import Cuts, no_sides, sides_of, with_room_for_sides

_ROUNDS = 3  # of the area that is expected, and of the exact one
_LARGE = 20_000  # nodes from which on there is a round less, of fewer cuts
_HASHED = 1 << 13
APART = 1 << 16  # between the noises of one seed and those of the next
_READS, _WEIGHT = 6, 6  # of the least networks of functions of four inputs


@cache
def _keys(caps: Caps) -> Ints:
    """An open hash table of the Chow keys of all units of up to six inputs within caps."""
    weights, thresholds, whole, chow = threshold_classes(LEAVES)
    sums = weights.sum(axis=1)
    kept = (weights[:, 0] <= caps.weighs) & ((weights > 0).sum(axis=1) <= caps.reads)
    kept &= (thresholds <= caps.least) & (sums - thresholds < caps.least)
    key = whole[kept]
    for column in (2 * chow[kept] - whole[kept, None]).T:
        key = key << 7 | column
    table, hashed = np.full(_HASHED, -1, dtype=np.int64), plain(cut_kernel.hashed)
    for value in key.tolist():
        place = hashed(value) & (_HASHED - 1)
        while table[place] >= 0:
            place = (place + 1) & (_HASHED - 1)
        table[place] = value
    return table


class UnitCover(NamedTuple):
    """For each unit its node, the nodes that it reads, weights and threshold."""

    nodes: list[int]
    reads: list[list[int]]
    weights: list[list[int]]
    thresholds: list[int]

    def add(self, node: int, reads: list[int], weights: list[int], threshold: int) -> None:
        """Add a unit."""
        self.nodes.append(node)
        self.reads.append(reads)
        self.weights.append(weights)
        self.thresholds.append(threshold)


class Chosen(NamedTuple):
    """The cut that each node has."""

    leaves: NDArray[np.int32]
    sizes: Ints
    tables: NDArray[np.uint64]
    prices: Ints


class Library(NamedTuple):
    """What cuts may be: units by their Chow keys, and what functions of four leaves cost (or 0)."""

    keys: Ints
    prices: Ints


@cache
def units_within(caps: Caps, several: bool = False) -> Library:
    """All units within caps; with `several` also functions of four leaves of two or three units."""
    prices = np.zeros(1 << 16, dtype=np.int64)
    if several and caps.reads >= _READS and caps.weighs >= _WEIGHT:
        prices = least_units(np.arange(1 << 16)).astype(np.int64)
    return Library(_keys(caps), prices)


class Mapping:
    """The cuts of a graph, and the one that is chosen for each node."""

    def __init__(
        self, graph: AndGraph, library: Library, most: int = LEAVES, deepest: int | None = None
    ) -> None:
        self.graph, self.library, self.most, self.deepest = graph, library, most, deepest
        n, kept = graph.nodes, cut_kernel.KEPT
        self.first_and = 1 + graph.inputs
        leaves, sizes, tables, prices = _tables((n, kept))
        self.cuts = Cuts(leaves, sizes, tables, prices, np.zeros((n, kept)))
        self.chosen = Chosen(*_tables((n,)))
        self.uses, self.stack = np.zeros(n, dtype=np.int64), np.zeros(n + 8, dtype=np.int64)
        self.area = np.zeros(n)
        self.ends = np.unique(graph.ends >> 1)
        self.sides = no_sides(graph)
        self.levels, self.required = np.zeros((2, 1 if deepest is None else n), dtype=np.int64)
        self._limited, self._most, self._spare = False, 0, self.required
        large = n > _LARGE
        self.rounds = _ROUNDS - large
        self.tried = (6, 4) if large else (cut_kernel.UNITS, cut_kernel.OTHERS)

    def with_sides(self) -> Mapping:
        """Cuts of the same graph, with what reads another node beside a cut."""
        graph = with_room_for_sides(self.graph, self.listed())
        found = Mapping(graph, self.library, self.most, self.deepest)
        found.sides = sides_of(found.listed())
        return found

    def listed(self) -> Cuts:
        """Cuts by what they lead to where each node is read once."""
        self._list(np.ones(self.graph.nodes))
        return self.cuts

    def find(self) -> int:
        """Choose cuts, as late as may be or else the earliest; how many units they make."""
        if self.deepest is not None:
            self._limit(self.deepest)
        read = np.concatenate([self.graph.first, self.graph.second, self.graph.ends]) >> 1
        shares = np.bincount(read, minlength=self.graph.nodes).astype(np.float64)
        for _ in range(self.rounds):
            self._list(shares)
            self._count()
            shares = (shares + 2.0 * self.uses) / 3.0
        for _ in range(self.rounds):
            self._list(shares, exact=True)
        return self._count()

    def _limit(self, deepest: int) -> None:
        """Choose the earliest cuts, and keep to levels; to more of them where these need more."""
        self._limited = True
        self._list(np.ones(self.graph.nodes))
        self._count()
        self._most = max(deepest, int(self.levels[self.ends].max(initial=0)))
        self._spare = self.levels + self._most - int(self.levels[self.ends].max(initial=0))

    def _timing(self) -> tuple[Ints, Ints, bool]:
        """Levels, what they may be, and whether they are limited at all."""
        if self._limited and self._most:
            self.required[:] = self._spare  # of nodes that are not in use
            self._run(cut_kernel.set_required)(
                self.chosen, self.first_and, self.uses, self._most, self.required
            )
        return self.levels, self.required, self._limited

    def _run(self, kernel: Any) -> Callable[..., Any]:
        return light(kernel, self.graph.is_small)

    def _list(self, shares: NDArray[np.float64], exact: bool = False) -> None:
        self.area[:] = 0
        self._run(cut_kernel.list_cuts)(
            (self.graph.first, self.graph.second), self.first_and, self.sides, self.cuts,
            self.chosen, self.area, shares, self.uses, self.stack, self.library, self.most, exact,
            self.tried, self._timing(),
        )  # fmt: skip

    def _count(self) -> int:
        count_uses = self._run(cut_kernel.count_uses)
        units: int = count_uses(self.chosen, self.ends, self.first_and, self.uses)
        return units

    def improve(self, seed: int, noise: float) -> int:
        """A round of exact area with random noise; what the units cost then."""
        self._run(cut_kernel.exact_area)(
            self.cuts,
            self.chosen,
            self.first_and,
            self.uses,
            seed,
            noise,
            self.stack,
            self._timing(),
        )
        return self._count()

    def unit(self, node: int) -> tuple[dict[int, int], int] | None:
        """The weights and the threshold of the unit that a node is by its cut, if it is one."""
        if node < self.first_and or self.chosen.prices[node] != 1:
            return None
        _, weights, least = threshold_weights(self.chosen.tables[node : node + 1], LEAVES)
        read = self.chosen.leaves[node, : self.chosen.sizes[node]].tolist()
        return dict(zip(read, weights[0, ::-1].tolist(), strict=False)), int(least[0])

    def cover(self) -> UnitCover:
        """The units; those that are no nodes of the graph have numbers beyond it."""
        nodes = np.flatnonzero(self.uses[self.first_and :]) + self.first_and
        chosen, found = self.chosen, UnitCover([], [], [], [])
        single = nodes[chosen.prices[nodes] == 1]
        _, weights, thresholds = threshold_weights(chosen.tables[single], LEAVES)
        weights = weights[:, ::-1]  # the first input of a table is its slowest one
        rows = zip(weights.tolist(), thresholds.tolist(), strict=True)
        one = dict(zip(single.tolist(), rows, strict=True))
        beyond = self.graph.nodes
        for node, read, size in zip(
            nodes.tolist(), chosen.leaves[nodes].tolist(), chosen.sizes[nodes].tolist(), strict=True
        ):
            if node in one:
                found.add(node, read[:size], one[node][0][:size], one[node][1])
                continue
            word = int(chosen.tables[node] & np.uint64(0xFFFF))
            *inner, last = least_form(word, [-1] * (4 - size) + read[:size][::-1], beyond)
            for unit in inner:
                found.add(beyond, *unit)
                beyond += 1
            found.add(node, *last)
        return found


def _tables(shape: tuple[int, ...]) -> tuple[NDArray[Any], ...]:
    """Leaves, sizes, tables and prices of so many cuts."""
    return (
        np.full((*shape, LEAVES), -1, dtype=np.int32),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.uint64),
        np.zeros(shape, dtype=np.int64),
    )
