"""Few product terms without proof, from cubes: which of the heuristics, and what surrounds it.

| function | heuristic |
|---|---|
| table and its primes can be listed | `by_table`: all primes, local search |
| large table, many cubes | `by_samples`: sampled primes, local search |
| few cubes | `by_few`: expand, irredundant, nothing compiled |
| off-set stated | `RowSearch`: short rules, absorb on-cubes, expand |
| otherwise | `CubeSearch`: expand against the off-set, cover, merge, again |
| the off-set has too many cubes | `by_covering`: expand while the on-set covers it |
"""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import Words, pack, unpack
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.logic.tables.cubes import Cubes, join, mask_words, pack_mask, unique

from .few_cubes import by_few, few
from .table_search import Listings, by_samples, by_table, fits, sampled, tables

_OUTPUTS = 64  # of a table that are minimised together
_OFF_SHARE = 0.5  # of the time left that may go into the off-set


def cube_terms(
    on: Cubes,
    dc: Cubes,
    off: Cubes | None,
    budget: Budget,
    listings: Listings | None = None,
) -> Cubes:
    """Few primes that cover the on-set outside the don't-cares and miss the off-set.

    Without `off`, rows in no cube are off; with it, they are don't-cares. The search ends when
    little more is gained; at the end of the budget the best cover so far comes back, at worst
    `on` itself. What is listed of a table on the way is kept in `listings`.

    >>> from logicnet.logic.tables.cubes import empty, parse_cubes, texts
    >>> texts(cube_terms(parse_cubes(["011", "111", "10-"]), empty(3), None, Budget()), 3)
    ['10-', '-11']
    """
    if not len(on):
        return on
    inputs, outputs = _live(on, dc, off), _width(on, dc, off)
    if not len(inputs):
        return _universal(on, dc)
    mine, free = _narrow(on, inputs), _narrow(dc, inputs)
    against = None if off is None else _narrow(off, inputs)
    found = _Run(mine, free, against, len(inputs), outputs, budget, listings).cover()
    return _widen(found, inputs, on)


