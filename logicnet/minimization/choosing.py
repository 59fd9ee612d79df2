"""Choosing few columns of a covering matrix by greedy choice and local search."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.minimization import local_search
from logicnet.minimization.budget import Budget

_STEPS = 500  # between two looks at the budget, adapted to `_SLICE`
_SLICE = 0.05  # seconds


@dataclass(frozen=True)
class Matrix:
    """A covering matrix by columns and by rows, each as pointers and indices."""

    col_at: NDArray[np.int64]
    col_rows: NDArray[np.int32]
    row_at: NDArray[np.int64]
    row_cols: NDArray[np.int32]

    @staticmethod
    def from_columns(pointers: NDArray[np.int64], rows: NDArray[np.int32], count: int) -> Matrix:
        """The matrix of `count` rows whose columns are given."""
        row_at, row_cols = local_search.transpose(pointers, rows, count)
        return Matrix(pointers, rows, row_at, row_cols)

    @property
    def _arrays(self) -> tuple[NDArray[np.int64], ...]:
        return self.col_at, self.col_rows, self.row_at, self.row_cols  # type: ignore[return-value]

    def bound(self) -> int:
        """How many columns any choice needs at least: rows that share no column, greedily."""
        return int(local_search.independent(*self._arrays))

    def counts(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many chosen columns cover each row."""
        owner = np.repeat(chosen, np.diff(self.col_at))
        return np.bincount(self.col_rows[owner], minlength=len(self.row_at) - 1)

    def choose(
        self, budget: Budget, start: NDArray[np.bool_] | None = None, effort: float = 20.0
    ) -> NDArray[np.bool_]:
        """Chosen columns that cover every row, beginning with those of `start`.

        The search ends at the deadline, at a proven minimum, or after `effort` steps a chosen
        column (infinite: go on) without a better choice. An interrupt ends all of the budget.
        """
        chosen = np.zeros(len(self.col_at) - 1, dtype=bool) if start is None else start.copy()
        local_search.greedy(*self._arrays, chosen)
        if not len(self.row_cols):
            return chosen
        floor = self.bound()
        state = local_search.start(*self._arrays, chosen, budget.seed)
        patience = int(min(effort * max(100, chosen.sum()), 1 << 60))
        steps, done = _STEPS, False
        try:
            while not done and budget.remaining > 0:
                began = time.monotonic()
                done = local_search.search(*self._arrays, state, chosen, floor, steps, patience)
                steps = steps * 2 if time.monotonic() - began < _SLICE / 2 else steps
                budget.tell()
        except KeyboardInterrupt:
            budget.stop()
        return chosen
