"""Functions that are votes of few threshold units: their majority, parity, and, or.

The hidden units are found by `descent`, hard ones by a heat bath (`heated_votes`).
Each is then made whole by an exact separation of the rows on which its value matters, given the
others. The last of them needs no unit of its own: with c the count of the others and the last one
``[s >= 0]``, whoever asks whether ``c + last`` is at least m asks

    N c + s >= N (m - 1),      -N <= s < N.

So a vote of k units takes k of them where their number must be at least m, and for parity, whose
digits are taken off one by one, k - 1 + floor(log2 k) + 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, cycle, repeat

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, Form, total, weighted
from logicnet.construction.heat.demand import Demand
from logicnet.construction.task import Task
from logicnet.ground.bits import columns, unpack
from logicnet.ground.budget import SECOND, Budget
from logicnet.ground.running.one_blas_thread import one_blas_thread
from logicnet.network.network import Network
from logicnet.network.one_unit.separation import Separation, separate

from .descent import GRAIN, Descent, Reals, Vote, descended, started
from .heated_votes import heated

Look = Callable[[Demand, Vote, np.random.Generator], Reals | None]

_LEAST_INPUTS, _MOST_INPUTS = 8, 14
_PARITY = 0
VOTES = tuple(
    Vote(*each)
    for each in ((2, _PARITY), (2, 1), (2, 2), (3, 2), (3, _PARITY), (3, 1), (3, 3), (5, 3),
                 (4, _PARITY), (5, _PARITY))
)  # fmt: skip
_SUMMED, _MULTIPLIED = (  # courses where units are summed, and for parity
    Descent(300, 256, (0.5, 6.0), (0.02, 0.02)),
    Descent(300, 256, (1.0, 5.0), (0.03, 0.02)),
)
_FEWER = 5  # units than inputs at the least
_HARD, _HARDEST = 3, 4  # units of which there is a second try, and of which there are more
_ALL = 1 << 14
_LAST = tuple(
    Descent(150, _ALL, (5.0 * 2**k, 15.0 * 2**k), (0.02 / 2**k, 0.002 / 2**k)) for k in range(4)
)
_STARTS, _KEPT = 12, 3  # at once, and of these, to the end
_NEAR = 1 / 12  # of the rows wrong, above which no start is followed to the end
_SHARE, _WORK, _MOST = 0.4, SECOND / 2, 2 * SECOND  # of the work left, for 8 inputs, and the most
_PROGRAM, _ENTRY = 1e6, 60.0  # work of a separation


def may_be_vote(task: Task) -> bool:
    """Whether one output of so many inputs may have any network, and takes more than few units."""
    if not (task.one_output and task.limits.none) or task.budget.over():
        return False
    few = 0 < task.few <= VOTES[0].units + 1
    return _LEAST_INPUTS <= len(task.names) <= _MOST_INPUTS and not few


def votes(task: Task) -> Iterator[Network]:
    """Majority, parity, and, or of two to five threshold units that are searched for."""
    n = len(task.names)
    rows = unpack(columns(n), 1 << n).T[task.care.ravel()]
    on = task.on.ravel()[task.care.ravel()]
    most = min(_WORK * 2 ** (n - _LEAST_INPUTS), _MOST)
    budget = task.budget.share(_SHARE, most=task.budget.patience * most)
    asked = Demand(2 * rows.astype(np.int64) - 1, np.where(on, 1, -1)[None], budget)
    units_at_most = min(n - _FEWER, task.few - 1 if task.few else n)
    for number, (vote, look) in enumerate(_tries(units_at_most)):
        if budget.over():
            return
        found = look(asked, vote, np.random.default_rng([number, budget.seed]))
        units = None if found is None else _whole(rows, on, vote, found, budget)
        if units is not None:
            yield voted(task.names, vote, units)
            return


def _tries(most: int) -> Iterator[tuple[Vote, Look]]:
    """Votes of so many units and how to look at them; then the hard ones, again and again."""
    some = [vote for vote in VOTES if vote.units <= most]
    yield from zip(some, repeat(_descended), strict=False)
    hard = [vote for vote in some if vote.units >= min(most, _HARD)]
    again = [vote for vote in some if vote.units >= _HARDEST] or hard
    yield from zip(chain(reversed(hard), cycle(reversed(again))), repeat(heated), strict=False)


def _descended(asked: Demand, vote: Vote, rng: np.random.Generator) -> Reals | None:
    """Weights of units whose vote is right on all rows."""
    points = np.column_stack([asked.points, np.ones(len(asked.points))]).astype(np.float64)
    wanted, budget = asked.wanted[0].astype(np.float64), asked.budget
    course = _SUMMED if vote.least else _MULTIPLIED
    weights = started(vote, _STARTS, points.shape[1], rng)
    with one_blas_thread(True):  # threads that wait cost eight times as much here
        found = descended(points, wanted, vote, weights, course, rng, budget)
        for last in _LAST:
            if not found.wrong[0] or found.wrong[0] > _NEAR * len(points):
                break
            kept = found.weights[:, :_KEPT]
            found = descended(points, wanted, vote, kept, last, rng, budget)
    return None if found.wrong[0] else found.weights[:, 0]


def _whole(
    rows: NDArray[np.bool_], on: NDArray[np.bool_], vote: Vote, weights: Reals, budget: Budget
) -> list[Separation] | None:
    """The units with small weights over 0 and 1, one after the other."""
    points = rows.astype(np.int64)
    whole = np.rint(weights * GRAIN).astype(np.int64)
    fires = (2 * points - 1) @ whole[:, :-1].T + whole[:, -1] > 0
    units = []
    for k in range(vote.units):
        others = fires.sum(axis=1) - fires[:, k]
        matters = others == vote.least - 1 if vote.least else np.ones(len(on), dtype=bool)
        wanted = on if vote.least else on ^ (others % 2 == 1)
        budget.count(_PROGRAM + _ENTRY * len(points))
        small = separate(points[matters & wanted], points[matters & ~wanted], smallest=False)
        if small is None:
            return None
        units.append(small)
        fires[:, k] = points @ np.array(small.weights) >= small.threshold
    return units


def voted(names: Sequence[str], vote: Vote, units: Sequence[Separation]) -> Network:
    """The units that vote, all but the one with the largest weights, and those that count."""
    draft = Draft(names)
    sums = [weighted(each.weights, draft.literals) - each.threshold for each in units]
    largest = max(range(len(sums)), key=lambda k: sum(map(abs, units[k].weights)))
    last = sums.pop(largest)
    count = total(draft.fires(each, 0) for each in sums)
    value = _least(draft, count, last, vote.least) if vote.least else _odd(draft, count, last, vote)
    return draft.network({"y": value}, f"vote of {vote.units} thresholds")


def _least(draft: Draft, count: Form, last: Form, least: int) -> Form:
    """Whether the count with the last unit, ``last >= 0``, is at least a number."""
    return draft.fires(count * _above(last) + last, _above(last) * (least - 1))


def _odd(draft: Draft, count: Form, last: Form, vote: Vote) -> Form:
    """Whether the count with the last unit is odd."""
    place = 1 << vote.units.bit_length() - 1
    while True:
        digit = _least(draft, count, last, place)
        if place == 1:
            return digit
        count = count - digit * place
        place >>= 1


def _above(last: Form) -> int:
    """A number above all values of a form, and not below their opposites."""
    high = last.constant + sum(w for w in last.terms.values() if w > 0)
    return max(high + 1, -last.low)
