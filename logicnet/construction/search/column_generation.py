"""Fewer hidden units for one hidden layer: some are taken out, better ones are put in.

The output separates the rows in the space of the hidden units' values (and of the inputs, where
it reads them) iff the program "least sum of slacks s_r, y_r (v.h_r - t) >= 1 - s_r" has the
value 0. Where it has not, its dual prices say which rows hurt, and the half-space whose values
agree best with them is the column that lowers the sum fastest (column generation).

So: take out d units, put in at most d columns, and keep what separates with no more units than
before. That walks over the networks of one size until a smaller one is met.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget

from .constant_ends import Mask, Reals, agreeing_unit, agreement_work

_SEPARATED = 1e-6
_PRICES = 5e3  # work for each row, about


def fewer_columns(
    points: Reals,
    bits: Mask,
    columns: list[Mask],
    *,
    skip: bool,
    rounds: int,
    rng: np.random.Generator,
    budget: Budget,
) -> list[Mask]:
    """Values of hidden units that separate `bits` as `columns` do, fewer of them if possible."""
    read = points if skip else points[:, :0]
    best = columns
    for _ in range(rounds):
        if budget.over() or len(best) < 2:
            break
        out = rng.choice(len(best), min(int(rng.integers(1, 4)), len(best)), replace=False)
        trial = [column for j, column in enumerate(best) if j not in out]
        while len(trial) <= len(best):
            budget.count(_PRICES * (40 + len(bits)) + agreement_work(len(bits)))
            prices = _prices(read, trial, bits)
            if prices is None:
                best = trial
                break
            trial = [*trial, agreeing_unit(points, prices, rng)]
    return best


def _prices(read: Reals, columns: list[Mask], bits: Mask) -> Reals | None:
    """What each row would gain if a new unit did not fire there; None if all are separated."""
    from scipy.optimize import linprog

    side = np.where(bits, 1.0, -1.0)
    features = np.column_stack([read, *columns, -np.ones(len(bits))])
    count, width = len(bits), features.shape[1]
    rows = np.hstack([-side[:, None] * features, -np.eye(count)])
    result = linprog(
        np.concatenate([np.zeros(width), np.ones(count)]),
        rows,
        -np.ones(count),
        bounds=[(None, None)] * width + [(0, None)] * count,
        method="highs",
    )
    if result.fun is None or result.fun < _SEPARATED:
        return None
    gain: NDArray[np.float64] = side * result.ineqlin.marginals
    return gain.astype(np.float32)
