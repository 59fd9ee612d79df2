"""Set covering: the fewest columns that together cover every row, then the cheapest of those.

A matrix of rows by columns (dense flags while small, sparse beyond) is reduced until nothing
changes: an essential column is taken, a row whose columns include all of another row's goes
(covering the other covers it), a column whose rows lie inside those of one that is no dearer
goes. What is left falls into independent blocks; each is solved by branch and bound while
small and by HiGHS beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.bits import pack
from logicnet.minimization.branching import branch_and_bound
from logicnet.minimization.budget import Budget

Index: TypeAlias = NDArray[np.int64]

_DENSE = 1 << 17  # entries of a matrix that stays dense
_BRANCHED = 64  # rows up to which a block is searched by branch and bound


@dataclass(frozen=True)
class Selection:
    """Columns that cover every row, and a proven bound on how many any such choice needs."""

    columns: Index
    lower_bound: int


@dataclass
class _Problem:
    """A covering matrix under reduction: which rows and columns are left, what is taken."""

    matrix: Any  # rows x columns, float32 array or csr_array of float32
    columns: Index  # the original number of each column
    costs: Index
    taken: list[int]

    def keep_rows(self, keep: NDArray[np.bool_]) -> None:
        self.matrix = self.matrix[np.flatnonzero(keep)]

    def keep_columns(self, keep: NDArray[np.bool_]) -> None:
        index = np.flatnonzero(keep)
        self.matrix = self.matrix[:, index]
        self.columns, self.costs = self.columns[index], self.costs[index]


def incidence(rows: Index, columns: Index, shape: tuple[int, int]) -> Any:
    """The covering matrix with ones at the given places: dense while small, else sparse."""
    if shape[0] * shape[1] <= _DENSE:
        dense = np.zeros(shape, dtype=np.float32)
        dense[rows, columns] = 1
        return dense
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=shape)


def _dense(matrix: Any) -> Any:
    """The same matrix, dense if that is small."""
    if isinstance(matrix, np.ndarray) or matrix.shape[0] * matrix.shape[1] > _DENSE:
        return matrix
    return matrix.toarray()


def reduce(matrix: Any, costs: Index) -> _Problem:
    """The cyclic core, with the columns that every cheapest choice may be taken to hold."""
    problem = _Problem(matrix, np.arange(matrix.shape[1]), costs, [])
    size = -1
    while size != (size := sum(problem.matrix.shape)) and problem.matrix.shape[0]:
        while _take_essential(problem):
            pass
        _drop_rows(problem)
        _drop_columns(problem)
    return problem


def _sums(matrix: Any, axis: int) -> Index:
    return np.asarray(matrix.sum(axis=axis)).reshape(-1).astype(np.int64)


def _take_essential(problem: _Problem) -> bool:
    """Take the columns that some row depends on; whether there were any."""
    single = np.flatnonzero(_sums(problem.matrix, 1) == 1)
    if not len(single):
        return False
    essential = _sums(problem.matrix[single], 0) > 0
    problem.taken += problem.columns[essential].tolist()
    problem.keep_rows(_sums(problem.matrix[:, np.flatnonzero(essential)], 1) == 0)
    problem.keep_columns(~essential & (_sums(problem.matrix, 0) > 0))
    return True


def _drop_rows(problem: _Problem) -> None:
    """Drop each row whose columns include those of another row (of equals, all but one)."""
    if not isinstance(problem.matrix, np.ndarray):
        none = np.zeros(problem.matrix.shape[0], dtype=np.int64)
        problem.keep_rows(~_dominated(problem.matrix, none, True))
        return
    sizes = _sums(problem.matrix, 1)
    inner, outer = _inclusions(problem.matrix)
    drop = (sizes[inner] < sizes[outer]) | (inner < outer)
    keep = np.ones(len(sizes), dtype=bool)
    keep[outer[drop]] = False
    problem.keep_rows(keep)


def _drop_columns(problem: _Problem) -> None:
    """Drop each column whose rows lie in those of a column that costs no more."""
    sizes, costs = _sums(problem.matrix, 0), problem.costs
    keep = sizes > 0
    if not isinstance(problem.matrix, np.ndarray):
        problem.keep_columns(keep & ~_dominated(problem.matrix.T, costs, False))
        return
    inner, outer = _inclusions(problem.matrix.T)
    same = (sizes[inner] == sizes[outer]) & (costs[inner] == costs[outer])
    drop = np.where(same, outer < inner, costs[outer] <= costs[inner])
    keep[inner[drop]] = False
    problem.keep_columns(keep)


def _inclusions(matrix: Any) -> tuple[Index, Index]:
    """Pairs (i, j) of different rows such that the set of i lies in the set of j."""
    flags = pack(matrix != 0)
    beyond = flags[:, None, :] & ~flags[None, :, :]
    inner, outer = np.nonzero(~beyond.any(axis=2))
    different = inner != outer
    return inner[different], outer[different]


def _dominated(matrix: Any, costs: Index, outer_goes: bool) -> NDArray[np.bool_]:
    """The same for a sparse matrix, by a compiled loop: which rows go."""
    from logicnet.minimization.dominance_kernel import dominated

    sets, owners = matrix.tocsr(), matrix.tocsc()
    sets.sort_indices()
    parts = (sets.indptr, sets.indices, owners.indptr, owners.indices)
    gone: NDArray[np.bool_] = dominated(*(p.astype(np.int64) for p in parts), costs, outer_goes)
    return gone


def blocks(matrix: Any) -> list[tuple[Index, Index]]:
    """The rows and columns of each independent block, the smallest block first."""
    rows, columns = (np.asarray(part, dtype=np.int64) for part in matrix.nonzero())
    label = np.arange(matrix.shape[0])
    while True:
        seen = np.full(matrix.shape[1], matrix.shape[0])
        np.minimum.at(seen, columns, label[rows])
        lower = label.copy()
        np.minimum.at(lower, rows, seen[columns])
        lower = lower[lower]
        if (lower == label).all():
            break
        label = lower
    parts = [(np.flatnonzero(label == k), np.flatnonzero(seen == k)) for k in np.unique(label)]
    return sorted(parts, key=lambda part: len(part[0]))


def solve(matrix: Any, costs: Index, budget: Budget) -> Selection:
    """The fewest columns that cover all rows of `matrix`, the cheapest by `costs` where found.

    The number of columns is proven where `lower_bound` equals it; the costs only break ties.
    """
    problem = reduce(matrix, costs)
    taken = list(problem.taken)
    bound = len(taken)
    parts = blocks(problem.matrix) if problem.matrix.shape[0] else []
    for rows, columns in parts:
        block = _dense(problem.matrix[rows][:, columns])
        budget.settled = len(taken), bound
        chosen, least = _solve_block(block, problem.costs[columns], budget)
        taken += problem.columns[columns[chosen]].tolist()
        bound += least
    return Selection(np.array(sorted(taken), dtype=np.int64), bound)


def _solve_block(matrix: Any, costs: Index, budget: Budget) -> tuple[Index, int]:
    """The chosen columns of one block, and the bound on their number.

    Small blocks are searched for both measures at once; large ones for the number first, with
    every column gone whose rows lie inside another's, dearer or not.
    """
    found = branch_and_bound(matrix, costs) if matrix.shape[0] <= _BRANCHED else None
    if found is not None:
        return found, len(found)
    from logicnet.minimization.program import cheapest, fewest

    core = reduce(matrix, np.zeros(len(costs), dtype=np.int64))
    chosen, bound = list(core.taken), len(core.taken)
    before = budget.settled
    for rows, columns in blocks(core.matrix) if core.matrix.shape[0] else []:
        budget.settled = before[0] + len(chosen), before[1] + bound
        part, least = fewest(_dense(core.matrix[rows][:, columns]), budget)
        chosen += core.columns[columns[part]].tolist()
        bound += least
    few = np.array(sorted(chosen), dtype=np.int64)
    return cheapest(matrix, costs, few, bound == len(few), budget), bound
