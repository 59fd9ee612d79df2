"""A cover that is there at once, whatever the limit: bounded by counted work, not by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from logicnet.errors import LimitError
from logicnet.ground.bits import Words, popcount, words
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.logic.tables.cubes import (
    Cubes,
    empty,
    from_ternary,
    irredundant,
    join,
    literal,
    mask_words,
    unique,
)
from logicnet.minimization.heuristics.choice_of_heuristic import cube_terms, table_terms
from logicnet.minimization.heuristics.few_cubes import by_few, few
from logicnet.minimization.heuristics.table_search import chosen_of_dense
from logicnet.minimization.incidence.table_listing import (
    RowCubes,
    as_cubes,
    listing,
    row_masks,
    rows_of,
)
from logicnet.minimization.primes.implicants import table_primes

from . import eights
from .problem import Problem

_FLAGS = 1 << 17  # entries of its covering problem
_SMALL = 8  # inputs of a table that is minimised all the same
_PLACES = 1 << 12  # true rows, output by output, up to which they are combined
_FEW = 1e7  # work for a few cubes
PASS = 3e7  # work for many: about a seventh of a second
_TABLE_PASS = 4e7  # work for a table that is sampled
_SEARCHED = 4  # passes of work after which a search has what one pass has
_SWEPT = 1 << 20  # places of a table that is gone through at once
_AT_ONCE = 1 << 22  # words times cubes up to which a table of cubes is there at once


def at_once(problem: Problem, known: Cubes | None = None, spent: float = 0.0) -> Cubes:
    """The smallest cover that is there at once, or the known one where that is no larger.

    It has no more terms than what was stated, nor, as far as the table is there at once as
    well, than there are different true rows. Where a search cost four times the work of what is
    there at once, primes are not looked for again; one that was cut before may be worse than that.
    """
    covers = _covers(problem, np.inf if known is None else len(known), spent >= _SEARCHED * PASS)
    return min(covers if known is None else (known, *covers), key=len)


def most_terms(problem: Problem) -> int:
    """Terms that are never exceeded: those of what was stated, and the different true rows."""
    most = [] if problem.cover is None else [len(unique(problem.cover.on_cubes))]
    if _has_table(problem):
        on, _ = problem.tables()
        most.append(_rows(on))
    return min(most)


def _covers(problem: Problem, below: float, searched: bool) -> Iterator[Cubes]:
    n, m = len(problem.inputs), len(problem.outputs)
    if problem.cover is not None:
        on, dc, off = problem.cubes()
        yield unique(on)
        if len(on) and few(on, dc, n, m):
            with suppress(LimitError, OutOfBudget):
                yield by_few(on, dc, off, n, m, Budget(_FEW).tick)
        elif not searched:
            yield cube_terms(on, dc, off, Budget(PASS))
    if _has_table(problem):
        yield from _of_table(*problem.tables(), n, below, searched)


def _has_table(problem: Problem) -> bool:
    """Whether the table is there at once."""
    if problem.cover is None:
        return True
    n, m = len(problem.inputs), len(problem.outputs)
    return n <= 16 and (len(problem.cover) + m) * words(n) <= _AT_ONCE


def _of_table(on: Words, dc: Words, inputs: int, below: float, searched: bool) -> Iterator[Cubes]:
    """Covers of a table: primes where it is small, few cubes, its true rows where below that."""
    outputs, places = len(on), int(popcount(on))
    if places <= _PLACES:
        yield combined(on, on | dc, inputs)
        if inputs <= _SMALL and outputs <= 64:
            yield from _by_primes(on, on | dc, inputs)
    elif not searched and len(on) << inputs <= _SWEPT:
        found = table_terms(on, dc, inputs, Budget(_TABLE_PASS))
        below = min(below, len(found))
        yield found
    elif len(on) == 1 and eights.terms(on) < below:
        yield eights.cover(on, inputs)
        return
    if _rows(on) < below:
        yield true_rows(on, inputs)


def _rows(on: Words) -> int:
    """How many rows are on for some output."""
    return int(popcount(np.bitwise_or.reduce(on, axis=0)))


def _by_primes(care: Words, allowed: Words, inputs: int) -> Iterator[Cubes]:
    primes = table_primes(allowed, inputs)
    if int(popcount(care)) * len(primes) <= _FLAGS:
        listed = listing(rows_of(primes, inputs), row_masks(care, inputs), inputs)
        if listed is not None:
            yield listed.trimmed(chosen_of_dense(listed.matrix.flags, listed.masks))


def true_rows(on: Words, inputs: int) -> Cubes:
    """The rows that are on for some output, as cubes of those outputs."""
    parts = [row_masks(on[start : start + 64], inputs) for start in range(0, len(on), 64)]
    members = np.stack(parts, axis=1)
    rows = np.flatnonzero(members.any(axis=1))
    base = rows.astype(np.uint64)
    cubes = as_cubes(RowCubes(base, np.zeros_like(base), base), inputs)
    return Cubes(cubes.positive, cubes.negative, members[rows])


def combined(lower: Words, upper: Words, inputs: int) -> Cubes:
    """Cubes between two sets of packed tables: an irredundant cover of each output."""
    parts = [empty(inputs, len(lower))]
    for j, (low, high) in enumerate(zip(lower, upper, strict=True)):
        rows = irredundant(_integer(low), _integer(high), inputs)
        digits = np.array(rows, dtype=np.uint8).reshape(len(rows), inputs)
        owner = literal(j, mask_words(len(lower)))
        parts.append(from_ternary(digits, np.repeat(owner[None], len(digits), axis=0)))
    return unique(join(parts))


def _integer(row: Words) -> int:
    """The packed bits as one integer."""
    return int.from_bytes(row.astype("<u8").tobytes(), "little")