def table_terms(
    on: Words, dc: Words, inputs: int, budget: Budget, listings: Listings | None = None
) -> Cubes:
    """The same from packed tables (outputs, words), 64 outputs at a time."""
    parts = []
    for start in range(0, len(on), _OUTPUTS):
        care, allowed = (side[start : start + _OUTPUTS] for side in (on & ~dc, on | dc))
        part = budget.share(_OUTPUTS / (len(on) - start)) if len(on) > _OUTPUTS else budget
        if fits(inputs, len(care), 1 << inputs):
            kept = listings if len(on) <= _OUTPUTS else None
            found = by_table(care, allowed, inputs, part, kept)
        else:
            found = by_samples(care, allowed, inputs, part)
        members = np.zeros((len(found), mask_words(len(on))), dtype=np.uint64)
        members[:, start // _OUTPUTS] = found.members[:, 0]
        parts.append(Cubes(found.positive, found.negative, members))
    return unique(join(parts)) if len(parts) > 1 else parts[0]


class _Run:
    """One minimisation over the inputs that occur."""

    def __init__(
        self, on: Cubes, dc: Cubes, off: Cubes | None, inputs: int, outputs: int, budget: Budget,
        listings: Listings | None,
    ) -> None:  # fmt: skip
        self.on, self.dc, self.listings = unique(on), unique(dc), listings
        self.off = None if off is None else unique(off)
        self.inputs, self.outputs, self.budget = inputs, outputs, budget

    def cover(self) -> Cubes:
        """The cover of the first heuristic that applies; at the end of the time what there is."""
        with suppress(OutOfBudget):
            for attempt in (self._table, self._samples, self._few, self._cubes, self._covering):
                found = attempt()
                if found is not None:
                    return found
        return self.on

    def _table(self) -> Cubes | None:
        n, m = self.inputs, self.outputs
        if not fits(n, m, len(self.on)):
            return None
        return by_table(*self._tables(), n, self.budget, self.listings)

    def _samples(self) -> Cubes | None:
        n, m = self.inputs, self.outputs
        if not sampled(n, m, len(self.on)):
            return None
        return by_samples(*self._tables(), n, self.budget)

    def _tables(self) -> tuple[Words, Words]:
        n, m = self.inputs, self.outputs
        return tables(self.on, self.dc, self.off, n, m, self.budget.tick)

    def _few(self) -> Cubes | None:
        if self.budget.patience > 1 or not few(self.on, self.dc, self.inputs, self.outputs):
            return None
        try:
            return by_few(self.on, self.dc, self.off, self.inputs, self.outputs, self.budget.tick)
        except LimitError:
            return None

    def _cubes(self) -> Cubes | None:
        from .cube_search import CubeSearch
        from .off_sets import off_set
        from .row_search import RowSearch

        n, m = self.inputs, self.outputs
        off, kind = self.off, CubeSearch if self.off is None else RowSearch
        if off is None:
            with suppress(OutOfBudget):
                tick = self.budget.share(_OFF_SHARE).tick
                off = off_set(join([self.on, self.dc]), n, m, tick)
        if off is None:
            return None
        return kind(self.on, self.dc, off, n, m, self.budget).run()

    def _covering(self) -> Cubes:
        from logicnet.minimization.primes.containment import absorb

        from .covered_expansion import by_covering

        on = absorb(self.on, self.budget.tick)
        return by_covering(on, self.dc, self.inputs, self.outputs, self.budget)


def _live(on: Cubes, dc: Cubes, off: Cubes | None) -> NDArray[np.int64]:
    """The inputs that occur in some cube."""
    used = np.zeros(on.positive.shape[1], dtype=np.uint64)
    for part in (on, dc, off):
        if part is not None and len(part):
            used |= np.bitwise_or.reduce(part.positive | part.negative, axis=0)
    return np.flatnonzero(unpack(used, 64 * len(used))) if len(used) else np.zeros(0, np.int64)


def _width(on: Cubes, dc: Cubes, off: Cubes | None) -> int:
    """One more than the last output that occurs."""
    used = np.zeros(on.members.shape[1], dtype=np.uint64)
    for part in (on, dc, off):
        if part is not None and len(part):
            used |= np.bitwise_or.reduce(part.members, axis=0)
    return int(np.flatnonzero(unpack(used, 64 * len(used)))[-1]) + 1 if used.any() else 1


def _narrow(cubes: Cubes, inputs: NDArray[np.int64]) -> Cubes:
    """The cubes over these inputs alone."""
    count = 64 * cubes.positive.shape[1]
    if len(inputs) == 0 or (
        len(inputs) == inputs[-1] + 1 and mask_words(len(inputs)) == count // 64
    ):
        return cubes
    pos, neg = (pack(unpack(m, count)[:, inputs]) for m in (cubes.positive, cubes.negative))
    return Cubes(pos, neg, cubes.members)


def _widen(cubes: Cubes, inputs: NDArray[np.int64], like: Cubes) -> Cubes:
    """The cubes over all inputs and outputs again, their masks as wide as those of `like`."""
    words, outputs = like.positive.shape[1], like.members.shape[1]
    members = np.zeros((len(cubes), outputs), dtype=np.uint64)
    members[:, : cubes.members.shape[1]] = cubes.members[:, :outputs]
    if cubes.positive.shape[1] == words and len(inputs) and len(inputs) == inputs[-1] + 1:
        return Cubes(cubes.positive, cubes.negative, members)
    wide = []
    for mask in (cubes.positive, cubes.negative):
        masks = np.zeros((len(cubes), words), dtype=np.uint64)
        if len(inputs):
            flags = np.zeros((len(cubes), 64 * words), dtype=bool)
            flags[:, inputs] = unpack(mask, len(inputs))
            masks = pack_mask(flags)
        wide.append(masks)
    return Cubes(wide[0], wide[1], members)


def _universal(on: Cubes, dc: Cubes) -> Cubes:
    """The cover of a function that depends on no input: one cube, or none."""
    members = np.bitwise_or.reduce(on.members, axis=0)
    if len(dc):
        members = members & ~np.bitwise_or.reduce(dc.members, axis=0)
    none = np.zeros((int(members.any()), on.positive.shape[1]), dtype=np.uint64)
    return Cubes(none, none, members[None][: len(none)])
