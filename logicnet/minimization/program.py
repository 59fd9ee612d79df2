"""Covering problems as integer programs: a search from above, a proof from below.

A local search finds a choice of K columns, a relaxation bounds K from below, and HiGHS decides
whether K - 1 columns suffice, over the columns that the relaxation leaves for that. To ask for
K - 1 rather than for the minimum spares the solver the search for good choices: mostly it only
has to prove that there is none.
"""

from __future__ import annotations

import math
import time
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.minimization.budget import Budget
from logicnet.minimization.relaxation import Relaxation, relax
from logicnet.minimization.solver import solve

Index: TypeAlias = NDArray[np.int64]

_COMPILED = 40_000  # entries, zeros counted, from which the compiled search pays
_EFFORT = 200  # search steps a column without a better choice, before the proof begins
_SLICE = 0.05  # seconds of search between two looks at the clock
_TIE_SIZE = 1 << 16  # entries, zeros counted, up to which the cheapest choice is sought
_TIE_NODES = 20


def fewest(matrix: Any, budget: Budget) -> tuple[Index, int]:
    """Few columns that cover all rows of a matrix, and a proven bound on their number.

    Only for the larger ones, the compiled search and the relaxation pay.
    """
    if matrix.shape[0] * matrix.shape[1] > _COMPILED:
        matrix = _sparse(matrix)
    search = _Search(matrix, budget)
    bound = 1
    try:
        search.begin()
        relaxed = Relaxation(1.0, np.zeros(matrix.shape[1]))
        if search.state is not None:
            relaxed = relax(matrix, len(search.best), budget)
        bound = search.bound = relaxed.bound
        if bound < len(search.best) and budget.remaining > 0:
            bound = max(bound, _close(matrix, relaxed, search, budget))
    except KeyboardInterrupt:
        budget.stop()
    return search.best, min(bound, len(search.best))


def greedy(matrix: NDArray[np.float32]) -> Index:
    """Columns of a dense matrix that cover all rows: always the one that covers most."""
    left = np.ones(matrix.shape[0], dtype=np.float32)
    chosen = []
    while left.any():
        best = int(np.argmax(left @ matrix))
        chosen.append(best)
        left[matrix[:, best] != 0] = 0
    return np.array(sorted(chosen), dtype=np.int64)


def _sparse(matrix: Any) -> Any:
    from scipy.sparse import csr_array

    return csr_array(matrix)


def _close(matrix: Any, relaxed: Relaxation, search: _Search, budget: Budget) -> int:
    """Decide whether fewer columns than the best suffice; a bound, and maybe a better best."""
    from logicnet.minimization.covering import reduce

    goal = len(search.best) - 1
    useful = np.flatnonzero(relaxed.useful(goal))
    part = matrix[:, useful]
    if not np.asarray(part.sum(axis=1)).all():
        return goal + 1
    core = reduce(part, np.zeros(len(useful), dtype=np.int64))
    taken, left = useful[core.taken], goal - len(core.taken)
    if not core.matrix.shape[0]:
        search.offer(taken)
        return int(min(goal + 1, len(taken)))
    if left <= 0:
        return goal + 1
    ones = np.ones(core.matrix.shape[1])
    rows = [(core.matrix, 1, np.inf), (ones[None], 0, left)]
    answer = solve(ones, rows, budget, meanwhile=search.go_on)
    if answer is None:
        return relaxed.bound
    if answer.infeasible:
        return goal + 1
    if answer.chosen is not None:
        search.offer(np.concatenate([taken, useful[core.columns[answer.chosen]]]))
    if not math.isfinite(answer.bound):
        return relaxed.bound
    return int(min(goal + 1, len(taken) + math.ceil(answer.bound - 1e-6)))


def cheapest(matrix: Any, costs: Index, chosen: Index, proven: bool, budget: Budget) -> Index:
    """As many columns as are chosen, at less cost where that is found."""
    chosen = _swapped(matrix, costs, chosen)
    if not proven or matrix.shape[0] * matrix.shape[1] > _TIE_SIZE:
        return chosen
    ones = np.ones(matrix.shape[1])
    price = costs.astype(np.float64)
    rows = [
        (matrix, 1, np.inf),
        (ones[None], 0, len(chosen)),
        (price[None], 0, price[chosen].sum() - 1),
    ]
    answer = solve(price, rows, budget, _TIE_NODES)
    return chosen if answer is None or answer.chosen is None else answer.chosen


def _swapped(matrix: Any, costs: Index, chosen: Index) -> Index:
    """Each column in turn replaced by the cheapest that covers what only it covers."""
    by_row = _sparse(matrix)
    by_column = by_row.tocsc()
    count = np.asarray(by_column[:, chosen].sum(axis=1)).reshape(-1)
    result: Index = chosen.copy()
    changed = True
    while changed:
        changed = False
        for k, column in enumerate(result):
            rows = _entries(by_column, column)
            alone = [_entries(by_row, r) for r in rows[count[rows] == 1]]
            if not alone:
                continue
            fitting = np.flatnonzero(np.bincount(np.concatenate(alone)) == len(alone))
            best = fitting[np.argmin(costs[fitting])]
            if costs[best] < costs[column]:
                count[rows] -= 1
                count[_entries(by_column, best)] += 1
                result[k], changed = best, True
    return result


def _entries(matrix: Any, i: int) -> Index:
    """The places of the entries of one row (or column, as the matrix is stored)."""
    places: Index = matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]]
    return places


class _Search:
    """The best choice so far, and the compiled local search that goes on from it."""

    def __init__(self, matrix: Any, budget: Budget) -> None:
        self.budget, self.bound = budget, 1
        self.state: Any = None
        self.steps = 256  # between two looks at the clock, adapted to `_SLICE`
        if isinstance(matrix, np.ndarray):
            self.best: Index = greedy(matrix)
            return
        from logicnet.minimization import local_search
        from logicnet.minimization.choosing import Matrix

        by_column = matrix.tocsc()
        pointers, indices = by_column.indptr.astype(np.int64), by_column.indices.astype(np.int32)
        arrays = Matrix.from_columns(pointers, indices, matrix.shape[0])
        self.arrays = (arrays.col_at, arrays.col_rows, arrays.row_at, arrays.row_cols)
        self.flags = np.zeros(matrix.shape[1], dtype=bool)
        local_search.greedy(*self.arrays, self.flags)
        self.best = np.flatnonzero(self.flags)
        self.state = local_search.start(*self.arrays, self.flags, budget.seed)

    def begin(self) -> None:
        """Search until little more is gained, or half of the time is gone."""
        patience = _EFFORT * max(100, len(self.best))
        part = self.budget.share(0.5)
        while self.state is not None and part.remaining > 0 and not self._steps(patience):
            self.budget.tell_part(len(self.best), self.bound)

    def _steps(self, patience: int) -> bool:
        from logicnet.minimization import local_search

        began = time.monotonic()
        best, steps = self.flags, self.steps
        done = local_search.search(*self.arrays, self.state, best, 1, steps, patience)
        self.steps = steps * 2 if time.monotonic() - began < _SLICE else max(64, steps // 2)
        if self.flags.sum() < len(self.best):
            self.best = np.flatnonzero(self.flags)
        return bool(done)

    def go_on(self) -> bool:
        """Search a little more, if there is a search; whether there is."""
        self.budget.tell_part(len(self.best), self.bound)
        return self.state is not None and not self._steps(1 << 60)

    def offer(self, columns: Index) -> None:
        """Take note of a choice that the solver found; its equals replace the search's."""
        if len(columns) <= len(self.best):
            self.best = np.sort(columns)
