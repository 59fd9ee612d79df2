"""Proofs without primes: few points of the on-set stand for all of it.

A set of points (rows of outputs) fits into one product term iff the smallest cube around them
meets no off-cube of their outputs. The least number of such sets that cover some points bounds
the terms of every cover from below. The columns of that covering problem are first the cliques
of the pairs that fit; a clique that a solution uses for points that do not fit together is
split. Where there are too many cliques, points go in whose place others can stand, pair by pair.
If the terms that the solution grows into leave rows open, points in those rows join the
problem; if they leave none, they are a minimum cover.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, unpack
from logicnet.ground.budget import CALL, Budget, OutOfBudget
from logicnet.logic.tables.cubes import Cubes, join, pack_mask
from logicnet.minimization.incidence.matrices import incidence
from logicnet.minimization.incidence.uncovered_parts import UncoveredParts, open_parts

from .apart import apart, needed
from .set_covering import solve

Index: TypeAlias = NDArray[np.int64]

_DRAWS = 3  # of points for each term of the first cover
_OUTPUTS = 4  # of a term that get a point in a draw: those where fewest other terms reach it
_TRIES = 6  # random points of which the one with the fewest neighbours is taken
_POINTS = 6000
_MORE = 1000  # that a round may add
_CLIQUES = 50_000
_ROUNDS = 60
_EACH = 1 << 18  # cubes that one search for a lonely point may look at
_ROOM = 1 << 10  # points that one piece may find
_SOLVED = 100 * CALL  # work of a covering problem of few points
_LISTED = 256  # cliques between two ticks


class Pointwise:
    """Points, the off-set, and the best cover and bound so far."""

    def __init__(
        self, on: Cubes, dc: Cubes, off: Cubes, cover: Cubes, inputs: int, outputs: int,
        budget: Budget,
    ) -> None:  # fmt: skip
        self.on, self.dc, self.off, self.cover = on, dc, off, cover
        self.inputs, self.outputs, self.budget = inputs, outputs, budget
        self.bound = 0
        flags = unpack(off.members, outputs)
        lists = [np.flatnonzero(flags[:, j]) for j in range(outputs)]
        self.off_at = np.cumsum([0, *map(len, lists)])
        self.off_listed = np.concatenate(lists).astype(np.int64)
        self.off_masks = (off.positive, off.negative)
        self.full = pack_mask(np.ones((1, inputs), dtype=bool))[0]
        self.seed = np.array([budget.seed * 2 + 0x9E3779B97F4A7C15], dtype=np.uint64)
        self.points = np.zeros((0, cover.positive.shape[1]), dtype=np.uint64)
        self.outs: Index = np.zeros(0, dtype=np.int64)

    def run(self) -> tuple[Cubes, int]:
        """The best cover and bound that rounds of solving and adding points reach."""
        with suppress(OutOfBudget):
            for _ in range(_DRAWS):
                self._add(*self._lonely())
            for _ in range(_ROUNDS):
                if not self._round():
                    break
        return self.cover, min(self.bound, len(self.cover))

    def _round(self) -> bool:
        """Solve, and add points that the solution misses; whether to go on."""
        chosen = self._solve()
        if chosen is None or self.bound >= len(self.cover):
            return False
        grown = self._grow(chosen)
        held = join([grown, self.dc])
        most = min(_MORE, _POINTS - len(self.points))
        if most <= 0:
            return False
        parts = open_parts(self.on, held, self.inputs, self.outputs, self.budget, most)
        if not len(parts):
            self.cover = grown
            return False
        self._add(self._points_in(parts), parts.outputs)
        return True

    def _solve(self) -> list[Index] | None:
        """Fitting sets of points, few as they can be, that hold all points; None without."""
        edges = self._edges()
        self._noted(len(apart(edges, self.budget.tick)))
        if self.bound >= len(self.cover):
            return None
        columns = self._cliques(edges)
        if columns is None:
            kept = needed(edges | np.eye(len(edges), dtype=bool), self.budget.tick)
            self.points, self.outs = self.points[kept], self.outs[kept]
            columns = self._cliques(edges[np.ix_(kept, kept)])
        while columns is not None:
            self.budget.tick(_SOLVED)
            owner = np.repeat(np.arange(len(columns)), [len(c) for c in columns])
            shape = (len(self.points), len(columns))
            matrix = incidence(np.concatenate(columns), owner, shape)
            found = solve(matrix, np.zeros(len(columns), dtype=np.int64), self.budget)
            self._noted(found.lower_bound)
            if self.bound >= len(self.cover):
                return None
            self.budget.tick(CALL)
            parts = self._shares([columns[k] for k in found.columns])
            wrong = [k for k, p in zip(found.columns, parts, strict=True) if not self._fits(p)]
            if not wrong:
                return parts
            for k in wrong:
                conflict = self._conflict(columns[k])
                split = [columns[k][columns[k] != point] for point in conflict]
                columns[k] = split[0]
                columns += split[1:]
        return None

    def _shares(self, columns: list[Index]) -> list[Index]:
        """The whole column where it fits, else the points that no earlier column holds."""
        held = np.zeros(len(self.points), dtype=bool)
        order = sorted(range(len(columns)), key=lambda k: not self._fits(columns[k]))
        parts = list(columns)
        for k in order:
            if not self._fits(columns[k]):
                parts[k] = columns[k][~held[columns[k]]]
            held[parts[k]] = True
        return parts

    def _noted(self, bound: int) -> None:
        """Take note of a bound."""
        self.bound = max(self.bound, bound)
        self.budget.tell(len(self.cover), self.bound)

    def _edges(self) -> NDArray[np.bool_]:
        """Matrix: which pairs of points fit into one term."""
        from . import pointwise_kernel as kernel

        edges = np.zeros((len(self.points), len(self.points)), dtype=bool)
        done = 0
        while done < len(edges):
            done = self.budget.piece(kernel.together, *self._pairs, edges, done)
            self.budget.tick(0)
        return edges

    def _cliques(self, edges: NDArray[np.bool_]) -> list[Index] | None:
        """The maximal sets of points that fit in pairs; None if there are too many."""
        import networkx as nx

        if edges.sum() > 64 * _CLIQUES:
            return None
        found: list[Index] = []
        for clique in nx.find_cliques(nx.from_numpy_array(edges)):
            if len(found) == _CLIQUES:
                return None
            found.append(np.array(sorted(clique), dtype=np.int64))
            if len(found) % _LISTED == 0:
                self.budget.tick(_LISTED * CALL / 2)
        return found

    @property
    def _pairs(self) -> tuple[Any, ...]:
        return self.points, self.outs, self.off_masks, self.off_at, self.off_listed

    def _around(self, points: Index) -> tuple[Words, Words, NDArray[np.bool_]]:
        """The smallest cube around the points, and their outputs."""
        rows = self.points[points]
        outputs = np.zeros(self.outputs, dtype=bool)
        outputs[self.outs[points]] = True
        some = np.bitwise_or.reduce(rows, axis=0)
        return np.bitwise_and.reduce(rows, axis=0), self.full & ~some, outputs

    def _blocked(self, positive: Words, negative: Words) -> NDArray[np.bool_]:
        """The outputs in whose off-set the cube has rows."""
        clash = (self.off.positive & negative) | (self.off.negative & positive)
        met = self.off.members[~clash.any(axis=1)]
        return unpack(np.bitwise_or.reduce(met, axis=0), self.outputs)

    def _fits(self, points: Index) -> bool:
        self.budget.tick(CALL / 4 + len(self.off) / 2)
        if not len(points):
            return True
        positive, negative, outputs = self._around(points)
        return not (self._blocked(positive, negative) & outputs).any()

    def _conflict(self, points: Index) -> Index:
        """Points that do not fit together, though any fewer of them do."""
        k = 0
        while k < len(points):
            fewer = np.delete(points, k)
            if self._fits(fewer):
                k += 1
            else:
                points = fewer
        return points

    def _grow(self, parts: list[Index]) -> Cubes:
        """A prime around each set of points."""
        members = np.zeros((0, self.outputs), dtype=bool)
        rows = []
        for part in parts:
            if not len(part):
                continue
            positive, negative, outputs = self._around(part)
            for i in np.random.default_rng(self.budget.seed).permutation(self.inputs):
                bit = np.zeros_like(positive)
                bit[i // 64] = np.uint64(1 << int(i % 64))
                larger = positive & ~bit, negative & ~bit
                self.budget.tick(CALL / 4 + len(self.off) / 2)
                if not (self._blocked(*larger) & outputs).any():
                    positive, negative = larger
            rows.append((positive, negative))
            members = np.vstack([members, ~self._blocked(positive, negative)])
        return Cubes(
            np.array([r[0] for r in rows]), np.array([r[1] for r in rows]), pack_mask(members)
        )

    def _add(self, points: Words, outs: Index) -> None:
        """Points, none of them twice."""
        points, outs = np.concatenate([self.points, points]), np.concatenate([self.outs, outs])
        key = np.concatenate([points, outs[:, None].astype(np.uint64)], axis=1)
        first = np.sort(np.unique(key, axis=0, return_index=True)[1])[:_POINTS]
        self.points, self.outs = points[first], outs[first]

    def _lonely(self) -> tuple[Words, Index]:
        """For each term of the cover, and some of its outputs, a point that no other term holds."""
        from . import pointwise_kernel as kernel

        held = join([self.cover, self.dc])
        at = np.zeros(2, dtype=np.int64)
        points, notes = [self.points[:0]], [np.zeros((0, 3), dtype=np.int64)]
        while at[0] < self.outputs:
            self.budget.tick(0)
            some = np.empty((_ROOM, held.positive.shape[1]), dtype=np.uint64)
            noted = np.empty((_ROOM, 3), dtype=np.int64)
            size = self.budget.piece(
                kernel.lonely_points, held.positive, held.negative, held.members,
                len(self.cover), self.off_masks, self.off_at, self.off_listed, self.inputs,
                self.outputs, _TRIES, self.seed, at, _EACH, some, noted,
            )  # fmt: skip
            points.append(some[:size])
            notes.append(noted[:size])
        outs, owner, ease = np.concatenate(notes).T
        order = np.lexsort((ease, owner))
        place = np.arange(len(order)) - np.searchsorted(owner[order], owner[order])
        best = order[place < _OUTPUTS]
        return np.concatenate(points)[best], outs[best]

    def _points_in(self, parts: UncoveredParts) -> Words:
        from . import pointwise_kernel as kernel

        points = np.empty(parts.positive.shape, dtype=np.uint64)
        done = 0
        while done < len(parts):
            self.budget.tick(0)
            done = self.budget.piece(
                kernel.points_in, parts.positive, parts.negative, parts.outputs, self.off_masks,
                self.off_at, self.off_listed, self.inputs, _TRIES, self.seed, points, done,
            )  # fmt: skip
        return points
