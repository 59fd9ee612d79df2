"""Reduction of a covering problem to its cyclic core.

An essential column is taken, a row whose columns include all of another row's goes (covering the
other covers it), a column whose rows lie inside those of one that is no dearer goes, until
nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.minimization.incidence.matrices import Matrix

Index: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class Core:
    """What reduction leaves of a matrix, and the columns that it takes.

    Every cheapest choice may be taken to hold the taken columns.
    """

    matrix: Matrix
    columns: Index  # the original number of each column
    costs: Index
    taken: Index

    def part(self, rows: NDArray[np.bool_], columns: NDArray[np.bool_], budget: Budget) -> Core:
        """What is left when only these rows and columns are kept."""
        if rows.all() and columns.all():
            return self
        kept = np.flatnonzero(columns)
        matrix = self.matrix.part(np.flatnonzero(rows), kept, budget.tick)
        return Core(matrix, self.columns[kept], self.costs[kept], self.taken)


def reduce(matrix: Matrix, costs: Index, budget: Budget) -> Core:
    """The cyclic core, or what is reached of it with the work and time given."""
    core = Core(matrix, np.arange(matrix.shape[1]), costs, np.zeros(0, dtype=np.int64))
    try:
        while core.matrix.shape[0]:
            before = core.matrix.shape
            core = _without_essential(core, budget)
            gone = core.matrix.dominated_rows(budget.tick)
            core = core.part(~gone, np.ones(core.matrix.shape[1], dtype=bool), budget)
            columns = ~core.matrix.dominated_columns(core.costs, budget.tick)
            core = core.part(np.ones(core.matrix.shape[0], dtype=bool), columns, budget)
            if core.matrix.shape == before:
                break
    except OutOfBudget:
        pass
    return core


def _without_essential(core: Core, budget: Budget) -> Core:
    """Take the columns that some row depends on, as long as there are any."""
    while True:
        single = np.flatnonzero(core.matrix.row_sizes() == 1)
        if not len(single):
            return core
        needed = np.unique(core.matrix.first_columns()[single])
        rows = core.matrix.counts(needed) == 0
        taken = np.concatenate([core.taken, core.columns[needed]])
        columns = core.matrix.column_sizes() > 0
        columns[needed] = False
        core = core.part(rows, columns, budget)
        core = Core(core.matrix, core.columns, core.costs, taken)
