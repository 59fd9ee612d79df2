"""Set covering: the fewest columns that together cover every row, then the cheapest of those.

A matrix is reduced to its core, which falls into independent blocks; each is solved by branch and
bound while small, by local search and an integer program beyond. At the end of the time what is
left is covered greedily.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.minimization.covering.branching import branch_and_bound
from logicnet.minimization.covering.greedy import dense_greedy
from logicnet.minimization.covering.reduction import Core, reduce
from logicnet.minimization.incidence.matrices import Dense, Matrix

Index: TypeAlias = NDArray[np.int64]
# a matrix, the costs of its columns, a choice to begin with: few columns, and a bound
Solver: TypeAlias = Callable[[Matrix, Index, NDArray[np.bool_], Budget], "Solved"]
Solved: TypeAlias = tuple[Index, int, bool]  # columns, a bound, whether none are cheaper

_BRANCHED = 64  # rows up to which a block is searched by branch and bound
_BRANCHED_COLUMNS = 1024  # and columns
_REDUCTION_SHARE = 0.25  # of the time left that may go into reduction


@dataclass(frozen=True)
class Selection:
    """Columns that cover every row, and a proven bound on how many any such choice needs."""

    columns: Index
    lower_bound: int
    cheapest: bool = False  # whether no choice of so few costs less


def blocks(matrix: Matrix, budget: Budget) -> list[tuple[Index, Index]]:
    """The rows and columns of each independent block, the smallest block first."""
    if not matrix.shape[0]:
        return []
    label = matrix.labels(budget.tick)
    owner = np.where(matrix.column_sizes() > 0, label[matrix.first_rows()], -1)
    rows, columns = _grouped(label), _grouped(owner)
    parts = [(rows[k], columns[k]) for k in rows]
    return sorted(parts, key=lambda part: len(part[0]))


def _grouped(labels: Index) -> dict[int, Index]:
    """The places of each label, rising."""
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-2))
    parts = np.split(order, starts[1:])
    return {int(labels[part[0]]): part for part in parts if len(part)}


def solve(matrix: Matrix, costs: Index, budget: Budget) -> Selection:
    """The fewest columns that cover all rows of `matrix`, the cheapest by `costs` where found.

    The number of columns is proven where `lower_bound` equals it; the costs only break ties.
    """
    start = _greedy(matrix, budget)  # for the case that there is no time for more
    core = reduce(matrix, costs, budget.share(_REDUCTION_SHARE))
    chosen, bound, cheap = _block_by_block(
        core, _solve_block, start if core.matrix is matrix else None, budget
    )
    best = min(np.sort(chosen), np.flatnonzero(start), key=len)  # of equals the first
    return Selection(best, bound, cheap and len(best) == len(chosen) == bound)


def _block_by_block(
    core: Core, solver: Solver, start: NDArray[np.bool_] | None, budget: Budget
) -> Solved:
    """The columns for each block of a core and those that it takes, and their proven number.

    When the time ends, the blocks that are left are covered by `start`, or greedily.
    """
    start = _greedy(core.matrix, budget) if start is None else start.copy()
    chosen, bound = [core.taken], len(core.taken)
    least = bound + _floor(core.matrix)
    before, terms, cheap = budget.settled, len(core.taken), True
    try:
        for rows, columns in blocks(core.matrix, budget):
            budget.settled = before[0] + terms, before[1] + bound
            block = core.matrix
            if block.shape != (len(rows), len(columns)):
                block = block.part(rows, columns, budget.tick)
            part, proven, least_cost = solver(block, core.costs[columns], start[columns], budget)
            cheap &= least_cost
            chosen.append(core.columns[columns[part]])
            start[columns] = False
            bound, terms = bound + proven, terms + len(part)
    except OutOfBudget:
        cheap = False
    budget.settled = before
    return np.concatenate([*chosen, core.columns[start]]), max(bound, least), cheap


def _greedy(matrix: Matrix, budget: Budget) -> NDArray[np.bool_]:
    """Columns that cover all rows, as flags."""
    if isinstance(matrix, Dense):
        chosen = np.zeros(matrix.shape[1], dtype=bool)
        chosen[dense_greedy(matrix.flags)] = True
        return chosen
    from logicnet.minimization.covering.choosing import greedy

    return greedy(matrix, budget)


def _floor(matrix: Matrix) -> int:
    """A number of columns that no choice can do without."""
    if isinstance(matrix, Dense):
        return min(1, matrix.shape[0])
    from logicnet.minimization.covering.choosing import floor

    return floor(matrix)


def _solve_block(matrix: Matrix, costs: Index, start: NDArray[np.bool_], budget: Budget) -> Solved:
    """The chosen columns of one block, the bound on their number, and whether none cost less.

    Small blocks are searched for both measures at once; large ones for the number first, with
    every column gone whose rows lie inside another's, dearer or not.
    """
    small = matrix.shape[0] <= _BRANCHED and matrix.shape[1] <= _BRANCHED_COLUMNS
    if small:
        found = branch_and_bound(matrix.flags, costs)
        if found is not None:
            return found, len(found), True
    from logicnet.minimization.programs.program import cheapest, fewest  # SciPy, where needed

    core = reduce(matrix, np.zeros(len(costs), dtype=np.int64), budget.share(_REDUCTION_SHARE))
    first = start if core.matrix is matrix else None
    few, bound, _ = _block_by_block(core, fewest, first, budget)
    chosen, cheap = cheapest(matrix, costs, np.sort(few), bound == len(few), budget)
    return chosen, bound, cheap
