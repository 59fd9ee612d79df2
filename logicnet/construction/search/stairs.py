"""Functions without any structure: half of the inputs move the steps of a stair over the rest.

Let the inputs be two numbers X and Y, of a and b bits. For each X the value changes, as Y grows
from 0, at places c_1 < c_2 < ... (the first is 0 where the value starts with 1). A place is a
number that depends on X, and ``c_k(X) = c_k(0) + sum of (c_k(x) - c_k(x-1)) [X >= x]``. So::

    t_x = [X >= x]               wherever some place changes at x, at most 2**a - 1 units
    u_k = [Y - c_k(X) >= 0]      at most as many as there are changes for one X
    y   = [u_1 - u_2 + u_3 - ... >= 1]

since u_1 >= u_2 >= ..., and the sum is 1 exactly between an odd place and the next. With
a = b = n/2 that is about 1.5 * 2**(n/2) units for a random function, where a minimised OR of ANDs
takes about 2**n / 8. The square root is the order that most functions need (Lupanov 1972 builds
them so with threshold gates). Outputs share the units t_x.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, Form, total, weighted
from logicnet.construction.limits import Limits
from logicnet.ground.bits import unpack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

_LEAST_INPUTS = 7  # below, the search finds fewer units
_MOST_INPUTS = 16
_MOST_WORK = 1 << 27  # rows looked at while the inputs are put into order

Bits = NDArray[np.bool_]
Order = tuple[int, ...]


def stairs(table: TruthTable, limits: Limits, budget: Budget) -> Iterator[Network]:
    """The network of three layers, where limits on depth and fan-in leave room for it.

    The time of the `budget` ends the search for an order of the inputs.

    >>> rows = np.random.default_rng(0).integers(0, 2, 1 << 12)
    >>> [net.units for net in stairs(TruthTable.from_values(rows), Limits(), Budget())]
    [102]
    """
    n = len(table.inputs)
    deep_enough = limits.max_depth is None or limits.max_depth >= 3
    if not _LEAST_INPUTS <= n <= _MOST_INPUTS or not deep_enough or limits.max_fan_in is not None:
        return
    on, free = (unpack(a, len(table)).reshape((-1, *(2,) * n)) for a in (table.on, table.dc))
    outputs = [k for k in range(len(on)) if on[k].any() and not (on[k] | free[k]).all()]
    if not outputs:
        return
    care = None if not free.any() else ~free
    order, bits = _best_order(on, care, budget)
    yield _network(table, order, bits, _values(on, care, order, bits))


def _network(table: TruthTable, order: Order, bits: int, values: Bits) -> Network:
    draft = Draft(table.inputs)
    literals = [draft.literals[i] for i in order]
    x, y = _number(literals[:bits]), _number(literals[bits:])
    made: dict[int, Form] = {}
    outputs: dict[str, Form] = {}
    for name, rows in zip(table.outputs, values, strict=True):
        steps = []
        for place in _places(rows).T:
            moved = np.flatnonzero(np.diff(place)) + 1
            for at in moved.tolist():
                made.setdefault(at, draft.fires(x, at))
            by = (place[moved - 1] - place[moved]).tolist()
            moving = weighted(by, (made[at] for at in moved.tolist()))
            steps.append(draft.fires(y + moving, int(place[0])))
        outputs[name] = draft.fires(weighted([(-1) ** k for k in range(len(steps))], steps), 1)
    return draft.network(outputs, "stairs over half of the inputs")


def _number(bits: Sequence[Form]) -> Form:
    """The number with these binary digits, the most significant first."""
    return total(bit * (1 << k) for k, bit in enumerate(reversed(bits)))


def _places(rows: Bits) -> NDArray[np.int64]:
    """Where the value changes along each row: rows by changes, past the end where there is none."""
    count, length = rows.shape
    before = np.concatenate([np.zeros((count, 1), dtype=bool), rows[:, :-1]], axis=1)
    row, place = np.nonzero(rows != before)
    number = np.arange(len(row)) - np.searchsorted(row, row)
    places = np.full((count, int(number.max(initial=-1)) + 1), length, dtype=np.int64)
    places[row, number] = place
    return places


# The order of the inputs ------------------------------------------------------------------------


def _values(on: Bits, care: Bits | None, order: Order, bits: int) -> Bits:
    """The values, outputs by X by Y; a free row takes the value before it."""
    shape = (len(on), 1 << bits, 1 << (len(order) - bits))
    axes = (0, *(1 + i for i in order))
    rows = on.transpose(axes).reshape(shape)
    if care is None:
        return rows
    known = np.where(care.transpose(axes).reshape(shape), np.arange(shape[2]), 0)
    return np.take_along_axis(rows, np.maximum.accumulate(known, axis=2), axis=2)


def _cost(rows: Bits) -> int:
    """How many units stairs over these values take."""
    changes = (rows[:, :, 1:] != rows[:, :, :-1]).sum(axis=2) + rows[:, :, 0]
    moved = (rows[:, 1:] != rows[:, :-1]).any(axis=(0, 2)).sum()
    return int(moved + changes.max(axis=1).sum())


def _best_order(on: Bits, care: Bits | None, budget: Budget) -> tuple[Order, int]:
    """An order of the inputs and the number of those in X, improved by exchanging two at a time."""
    n = on.ndim - 1
    work = _MOST_WORK // on.size
    starts = [(tuple(range(n)), bits) for bits in range(max(1, n // 2 - 2), n // 2 + 2)]
    costs = [_cost(_values(on, care, *start)) for start in starts]
    cost, (order, bits) = min(zip(costs, starts, strict=True))
    improved = True
    while improved:
        improved = False
        for i, j in combinations(range(n), 2):
            if work <= 0 or budget.late():
                return order, bits
            swapped = list(order)
            swapped[i], swapped[j] = order[j], order[i]
            found, work = _cost(_values(on, care, tuple(swapped), bits)), work - 1
            if found < cost:
                cost, order, improved = found, tuple(swapped), True
    return order, bits
