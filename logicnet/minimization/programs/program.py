"""Covering problems as integer programs: a search from above, a proof from below.

A local search finds a choice of K columns, a relaxation bounds K from below, and whether K - 1
columns suffice is decided over the columns that the relaxation leaves: by rows that share none, or
by HiGHS. To ask for K - 1 rather than for the minimum spares the solver the search for good
choices: mostly it only has to prove that there is none.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.minimization.covering.apart_rows import apart_rows
from logicnet.minimization.covering.reduction import reduce
from logicnet.minimization.incidence.matrices import Matrix, Sparse

from .relaxation import Relaxation, relax
from .solver import solve

Index: TypeAlias = NDArray[np.int64]

_EFFORT = 200.0  # search steps a column without a better choice, before the proof begins
_RELAXATION_SHARE = 0.1  # of the time left
_APART_SHARE = 0.5
_SMALL_ENTRIES = 1 << 16  # up to which HiGHS alone is as fast
_PROGRAM_ENTRIES = 1 << 21  # nonzeros beyond which a program is no use to HiGHS
_TIE_SIZE = 1 << 16  # entries, zeros counted, up to which the cheapest choice is sought
_TIE_NODES = 20


def fewest(
    matrix: Matrix, costs: Index, start: NDArray[np.bool_], budget: Budget
) -> tuple[Index, int, bool]:
    """Few columns that cover all rows of a matrix, and a proven bound on their number.

    The last says that nothing is known of what they cost.

    Only for the larger ones, the compiled search and the relaxation pay.
    """
    search = _Search(matrix, start, budget)
    bound = 1
    relaxed = Relaxation(1.0, np.zeros(matrix.shape[1]))
    if isinstance(matrix, Sparse):
        search.begin()
        if not budget.over():
            relaxed = relax(matrix, len(search.best), budget.share(_RELAXATION_SHARE))
    bound = search.bound = relaxed.bound
    if bound < len(search.best) and not budget.over():
        bound = max(bound, _close(matrix, relaxed, search, budget))
    while bound < len(search.best) and not budget.over() and search.go_on():
        pass
    return search.best, min(bound, len(search.best)), False


def _close(matrix: Any, relaxed: Relaxation, search: _Search, budget: Budget) -> int:
    """Decide whether fewer columns than the best suffice; a bound, and maybe a better best."""
    goal = len(search.best) - 1
    useful = np.flatnonzero(relaxed.useful(goal))
    try:
        part = matrix.part(np.arange(matrix.shape[0]), useful, budget.tick)
    except OutOfBudget:
        return relaxed.bound
    if not part.row_sizes().all():
        return goal + 1
    core = reduce(part, np.zeros(len(useful), dtype=np.int64), budget)
    taken, left = useful[core.taken], goal - len(core.taken)
    if not core.matrix.shape[0]:
        search.offer(taken)
        return int(min(goal + 1, len(taken)))
    if left <= 0:
        return goal + 1
    bound = relaxed.bound
    entries = int(core.matrix.row_sizes().sum())
    if isinstance(core.matrix, Sparse) and entries > _SMALL_ENTRIES:
        apart = apart_rows(core.matrix, left + 1, budget.share(_APART_SHARE))
        bound = max(bound, min(goal, len(core.taken) + len(apart)))
        if len(apart) > left:
            return goal + 1
    if entries > _PROGRAM_ENTRIES:
        return bound
    ones = np.ones(core.matrix.shape[1])
    rows = [(core.matrix.csr(), 1, np.inf), (ones[None], 0, left)]
    gap = len(search.best) - relaxed.value if isinstance(matrix, Sparse) else 1.0
    answer = solve(ones, rows, budget, gap)
    if answer is None:
        return bound
    if answer.infeasible:
        return goal + 1
    if answer.chosen is not None:
        search.offer(np.concatenate([taken, useful[core.columns[answer.chosen]]]))
    if not math.isfinite(answer.bound):
        return bound
    return max(bound, int(min(goal + 1, len(taken) + math.ceil(answer.bound - 1e-6))))


def cheapest(
    matrix: Matrix, costs: Index, chosen: Index, proven: bool, budget: Budget
) -> tuple[Index, bool]:
    """As many columns as are chosen, at less cost where that is found; whether none cost less."""
    chosen = _swapped(matrix, costs, chosen, budget)
    if not proven or matrix.shape[0] * matrix.shape[1] > _TIE_SIZE:
        return chosen, False
    ones = np.ones(matrix.shape[1])
    price = costs.astype(np.float64)
    rows = [
        (matrix.csr(), 1, np.inf),
        (ones[None], 0, len(chosen)),
        (price[None], 0, price[chosen].sum() - 1),
    ]
    answer = solve(price, rows, budget, nodes=_TIE_NODES)
    if answer is None or (answer.chosen is None and not answer.infeasible):
        return chosen, False
    return chosen if answer.chosen is None else answer.chosen, answer.complete


def _swapped(matrix: Matrix, costs: Index, chosen: Index, budget: Budget) -> Index:
    """Each column in turn replaced by the cheapest that covers what only it covers."""
    count = matrix.counts(chosen)
    result: Index = chosen.copy()
    changed = True
    while changed:
        changed = False
        for k, column in enumerate(result):
            if budget.over():
                return result
            rows = matrix.rows_of(column)
            alone = [matrix.columns_of(r) for r in rows[count[rows] == 1]]
            if not alone:
                continue
            fitting = np.flatnonzero(np.bincount(np.concatenate(alone)) == len(alone))
            best = fitting[np.argmin(costs[fitting])]
            if costs[best] < costs[column]:
                count[rows] -= 1
                count[matrix.rows_of(best)] += 1
                result[k], changed = best, True
    return result


class _Search:
    """The best choice so far, and the compiled local search that goes on from it."""

    def __init__(self, matrix: Matrix, start: NDArray[np.bool_], budget: Budget) -> None:
        self.budget, self.bound = budget, 1
        self.best: Index = np.flatnonzero(start)
        self.local: Any = None
        if isinstance(matrix, Sparse):
            from logicnet.minimization.covering.choosing import Search

            self.local = Search(matrix, start, budget)

    def begin(self) -> None:
        """Search until little more is gained, or half of the time is gone."""
        patience = self.local.patience(_EFFORT)
        part = self.budget.share(0.5)
        while not part.over() and self.go_on(patience):
            pass

    def go_on(self, patience: int = 1 << 60) -> bool:
        """Search a little more, if there is a search; whether there is."""
        self.budget.tell_part(len(self.best), self.bound)
        more = self.local is not None and self.local.go_on(patience)
        if more and self.local.flags.sum() < len(self.best):
            self.best = np.flatnonzero(self.local.flags)
        return bool(more)

    def offer(self, columns: Index) -> None:
        """Take note of a choice that the solver found; its equals replace the search's."""
        if len(columns) <= len(self.best):
            self.best = np.sort(columns)
