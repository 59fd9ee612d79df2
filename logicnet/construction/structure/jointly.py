"""Few units for several outputs at once: one heat bath over all, which grows where it must.

Short tries tell a good order of outputs, those that others may read first: much depends on it.
A try begins with fewer units than are known. Where rows stay wrong, it goes on from what it has
with a few units more, so long as these are fewer than known. Tries become longer, and begin
nearer to what is known where they came to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.heat.bath import grown, sweeps_within, tried
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.whole_weights import Made, Try, whole

_LOOKS, _ORDERS = 0.05, 6  # of the work, for a look at so many orders
_PART, _LONGER = 0.5, 1.5  # of the work, in the first try; tries become longer by this
_LARGE, _PART_OF_LARGE = 1024, 0.8  # rows of all outputs from which one long try is worth more
_FEWEST_SWEEPS, _SWEEPS_PER_ROW = 200, 0.3  # at the least, and for each row of an output
_AFTER = 0.25  # of the sweeps of a try, after each growth
_BEGIN, _NEARER, _LOWER = 0.85, 0.5, 0.1  # of the known units; what changes after tries
_LONG, _HOPELESS = 500, 12  # sweeps after which one wrong in so many is too many
_ROWS_PER_UNIT = 4  # wrong rows for which a try grows by a unit


def jointly(rows: Demand, least: int, most: int) -> Iterator[Made]:
    """Ever fewer units, at most `most`, until there are `least` or the work is done."""
    rng = np.random.default_rng(rows.budget.seed)
    known, begin = most + 1, _BEGIN
    part = _PART if rows.wanted.size < _LARGE else _PART_OF_LARGE
    if sweeps_within(rows, known - 1, part * rows.budget.left) < _few_sweeps(rows):
        return
    order = _order(rows, max(least, int(begin * known)), rng)
    each = part * rows.budget.left
    while known > least:
        units = min(known - 1, max(least, int(begin * known)))
        sweeps = sweeps_within(rows, units, min(each, rows.budget.left))
        if rows.budget.over() or sweeps < _few_sweeps(rows):
            break
        found = tried(rows, units, sweeps, rng, order)
        if sweeps >= _LONG and found.wrong * _HOPELESS > rows.wanted.size:
            break
        made = _grown(rows, found, known - 1, int(_AFTER * sweeps), rng)
        if made is not None:
            yield made
            known, begin = len(made.units), max(_BEGIN, units / len(made.units) - _LOWER)
        else:
            begin += _NEARER * (1 - begin)
        each *= _LONGER


def _few_sweeps(rows: Demand) -> int:
    """Sweeps below which so many rows of outputs are not made right."""
    return max(_FEWEST_SWEEPS, int(_SWEEPS_PER_ROW * rows.wanted.size))


def _order(rows: Demand, units: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """The order of outputs, the last first, that came nearest in one of a few short tries."""
    each = _LOOKS * rows.budget.left / _ORDERS
    orders = [rng.permutation(len(rows.wanted)) for _ in range(_ORDERS)]
    sweeps = sweeps_within(rows, units, each)
    return min(orders, key=lambda order: tried(rows, units, sweeps, rng, order).wrong)


def _grown(
    rows: Demand, found: Try, most: int, sweeps: int, rng: np.random.Generator
) -> Made | None:
    """The try with as many units more as it needs, at most so many in all."""
    while found.wrong and len(found.weights) < most and not rows.budget.over():
        more = min(1 + found.wrong // _ROWS_PER_UNIT, most - len(found.weights))
        found = grown(rows, found, more, sweeps, rng)
    return None if found.wrong else whole(rows, found)
