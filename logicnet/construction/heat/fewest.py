"""Few units for any function of 5 to 12 inputs, by a heat bath.

How many units to try: a short look at few, which finds planted structure; then about as many as
random functions need, fewer after each success, for as long as the work allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log10

import numpy as np

from logicnet.ground.budget import SECOND

from .bath import sweeps_within, tried
from .demand import Demand
from .whole_weights import Made, Try, repaired, whole

LEAST_INPUTS, MOST_INPUTS = 5, 12
_SWEEPS = {5: 100, 6: 200, 7: 1500, 8: 4000, 9: 8000}  # of the first try with so many inputs
_MANY_SWEEPS = 10_000
_LOOKS = 0.15  # of the work, for few units
_MOST_LOOKED = 8
_PATIENCE = 20  # times the work so far that goes into one unit less
_AT_LEAST = 0.3 * SECOND  # and no less than that
_WIDER = 0.5  # times as many units for a tenth of the sweeps, less 1
_NEAR = 0.5  # times as many units as a random function takes, below which there is a look alone
_SHORTEST = 0.4  # of the sweeps wanted, below which a try is not begun


def fewest(rows: Demand, least: int, most: int) -> Iterator[Made]:
    """Ever fewer units, at most `most`, until there are `least` or the work is done."""
    rng = np.random.default_rng(rows.budget.seed)
    least = max(least, len(rows.wanted))  # each output is a unit here, also where two might be one
    for found in (_soon(rows, most, rng), _looks(rows, least, most, rng)):
        units = None if found is None or found.wrong else whole(rows, found)
        if units is not None:
            yield units
            most = min(most, len(units.units) - 1)
    if most >= _NEAR * rows.expected():
        yield from _descent(rows, least, most, rng)


def _soon(rows: Demand, most: int, rng: np.random.Generator) -> Try | None:
    """A try with so many units that it is over soon."""
    units = 2 + rows.expected() * 3 // 2
    sweeps = max(100, _SWEEPS.get(max(rows.size, 5), _MANY_SWEEPS) // 10)
    soon = sweeps <= sweeps_within(rows, units, rows.budget.left / 2)
    return tried(rows, units, sweeps, rng) if soon and units <= most else None


def _looks(rows: Demand, least: int, most: int, rng: np.random.Generator) -> Try | None:
    """A success with few units, from short tries."""
    first = max(least, 2)
    counts = range(first, min(rows.expected(), most + 1, first + _MOST_LOOKED))
    each = _LOOKS * rows.budget.left / max(1, 2 * len(counts))
    for units in counts:
        for _ in range(2):
            found = tried(rows, units, sweeps_within(rows, units, each), rng)
            if not found.wrong:
                return found
    return None


def _descent(rows: Demand, least: int, most: int, rng: np.random.Generator) -> Iterator[Made]:
    """Successes with ever fewer units, from about as many as a random function needs."""
    first = _SWEEPS.get(max(rows.size, 5), _MANY_SWEEPS)
    units, sweeps = _affordable(rows, first)
    units, fewest_wrong = min(max(units, least), most), None
    started, allowed, found_any = rows.budget.spent, float("inf"), False
    while units >= least and rows.budget.spent < allowed and not rows.budget.over():
        within = sweeps_within(rows, units, min(rows.budget.left, allowed - rows.budget.spent))
        if within < _SHORTEST * sweeps:
            break
        found = tried(rows, units, min(sweeps, within), rng)
        made = None if found.wrong else whole(rows, found)
        if made is not None:
            yield made
            units, sweeps, found_any = len(made.units) - 1, max(first, sweeps), True
            more = max(_AT_LEAST, _PATIENCE * (rows.budget.spent - started))
            allowed = rows.budget.spent + rows.budget.patience * more
            continue
        if fewest_wrong is None or found.wrong < fewest_wrong.wrong:
            fewest_wrong = found
        if found_any or rows.is_free:
            sweeps = int(1.5 * sweeps)
        if not found_any and units < most:
            near = 0 < found.wrong <= 2
            units = min(most, units + max(1, int(found.wrong**0.5)) - near)
    if not found_any and fewest_wrong is not None:
        made = repaired(rows, fewest_wrong, most)
        if made is not None:
            yield made


def _affordable(rows: Demand, sweeps: int) -> tuple[int, int]:
    """Units and sweeps to begin with: more units where the sweeps that are wanted are too many."""
    units = rows.expected()
    within = sweeps_within(rows, units, rows.budget.left)
    if within >= sweeps:
        return units, sweeps
    return int(units * (1 + _WIDER * log10(sweeps / within))), max(within * 2 // 3, 1)
