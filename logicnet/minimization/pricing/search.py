"""Few cheap columns by greedy choice, pruning and repair: any prices, any size.

A column is a term: it holds rows, and may serve each output. What serving an output gains is what
the rows are worth that no other column of the output holds. A search adds the column that gains
most for its price, drops what does not pay, and again after some columns were taken out at random.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import CALL, Budget

Flags = NDArray[np.bool_]
Index = NDArray[np.int64]

_IDLE = 40  # rounds without a cheaper choice before the search ends
_TAKEN_OUT = 0.15  # of the columns, about, in a round


class PricedSearch:
    """A choice of columns and of the outputs that each serves, and the best one so far."""

    def __init__(
        self, held: Any, costs: Index, membership: int, worth: Index, budget: Budget
    ) -> None:
        self.held, self.costs, self.membership = held, costs, membership
        self.worth, self.budget = worth, budget
        self.rng = np.random.default_rng(budget.seed)
        self.serves = np.zeros((len(costs), worth.shape[1]), dtype=bool)
        self.count = np.zeros(worth.shape, dtype=np.int64)
        self.best, self.least = self.serves.copy(), self.price()

    def begin(self, serves: Flags) -> None:
        """Go on from a choice: the best so far, if it is cheaper."""
        self._set(serves)
        self._prune()
        self._note()

    def run(self, idle: int = _IDLE) -> None:
        """Search until little more is gained or the budget is over."""
        since = 0
        while True:
            self._grow()
            self._prune()
            self._note()
            since = 0 if self._changed else since + 1
            if since > idle * self.budget.patience or self.budget.over():
                return
            self._take_out()

    def price(self) -> int:
        """What the choice costs."""
        used = self.serves.any(axis=1)
        wrong = np.where(self.count > 0, self.worth < 0, self.worth > 0)
        terms = int(self.costs[used].sum()) + self.membership * int(self.serves.sum())
        return terms + int(np.abs(self.worth)[wrong].sum())

    def _note(self) -> None:
        price = self.price()
        self._changed = price < self.least
        if self._changed:
            self.best, self.least = self.serves.copy(), price
        elif price > self.least and self.rng.random() < 0.3:
            self._set(self.best)

    def _set(self, serves: Flags) -> None:
        """Make this the choice."""
        self.serves[:], self.count[:] = False, 0
        for column in np.flatnonzero(serves.any(axis=1)).tolist():
            self._serve(column, serves[column])

    def _rows(self, column: int) -> Index:
        at = self.held.indptr
        return np.asarray(self.held.indices[at[column] : at[column + 1]])

    def _serve(self, column: int, outputs: Flags, sign: int = 1) -> None:
        """Let a column serve outputs, or serve them no more."""
        rows = self._rows(column)
        self.count[np.ix_(rows, np.flatnonzero(outputs))] += sign
        self.serves[column, outputs] = sign > 0
        self.budget.count(CALL / 4 + len(rows))

    def _grow(self) -> None:
        """Add columns as long as one pays, the one that gains most for its price."""
        while not self.budget.over():
            open_worth = np.where(self.count == 0, self.worth, 0).astype(np.float64)
            gains = self.held @ open_worth - self.membership
            self.budget.count(CALL + self.held.nnz * self.worth.shape[1])
            gains[self.serves] = 0
            gains = np.maximum(gains, 0)
            price = np.where(self.serves.any(axis=1), 0, self.costs)
            total = gains.sum(axis=1)
            pays = total > price
            if not pays.any():
                return
            paid = price + self.membership * (gains > 0).sum(axis=1)
            rate = np.where(pays, (total - price) / np.maximum(paid, 0.5), -1)
            best = np.flatnonzero(rate >= rate.max() * (1 - 1e-12))
            column = int(self.rng.choice(best))
            self._serve(column, gains[column] > 0)

    def _prune(self) -> None:
        """Drop outputs and columns that do not pay, dear ones first."""
        used = np.flatnonzero(self.serves.any(axis=1))
        order = np.argsort(-self.costs[used] - self.rng.random(len(used)), kind="stable")
        for column in used[order].tolist():
            rows = self._rows(column)
            single = np.where(self.count[rows] == 1, self.worth[rows], 0).sum(axis=0)
            single = np.where(self.serves[column], single, 0)
            idle = self.serves[column] & (single <= self.membership)
            rest = (
                np.where(idle, 0, single).sum()
                - self.membership * (self.serves[column] & ~idle).sum()
            )
            gone = self.serves[column] if rest <= self.costs[column] else idle
            if gone.any():
                self._serve(column, gone.copy(), -1)
            self.budget.count(CALL / 4 + 2 * len(rows))

    def _take_out(self) -> None:
        """Some columns at random, half of the time near each other."""
        used = np.flatnonzero(self.serves.any(axis=1))
        if not len(used):
            return
        most = max(1, round(_TAKEN_OUT * len(used)))
        some = self.rng.permutation(used)[: self.rng.integers(1, most + 1)]
        if self.rng.random() < 0.5:
            near = np.zeros(self.held.shape[1], dtype=bool)
            near[self._rows(int(some[0]))] = True
            shares = [near[self._rows(int(c))].sum() for c in used]
            some = used[np.argsort(shares, kind="stable")[-min(len(used), 1 + len(some)) :]]
        for column in some.tolist():
            self._serve(column, self.serves[column].copy(), -1)
