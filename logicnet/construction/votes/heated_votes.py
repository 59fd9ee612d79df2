"""Threshold units whose count tells a function, found by a heat bath below units that count.

The units that count stay as they are, so whatever the others do, a row of a parity wants something
of each unit, and one of another vote wants it where the others leave it open. Wrong rows then need
no prices of their own. Units that are right on nearly all rows appear at once, near a temperature
that grows with the rows for each weight; above it nothing holds, and far below it what is wrong
stays. So the bath goes slowly past that temperature, with as many rows as weights need, and over
all rows a cold one ends what has come near.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from logicnet.construction.heat.bath import USUAL, Course, bathed
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.whole_weights import Reals, Try

from .descent import Vote

_ROWS_PER_WEIGHT = 35
# temperature for a row per weight, the logarithm of the first by the last, and sweeps
_OF_PARITY, _OF_SUMS = (0.19, 0.5), (0.1, 0.8)
_SWEEPS, _SWEEPS_OF_SUMS = 100, 500  # times the square of the units of a parity
_NEAR = 1 / 12  # of the rows wrong, where units have appeared
_LAST_SWEEPS = 1000


def heated(rows: Demand, vote: Vote, rng: np.random.Generator) -> Reals | None:
    """Weights of units whose vote is the output on all rows, from one try."""
    n = rows.points.shape[1] + 1
    few = _drawn(rows, vote.units, rng)
    first, cooling = _OF_SUMS if vote.least else _OF_PARITY
    sweeps = _SWEEPS_OF_SUMS if vote.least else _SWEEPS * vote.units**2
    first *= len(few.points) / (vote.units * n)
    slowly, near = Course(first, cooling, USUAL.moves, 0.0, 0.0), int(_NEAR * len(few.points))
    found = bathed(few, _started(n, vote, rng), sweeps, slowly, rng, near)
    if found.wrong > near:
        return None
    found = bathed(rows, found, _LAST_SWEEPS, USUAL, rng)
    return None if found.wrong else found.weights[: vote.units, :n]


def _drawn(rows: Demand, units: int, rng: np.random.Generator) -> Demand:
    """As many of the rows as so many units need."""
    length, most = len(rows.points), _ROWS_PER_WEIGHT * units * (rows.points.shape[1] + 1)
    if length <= most:
        return rows
    chosen = np.sort(rng.permutation(length)[:most])
    return replace(rows, points=rows.points[chosen], wanted=rows.wanted[:, chosen])


def _started(n: int, vote: Vote, rng: np.random.Generator) -> Try:
    """Units drawn by chance, and above them those that count, which have no wires to move.

    Of values -1 and 1 with sum s, (s + units) / 2 fire. For parity the digits of that are taken
    off, the highest first.
    """
    units = vote.units
    places = [vote.least] if vote.least else [1 << k for k in range(units.bit_length())][::-1]
    weights = np.zeros((units + len(places), n + units + len(places)), dtype=np.float32)
    wires = np.zeros(weights.shape, dtype=bool)
    wires[:units, :n] = True
    drawn = rng.standard_normal((units, n))
    weights[:units, :n] = drawn / np.sqrt((drawn**2).sum(axis=1, keepdims=True))
    for k, place in enumerate(places):
        counting = weights[units + k]
        counting[n : n + units] = 1
        counting[n + units : n + units + k] = [-above for above in places[:k]]
        counting[n - 1] = units + 1 - 2 * place - sum(places[:k])
    return Try(weights, wires, np.array([len(weights) - 1]), 0)
