"""Any functions along a linear form: blocks of its values, and units whose places the blocks move.

Let L be a whole linear form of the inputs that tells the values, such as the number that the
inputs are the digits of. Along L cut the rows into p blocks. Within a block, output o rises at
its first place, falls at the next, and so on, at q places at the most; where it is 1 as the block
begins, the first place is the beginning. The k-th places are ``c_k(0) + sum of moves [L >= start
of block b]``, so with s the alternating sum of the units ``u_k = [L >= c_k]``, k < q, which is 0
or 1,

    y = [M s + L >= c_q],   q odd,         y = [M s - L >= M - c_q + 1],   q even

for M above the range of L: p - 1 units that outputs share, and q for each, in three layers. A fall
at the beginning of a block costs no place, so a function with t changes along L takes about
2 sqrt(t) - 2 units, whatever the number of inputs. For the digits of a number any order of the
inputs and any signs will do; exchanging two or complementing one at a time makes the changes few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, Form, total, weighted
from logicnet.construction.limits import Limits
from logicnet.ground.bits import unpack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

_SPREAD = 1.3  # between the numbers of blocks that are tried
_LEAST, _WORK = 1 << 23, 1 << 27  # of the search for an order of the inputs

Bits = NDArray[np.bool_]
Whole = NDArray[np.int64]


class ValuesAlong(NamedTuple):
    """The values of one output along a form: the first, and the sums at which it changes."""

    first: bool
    places: Whole

    def at(self, place: int) -> bool:
        """The value at a sum."""
        return bool((self.first + int(self.places.searchsorted(place, side="right"))) & 1)

    def within(self, start: int, end: int) -> list[int]:
        """The places from one sum to before another, where it rises, falls, ..."""
        low, high = self.places.searchsorted([start + 1, end]).tolist()
        return [start] * self.at(start) + [int(place) for place in self.places[low:high]]


def digits(table: TruthTable, limits: Limits, budget: Budget, few: int = 0) -> Iterator[Network]:
    """The network along the number that the inputs are, in an order with few changes.

    The `budget` pays for the search of the order. Where so `few` units are known to do, it has
    fewer.

    >>> rows = np.random.default_rng(0).integers(0, 2, 1 << 12)
    >>> [net.units for net in digits(TruthTable.from_values(rows), Limits(), Budget())]
    [87]
    """
    if not fits(limits) or not table.outputs:
        return
    n = len(table.inputs)
    on, free = (unpack(a, len(table)).reshape((-1, *(2,) * n)) for a in (table.on, table.dc))
    care = ~free if free.any() else None
    order = _best_order(on, care, budget)
    weights = [0] * n
    for place, (i, negated) in enumerate(reversed(order)):
        weights[i] = -(1 << place) if negated else 1 << place
    low = sum(weight for weight in weights if weight < 0)
    rows = _in_order(on, order)
    known = np.ones_like(rows) if care is None else _in_order(care, order)
    courses = [course(np.flatnonzero(k) + low, row[k]) for row, k in zip(rows, known, strict=True)]
    if few and _cost(courses, _starts(courses, low + len(table), low), low + len(table)) >= few:
        return
    yield _network(table, weights, courses, limits, "blocks along a number")


def fits(limits: Limits) -> bool:
    """Whether limits leave room for three layers of units with many wires."""
    deep_enough = limits.max_depth is None or limits.max_depth >= 3
    return deep_enough and limits.max_fan_in is None and limits.max_weight is None


def _network(
    table: TruthTable,
    weights: Sequence[int],
    courses: Sequence[ValuesAlong],
    limits: Limits,
    title: str,
) -> Network:
    draft = Draft(table.inputs)
    form = weighted(weights, draft.literals)
    values = placed(draft, form, courses, form.high + 1, form.low, limits.skip)
    return draft.network(dict(zip(table.outputs, values, strict=True)), title)


def sums_of(weights: Sequence[int]) -> Whole:
    """The form at every row."""
    sums = np.zeros(1, dtype=np.int64)
    for weight in weights:
        sums = np.add.outer(sums, np.array([0, weight])).ravel()
    return sums


def course(sums: Whole, values: Bits) -> ValuesAlong:
    """One output along rising sums; what is free stays as it is before."""
    if not len(values):
        return ValuesAlong(False, sums)
    changed = np.flatnonzero(values[1:] != values[:-1]) + 1
    return ValuesAlong(bool(values[0]), sums[changed])


def placed(
    draft: Draft, form: Form, courses: Sequence[ValuesAlong], end: int, low: int, skip: bool = True
) -> list[Form]:
    """The outputs, each with these values along a form that is at least `low` and below `end`."""
    starts = _starts(courses, end, low)
    entered = [draft.fires(form, start) for start in starts[1:]]
    made: list[Form] = []
    for each in courses:
        blocks = [each.within(*block) for block in pairwise([*starts, end])]
        most = max(map(len, blocks))
        rows = [block + [end] * (most - len(block)) for block in blocks]
        tests = []
        for now in zip(*rows, strict=True):
            moves = [a - b for a, b in pairwise(now)]
            tests.append((total([form, weighted(moves, entered)]), now[0]))
        made.append(_last(draft, tests, end - low, skip))
    return made


def _last(draft: Draft, tests: list[tuple[Form, int]], span: int, skip: bool) -> Form:
    """The value that rises and falls where forms, one after the other, reach their places."""
    inner = tests if not skip else tests[:-1]
    steps = total(draft.fires(form, at) * (-1) ** k for k, (form, at) in enumerate(inner))
    if not tests:
        return Form({})
    if not skip:
        return draft.fires(steps, 1)
    form, at = tests[-1]
    much = 2 * span + 2 + sum(abs(w) for w in form.terms.values())
    if len(inner) % 2 == 0:
        return draft.fires(form + steps * much, at)
    return draft.fires(steps * much - form, much - at + 1)


# Blocks -----------------------------------------------------------------------------------------


def _starts(courses: Sequence[ValuesAlong], end: int, low: int) -> list[int]:
    """The beginnings of blocks for which blocks and places are fewest together."""
    best, least = [low], _cost(courses, [low], end)
    for cut in _cuts(courses, end, low):
        if len(cut) - 1 > least:
            break  # there are ever more blocks
        cost = _cost(courses, cut, end)
        if (cost, len(cut)) < (least, len(best)):
            best, least = cut, cost
    return best


def _cuts(courses: Sequence[ValuesAlong], end: int, low: int) -> Iterator[list[int]]:
    yield [low]
    count, longest = 2.0, sum(len(each.places) for each in courses)
    while count < longest:
        yield _cut(courses, [int(len(c.places) / count) + 1 for c in courses], end, low)
        count *= _SPREAD if count < longest**0.5 / 2 or count > 2 * longest**0.5 else 1.03
        count += 1 if count < 16 else 0


def _cut(courses: Sequence[ValuesAlong], most: Sequence[int], end: int, low: int) -> list[int]:
    """Blocks as long as outputs have so many places in them at the most."""
    starts = [low]
    while True:
        start, ends = starts[-1], [end]
        for each, places in zip(courses, most, strict=True):
            after = int(each.places.searchsorted(start, side="right")) + places - each.at(start)
            ends += each.places[after : after + 1].tolist()
        if min(ends) >= end:
            return starts
        starts.append(min(ends))


def _cost(courses: Sequence[ValuesAlong], starts: Sequence[int], end: int) -> int:
    """How many units blocks take, at the most."""
    edges = np.array([*starts, end])
    units = len(starts) - 1
    for each in courses:
        passed = each.places.searchsorted(edges[:-1], side="right")
        one = (passed + each.first) & 1
        units += int((each.places.searchsorted(edges[1:]) - passed + one).max())
    return units


# The order of the inputs ------------------------------------------------------------------------

Order = list[tuple[int, bool]]  # inputs, the most significant first, and which are negated


def _best_order(on: Bits, care: Bits | None, budget: Budget) -> Order:
    """An order and signs with few changes, improved by an exchange or a complement at a time."""
    n = on.ndim - 1
    order: Order = [(i, False) for i in range(n)]
    work = max(_LEAST, min(_WORK, budget.left))
    least, improved = _changes(on, care, order), True
    while improved:
        improved = False
        for change in [*combinations(range(n), 2), *((k, k) for k in range(n))]:
            if work <= 0 or budget.late():
                return order
            trial = _changed(order, *change)
            found = _changes(on, care, trial)
            work -= on.size
            budget.count(on.size)
            if found < least:
                least, order, improved = found, trial, True
    return order


def _changed(order: Order, j: int, k: int) -> Order:
    """Two inputs exchanged, or one complemented."""
    new = list(order)
    new[j], new[k] = order[k], order[j]
    if j == k:
        new[j] = (order[j][0], not order[j][1])
    return new


def _changes(on: Bits, care: Bits | None, order: Order) -> int:
    """How often the outputs change along the number."""
    rows = _in_order(on, order)
    if care is None:
        return int(np.count_nonzero(rows[:, 1:] != rows[:, :-1]))
    total_changes = 0
    for row, each in zip(rows, _in_order(care, order), strict=True):
        values = row[each]
        total_changes += int(np.count_nonzero(values[1:] != values[:-1]))
    return total_changes


def _in_order(cubes: Bits, order: Order) -> Bits:
    """Values along the number: outputs by rows."""
    axes = (0, *(1 + i for i, _ in order))
    turned = (slice(None), *(slice(None, None, -1 if negated else 1) for _, negated in order))
    return cubes.transpose(axes)[turned].reshape(len(cubes), -1)
