"""Both sides read the inputs through sums only: a row for each combination of their values.

Inputs of a network are read through one sum when their weights are proportional from unit to unit:
what they add to any unit is then a multiple of that sum. So an adder of two numbers of 16 bits
depends on a + b alone, which has 131,071 values for 2^32 rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import gcd, prod

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import WORD, pack
from logicnet.ground.workers.parallel import first_found
from logicnet.logic.function import Function
from logicnet.logic.numbers import Numbers
from logicnet.network.network import Network
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Counterexample, Verdict

from .rows import Sides

_AGREED = "rows had agreed"
_MOST_ROWS = 1 << 22
_MOST_DIGITS = 1 << 26  # of the rows for the values of one sum: 64 MiB
_BLOCK = 1 << 18  # rows compared at a time
_STEP = 100.0  # work of one value of a sum with one more input

Columns = dict[str, list[tuple[int, int]]]


def sums_read(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of one row for each combination of the sums that both sides read."""
    columns = [_columns(side) for side in (sides.network, sides.specification)]
    groups = _groups(columns, sides.inputs)
    if not groups:
        return reason
    rows: list[tuple[list[int], NDArray[np.bool_]]] = []
    for places, weights in groups:
        most = _MOST_ROWS // prod(found.shape[1] for _, found in rows)
        most = min(most, _MOST_DIGITS // len(weights))
        found = _of_every_sum(weights, most, extent)
        if found is None:
            return reason
        rows.append((places, found))
    count = prod(found.shape[1] for _, found in rows)
    step = WORD * sides.step(_BLOCK // WORD)
    look = partial(_rows_from, sides, rows, step)
    differing = first_found(extent.looked(look, range(0, count, step), step, count, _AGREED))
    return sides.verdict(differing, f"{count} rows, one for each value of what is summed")


def _columns(side: Function) -> Columns | None:
    """For each input what reads it, with whole weights; None where it is read otherwise."""
    if isinstance(side, Numbers):
        stated = side.weight_of()
        return None if stated is None else {name: [(0, w)] for name, w in stated.items() if w}
    if not isinstance(side, Network) or side.weights.dtype.kind != "i":
        return None
    unit_of = side.wiring.unit_of
    columns: Columns = {name: [] for name in side.inputs}
    of_inputs = np.flatnonzero(side.indices < len(side.inputs))
    for wire in of_inputs[np.argsort(unit_of[of_inputs], kind="stable")].tolist():
        name = side.inputs[side.indices[wire]]
        columns[name].append((int(unit_of[wire]), int(side.weights[wire])))
    return columns


def _groups(
    columns: Sequence[Columns | None], inputs: Sequence[str]
) -> list[tuple[list[int], list[int]]] | None:
    """Inputs whose weights are proportional, by number, and their weights in the sum of these."""
    found: dict[tuple[tuple[int, int, int], ...], tuple[list[int], list[int]]] = {}
    for place, name in enumerate(inputs):
        read: list[tuple[int, int, int]] = []
        for side, column in enumerate(columns):
            if column is None:
                return None
            read += [(side, unit, weight) for unit, weight in column.get(name, [])]
        weight = gcd(*(w for *_, w in read))
        weight = -weight if read and read[0][2] < 0 else weight
        key = tuple((side, unit, w // weight) for side, unit, w in read)
        places, weights = found.setdefault(key, ([], []))
        places.append(place)
        weights.append(weight)
    return list(found.values())


def _of_every_sum(weights: Sequence[int], most: int, extent: Extent) -> NDArray[np.bool_] | None:
    """Rows (inputs by rows), one for each sum of some of the weights; None where they are many."""
    sums = np.zeros(1, dtype=object if sum(map(abs, weights)) >= 1 << 62 else np.int64)
    rows = np.zeros((len(weights), 1), dtype=bool)
    for place, weight in enumerate(weights):
        extent.budget.tick(_STEP * rows.shape[1])
        sums, first = np.unique(np.concatenate([sums, sums + weight]), return_index=True)
        if len(sums) > most:
            return None
        with_it = first >= rows.shape[1]
        rows = rows[:, first % rows.shape[1]]
        rows[place] = with_it
    return rows


def _rows_from(
    sides: Sides, groups: list[tuple[list[int], NDArray[np.bool_]]], step: int, start: int
) -> tuple[Counterexample, ...] | None:
    """The first rows that differ among those of the combinations from number `start` on."""
    sizes = [rows.shape[1] for _, rows in groups]
    chosen = np.unravel_index(np.arange(start, min(start + step, prod(sizes))), sizes)
    at = np.zeros((len(sides.inputs), -(-len(chosen[0]) // WORD)), dtype=np.uint64)
    for (places, rows), which in zip(groups, chosen, strict=True):
        at[places] = pack(rows[:, which])
    return sides.differing(at)
