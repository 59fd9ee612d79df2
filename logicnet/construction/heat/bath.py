"""A heat bath along lines, with prices of rows: real weights of so many units.

The units have real weights and each reads the inputs and the units before it. What is to become
small is what the wrong rows cost. A unit is picked and flipped on all rows at once: where that
changes an output the row wants a value of it, at a price, and elsewhere the row is free. Then
its weights w move, the others fixed, along some directions d: on the line w + a d each row
changes side at one a, so a running sum of the prices is the exact cost of every piece of the
line, and a piece is drawn with probability exp(-cost / temperature). After each sweep wrong rows
become dearer and the others return to 1, as clauses do in local search for satisfiability.

At no wrong row the units become whole one by one: an exact separation of the rows on which the
value of the unit matters, given all others, which a solver finds with small weights.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np

from .demand import Demand
from .whole_weights import Try

_DECAY = np.exp(-np.arange(0, 24, 1 / 64)).astype(np.float32)
_HOTTER = 1.35  # times the first temperature for several outputs, which ends as low
_OF_UNITS = 1.3  # moves for each unit of several outputs, costly to price


class Course(NamedTuple):
    """How a heat bath goes: temperatures, moves at a time, and the prices of wrong rows."""

    first: float
    cooling: float  # the logarithm of the first temperature by the last
    moves: int
    dearer: float  # what is added to the price of a wrong row after a sweep
    fading: float  # the part by which prices return to 1


USUAL = Course(0.6, 1.6, 20, 0.05, 0.01)


def tried(rows: Demand, units: int, sweeps: int, rng: np.random.Generator) -> Try:
    """The best of a heat bath with so many units; the last ones are outputs, in any order."""
    n = rows.points.shape[1] + 1
    wires = rows.wires(units, rng)
    weights = (rng.standard_normal((units, n + units)) * wires).astype(np.float32)
    weights /= np.sqrt((weights**2).sum(axis=1, keepdims=True))
    ends = units - 1 - rng.permutation(len(rows.wanted))
    return annealed(
        rows, Try(weights, wires, ends, 0), sweeps, rng, _HOTTER if len(ends) > 1 else 1.0
    )


def annealed(
    rows: Demand, start: Try, sweeps: int, rng: np.random.Generator, warmth: float = 1.0
) -> Try:
    """The best of a heat bath that begins with such units, from a part of the usual warmth."""
    moves = _moves(rows, len(start.weights))
    course = USUAL._replace(
        first=USUAL.first * warmth, cooling=USUAL.cooling + log(warmth), moves=moves
    )
    return bathed(rows, start, sweeps, course, rng)


def bathed(
    rows: Demand, start: Try, sweeps: int, course: Course, rng: np.random.Generator, near: int = 0
) -> Try:
    """The best of a heat bath that begins with such units, until few rows are wrong.

    The last units stay as they are if they have no wires.
    """
    from .heat_kernel import heated, room_for

    n, length, units = rows.points.shape[1] + 1, len(rows.points), len(start.weights)
    values = np.ones((n + units, length), dtype=np.float32)
    values[: n - 1] = rows.points.T / rows.scale
    wanted = rows.wanted.astype(np.float32, order="C")
    weights = start.weights
    best, dear = weights.copy(), np.ones_like(wanted)
    first, cooling, moves, dearer, fading = course
    plan = np.array([first, cooling, sweeps, moves, dearer, fading], dtype=np.float32)
    state = rng.integers(1, 1 << 62, 1).astype(np.uint64)
    at, room = np.array([0, wanted.size + 1]), room_for(units, n + units, length)
    while at[0] < sweeps and at[1] > near and not rows.budget.over():
        rows.budget.piece(heated, n, values, wanted, start.ends, weights, best, start.wires, dear,
                          plan, at, _DECAY, state, room)  # fmt: skip
    return Try(best, start.wires, start.ends, int(at[1]))


def sweeps_within(rows: Demand, units: int, work: float) -> int:
    """The sweeps that so much work is enough for, about."""
    n, length = rows.points.shape[1], len(rows.points)
    later = (units * units / 3 + 2 * n + units) / 48
    moves = _moves(rows, units) * (0.3 + (n + units / 2) / 96) + later
    return max(1, int(work / (units * (length * moves + 40 * _moves(rows, units)))))


def _moves(rows: Demand, units: int) -> int:
    """Moves of a unit before another is picked: what they cost grows with all units."""
    return USUAL.moves if len(rows.wanted) == 1 else max(USUAL.moves, int(_OF_UNITS * units))
