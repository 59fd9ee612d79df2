"""Choosing, for each output, between covering it and covering its complement.

A cover of f is an OR of ANDs for f; a cover of not f is, by De Morgan, an AND of ORs for f.
Either way one hidden unit a product term computes the term, so the smaller cover is the smaller
network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import Words, pack
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.logic.function import Function
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable

from . import eights
from .minimizing import granted, minimized
from .phased import PhasedCover, Stated, complement_of, complemented, doubled
from .problem import TABLE_INPUTS, Method, MinimizeOptions, problem_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

_SEARCH_SHARE = 0.8  # of the time left, and the work of one minimisation, for assignments
_TRY_SHARE = 0.2  # of what is left of that for one of them
_BOTH_SHARE = 0.4  # and for the outputs and their complements together
_BOTH = 64  # of them that are minimised together
_TRY_WORK = 5e8  # the most of it
_STARTS = 30  # random assignments
_TRIED = 3  # of those that they lead to
_ALL_INPUTS, _ALL_OUTPUTS = 6, 4  # of a table up to which all assignments are tried
_COMPLEMENT = 5e6  # work for the complement of a cover when time is over
_COMPLEMENT_SHARE = 0.25  # of the time and work left, for it
_LATE = 0.07  # seconds after the end in which a second cover at once may begin
_PLAIN_SHARE = 0.2  # of the time, for the function as it is
_LARGE_SHARE = 0.2  # of the work of each, for a table too large for all primes: nothing is proven


def minimal_polarity(stated: Function, **options: Unpack[MinimizeOptions]) -> PhasedCover:
    """The cover with each output as it is or complemented, whichever needs fewer terms together.

    The options are those of `minimize`: `effort` is that of each minimisation (a fifth of it where
    a table has more than 16 inputs), `time_limit` that of all together.

    >>> from logicnet.logic.function import function
    >>> found = minimal_polarity(function("(a | b) & (c | d) & (e | f)"))
    >>> found.cover.terms, found.complemented
    (3, (True,))
    """
    one = granted(**options)
    method = options.get("method", "auto")
    function, each = table_or_cover(stated), one.work
    if isinstance(function, TruthTable) and len(function.inputs) > TABLE_INPUTS:
        each *= _LARGE_SHARE
    return chosen_polarity(function, replace(one, work=math.inf), each, method)


def chosen_polarity(
    function: Function, budget: Budget, each: float, method: Method = "auto"
) -> PhasedCover:
    """As `minimal_polarity`, with the budget for all, and the work of each minimisation."""
    stated = table_or_cover(function)
    if len(stated.outputs) == 1:
        return _of_one(stated, budget, each, method)
    plain = minimized(stated, budget.share(_PLAIN_SHARE, each, each), method)
    first = PhasedCover(plain, (False,) * len(stated.outputs), budget.cut)
    with suppress(LimitError, OutOfBudget):  # the complement has too many cubes
        return _Phases(stated, first, budget, each).best(method)
    return replace(first, cut=budget.cut)


def _of_one(stated: Stated, budget: Budget, each: float, method: Method) -> PhasedCover:
    """The same of one output: the side that looks smaller first, the other if there is time."""
    sides: list[Stated] = [stated]
    with suppress(LimitError, OutOfBudget):
        sides.append(complemented(stated, [True], _complement(stated, budget)))
    first, *others = sorted(range(len(sides)), key=lambda k: _glance(sides[k]))
    cover = minimized(sides[first], budget.share(0.5, each, each), method)
    found = PhasedCover(cover, (first == 1,))
    for k in others:
        if budget.left > 0 and budget.remaining > -_LATE:
            cover = minimized(sides[k], budget.share(1.0, each, each), method)
            if (cover.terms, k) < (found.terms, first):
                found = PhasedCover(cover, (k == 1,))
    return replace(found, cut=budget.cut)


def _glance(side: Stated) -> int:
    """About how large a cover of one output is: its cubes, or those of each eight rows."""
    if not isinstance(side, TruthTable):
        return int(side.on.any(axis=1).sum())
    return eights.terms(side.on) if len(side.inputs) >= eights.INPUTS else 0


def _complement(stated: Stated, budget: Budget) -> Cover | None:
    """The complement, where only a search tells it; a little work for it is left in any case."""
    if isinstance(stated, TruthTable):
        return None
    work = Budget(_COMPLEMENT) if budget.over() else budget.share(_COMPLEMENT_SHARE)
    return complement_of(stated, work.tick)


class _Phases:
    """Covers of one function with other outputs complemented; the best of them so far."""

    def __init__(self, stated: Stated, first: PhasedCover, budget: Budget, each: float) -> None:
        self.stated, self.found, self.budget, self.each = stated, first, budget, each
        self.other = _complement(stated, budget)
        self.terms: dict[tuple[bool, ...], float] = {first.complemented: first.cover.terms}

    def best(self, method: Method) -> PhasedCover:
        """The best that flips of outputs reach, from where the terms of both sides lead."""
        part = self.budget.share(_SEARCH_SHARE, self.each, self.each)
        plain = self.found.complemented
        at = min([plain, *self._starts(part)], key=lambda flags: self._fewest(flags, part))
        better = True
        while better and not part.over():
            better = False
            for j in range(len(at)):
                flags = (*at[:j], not at[j], *at[j + 1 :])
                if self._fewest(flags, part) < self._fewest(at, part):
                    at, better = flags, True
        if self.found.complemented != plain and not self.budget.over():
            share = self.budget.share(1.0, self.each, self.each)
            self._note(at, minimized(self._of(at), share, method))
        return replace(self.found, cut=self.budget.cut)

    def _fewest(self, flags: tuple[bool, ...], budget: Budget) -> float:
        """Terms that the heuristic needs; without end where there is no work left to look."""
        if flags not in self.terms:
            if budget.over():
                return math.inf
            cover = minimized(
                self._of(flags), budget.share(_TRY_SHARE, most=_TRY_WORK), "heuristic"
            )
            self.terms[flags] = cover.terms
            self._note(flags, cover)
        return self.terms[flags]

    def _note(self, flags: tuple[bool, ...], cover: Cover) -> None:
        old = self.found.cover
        if (cover.terms, not cover.proven) < (old.terms, not old.proven):
            self.found = PhasedCover(cover, flags)

    def _of(self, flags: Sequence[bool]) -> Stated:
        return complemented(self.stated, flags, self.other)

    def _starts(self, budget: Budget) -> list[tuple[bool, ...]]:
        """Assignments to begin with, from a cover of the outputs and their complements."""
        m = len(self.stated.outputs)
        if len(self.stated.inputs) <= _ALL_INPUTS and m <= _ALL_OUTPUTS:
            return list(product((False, True), repeat=m))
        if 2 * m > _BOTH or budget.over():
            return []
        both = minimized(doubled(self.stated, self.other), budget.share(_BOTH_SHARE), "heuristic")
        rng = np.random.default_rng(budget.seed)
        starts = [np.zeros(m, dtype=np.int64), *rng.integers(0, 2, (_STARTS, m))]
        ends = {_descended(both.on, start) for start in starts}
        return sorted(ends, key=lambda flags: (_used(both.on, flags), flags))[:_TRIED]


def _used(serves: Words, flags: Any) -> int:
    """How many terms serve some output on the side that the flags say."""
    sides = np.asarray(flags, dtype=bool)
    served = serves & pack(np.concatenate([~sides, sides]))
    return int(np.count_nonzero(np.bitwise_or.reduce(served, axis=1)))


def _descended(serves: Words, start: NDArray[np.int64]) -> tuple[bool, ...]:
    """The sides that no single flip makes better, from those given."""
    sides, least, better = start.copy(), _used(serves, start), True
    while better:
        better = False
        for j in range(len(sides)):
            sides[j] ^= 1
            count = _used(serves, sides)
            if count < least:
                least, better = count, True
            else:
                sides[j] ^= 1
    return tuple(map(bool, sides))


def table_or_cover(function: Function) -> Stated:
    """The function as a table while that is small, else as a cover."""
    problem = problem_of(function)
    if problem.cover is not None and len(problem.inputs) > TABLE_INPUTS:
        return problem.cover
    on, dc = problem.tables()
    return TruthTable(inputs=problem.inputs, outputs=problem.outputs, on=on, dc=dc)
