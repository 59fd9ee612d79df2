"""Choosing few columns of a sparse matrix by greedy choice and local search."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget
from logicnet.ground.kernels import light
from logicnet.minimization.incidence.matrices import Sparse

from . import local_search

_LIGHT = 1 << 12  # entries up to which Python may make the first choice
EFFORT = 20.0  # steps for each chosen column without a better choice, before a search ends
_LATE = 4  # pieces of a greedy choice after the end of the time
FEW = 100  # chosen columns that count at least

Chosen = NDArray[np.bool_]


def greedy(matrix: Sparse, budget: Budget, start: Chosen | None = None) -> Chosen:
    """Chosen columns that cover every row, beginning with those of `start`.

    A little after the time is over, the rows that are still open get their first columns.
    """
    chosen = np.zeros(matrix.shape[1], dtype=bool) if start is None else start.copy()
    covered = np.zeros(matrix.shape[0], dtype=bool)
    state = local_search.gains(matrix.col_at)
    late = 0
    loop = light(local_search.greedy, len(matrix.row_cols) <= _LIGHT)
    while not budget.over() or late < _LATE:
        late += budget.over()
        if budget.piece(loop, *matrix.arrays, chosen, covered, state):
            return chosen
    covered |= matrix.counts(np.flatnonzero(chosen)) > 0
    local_search.first_columns(matrix.row_at, matrix.row_cols, chosen, covered)
    return chosen


def floor(matrix: Sparse) -> int:
    """How many columns any choice needs at least: rows that share no column, few columns first."""
    order = np.argsort(matrix.row_sizes(), kind="stable")
    marked = np.zeros(matrix.shape[1], dtype=bool)
    independent = light(local_search.independent, len(matrix.row_cols) <= _LIGHT)
    return int(independent(matrix.row_at, matrix.row_cols, order, marked))


class Search:
    """The best choice so far, and the local search that goes on from it."""

    def __init__(self, matrix: Sparse, chosen: Chosen, budget: Budget, floor: int = 1) -> None:
        self.matrix, self.budget, self.floor = matrix, budget, floor
        self.flags = chosen.copy()  # the best that the search itself has found
        self.state: Any = local_search.start(matrix.arrays, self.flags, budget.seed)

    def go_on(self, patience: int) -> bool:
        """Search a little more; whether there is more to do."""
        return len(self.matrix.row_cols) > 0 and not self.budget.piece(
            local_search.search, *self.matrix.arrays, self.state, self.flags, self.floor, patience
        )

    def patience(self, effort: float, few: int = FEW, power: float = 1.0) -> int:
        """Steps without a better choice that are as much effort as told."""
        return int(min(effort * max(few, int(self.flags.sum())) ** power, 1 << 60))


def choose(
    matrix: Sparse,
    budget: Budget,
    start: Chosen | None = None,
    effort: float = EFFORT,
    few: int = FEW,
    power: float = 1.0,
) -> Chosen:
    """Chosen columns that cover every row, beginning with those of `start`.

    The search ends with the time, at a proven minimum, or after `effort` steps (infinite: go on)
    for each chosen column, or for the `power` of their number, which counts as `few` at least,
    without a better choice.
    """
    chosen = greedy(matrix, budget, start)
    if budget.over() or not matrix.shape[0]:
        return chosen
    search = Search(matrix, chosen, budget, floor(matrix))
    patience = search.patience(effort, few, power)
    while not budget.over() and search.go_on(patience):
        budget.tell()
    return search.flags
