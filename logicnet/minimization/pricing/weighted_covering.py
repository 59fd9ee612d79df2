"""Set covering by prices: the cheapest columns that together cover every row, then the fewest.

The matrix is reduced to its core, which falls into blocks. Small ones are searched exhaustively;
of others the cheapest choice known is asked to be beaten in an integer program.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget
from logicnet.minimization.covering.branching import branch_and_bound
from logicnet.minimization.covering.reduction import reduce
from logicnet.minimization.exact.set_covering import blocks
from logicnet.minimization.incidence.matrices import Dense, Matrix
from logicnet.minimization.programs.solver import solve

from .pricing_program import rounded_up
from .search import PricedSearch

Index = NDArray[np.int64]

_REDUCTION_SHARE = 0.25  # of the time and work left
_SEARCH_SHARE = 0.3  # of what is left then, for each block
_BRANCHED, _BRANCHED_COLUMNS = 64, 1024  # rows and columns that are searched exhaustively
_ENTRIES = 1 << 20  # of a block that is searched or asked about


def cheapest_columns(
    matrix: Matrix, costs: Index, budget: Budget, proof: bool = True
) -> tuple[Index, int]:
    """Columns that cover all rows, and a proven bound on what such columns cost."""
    core = reduce(matrix, costs, budget.share(_REDUCTION_SHARE))
    chosen, bound = [core.taken], int(costs[core.taken].sum())
    for rows, columns in blocks(core.matrix, Budget()):
        block = core.matrix.part(rows, columns)
        part, least = _of_block(block, core.costs[columns], budget, proof)
        chosen.append(core.columns[columns[part]])
        bound += least
    return np.sort(np.concatenate(chosen)), bound


def _of_block(matrix: Matrix, costs: Index, budget: Budget, proof: bool) -> tuple[Index, int]:
    small = matrix.shape[0] <= _BRANCHED and matrix.shape[1] <= _BRANCHED_COLUMNS
    few = costs * (matrix.shape[0] + 1) + 1  # of equal prices the fewest columns
    if small and isinstance(matrix, Dense):
        found = branch_and_bound(matrix.flags, few, unit=0)
        if found is not None:
            return found, int(costs[found].sum())
    held = matrix.csr().T.tocsr()
    worth = np.full((matrix.shape[0], 1), 1 + int(few.sum()))
    search = PricedSearch(held, few, 0, worth, budget.share(_SEARCH_SHARE))
    search.begin(_first_columns(matrix))
    if held.nnz <= _ENTRIES:
        search.run()
    chosen = np.flatnonzero(search.best[:, 0])
    least = _floor(matrix, costs)
    if proof and least < costs[chosen].sum() and held.nnz <= _ENTRIES:
        chosen, least = _asked(matrix, costs, chosen, least, budget)
    return chosen, least


def _first_columns(matrix: Matrix) -> NDArray[np.bool_]:
    """The first column of each row."""
    flags = np.zeros((matrix.shape[1], 1), dtype=bool)
    flags[matrix.first_columns()] = True
    return flags


def _floor(matrix: Matrix, costs: Index) -> int:
    """A bound that is there at once: rows that share no column, each by its cheapest."""
    cheapest = [int(costs[matrix.columns_of(r)].min()) for r in range(min(matrix.shape[0], 512))]
    free, total = np.ones(matrix.shape[1], dtype=bool), 0
    for row in np.argsort(matrix.row_sizes()[:512], kind="stable"):
        mine = matrix.columns_of(int(row))
        if free[mine].all():
            free[mine], total = False, total + cheapest[int(row)]
    return max(total, max(cheapest, default=0))


def _asked(
    matrix: Matrix, costs: Index, chosen: Index, least: int, budget: Budget
) -> tuple[Index, int]:
    """Cheaper columns, if the solver finds some, and what it proves."""
    best = int(costs[chosen].sum())
    price = costs.astype(np.float64)
    rows = [(matrix.csr(), 1, np.inf), (price[None], 0, best - 1)]
    answer = solve(price, rows, budget)
    if answer is None:
        return chosen, least
    if answer.infeasible:
        return chosen, best
    if answer.chosen is not None:
        chosen = answer.chosen
    cost = int(costs[chosen].sum())
    return chosen, min(max(least, rounded_up(answer.bound)), cost)
