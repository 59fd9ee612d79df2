"""Integer weights that separate two sets of points by one threshold, by linear programming.

Weights w and a threshold t separate `on` from `off` iff ``w.p >= t`` on every point of `on` and
``w.p <= t - 1`` on every point of `off`. The program that minimises the sum of the costed |w|
under these rows is feasible iff any weights exist, since real weights with a gap can be scaled
until the gap is 1. Its optimum is rounded to integers and these are checked exactly. Where the
solver, whose numbers are floats, finds none, and where its weights are too large for it, a few
rows decide in fractions (see `positive`): those that it holds against each other, and then more
of them as they are violated.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .positive import positive_point

Points = NDArray[np.int64]

_AT_ONCE = 256  # points of a side in the first program, and added after each
_INTEGER_NODES = 1000  # of the search for integers whose sum is least, and a bound on the work:
_INTEGER_ENTRIES = 1 << 25  # these times the entries of the program
_INTEGER_REACH = 1 << 12  # of points: beyond, one node may take minutes
_SURE = 2.0**20  # costed sums of which the solver's optimum is right within a small part of 1
_MOST = 1 << 62  # sums beyond this do not fit 64 bits


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
    proven: bool = False,
) -> Separation | None:
    """Weights and threshold with ``w.p >= t`` on `on` and ``w.p < t`` on `off`, or None.

    Where `free` is False a weight may not be negative (default: all free). `cost` is the price
    of one unit of each weight (default 1). Without `smallest` the sum of the weights is only
    tried to be small. With `proven` None means for certain that there are no weights (of any
    size); otherwise it may be that the solver found none.

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
        return program.certain() if proven and max_weight is None else None
    found = program.exact(real)
    if found is not None:
        return Separation(*found, minimal=program.is_sure(found[0]))
    near = max(_reach(on), _reach(off)) <= _INTEGER_REACH
    if (smallest and near) or max_weight is not None:
        whole = program.solve(integers=True)
        found = None if whole is None else program.exact(whole)
        if found is not None:
            return Separation(*found, minimal=program.optimal and program.is_sure(found[0]))
        if max_weight is not None:
            return None
    found = program.scaled(real)
    return program.certain() if found is None else Separation(*found, minimal=False)


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
            nodes = max(1, _INTEGER_ENTRIES // rows.size)
            options |= {"node_limit": min(_INTEGER_NODES, nodes)}
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

    def is_sure(self, weights: tuple[int, ...]) -> bool:
        """Whether the solver's optimum is near enough to tell that no costed sum is less by 1."""
        return bool(np.abs(weights) @ self.cost[: self.d] < _SURE)

    def exact(self, weights: NDArray[np.float64]) -> tuple[tuple[int, ...], int] | None:
        """The rounded weights and a threshold, where they are near and separate every point."""
        near = np.rint(weights)
        if np.abs(near - weights).max() > 1e-5:
            return None
        return _checked(near.astype(np.int64), self.on, self.off)

    def scaled(self, weights: NDArray[np.float64]) -> tuple[tuple[int, ...], int] | None:
        """Integer weights from real ones with a gap of 1: times k and rounded.

        Rounding moves the difference of two sums by at most d, so k = d + 2 always separates,
        unless the weights are too large to be told apart in floats.
        """
        for k in range(1, 2 * self.d + 8):
            found = _checked(np.rint(k * weights).astype(np.int64), self.on, self.off)
            if found is not None:
                return found
        return None

    def certain(self) -> Separation | None:
        """Weights or None, decided in fractions, on as many rows as are needed."""
        fixed = np.setdiff1d(np.arange(self.d), self.negative)
        signs = [[0, *(int(i == k) for i in range(self.d)), 0] for k in fixed.tolist()]
        used = self._opposed()
        while True:
            rows = [[-1, *self.on[k].tolist(), -1] if side > 0 else
                    [-1, *(-self.off[k]).tolist(), 1] for side, k in used]  # fmt: skip
            functions = [list(map(Fraction, row)) for row in (*rows, *signs)]
            found = positive_point(functions, self.d + 1)
            if found is None:
                return None
            *weights, threshold = _whole(found)
            missed = {
                1: (threshold - self.on.astype(object) @ np.array(weights, dtype=object)),
                -1: self.off.astype(object) @ np.array(weights, dtype=object) - threshold + 1,
            }
            more = [(side, int(k)) for side, by in missed.items()
                    for k in np.argsort(-by, kind="stable")[:8] if by[k] > 0]  # fmt: skip
            if not more:
                return Separation(tuple(weights), threshold, False)
            used += more

    def _opposed(self) -> list[tuple[int, int]]:
        """The rows that decide how large a gap weights from -1 to 1 can have, as floats tell.

        Those of the greatest gap have a price, and if the gap is 0 they contradict each other.
        """
        from scipy.optimize import linprog

        rows = np.concatenate([-self.on[self.used_on], self.off[self.used_off]])
        side = np.concatenate([np.ones(len(self.used_on)), -np.ones(len(self.used_off))])
        table = np.column_stack([rows, side, np.ones(len(rows))])
        low = np.full(self.d, 0.0)
        low[self.negative] = -1.0
        bounds = [*((v, 1.0) for v in low), (None, None), (None, 1.0)]
        result = linprog(np.append(np.zeros(self.d + 1), -1.0), A_ub=table,
                         b_ub=np.zeros(len(rows)), bounds=bounds, method="highs-ds")  # fmt: skip
        numbers = [*((1, int(k)) for k in self.used_on), *((-1, int(k)) for k in self.used_off)]
        if result.status != 0:
            return numbers
        priced = np.abs(result.ineqlin.marginals) > 1e-9
        return [number for number, kept in zip(numbers, priced, strict=True) if kept] or numbers


def _whole(values: list[Fraction]) -> list[int]:
    """The smallest whole numbers in the same proportions."""
    unit = lcm(*(v.denominator for v in values))
    whole = [int(v * unit) for v in values]
    divisor = gcd(*whole)
    return [v // divisor for v in whole]


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
    if int(np.abs(weights.astype(object)).sum()) * max(_reach(on), _reach(off)) > _MOST:
        return None
    threshold = int((on @ weights).min())
    if int((off @ weights).max()) >= threshold:
        return None
    return tuple(weights.tolist()), threshold


def _reach(points: Points) -> int:
    return max(1, int(np.abs(points).max(initial=0)))
