"""Rows of which no two share a column: every choice of columns has at least as many.

Where the choice that is known is a least one, such rows often prove it at once, without a program.
Rows that share a column are neighbours in a graph, and rows that are no neighbours are sought: one
is forced in, its neighbours go, and whatever then fits comes in, one row for none or two for one
(the moves of Andrade, Resende and Werneck's local search for independent sets).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget
from logicnet.ground.kernels import kernel
from logicnet.minimization.incidence.matrices import Sparse

from .local_search import random_bits, seeded

Index = NDArray[np.int64]

_NEIGHBOURS = 1 << 24  # in all, beyond which none are listed
_PATIENCE = 1000  # steps without a better choice, and one more for each row
TRIES = 4  # rows of which the one that changed longest ago is forced in
# places in the array of integers that a search goes on from, beside that of `seeded`
SIZE, STEP, SINCE, BEST, MARK = range(5)


def apart_rows(matrix: Sparse, enough: int, budget: Budget) -> Index:
    """Many rows of which no two share a column; the search ends with `enough`."""
    rows = matrix.shape[0]
    best = np.zeros(rows, dtype=np.int64)
    listed = _neighbours(matrix, budget)
    if listed is None:
        return best[:0]
    numbers = seeded(budget.seed)
    members, place, changed = (np.full(rows, start) for start in (0, -1, 0))
    state = numbers, members, place, changed, np.zeros(rows, dtype=np.int64)
    order, marks = np.argsort(np.diff(listed[0]), kind="stable"), np.zeros(rows, dtype=np.int64)
    budget.piece(start, *listed, order, state)
    patience = _PATIENCE + rows
    while not budget.over():
        if budget.piece(search, *listed, state, marks, best, enough, patience):
            break
        budget.tell()
    return np.sort(best[: numbers[BEST]])


def _neighbours(matrix: Sparse, budget: Budget) -> tuple[Index, NDArray[np.int32]] | None:
    """For each row the others that share a column with it; None where they are too many."""
    rows = matrix.shape[0]
    degrees = np.zeros(rows, dtype=np.int64)
    lists = degrees, np.zeros(rows + 1, dtype=np.int64), np.zeros(0, dtype=np.int32)
    if not _listed(matrix, lists, budget) or degrees.sum() > _NEIGHBOURS:
        return None
    at = np.cumsum(np.append(0, degrees))
    near = np.empty(at[-1], dtype=np.int32)
    return (at, near) if _listed(matrix, (degrees, at, near), budget) else None


def _listed(matrix: Sparse, lists: tuple[Index, Index, NDArray[np.int32]], budget: Budget) -> bool:
    place, stamp = np.zeros(1, dtype=np.int64), np.full(matrix.shape[0], -1)
    while not budget.over():
        if budget.piece(neighbours, *matrix.arrays, *lists, place, stamp):
            return True
    return False


@kernel
def neighbours(col_at, col_rows, row_at, row_cols, degrees, at, near, place, stamp, work):  # type: ignore[no-untyped-def]
    """Count each row's neighbours, and list them where there is room; whether all are done."""
    while place[0] < degrees.shape[0] and work[0] >= 0:
        r = place[0]
        place[0] += 1
        stamp[r] = r
        degrees[r] = 0
        for e in range(row_at[r], row_at[r + 1]):
            c = row_cols[e]
            work[0] -= col_at[c + 1] - col_at[c]
            for f in range(col_at[c], col_at[c + 1]):
                s = col_rows[f]
                if stamp[s] != r:
                    stamp[s] = r
                    if near.shape[0]:
                        near[at[r] + degrees[r]] = s
                    degrees[r] += 1
    return place[0] == degrees.shape[0]


