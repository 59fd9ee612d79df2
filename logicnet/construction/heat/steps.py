"""Few units with small whole weights, such as -1, 0 and 1, by a heat bath that moves them whole.

Where weights may be as small as that, real ones are seldom near whole ones. One weight or threshold
moves at a time, at the price of the rows on which the unit then changes, as in `bath`. The number
of units begins near what random functions take and falls after each success.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.units import Unit

from .demand import Demand
from .whole_weights import Made

_DECAY = np.exp(-np.arange(0, 24, 1 / 64)).astype(np.float32)
_FIRST, _COOLING = 0.6, 2.8  # temperature, and the logarithm of the first by the last
_MOVES, _DEARER, _FADING = 20, 0.05, 0.01
_ROWS_PER_BIT = 0.7  # of what weights tell, for random functions
_BEGIN, _FAR = {5: 1.0, 6: 1.2}, 1.8  # times as many units to begin with, by the inputs
_SWEEPS, _LONGER = 1500, 1.5
_FASTER = 12  # units of which one less is looked for
_WIDER = 0.15  # times as many units more, where a try came to nothing


@dataclass
class _WholeTry:
    """Weights and a threshold for each unit, outputs, and how many rows are wrong."""

    weights: NDArray[np.int64]
    ends: NDArray[np.int64]
    wrong: int


def fewest_whole(rows: Demand, least: int, most: int) -> Iterator[Made]:
    """Ever fewer units, at most `most`, until there are `least` or the work is done."""
    rng = np.random.default_rng(rows.budget.seed)
    least = max(least, len(rows.wanted))
    begin = int(_BEGIN.get(rows.size, _FAR) * expected(rows))
    units, sweeps, found_any = min(max(begin, least), most), _SWEEPS, False
    while least <= units <= most and not rows.budget.over():
        found = _tried(rows, units, sweeps, rng)
        if not found.wrong:
            yield Made([_unit(row) for row in found.weights], found.ends.tolist())
            fewer = units - max(1, units // _FASTER)
            units, found_any = max(fewer, min(least, units - 1)), True
        elif found_any or units == most:
            sweeps = int(_LONGER * sweeps)
        else:
            units = min(most, units + max(1, int(_WIDER * units)))


def expected(rows: Demand) -> int:
    """How many units a random function as long takes, about."""
    each = log2(2 * (rows.max_weight or 1) + 1) * _ROWS_PER_BIT
    n, units, bits = rows.points.shape[1], 0, rows.bits
    while bits > 0:
        fan_in = n + units if rows.skip else n
        bits -= each * min(fan_in, rows.max_fan_in or fan_in)
        units += 1
    return max(units, len(rows.wanted), 1)


def _tried(rows: Demand, units: int, sweeps: int, rng: np.random.Generator) -> _WholeTry:
    """The best of a heat bath with so many units; the last ones are outputs, in any order."""
    from .step_kernel import stepped

    n, length, most = rows.points.shape[1], len(rows.points), rows.max_weight or 1
    wires = np.delete(rows.wires(units, rng), n, axis=1)  # without the constant
    weights = rng.integers(-most, most + 1, wires.shape) * wires
    thresholds = weights.sum(axis=1) // 2
    values = np.zeros((n + units, length), dtype=np.int32)
    values[:n] = (rows.points.T + 1) // 2
    wanted = rows.wanted.astype(np.int32)
    ends = units - 1 - rng.permutation(len(wanted))
    best, dear = np.column_stack([weights, thresholds]), np.ones(wanted.shape, dtype=np.float32)
    plan = np.array([_FIRST, _COOLING, sweeps, _MOVES, _DEARER, _FADING], dtype=np.float32)
    state = rng.integers(1, 1 << 62, 1).astype(np.uint64)
    at = np.array([0, wanted.size + 1])
    while at[0] < sweeps and at[1] and not rows.budget.over():
        rows.budget.piece(stepped, n, most, values, wanted, ends, weights, thresholds, best, wires,
                          dear, plan, at, _DECAY, state)  # fmt: skip
    return _WholeTry(best, ends, int(at[1]))


def _unit(row: NDArray[np.int64]) -> Unit:
    read = np.flatnonzero(row[:-1])
    return read.tolist(), row[read].tolist(), int(row[-1])
