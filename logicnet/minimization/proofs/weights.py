"""Weights on points, of which no prime holds more than one number: whole ones for a program's dual.

The covering problem is reduced. Each essential prime leaves a point that needs it, which is a part
of its own; what is left falls into blocks, each a part, whose weights are the dual solution of the
relaxed program, in whole numbers that were checked against every prime.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from logicnet.ground.budget import Budget
from logicnet.minimization.incidence.matrices import Index, Matrix

_FLOATS = 1e-6
_SCALES = (*range(1, 65), 120, 420, 840, 2520, 27720, 10**6)


class Weights(NamedTuple):
    """Numbers of points, the weight of each, and the most that a prime holds of them."""

    points: Index
    weights: Index
    most: int

    @property
    def terms(self) -> int:
        """Primes that the points need."""
        return -(-int(self.weights.sum()) // self.most)


class PointBlock(NamedTuple):
    """Points, by their numbers, and the primes that hold some of them (columns), and weights."""

    rows: Index
    matrix: Matrix
    part: Weights


def blocks_of(matrix: Matrix, budget: Budget) -> tuple[list[Weights], list[PointBlock]]:
    """Parts that no prime joins, of points (rows) and primes (columns): single ones and blocks."""
    single, rows, core = _reduced(matrix, budget)
    one = np.ones(1, dtype=np.int64)
    parts = [Weights(np.array([point]), one, 1) for point in single]
    labels = core.labels(budget.tick) if len(rows) else rows
    blocks = []
    for label in np.unique(labels):
        mine = np.flatnonzero(labels == label)
        columns = np.flatnonzero(core.sparse().part(mine, np.arange(core.shape[1])).column_sizes())
        block = core.part(mine, columns, budget.tick)
        blocks.append(PointBlock(rows[mine], block, relaxed(block.csr().T.tocsr(), budget).part))
    return parts, blocks


def _reduced(matrix: Matrix, budget: Budget) -> tuple[list[int], Index, Matrix]:
    """A point for each essential column, and the cyclic core with the numbers of its rows."""
    single: list[int] = []
    rows = np.arange(matrix.shape[0])
    while len(rows):
        before = matrix.shape
        lonely = np.flatnonzero(matrix.row_sizes() == 1)
        needed, first = np.unique(matrix.first_columns()[lonely], return_index=True)
        single += rows[lonely[first]].tolist()
        kept = np.flatnonzero(matrix.counts(needed) == 0)
        columns = np.flatnonzero(matrix.column_sizes() > 0)
        matrix, rows = matrix.part(kept, columns, budget.tick), rows[kept]
        if not len(rows):
            break
        kept = np.flatnonzero(~matrix.dominated_rows(budget.tick))
        matrix, rows = matrix.part(kept, np.arange(matrix.shape[1]), budget.tick), rows[kept]
        costs = np.zeros(matrix.shape[1], dtype=np.int64)
        columns = np.flatnonzero(~matrix.dominated_columns(costs, budget.tick))
        matrix = matrix.part(np.arange(len(rows)), columns, budget.tick)
        if matrix.shape == before:
            break
    return single, rows, matrix


class Relaxed(NamedTuple):
    """Weights of points, what they prove before rounding, and how much of each prime is chosen."""

    part: Weights
    value: float
    chosen: Any


def relaxed(held: Any, budget: Budget) -> Relaxed:
    """The relaxed program of a matrix of primes (rows) and points; each point has a prime."""
    from scipy.optimize import linprog

    limit = {} if math.isinf(budget.remaining) else {"time_limit": max(0.01, budget.remaining)}
    ones = np.ones(held.shape[1])
    found = linprog(-ones, A_ub=held, b_ub=np.ones(held.shape[0]), options=limit, method="highs")
    budget.tick(held.nnz * 100.0)
    if found.x is None:
        one = _part(np.eye(1, held.shape[1], dtype=np.int64)[0], 1)
        return Relaxed(one, 1.0, np.zeros(held.shape[0]))
    target = math.ceil(-found.fun - _FLOATS)
    part = max(_rounded(found.x, held, target), key=lambda part: part.terms)
    return Relaxed(part, -found.fun, -found.ineqlin.marginals)


def _rounded(weights: Any, held: Any, target: int) -> Iterable[Weights]:
    """Whole weights, up to the first that prove as much as is aimed at."""
    for scale in _SCALES:
        whole = np.floor(weights * scale + (_FLOATS if scale < 100 else 0)).astype(np.int64)
        most = max(scale, int((held.astype(np.int64) @ whole).max(initial=0)))
        if whole.any():
            part = _part(whole, most)
            yield part
            if part.terms >= target:
                return


def _part(whole: Index, most: int) -> Weights:
    points = np.flatnonzero(whole)
    common = math.gcd(most, *whole[points].tolist())
    return Weights(points, whole[points] // common, most // common)
