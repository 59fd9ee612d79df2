"""Units with real weights made whole one by one, and units more where rows are wrong.

Given all others, a unit matters on some rows alone; an exact separation of these, which a solver
finds with small weights, takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.units import Unit
from logicnet.ground.budget import SECOND
from logicnet.network.one_unit.separation import separate

from .demand import Demand, Wires, free_layers

GRAIN = 2.0**26  # of weights that are made whole as they are

_OF_REPAIRS = 6 * SECOND  # of work, with normal effort, in which units for single rows lose wires

Values = NDArray[np.int64]  # rows by nodes, -1 and 1
Reals = NDArray[np.float32]


@dataclass
class Try:
    """Units with real weights, those of the outputs, and how many rows they have wrong."""

    weights: Reals
    wires: Wires
    ends: NDArray[np.int64]
    wrong: int


class Made(NamedTuple):
    """Units with whole weights, and which of them the outputs are."""

    units: list[Unit]
    ends: list[int]


def whole(rows: Demand, found: Try) -> Made | None:
    """The units with whole weights, if no row is wrong when sums are exact."""
    return _made_small(rows, _whole(rows, found), found.wires, found.ends)


def _made_small(
    rows: Demand, weights: NDArray[np.int64], wires: Wires, ends: NDArray[np.int64]
) -> Made | None:
    """The units with small weights, one after the other, if no row is wrong."""
    n, units = rows.points.shape[1], len(weights)
    values = np.ones((len(rows.points), n + 1 + units), dtype=np.int64)
    values[:, :n] = rows.points
    _evaluate(values, weights, n + 1, 0)
    if _wrong(rows, values, ends).any():
        return None
    for u in range(units):
        if rows.budget.over() and np.abs(np.delete(weights[u], n)).max() <= 1:
            continue  # it is small already
        small = _make_small(rows, values, weights, wires[u], ends, u)
        if not small and rows.max_weight is not None:
            return None
        _evaluate(values, weights, n + 1, u)
    return Made([_unit(row, n) for row in weights], ends.tolist())


def _whole(rows: Demand, found: Try) -> NDArray[np.int64]:
    """The weights in units so small that they are whole."""
    weights = found.weights.astype(np.float64) * GRAIN * rows.scale
    weights[:, : rows.points.shape[1]] /= rows.scale
    return np.rint(weights).astype(np.int64)


def _evaluate(values: Values, weights: NDArray[np.int64], n: int, first: int) -> None:
    for j in range(first, len(weights)):
        fires = values[:, : n + j] @ weights[j, : n + j] > 0
        values[:, n + j] = np.where(fires, 1, -1)


def _wrong(rows: Demand, values: Values, ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows have a wrong output."""
    given = values[:, rows.points.shape[1] + 1 + ends]
    return np.asarray((given * rows.wanted.T < 0).any(axis=1))


def _make_small(
    rows: Demand,
    values: Values,
    weights: NDArray[np.int64],
    wires: NDArray[np.bool_],
    ends: NDArray[np.int64],
    u: int,
) -> bool:
    """Set small weights of one unit that is right on the rows where its value matters."""
    n = rows.points.shape[1] + 1
    turned = values.copy()
    turned[:, n + u] *= -1
    _evaluate(turned, weights, n, u + 1)
    matters, fires = _wrong(rows, turned, ends), values[:, n + u] > 0
    read = np.flatnonzero(wires)
    read = read[read != n - 1]
    points = (values[:, read] + 1) >> 1
    rows.budget.count(3e5 + (80.0 + 0.5 * len(weights) * (n + len(weights) / 2)) * len(points))
    small = separate(points[matters & fires], points[matters & ~fires],
                     smallest=rows.max_weight is not None, max_weight=rows.max_weight)  # fmt: skip
    if small is not None:
        weights[u] = 0
        weights[u, read] = small.weights
        weights[u, n - 1] = sum(small.weights) - 2 * small.threshold + 1
    return small is not None


def _unit(weights: NDArray[np.int64], n: int) -> Unit:
    """The unit over inputs and units of 0 and 1, for weights of values -1 and 1."""
    read = np.flatnonzero(weights)
    read = read[read != n]
    reads = (read - (read > n)).tolist()
    plain: list[int] = weights[read].tolist()
    # sum of w (2 x - 1), plus the constant, is above 0
    return reads, plain, (sum(plain) - int(weights[n])) // 2 + 1


def repaired(rows: Demand, found: Try, most: int) -> Made | None:
    """The units, at most so many, with one more for each row that is wrong; for one output."""
    units = len(found.weights)
    if len(rows.wanted) > 1 or not (rows.skip and rows.is_free) or units > most:
        return None
    weights, wires, ends = with_repairs(rows, found, most - units + 1)
    rows = replace(rows, budget=rows.budget.share(1.0, rows.budget.patience * _OF_REPAIRS))
    return _made_small(rows, weights, wires, ends) if len(weights) <= most else None


def with_repairs(
    rows: Demand, found: Try, most: int
) -> tuple[NDArray[np.int64], Wires, NDArray[np.int64]]:
    """The units after one more for each row that is wrong, at most so many.

    Each fires at its row alone, and is loud where an output is wrong there.
    """
    n, units = rows.points.shape[1], len(found.weights)
    weights = _whole(rows, found)
    values = np.ones((len(rows.points), n + 1 + units), dtype=np.int64)
    values[:, :n] = rows.points
    _evaluate(values, weights, n + 1, 0)
    wrong = np.flatnonzero(_wrong(rows, values, found.ends))[:most]
    more = len(wrong)
    grown = np.zeros((units + more, n + 1 + units + more), dtype=np.int64)
    wires = np.zeros(grown.shape, dtype=bool)
    grown[more:, : n + 1], wires[more:, : n + 1] = weights[:, : n + 1], found.wires[:, : n + 1]
    grown[more:, n + 1 + more :] = weights[:, n + 1 :]
    wires[more:, n + 1 + more :] = found.wires[:, n + 1 :]
    wires[more:, n + 1 : n + 1 + more] = rows.layers is free_layers
    wires[np.ix_(found.ends + more, np.arange(n + 1, n + 1 + more))] = True
    for k, row in enumerate(wrong.tolist()):
        grown[k, :n], grown[k, n], wires[k, : n + 1] = rows.points[row], 1 - n, True
        for wanted, end in zip(rows.wanted, found.ends.tolist(), strict=True):
            if wanted[row] * values[row, n + 1 + end] < 0:
                loud = 2 * int(np.abs(weights[end]).sum()) * int(wanted[row])
                grown[end + more, n + 1 + k] = loud
                grown[end + more, n] += loud
    return grown, wires, found.ends + more
