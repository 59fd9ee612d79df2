"""The cheapest columns as an integer program.

Variables: a column is chosen, it serves an output, a row that should be 1 is left 0 or one that
should be 0 is 1. With all columns that a cheapest cover may have, the program's bound is one on
every cover's price.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import pack
from logicnet.ground.budget import Budget
from logicnet.minimization.programs.solver import solve

Flags = NDArray[np.bool_]
Index = NDArray[np.int64]

_ENTRIES = 1 << 18  # nonzeros of a program
_SLACK = 1e-6  # for rounding of the bound, of its size


class Bounded(NamedTuple):
    """Which outputs each column serves, if some choice was found, and a bound on every price."""

    serves: Flags | None
    bound: int


class _Group(NamedTuple):
    """Rows of one output that the same columns hold: which those are, and what the rows cost."""

    output: int
    columns: Index
    price: int


def rounded_up(bound: float) -> int:
    """The least whole price that a solver's bound allows; 0 where it has none."""
    if not math.isfinite(bound):
        return 0
    return max(0, math.ceil(bound - _SLACK * max(1.0, abs(bound))))


def cheapest_serving(
    held: Flags, costs: Index, membership: int, worth: Index, hard: bool, budget: Budget
) -> Bounded | None:
    """The cheapest choice of columns; None where the program is too large or finds nothing.

    `held` (columns, rows) says which column holds which row. Where it is `hard`, no row that is
    worth something may be wrong.
    """
    program = _Program(held, costs, membership, worth, hard)
    if program.entries() > _ENTRIES:
        return None
    answer = solve(program.prices(), program.rows(), budget)
    if answer is None or answer.infeasible:
        return None
    serves = None if answer.chosen is None else program.serving(answer.chosen)
    return Bounded(serves, rounded_up(answer.bound))


class _Program:
    """The variables by number: columns, columns at outputs, groups of rows that may be wrong."""

    def __init__(
        self, held: Flags, costs: Index, membership: int, worth: Index, hard: bool
    ) -> None:
        groups = [g for j in range(worth.shape[1]) for g in _groups(held, worth[:, j], j)]
        self.on = [group for group in groups if group.price > 0]
        self.off = [group for group in groups if group.price < 0]
        self.costs, self.membership, self.hard = costs, membership, hard
        self.allowed = np.ones((len(costs), worth.shape[1]), dtype=bool)
        if hard:
            for group in self.off:
                self.allowed[group.columns, group.output] = False
            self.off = []
        self.column, self.output = np.nonzero(self.allowed)
        self.place = np.full(self.allowed.shape, -1)
        self.place[self.column, self.output] = np.arange(len(self.column)) + len(costs)
        self.wrong = len(costs) + len(self.column)  # the first of the groups

    def entries(self) -> int:
        """About how many numbers the program has."""
        held = sum(len(g.columns) for g in self.on) + sum(2 * len(g.columns) for g in self.off)
        return 2 * len(self.column) + held

    def prices(self) -> NDArray[np.float64]:
        """What each variable costs."""
        serving = np.full(len(self.column), self.membership)
        wrong = [abs(group.price) for group in self._free()]
        return np.concatenate([self.costs, serving, np.array(wrong)]).astype(np.float64)

    def _free(self) -> list[_Group]:
        """The groups that may be wrong."""
        return [*([] if self.hard else self.on), *self.off]

    def rows(self) -> Sequence[tuple[Any, float, float]]:
        """What must hold: rows are covered, what serves is chosen, and what is covered costs."""
        covered = [self._served(group) for group in self.on]
        if not self.hard:
            covered = [np.append(c, self.wrong + k) for k, c in enumerate(covered)]
        above = [self.column]
        below = [self.place[self.column, self.output]]
        first = self.wrong + len(self._free()) - len(self.off)
        for k, group in enumerate(self.off, first):
            below.append(self._served(group))
            above.append(np.full(len(below[-1]), k))
        parts = [(self._matrix(covered), 1.0, np.inf)]
        parts.append((self._differences(np.concatenate(above), np.concatenate(below)), 0.0, np.inf))
        return [part for part in parts if part[0].shape[0]]

    def _served(self, group: _Group) -> Index:
        """The variables of columns that hold a group, at its output."""
        mine = self.place[group.columns, group.output]
        return np.asarray(mine[mine >= 0])

    def _matrix(self, rows: list[Index]) -> Any:
        """A row of ones at each list of variables."""
        from scipy.sparse import csr_array

        stops = np.cumsum([0, *map(len, rows)], dtype=np.int32)
        columns = np.concatenate([np.zeros(0, np.int64), *rows]).astype(np.int32)
        shape = (len(rows), self.wrong + len(self._free()))
        return csr_array((np.ones(len(columns)), columns, stops), shape=shape)

    def _differences(self, above: Index, below: Index) -> Any:
        """A row above - below for each pair of variables."""
        from scipy.sparse import csr_array

        columns = np.stack([above, below], axis=1).ravel().astype(np.int32)
        stops = np.arange(0, len(columns) + 1, 2, dtype=np.int32)
        shape = (len(above), self.wrong + len(self._free()))
        return csr_array((np.tile([1.0, -1.0], len(above)), columns, stops), shape=shape)

    def serving(self, chosen: Index) -> Flags:
        """The outputs of columns that a solution chooses."""
        mine = chosen[(chosen >= len(self.costs)) & (chosen < self.wrong)] - len(self.costs)
        serves = np.zeros_like(self.allowed)
        serves[self.column[mine], self.output[mine]] = True
        return serves


def _groups(held: Flags, worth: Index, output: int) -> list[_Group]:
    """The rows of an output, those together that should be alike and that the same columns hold."""
    found = []
    for side in (1, -1):
        rows = np.flatnonzero(worth * side > 0)
        if not len(rows):
            continue
        packed = pack(np.ascontiguousarray(held[:, rows].T))
        _, first, number = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        price = np.bincount(number.ravel(), weights=worth[rows])
        found += [
            _Group(output, np.flatnonzero(held[:, rows[f]]), int(p))
            for f, p in zip(first, price, strict=True)
        ]
    return found
