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
from logicnet.minimization.covering.listing import RowCubes, as_cubes, listing, row_masks, rows_of
from logicnet.minimization.covering.matrices import Dense, dense_enough
from logicnet.minimization.heuristics.by_few import by_few, few
from logicnet.minimization.heuristics.by_table import chosen_of_dense
from logicnet.minimization.primes.implicants import table_primes
from logicnet.minimization.problem import Problem

_SMALL = 8  # inputs of a table that is minimised all the same
_PLACES = 1 << 12  # true rows, output by output, up to which they are combined
_FEW = 1e7  # work for a few cubes
_AT_ONCE = 1 << 22  # words times cubes up to which a table of cubes is there at once


def at_once(problem: Problem) -> Cubes:
    """The smallest cover that is there at once.

    It has no more terms than what was stated, nor, as far as the table is there at once as
    well, than there are different true rows.
    """
    return min(_covers(problem), key=len)


def is_small(problem: Problem) -> bool:
    """Whether the cover that is there at once is as good as that of the heuristic."""
    return len(problem.inputs) <= _SMALL


def most_terms(problem: Problem) -> int:
    """Terms that are never exceeded: those of what was stated, and the different true rows."""
    most = [] if problem.cover is None else [len(unique(problem.cover.on_cubes))]
    if _has_table(problem):
        on, _ = problem.tables()
        most.append(int(popcount(np.bitwise_or.reduce(on, axis=0))))
    return min(most)


def _covers(problem: Problem) -> Iterator[Cubes]:
    n, m = len(problem.inputs), len(problem.outputs)
    if problem.cover is not None:
        on, dc, off = problem.cubes()
        yield unique(on)
        if len(on) and few(on, dc, n, m):
            with suppress(LimitError, OutOfBudget):
                yield by_few(on, dc, off, n, m, Budget(_FEW).tick)
    if _has_table(problem):
        yield from _of_table(*problem.tables(), n)


def _has_table(problem: Problem) -> bool:
    """Whether the table is there at once."""
    if problem.cover is None:
        return True
    n, m = len(problem.inputs), len(problem.outputs)
    return n <= 16 and (len(problem.cover) + m) * words(n) <= _AT_ONCE


def _of_table(on: Words, dc: Words, inputs: int) -> Iterator[Cubes]:
    """Covers of a table: primes where it is small, few cubes, its true rows."""
    outputs, places = len(on), int(popcount(on))
    if places <= _PLACES:
        yield combined(on, on | dc, inputs)
        if inputs <= _SMALL and outputs <= 64:
            yield from _by_primes(on, on | dc, inputs)
    yield true_rows(on, inputs)


def _by_primes(care: Words, allowed: Words, inputs: int) -> Iterator[Cubes]:
    primes = table_primes(allowed, inputs)
    if dense_enough(int(popcount(care)), len(primes)):
        listed = listing(rows_of(primes, inputs), row_masks(care, inputs), inputs)
        if listed is not None and isinstance(listed.matrix, Dense):
            yield listed.trimmed(chosen_of_dense(listed.matrix, listed.masks))


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
