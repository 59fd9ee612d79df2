"""Slabs of any weights: rows are true between two places along a direction, or outside of them.

Such a function is the AND of two thresholds that face each other, outside the OR: two units. The
direction w shows in moments. The difference of the means of true and false rows is along it,
unless the slab is in the middle; then, off the diagonal, the difference of their second moments is
about a multiple of ``w w^T``. From there w and both places are fitted: each false row is to be
beyond the place that it is nearer to, by squared hinges and Newton steps, at drawn rows first and
then at those nearest to the places. Few rows of one value weigh as much as many of the other.
Whether there are units is decided exactly: the true rows are separated from the false ones below,
and from those above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, total, weighted
from logicnet.construction.task import Task
from logicnet.construction.votes.descent import Vote
from logicnet.construction.votes.votes import voted
from logicnet.ground.bits import unpack
from logicnet.ground.budget import CALL, SECOND, Budget
from logicnet.ground.running.one_blas_thread import one_blas_thread
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.network.one_unit.separation import Separation, separate

from .blocks import sums_of

_LEAST_INPUTS, _MOST_INPUTS = 8, 22
_SHARE, _LEAST, _WORK = 1 / 8, 0.3 * SECOND, 0.5 * SECOND  # of which little is mostly spent
_DRAWN, _NEAR = 1024, 2048  # rows of a side that are looked at: drawn ones, nearest ones
_APART = 0.25  # share of true rows between two places, less that of false rows, of a start
_WRONG = 1 / 6  # of the rows, above which a fit is none
_STARTS, _NOISE = 8, 1.0  # directions from which is fitted, and how far later ones are moved
_STEPS, _ROUNDS = 12, 3  # of a fit, and fits at nearest rows
_RIDGE = 1e-7
_FLOP = 0.1  # work
GRAIN = 2.0**-24  # of directions
_SEPARATED, _MISSED, _TURNS = 600, 200, 12  # rows of a side at first, and more in each turn
_PROGRAM, _ENTRY = 1e6, 60.0  # work of a separation

Reals = NDArray[np.float64]
Places = NDArray[np.int64]  # numbers of rows


class Slab(NamedTuple):
    """A direction of whole grains, and the places between which rows are true."""

    weights: Reals
    low: float
    high: float

    @property
    def middle(self) -> float:
        """What parts the two sides."""
        return (self.low + self.high) / 2


class TrueAndFalse(NamedTuple):
    """True and false rows of a function, by number; all others are free."""

    inputs: int
    true: Places
    false: Places

    @classmethod
    def of(cls, table: TruthTable) -> TrueAndFalse:
        """Those of a table of one output."""
        on, free = (unpack(rows[0], len(table)) for rows in (table.on, table.dc))
        return cls(len(table.inputs), np.flatnonzero(on & ~free), np.flatnonzero(~(on | free)))

    def drawn(self, rng: np.random.Generator) -> TrueAndFalse:
        """Some of each."""
        return TrueAndFalse(self.inputs, *(
            side if len(side) <= _DRAWN else np.sort(rng.choice(side, _DRAWN, replace=False))
            for side in self[1:]
        ))  # fmt: skip

    def nearest(self, far: Reals) -> TrueAndFalse:
        """Those of each that are the least far."""
        return TrueAndFalse(self.inputs, *(_first(side, far, _NEAR) for side in self[1:]))


def may_be_slab(task: Task) -> bool:
    """Whether there are all rows of one output, and units may have any wires."""
    table, limits = task.all_rows, task.limits
    if table is None or len(table.outputs) != 1 or task.function.regions is not None:
        return False
    free = limits.max_fan_in is None and limits.max_weight is None and limits.max_depth != 1
    enough = _LEAST_INPUTS <= len(table.inputs) <= _MOST_INPUTS
    return free and enough and not task.budget.over()


def slabs(task: Task) -> Iterator[Network]:
    """Two units for what is true between two places along any direction, or outside."""
    table = task.known_rows
    rows = TrueAndFalse.of(table)
    budget = task.budget.share(_SHARE, _LEAST, max(_LEAST, task.budget.patience * _WORK))
    for least, sought in ((2, rows), (1, rows._replace(true=rows.false, false=rows.true))):
        units = slab_units(sought, budget)
        if units is not None:
            sides = units if least == 2 else [_turned(unit) for unit in units]
            yield _network(table.inputs, sides, min(least, len(sides)), task.limits.skip)
            return


def _turned(unit: Separation) -> Separation:
    """What fires where the unit does not."""
    return Separation(tuple(-w for w in unit.weights), 1 - unit.threshold, unit.minimal)


def _network(inputs: Sequence[str], sides: list[Separation], least: int, skip: bool) -> Network:
    """What is true where so many of the units fire; the last needs none where wires may skip."""
    if skip:
        net = voted(inputs, Vote(len(sides), least), sides)
    else:
        draft = Draft(inputs)
        sums = [weighted(side.weights, draft.literals) - side.threshold for side in sides]
        fired = [draft.fires(each, 0) for each in sums]
        net = draft.network({"y": draft.fires(total(fired), least)})
    return net.described(construction="slab" if len(sides) > 1 else "threshold function")


def slab_units(rows: TrueAndFalse, budget: Budget) -> list[Separation] | None:
    """Units that all fire at true rows alone; a side without false rows has none.

    >>> first, second = np.arange(256) >> 4, np.arange(256) & 15
    >>> near = abs(first - second) <= 3
    >>> len(slab_units(TrueAndFalse(8, np.flatnonzero(near), np.flatnonzero(~near)), Budget()))
    2
    """
    if not len(rows.true) or not len(rows.false):
        return None
    rng = np.random.default_rng(budget.seed)
    drawn = rows.drawn(rng)
    with one_blas_thread(True):
        for start in _starts(drawn, rng, budget):
            slab, wrong = _fitted(drawn, start, budget)
            if wrong <= _WRONG * (len(drawn.true) + len(drawn.false)):
                units = _exact(rows, _nearer(rows, slab, budget), budget)
                if units is not None:
                    return units
            if budget.over():
                break
    return None


# Directions --------------------------------------------------------------------------------------


def directions(rows: TrueAndFalse) -> list[Reals]:
    """The difference of means, and the outermost eigenvectors of that of second moments."""
    on, off = points_of(rows.true, rows.inputs), points_of(rows.false, rows.inputs)
    first = on.mean(axis=0) - off.mean(axis=0)
    on, off = on - 0.5, off - 0.5
    second = on.T @ on / len(on) - off.T @ off / len(off)
    np.fill_diagonal(second, 0)
    vectors = np.linalg.eigh(second)[1]
    ways = (first, vectors[:, 0], vectors[:, -1])
    return [grained(way / (abs(way).max() or 1.0)) for way in ways]


def _starts(rows: TrueAndFalse, rng: np.random.Generator, budget: Budget) -> Iterator[Slab]:
    """Directions that moments show, the best first, and others near it."""
    on, off = points_of(rows.true, rows.inputs), points_of(rows.false, rows.inputs)
    budget.count(CALL + _FLOP * (len(on) + len(off)) * rows.inputs**2)
    told = [_between(on, off, way) for way in directions(rows)]
    told = sorted((each for each in told if each[0] >= _APART), key=lambda each: -each[0])
    yield from (slab for _, slab in told)
    for _ in range(_STARTS - len(told) if told else 0):
        best = told[0][1].weights
        noise = _NOISE * np.sqrt(best @ best / len(best)) * rng.standard_normal(len(best))
        yield _between(on, off, best + noise)[1]


def _between(on: Reals, off: Reals, way: Reals) -> tuple[float, Slab]:
    """The places along a direction between which are most of the true rows and few false ones."""
    way = grained(way / (abs(way).max() or 1.0))
    sums = np.concatenate([on @ way, off @ way])
    values = np.repeat([1 / len(on), -1 / len(off)], [len(on), len(off)])
    order = np.argsort(sums, kind="stable")
    course = np.concatenate([[0.0], np.cumsum(values[order])])
    end = int(np.argmax(course - np.minimum.accumulate(course)))
    start = int(np.argmin(course[: end + 1]))
    rising = sums[order]
    slab = Slab(way, float(rising[min(start, len(rising) - 1)]), float(rising[max(end - 1, 0)]))
    return float(course[end] - course[start]), slab


def _fitted(rows: TrueAndFalse, slab: Slab, budget: Budget) -> tuple[Slab, int]:
    """The best slab on the way of Newton steps, and on how many hinges it is wrong."""
    on, off = points_of(rows.true, rows.inputs), points_of(rows.false, rows.inputs)
    one, none = np.ones((len(on), 1)), np.zeros((len(on), 1))
    inside = np.concatenate([np.hstack([on, -one, none]), np.hstack([-on, none, one])])
    prices = np.repeat([max(1, len(off) / len(on)), max(1, len(on) / len(off))],
                       [len(inside), len(off)])  # fmt: skip
    best, least = slab, len(prices) + 1
    for step in range(_STEPS):
        above = (off @ slab.weights > slab.middle)[:, None]
        outside = np.hstack([np.where(above, off, -off), 1.0 * ~above, -1.0 * above])
        terms = np.concatenate([inside, outside])
        margins = terms @ np.array([*slab.weights, slab.low, slab.high])
        wrong = int((margins <= 0).sum())
        if wrong < least:
            best, least = slab, wrong
        if not wrong:
            break
        found = hinged(terms, prices, (margins < 1) | (step == 0), budget)
        slab = Slab(grained(found[:-2]), float(found[-2]), float(found[-1]))
    return best, least


def hinged(terms: Reals, prices: Reals, near: NDArray[np.bool_], budget: Budget) -> Reals:
    """What makes the priced terms that are near as close to 1 as can be: a Newton step."""
    size = terms.shape[1]
    priced = prices[near, None] * terms[near]
    budget.count(CALL + _FLOP * len(terms) * size**2)
    square = priced.T @ terms[near] + _RIDGE * len(terms) * np.eye(size)
    return np.linalg.solve(square, priced.sum(axis=0))


def _nearer(rows: TrueAndFalse, slab: Slab, budget: Budget) -> Slab:
    """The slab fitted to the rows next to its places, as long as it comes nearer."""
    best, least = slab, 1 << rows.inputs
    for _ in range(_ROUNDS):
        sums = _along(slab, rows.inputs)
        budget.count(CALL + 4.0 * len(sums))
        inside = (sums >= slab.low) & (sums <= slab.high)
        wrong = int((~inside[rows.true]).sum() + inside[rows.false].sum())
        if wrong >= least:
            break
        best, least = slab, wrong
        if not wrong:
            break
        far = np.minimum(abs(sums - slab.low), abs(sums - slab.high))
        slab, _ = _fitted(rows.nearest(far), slab, budget)
    return best


# Units -------------------------------------------------------------------------------------------


def _exact(rows: TrueAndFalse, slab: Slab, budget: Budget) -> list[Separation] | None:
    """A unit for each side of a slab with false rows."""
    sums = _along(slab, rows.inputs)
    above = sums[rows.false] > slab.middle
    units = []
    for place, others in ((slab.low, rows.false[~above]), (slab.high, rows.false[above])):
        if len(others):
            near = TrueAndFalse(rows.inputs, rows.true, others)
            unit = _separated(near, abs(sums - place), budget)
            if unit is None:
                return None
            units.append(unit)
    return units


def _separated(rows: TrueAndFalse, far: Reals, budget: Budget) -> Separation | None:
    """A unit that fires at the true rows and not at the false ones, from those that decide."""
    n = rows.inputs
    on, off = (_first(side, far, _SEPARATED) for side in (rows.true, rows.false))
    for _ in range(_TURNS):
        budget.count(_PROGRAM + _ENTRY * (len(on) + len(off)))
        unit = separate(_bits(on, n), _bits(off, n), smallest=False)
        if unit is None:
            return None
        above = sums_of(unit.weights) - unit.threshold
        budget.count(CALL + 4.0 * len(above))
        missed = [rows.true[above[rows.true] < 0], rows.false[above[rows.false] >= 0]]
        if not len(missed[0]) and not len(missed[1]):
            return unit
        on, off = (np.concatenate([side, _first(new, -abs(above), _MISSED)])
                   for side, new in zip((on, off), missed, strict=True))  # fmt: skip
    return None


def _along(slab: Slab, n: int) -> Reals:
    """The sum of each row; it is exact."""
    return np.asarray(sums_of(whole_of(slab.weights)) * GRAIN)


def whole_of(weights: Reals) -> list[int]:
    """Weights of whole grains, as how many."""
    whole: list[int] = np.rint(weights / GRAIN).astype(np.int64).tolist()
    return whole


def _first(places: Places, key: NDArray[np.float64] | NDArray[np.int64], most: int) -> Places:
    """At most so many of the places, those of least key."""
    return places if len(places) <= most else places[np.argpartition(key[places], most)[:most]]


def grained(weights: Reals) -> Reals:
    """Weights rounded to grains."""
    return np.asarray(np.rint(weights / GRAIN) * GRAIN)


def _bits(places: Places, n: int) -> NDArray[np.int64]:
    return np.asarray(places[:, None] >> np.arange(n - 1, -1, -1) & 1)


def points_of(places: Places, n: int) -> Reals:
    """Rows of 0 and 1."""
    return _bits(places, n).astype(np.float64)
