"""Functions that change three or four times along a direction of any weights.

As with `slabs`, the direction shows in moments and is fitted, with the places of the changes, by
squared hinges; here each row is to be in the nearest run of its value. The end is one exact
separation, over the inputs and the places: whole weights. With s their sum, what is 1 from a to b
and from c on is ``[s - (c - a) [s >= b] >= a]``, two units. To end that at d takes one more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, weighted
from logicnet.construction.task import Task
from logicnet.ground.budget import CALL, SECOND, Budget
from logicnet.ground.running.one_blas_thread import one_blas_thread
from logicnet.network.network import Network
from logicnet.network.one_unit.separation import separate

from . import blocks
from .blocks import sums_of
from .form import of_weights
from .slabs import (
    GRAIN,
    TrueAndFalse,
    directions,
    grained,
    hinged,
    may_be_slab,
    points_of,
    whole_of,
)

_CHANGES = 3, 4
_SHARE, _LEAST, _WORK = 1 / 8, 0.3 * SECOND, 0.5 * SECOND  # of which little is mostly spent
_APART = 0.6  # of the rows of either value in runs of it, less 1, of a start
_WRONG = 1 / 6  # of the rows, above which a fit is none
_STARTS, _NOISE = 24, 1.0  # directions from which is fitted, and how far later ones are moved
_STEPS = 16
_RARE, _FEW = 1 / 12, 4  # share of a value below which so few are tried: any places part them
_SEPARATED, _MISSED, _TURNS = 300, 200, 8  # rows at first, and more in each turn
_PROGRAM, _ENTRY = 1e6, 60.0  # work of a separation

Reals = NDArray[np.float64]
Bits = NDArray[np.bool_]
Whole: TypeAlias = tuple[list[int], list[int], bool]


class RunsAlong(NamedTuple):
    """A direction, places where the value changes along it, and the value below all."""

    weights: Reals
    places: Reals
    first: bool

    def runs(self, sums: Reals, values: Bits) -> NDArray[np.int64]:
        """For each row the nearest run of its value."""
        at = np.searchsorted(self.places, sums, side="right")
        last = len(self.places)
        wrong = (at % 2 == 0) != (values == self.first)
        under = sums - self.places[np.maximum(at - 1, 0)]
        over = self.places[np.minimum(at, last - 1)] - sums
        down = ((at > 0) & (under <= over)) | (at == last)
        return np.asarray(np.where(wrong, np.where(down, at - 1, at + 1), at))


def may_change_along(task: Task) -> bool:
    """Whether there are all rows of one output, and no network of few units."""
    return may_be_slab(task) and blocks.fits(task.limits) and not 0 < task.few <= min(_CHANGES)


def courses(task: Task) -> Iterator[Network]:
    """Two or three units for what changes three or four times along any direction."""
    table = task.known_rows
    rows = TrueAndFalse.of(table)
    for changes in _CHANGES:
        budget = task.budget.share(_SHARE, _LEAST, max(_LEAST, task.budget.patience * _WORK))
        found = whole_course(rows, changes, budget)
        if found is not None:
            if task.limits.skip:
                yield _stepped(table.inputs, table.outputs[0], found)
                return
            weights, _, _ = found
            sums = sums_of(weights)
            met, at = np.unique(sums - sums.min(), return_inverse=True)
            wanted = np.zeros((1, len(met)), dtype=np.int64)
            wanted[0, at[rows.true]], wanted[0, at[rows.false]] = 1, -1
            along = of_weights(table.inputs, table.outputs, weights, met, wanted)
            yield from along.blocks(task.limits.skip)
            return


def _stepped(inputs: Sequence[str], output: str, found: Whole) -> Network:
    """Two units for three changes: from the second on, the sum is taken back; one for a fourth."""
    draft = Draft(inputs)
    weights, (low, middle, high, *end), first = found
    form = weighted(weights, draft.literals)
    left = form - draft.fires(form, middle) * (high - low) - low
    if end:
        above = end[0] - form.low
        left = draft.fires(left, 0) * above - form + end[0] - 1 - above
    value = draft.fires(-left, 1) if first else draft.fires(left, 0)
    return draft.network({output: value}, "step back along a form")


def _segmented(sums: Reals, values: Bits, changes: int) -> tuple[float, RunsAlong]:
    """The places along sums that part values best, and how well: 1 if all, about 0 if none."""
    share = values.mean()
    gain = np.where(values, 1 / share, -1 / (1 - share)) / len(values)
    order = np.argsort(sums, kind="stable")
    rising = sums[order]
    course = np.concatenate([[0.0], np.cumsum(gain[order])])
    found: list[tuple[float, RunsAlong]] = []
    for first in (False, True):
        sign = 1 if first else -1
        total, back = sign * course, []
        for k in range(1, changes + 1):
            own = sign * (-1) ** k * course
            left = total - own
            top = np.maximum.accumulate(left)
            back.append(np.maximum.accumulate(np.where(left >= top, np.arange(len(left)), 0)))
            total = own + top
        at, places = len(course) - 1, []
        for each in reversed(back):
            at = int(each[at])
            places.append(float(rising[min(at, len(rising) - 1)]))
        found.append((float(total[-1]), RunsAlong(np.zeros(0), np.array(places[::-1]), first)))
    return max(found, key=lambda each: each[0])


def _fitted(
    points: Reals, values: Bits, course: RunsAlong, budget: Budget
) -> tuple[RunsAlong, int]:
    """The best course on the way of Newton steps, and on how many hinges it is wrong."""
    n, c = points.shape[1], len(course.places)
    prices = np.where(values, max(1, 1 / values.mean() - 1), max(1, 1 / (1 - values.mean()) - 1))
    best, least = course, 2 * len(values) + 1
    for step in range(_STEPS):
        runs = course.runs(points @ course.weights, values)
        above, below = np.flatnonzero(runs > 0), np.flatnonzero(runs < c)
        marks = np.eye(c)
        terms = np.concatenate([np.hstack([points[above], -marks[runs[above] - 1]]),
                                np.hstack([-points[below], marks[runs[below]]])])  # fmt: skip
        margins = terms @ np.concatenate([course.weights, course.places])
        wrong = int((margins <= 0).sum())
        if wrong < least:
            best, least = course, wrong
        if not wrong:
            break
        each = np.concatenate([prices[above], prices[below]])
        found = hinged(terms, each, (margins < 1) | (step == 0), budget)
        course = RunsAlong(grained(found[:n]), np.sort(found[n:]), course.first)
    return best, least


def whole_course(rows: TrueAndFalse, changes: int, budget: Budget) -> Whole | None:
    """Whole weights, the places where the value changes along them, and the value below all."""
    if not len(rows.true) or not len(rows.false):
        return None
    rng, n = np.random.default_rng(budget.seed), rows.inputs
    drawn = rows.drawn(rng)
    points = np.concatenate([points_of(drawn.true, n), points_of(drawn.false, n)])
    values = np.arange(len(points)) < len(drawn.true)
    with one_blas_thread(True):
        tried = [(*_segmented(points @ way, values, changes), way) for way in directions(drawn)]
        tried = sorted((t for t in tried if t[0] >= _APART), key=lambda t: -t[0])
        starts = [course._replace(weights=way) for _, course, way in tried]
        rare = min(values.mean(), 1 - values.mean()) < _RARE
        for k in range(_FEW if rare else _STARTS):
            if not starts or budget.over():
                return None
            if k < len(starts):
                start = starts[k]
            else:
                way = starts[0].weights
                way = grained(way + _NOISE * np.sqrt(way @ way / n) * rng.standard_normal(n))
                start = _segmented(points @ way, values, changes)[1]._replace(weights=way)
            course, wrong = _fitted(points, values, start, budget)
            if wrong <= _WRONG * len(points):
                found = _exact(rows, course, budget)
                if found is not None:
                    return found
    return None


def _exact(rows: TrueAndFalse, course: RunsAlong, budget: Budget) -> Whole | None:
    """The same, by a separation of rows near the places, with a weight for each place."""
    n, c = rows.inputs, len(course.places)
    places = np.concatenate([rows.true, rows.false])
    values = np.arange(len(places)) < len(rows.true)
    sums = sums_of(whole_of(course.weights))[places] * GRAIN
    runs = course.runs(sums, values)
    far = abs(sums[:, None] - course.places).min(axis=1)
    chosen = np.argsort(far, kind="stable")[:_SEPARATED]
    for _ in range(_TURNS):
        bits = places[chosen, None] >> np.arange(n - 1, -1, -1) & 1
        own, marks = runs[chosen], np.eye(c, dtype=np.int64)
        on = np.hstack([bits, -marks[np.maximum(own - 1, 0)]])[own > 0]
        off = np.hstack([bits, -marks[np.minimum(own, c - 1)]])[own < c]
        budget.count(_PROGRAM + _ENTRY * (len(on) + len(off)))
        unit = separate(on, off, smallest=False)
        if unit is None:
            return None
        weights, ends = list(unit.weights[:n]), np.array(unit.weights[n:]) + unit.threshold
        if (np.diff(ends) < 0).any():
            return None
        all_sums = sums_of(weights)[places]
        at = np.searchsorted(ends, all_sums, side="right")
        missed = np.flatnonzero(at != runs)
        budget.count(CALL + 8.0 * len(places))
        if not len(missed):
            return weights, ends.tolist(), course.first
        wrong = abs(all_sums[missed, None] - ends).min(axis=1)
        chosen = np.concatenate([chosen, missed[np.argsort(-wrong, kind="stable")[:_MISSED]]])
    return None