@kernel(inner=True)
def _enter(at, near, r, state, work):  # type: ignore[no-untyped-def]
    numbers, members, place, changed, held = state
    members[numbers[SIZE]] = r
    place[r] = numbers[SIZE]
    numbers[SIZE] += 1
    changed[r] = numbers[STEP]
    work[0] -= at[r + 1] - at[r]
    for e in range(at[r], at[r + 1]):
        held[near[e]] += 1


@kernel(inner=True)
def _leave(at, near, r, state, work):  # type: ignore[no-untyped-def]
    numbers, members, place, changed, held = state
    numbers[SIZE] -= 1
    last = members[numbers[SIZE]]
    members[place[r]] = last
    place[last] = place[r]
    place[r] = -1
    changed[r] = numbers[STEP]
    work[0] -= at[r + 1] - at[r]
    for e in range(at[r], at[r + 1]):
        held[near[e]] -= 1


@kernel(inner=True)
def _let_in(at, near, r, state, work):  # type: ignore[no-untyped-def]
    """The neighbours of a row that went, as far as they fit now."""
    place, held = state[2], state[4]
    size, first = at[r + 1] - at[r], random_bits(state[0])
    work[0] -= size
    for i in range(size):
        s = near[at[r] + (first + i) % size]
        if held[s] == 0 and place[s] < 0:
            _enter(at, near, s, state, work)


@kernel(inner=True)
def _two_for_one(at, near, r, state, marks, work):  # type: ignore[no-untyped-def]
    """Put two neighbours of a row in its place that fit but for it; whether there are two."""
    numbers, held = state[0], state[4]
    waiting = 0
    work[0] -= at[r + 1] - at[r]
    for e in range(at[r], at[r + 1]):
        waiting += held[near[e]] == 1
    if waiting < 2:
        return False
    for e in range(at[r], at[r + 1]):
        a = near[e]
        if held[a] != 1:
            continue
        numbers[MARK] += 1
        work[0] -= at[a + 1] - at[a] + at[r + 1] - e
        for f in range(at[a], at[a + 1]):
            marks[near[f]] = numbers[MARK]
        for f in range(e + 1, at[r + 1]):
            b = near[f]
            if held[b] == 1 and marks[b] != numbers[MARK]:
                _leave(at, near, r, state, work)
                _enter(at, near, a, state, work)
                _enter(at, near, b, state, work)
                _let_in(at, near, r, state, work)
                return True
    return False


@kernel
def start(at, near, order, state, work):  # type: ignore[no-untyped-def]
    """Every row that fits, in this order."""
    place, held = state[2], state[4]
    for r in order:
        if held[r] == 0 and place[r] < 0:
            _enter(at, near, r, state, work)


@kernel
def search(at, near, state, marks, best, enough, patience, work):  # type: ignore[no-untyped-def]
    """Go on for so much work; whether the search is over, by `enough` rows or by patience."""
    numbers, members, place, changed, held = state
    rows = held.shape[0]
    while work[0] >= 0:
        if numbers[SIZE] > numbers[BEST]:
            numbers[BEST] = numbers[SIZE]
            numbers[SINCE] = 0
            best[: numbers[SIZE]] = members[: numbers[SIZE]]
        if numbers[BEST] >= enough or numbers[SINCE] > patience or numbers[SIZE] == rows:
            return True
        numbers[STEP] += 1
        numbers[SINCE] += 1
        r = -1
        for _ in range(TRIES):
            s = random_bits(numbers) % rows
            if place[s] < 0 and (r < 0 or changed[s] < changed[r]):
                r = s
        if r < 0:
            continue
        for e in range(at[r], at[r + 1]):
            if place[near[e]] >= 0:
                _leave(at, near, near[e], state, work)
        _enter(at, near, r, state, work)
        for e in range(at[r], at[r + 1]):
            if changed[near[e]] == numbers[STEP]:
                _let_in(at, near, near[e], state, work)
        k = 0
        while k < numbers[SIZE]:
            s = members[k]
            k = 0 if _two_for_one(at, near, s, state, marks, work) else k + 1
    return False
