"""Lower bounds of covering problems by Lagrangian relaxation.

For multipliers u >= 0 of the rows, every choice of columns needs at least

    L(u) = sum(u) + sum over columns of min(0, 1 - sum of u over its rows)

columns. Subgradient steps raise L(u). A column with reduced cost r = 1 - (its u) above
K - 1 - L(u) cannot belong to a choice of K - 1 columns, and can be left out of the search for
one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget
from logicnet.minimization.incidence.matrices import Sparse

_STEPS = 400
_PATIENCE = 12  # steps without a better bound before the step is halved
_SLACK = 1e-6  # for rounding in the sums


@dataclass(frozen=True)
class Relaxation:
    """A bound before rounding, each column's reduced cost and each row's price with it."""

    value: float
    reduced: NDArray[np.float64]
    prices: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @property
    def bound(self) -> int:
        """Columns that any choice needs."""
        return max(0, math.ceil(self.value - _SLACK))

    def useful(self, target: int) -> NDArray[np.bool_]:
        """The columns that a choice of at most `target` columns may hold."""
        useful: NDArray[np.bool_] = self.reduced <= target - self.value + _SLACK
        return useful


def relax(matrix: Sparse, upper: int, budget: Budget, steps: int = _STEPS) -> Relaxation:
    """The best relaxation that the steps reach, `upper` being the size of a known choice."""
    # Each row starts with what its largest column can pay a row.
    prices = 1 / matrix.largest_columns()
    best = Relaxation(-math.inf, np.zeros(matrix.shape[1]), prices)
    scale, idle = 1.0, 0
    for _ in range(steps):
        reduced = 1 - matrix.column_sums(prices)
        value = prices.sum() + np.minimum(reduced, 0).sum()
        idle += 1
        if value > best.value:
            idle = 0 if value > best.value + 0.01 else idle
            best = Relaxation(float(value), reduced, prices)
        if idle > _PATIENCE:
            scale, idle = scale / 2, 0
        slope = 1 - matrix.row_sums((reduced < 0).astype(np.float64))
        norm = float(slope @ slope)
        if best.bound >= upper or norm == 0 or scale < 1e-3 or budget.over():
            break
        budget.count(4 * len(matrix.row_cols))
        prices = np.maximum(0, prices + scale * max(upper - value, 0.5) / norm * slope)
        budget.tell()
    return best
