"""Integer weights that separate two sets of points by one threshold, by linear programming.

Weights w and a threshold t separate `on` from `off` iff ``w.p >= t`` on every point of `on` and
``w.p <= t - 1`` on every point of `off`. The program that minimises the sum of the costed |w|
under these rows is feasible iff any weights exist, since real weights with a gap can be scaled
until the gap is 1. Its optimum is rounded to integers and these are checked exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import LimitError

Points = NDArray[np.int64]

_AT_ONCE = 256  # points of a side in the first program, and added after each
_INTEGER_SECONDS, _INTEGER_NODES = 2.0, 1000  # for proving that a sum of integers is least
_EXACT = 2.0**52  # sums beyond this are not exact in the solver's numbers


@dataclass(frozen=True)
class Separation:
    """Weights and threshold, and whether no integer weights have a smaller costed sum."""

    weights: tuple[int, ...]
    threshold: int
    minimal: bool


def separate(
    on: Points,
    off: Points,
    *,
    free: NDArray[np.bool_] | None = None,
    cost: NDArray[np.float64] | None = None,
    max_weight: int | None = None,
    smallest: bool = True,
) -> Separation | None:
    """Weights and threshold with ``w.p >= t`` on `on` and ``w.p < t`` on `off`, or None.

    Where `free` is False a weight may not be negative (default: all free). `cost` is the price
    of one unit of each weight (default 1). Without `smallest` the sum of the weights is only
    tried to be small.

    >>> separate(np.array([[1, 1]]), np.array([[0, 1], [1, 0]]))
    Separation(weights=(1, 1), threshold=2, minimal=True)
    >>> separate(np.array([[1, 1], [0, 0]]), np.array([[0, 1], [1, 0]])) is None
    True
    """
    on, off = np.asarray(on, dtype=np.int64), np.asarray(off, dtype=np.int64)
    d = on.shape[1]
    if not len(on) or not len(off):
        return Separation((0,) * d, 0 if len(on) else 1, True)
    program = _Program(on, off, free, cost, max_weight)
    real = program.solve()
    if real is None:
        return None
    found = program.exact(real)
    if found is not None:
        return Separation(*found, minimal=True)
    if smallest or max_weight is not None:
        whole = program.solve(integers=True)
        found = None if whole is None else program.exact(whole)
        if found is not None:
            return Separation(*found, minimal=program.optimal)
        if max_weight is not None:
            return None
    return Separation(*program.scaled(real), minimal=False)


class _Program:
    """The linear program, on a growing part of its rows."""

    def __init__(
        self,
        on: Points,
        off: Points,
        free: NDArray[np.bool_] | None,
        cost: NDArray[np.float64] | None,
        max_weight: int | None,
    ) -> None:
        self.on, self.off, self.d = on, off, on.shape[1]
        self.negative = np.arange(self.d) if free is None else np.flatnonzero(free)
        price = np.ones(self.d) if cost is None else np.asarray(cost, dtype=np.float64)
        self.cost = np.concatenate([price, price[self.negative], [0.0]])
        self.limit = np.inf if max_weight is None else float(max_weight)
        self.used_on, self.used_off = _spread(len(on)), _spread(len(off))
        self.optimal = False

    def solve(self, integers: bool = False) -> NDArray[np.float64] | None:
        """Weights of least cost (then they violate no row), or None where there are none."""
        while True:
            solution = self._solve_part(integers)
            if solution is None:
                return None
            weights, t = solution
            missed_on = t - self.on @ weights
            missed_off = self.off @ weights - t + 1
            new_on = _worst(missed_on, self.used_on)
            new_off = _worst(missed_off, self.used_off)
            if not len(new_on) and not len(new_off):
                return weights
            self.used_on = np.concatenate([self.used_on, new_on])
            self.used_off = np.concatenate([self.used_off, new_off])

    def _solve_part(self, integers: bool) -> tuple[NDArray[np.float64], float] | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        points = np.concatenate([self.on[self.used_on], -self.off[self.used_off]])
        side = np.concatenate([-np.ones(len(self.used_on)), np.ones(len(self.used_off))])
        rows = np.column_stack([points, -points[:, self.negative], side])
        least = np.concatenate([np.zeros(len(self.used_on)), np.ones(len(self.used_off))])
        lower, upper = np.zeros(len(self.cost)), np.full(len(self.cost), self.limit)
        lower[-1], upper[-1] = -np.inf, np.inf
        options: Any = {"mip_rel_gap": 0.0}
        if integers:
            options |= {"time_limit": _INTEGER_SECONDS, "node_limit": _INTEGER_NODES}
        result = milp(
            self.cost,
            constraints=LinearConstraint(rows, least, np.inf),
            bounds=Bounds(lower, upper),
            integrality=np.full(len(self.cost), int(integers)),
            options=options,
        )
        self.optimal = result.status == 0
        if result.x is None:
            return None
        weights = result.x[: self.d].copy()
        weights[self.negative] -= result.x[self.d : -1]
        return weights, float(result.x[-1])

    def exact(self, weights: NDArray[np.float64]) -> tuple[tuple[int, ...], int] | None:
        """The rounded weights and a threshold, where they are near and separate every point."""
        near = np.rint(weights)
        if np.abs(near - weights).max() > 1e-5 or np.abs(near).sum() > _EXACT:
            return None
        return _checked(near.astype(np.int64), self.on, self.off)

    def scaled(self, weights: NDArray[np.float64]) -> tuple[tuple[int, ...], int]:
        """Integer weights from real ones with a gap of 1: times k and rounded.

        Rounding moves the difference of two sums by at most d, so k = d + 2 always separates.
        """
        for k in range(1, 2 * self.d + 8):
            found = _checked(np.rint(k * weights).astype(np.int64), self.on, self.off)
            if found is not None:
                divisor = int(np.gcd.reduce(np.array(found[0]))) or 1
                smaller = np.array(found[0]) // divisor
                return _checked(smaller, self.on, self.off) or found
        raise LimitError(
            f"weights of about {np.abs(weights).max():.3g} are needed, which are too large to be "
            "told apart in the solver's numbers"
        )


def _spread(count: int) -> NDArray[np.int64]:
    """At most _AT_ONCE of the numbers below `count`, evenly spread."""
    return np.unique(np.linspace(0, count - 1, min(count, _AT_ONCE)).astype(np.int64))


def _worst(missed: NDArray[np.float64], used: NDArray[np.int64]) -> NDArray[np.int64]:
    """The most violated rows that the program does not hold yet."""
    missed = missed.copy()
    missed[used] = 0
    worst = np.argsort(-missed, kind="stable")[:_AT_ONCE]
    return worst[missed[worst] > 1e-6]


def _checked(
    weights: NDArray[np.int64], on: Points, off: Points
) -> tuple[tuple[int, ...], int] | None:
    threshold = int((on @ weights).min())
    if int((off @ weights).max()) >= threshold:
        return None
    return tuple(weights.tolist()), threshold
