"""Covering problems as integer programs, solved by HiGHS in a thread that can be left."""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.minimization.budget import Budget

Index = NDArray[np.int64]

_TICK = 0.2  # seconds between looks at a running solver
_TIE_NODES = 50  # branch-and-bound nodes that may go into the cheapest of the smallest choices
_TIE_SIZE = 1 << 18  # entries of a matrix for which that is tried at all


def integer_program(
    matrix: Any, costs: Index, budget: Budget, start: Index
) -> tuple[Index, int]:
    """The chosen columns, never more than in `start`, and a proven lower bound on their number.

    First the number is minimised; then, with the number fixed, the sum of the costs.
    """
    ones = np.ones(matrix.shape[1])
    best, bound = start, 1
    result = _run(budget, ones, [(matrix, 1, np.inf)], {"time_limit": _seconds(budget)})
    if result is not None:
        if result.x is not None and round(result.x.sum()) <= len(best):
            best = np.flatnonzero(result.x > 0.5)
        if result.mip_dual_bound is not None:
            bound = max(1, math.ceil(result.mip_dual_bound - 1e-6))
    if bound == len(best) and matrix.shape[0] * matrix.shape[1] <= _TIE_SIZE:
        rows = [(matrix, 1, np.inf), (ones[None], 0, len(best))]
        limits = {"time_limit": _seconds(budget), "node_limit": _TIE_NODES}
        result = _run(budget, costs.astype(np.float64), rows, limits)
        if result is not None and result.x is not None:
            best = min((best, np.flatnonzero(result.x > 0.5)), key=lambda s: costs[s].sum())
    return best, min(bound, len(best))


def _seconds(budget: Budget) -> float:
    return max(0.0, min(1e6, budget.remaining))


def _run(budget: Budget, objective: Any, rows: list[Any], options: dict[str, float]) -> Any:
    """What HiGHS finds, while reports go on; None if it is interrupted or fails."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if options["time_limit"] <= 0:
        return None
    found: list[Any] = []

    def work() -> None:
        found.append(
            milp(
                objective,
                constraints=[LinearConstraint(*row) for row in rows],
                integrality=np.ones(len(objective)),
                bounds=Bounds(0, 1),
                options=options,
            )
        )

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_TICK)
        budget.tell()
    return found[0] if found else None
