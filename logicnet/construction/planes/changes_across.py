"""Pictures by units that follow the changes along their columns.

The rows of a picture are put in some order, which gives row y the number n(y). The j-th unit is
``[n(y) >= a_j(x)]`` with a_j(x) the place of the j-th change in column x. Where x and y are
positions across half-spaces of two directions, n and a_j are sums of these half-spaces, so that
one unit follows a line of changes over the whole picture, which is ``h_1 - h_2 + h_3 - ...``: as
many units as a column has changes where it has most of them; the last one reads the sum before it,
and is the output. The order need not be that in space:
a local search looks for one in which no column has many, from that in space and from the one in
which alike rows follow each other. In large pictures the order stays that in space.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import ZERO, Draft, Form, total
from logicnet.ground.budget import CALL, SECOND, Budget

_MOST_DIFFERENCES = 1 << 23  # bytes of the differences of all rows, above which none are ordered
_STEEP = 1.6  # a column with a change more weighs so much more
_SEARCHED = 0.3 * SECOND  # work of a search
_ROUNDS = 20  # of the local search, each from the best order with parts of it exchanged

Picture = NDArray[np.bool_]
Whole = NDArray[np.int64]


class Changes(NamedTuple):
    """The numbers of the rows, of each change its place in every column, and the first value."""

    numbers: Whole
    places: Whole
    first: bool


def fewest_changes(picture: Picture, budget: Budget) -> Changes:
    """An order of the rows in which no column has many changes, and where these are.

    >>> stripes = np.array([[0, 1], [1, 1], [0, 1], [1, 1], [0, 0]], dtype=bool)
    >>> fewest_changes(stripes, Budget()).places
    array([[3, 1]])
    """
    found = [_changes(picture, np.arange(len(picture)), first) for first in (False, True)]
    if picture.size * len(picture) <= _MOST_DIFFERENCES:
        for first in (False, True):
            share = budget.share(1 / 2, most=_SEARCHED)
            order = _Search(picture, first, share).order()
            found.append(_changes(picture, order, first))
    return min(found, key=lambda changes: len(changes.places))


def value_of_changes(
    draft: Draft, number: Form, places: Sequence[Form], most: int, *, folded: bool
) -> Form:
    """h_1 - h_2 + h_3 - ... of the tests whether a number has come to each of the places.

    Numbers and places are at most `most`. If `folded`, the last test reads the sum before it.
    """
    if not places:
        return ZERO
    last = len(places) - 1 if folded else len(places)
    steps = [draft.fires(number - place, 0) for place in places[:last]]
    before = total(step * (-1) ** j for j, step in enumerate(steps))
    if last == len(places):
        return before
    until = (number - places[last]) * (-1) ** last - last % 2
    return draft.fires(until + (before - last % 2) * (most + 1), 0)


def _changes(picture: Picture, order: Whole, first: bool) -> Changes:
    """The changes down the columns, from the value that is before all rows."""
    ordered = picture[order]
    differ = ordered != np.vstack([np.full(picture.shape[1], first), ordered[:-1]])
    row, column = np.nonzero(differ.T)[::-1]
    nth = np.concatenate([np.arange(k) for k in differ.sum(axis=0)])
    places = np.full((differ.sum(axis=0).max(), picture.shape[1]), len(picture))
    places[nth, column] = row
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.arange(len(order))
    return Changes(numbers, places, first)


class _Search:
    """A local search for an order of rows: parts are turned round as long as that is better."""

    def __init__(self, picture: Picture, first: bool, budget: Budget) -> None:
        rows = np.vstack([np.full(picture.shape[1], first), picture])  # the first stays the first
        self.differ = (rows[:, None] != rows[None]).astype(np.int8)
        self.first = np.append(0, 1 + np.lexsort(picture.T[::-1]))
        self.price = _STEEP ** np.arange(len(rows) + 1)
        self.budget = budget

    def order(self) -> Whole:
        """The order of the rows that was found."""
        rng = np.random.default_rng(self.budget.seed)
        starts = (np.arange(len(self.first)), self.first)
        best = min(map(self._improved, starts), key=self._judged)
        for _ in range(_ROUNDS):
            if self.budget.over():
                break
            found = self._improved(_exchanged(best, rng))
            if self._judged(found) < self._judged(best):
                best = found
        return best[1:] - 1

    def _judged(self, order: Whole) -> tuple[int, float]:
        changes = self._counted(order)
        return int(changes.max()), float(self.price[changes].sum())

    def _counted(self, order: Whole) -> NDArray[np.int64]:
        steps = self.differ[order[:-1], order[1:]]
        return np.asarray(steps.sum(axis=0), dtype=np.int64)

    def _improved(self, order: Whole) -> Whole:
        """The order after all turns that lower the price of its changes."""
        order = order.copy()
        at, idle, size = 1, 0, len(order)
        changes = self._counted(order)
        price = self.price[changes].sum()
        while idle < size - 1 and not self.budget.over():
            self.budget.count(CALL + self.differ[0].size)
            before, end = order[at - 1], order[at:]
            turned = changes + self.differ[before, end] - self.differ[before, order[at]]
            turned[:-1] += self.differ[order[at], end[1:]] - self.differ[end[:-1], end[1:]]
            prices = self.price[turned].sum(axis=1)
            best = int(prices.argmin())
            idle += 1
            if prices[best] < price * (1 - 1e-9):
                order[at : at + best + 1] = order[at : at + best + 1][::-1].copy()
                changes, price, idle = turned[best], prices[best], 0
            at = at % (size - 1) + 1
        return order


def _exchanged(order: Whole, rng: np.random.Generator) -> Whole:
    """The order with two neighbouring parts of it exchanged."""
    a, b, c = np.sort(rng.integers(1, len(order) + 1, 3))
    return np.concatenate([order[:a], order[b:c], order[a:b], order[c:]])
