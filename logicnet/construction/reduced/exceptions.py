"""Which few rows keep a function from being simpler: those that break what holds elsewhere.

Let f be g but for a few rows. What makes g simple holds for f nearly everywhere: a step that
changes no value of g (as in `along_forms.differences`) changes that of f only where it begins or
ends at such a row, so that rows are to blame which many broken steps have in common. A parity is
the largest coefficient of the Walsh transform, and disagrees where f is otherwise. A threshold
function is what few rows lie on the wrong side of, in the sum of how far.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import CALL, Budget

MOST = 24  # rows of one output
_TRIED = 10  # inputs that vary where a step is tried first
_TRIES = 4  # of which so few may be broken
_SETS = 3  # of rows, those of which each is to blame for most
_OPEN = 3  # pairs with nothing in common up to which either row of each may be to blame
_LEAST_PAIRS = 8  # times as many as rows, where a step holds
_FAR = 0.06  # rows on the wrong side of a first plane, above which there is none
_ROUNDS, _ACTIVE, _MORE = 6, 400, 200  # of linear programs, and rows in them
_PERCEPTRON = 30  # rounds
_MOST_ROWS = 1 << 18  # for planes

Bits = NDArray[np.bool_]  # outputs by rows
Step = tuple[tuple[int, int], ...]  # inputs that change, and 1 or -1
Pairs = NDArray[np.int64]  # rows, two by two


def exceptions(on: Bits, care: Bits, budget: Budget) -> Iterator[Bits]:
    """Sets of rows at which the outputs may be taken for others, those that are few.

    >>> odd = np.array([[bin(row).count("1") % 2 for row in range(256)]], dtype=bool)
    >>> odd[0, [3, 200]] ^= True
    >>> found = next(exceptions(odd, np.ones_like(odd), Budget()))
    >>> np.flatnonzero(found[0]).tolist()
    [3, 200]
    """
    n = on.shape[1].bit_length() - 1
    ways = [_of_steps(on, care, budget, n)]
    if len(on) == 1:
        ways = [_of_parity(on, care, budget, n), *ways, _of_plane(on, care, budget, n)]
    known: set[bytes] = set()
    for found in (found for way in ways for found in way):
        if found.any() and found.tobytes() not in known:
            known.add(found.tobytes())
            yield found


# Steps ------------------------------------------------------------------------------------------


def _of_steps(on: Bits, care: Bits, budget: Budget, n: int) -> Iterator[Bits]:
    """Rows to blame for what is broken of steps of up to three inputs that nearly always hold."""
    broken: list[Pairs] = []
    ends: list[int] = []
    sets: list[set[tuple[int, ...]]] = []
    for sizes in ((1, 2), (3,)):
        tried = (_broken(on, care, step, budget) for step in _steps(n, sizes))
        broken += [pairs for pairs in tried if pairs is not None and len(pairs)]
        ends.append(len(broken))
        sets.append(set())
        for allowed in sorted({len(pairs) for pairs in broken}):
            held = [pairs for pairs in broken if len(pairs) <= allowed]
            if budget.over():
                break
            sets[-1] |= set(_to_blame(np.concatenate(held), MOST * len(on), budget))
        if budget.over():
            break
    for some, end in zip(sets, ends, strict=True):
        told = {rows: (*_blame(broken, end, rows, on.size, budget), rows) for rows in some}
        for rows in sorted(some, key=told.__getitem__)[:_SETS]:
            yield _marked(rows, on.size).reshape(on.shape)


def _steps(n: int, sizes: Sequence[int]) -> Iterator[Step]:
    for size in sizes:
        for chosen in combinations(range(n), size):
            for signs in product((1, -1), repeat=size - 1):
                yield tuple(zip(chosen, (1, *signs), strict=True))


def _marked(rows: Sequence[int], size: int) -> NDArray[np.bool_]:
    marked = np.zeros(size, dtype=bool)
    marked[list(rows)] = True
    return marked


def _blame(
    broken: Sequence[Pairs], end: int, rows: tuple[int, ...], size: int, budget: Budget
) -> tuple[float, float]:
    """Minus the pairs for each of some rows, of steps that are broken there alone.

    Of the first steps, up to `end`, and of all.
    """
    lengths = np.array([len(pairs) for pairs in broken])
    met = np.asarray(_marked(rows, size)[np.concatenate(broken)].any(axis=1))
    own = np.logical_and.reduceat(met, np.cumsum(lengths) - lengths) * lengths / max(1, len(rows))
    budget.count(CALL + 2.0 * len(met) + size)
    return -float(own[:end].sum()), -float(own.sum())


def _broken(on: Bits, care: Bits, step: Step, budget: Budget) -> Pairs | None:
    """The pairs of rows, output after output, that a step breaks; None where these are many."""
    m, n = len(on), on.shape[1].bit_length() - 1
    whole: list[int | slice] = [slice(None)] * (n + 1)
    before, after = list(whole), list(whole)
    for i, sign in step:
        before[i + 1], after[i + 1] = (0, 1) if sign > 0 else (1, 0)
    cube, known = (each.reshape((m, *(2,) * n)) for each in (on, care))
    others = [i + 1 for i in range(n) if i not in dict(step)]
    tried = dict.fromkeys(others[: max(0, len(others) - _TRIED)], 0)
    for places, most in ((tried, _TRIES), ({}, MOST)) if tried else (({}, MOST),):
        first, second = (
            tuple(places.get(axis, where) for axis, where in enumerate(side))
            for side in (before, after)
        )
        both = known[first] & known[second]
        changed = (cube[first] != cube[second]) & both
        budget.count(CALL / 4 + 1.5 * changed.size)
        counts, of = (np.count_nonzero(each.reshape(m, -1), axis=1) for each in (changed, both))
        if counts.max() > most or (_LEAST_PAIRS * counts > of).any():
            return None
    jump = sum(sign << n - 1 - i for i, sign in step)
    low = sum(1 << n - 1 - i for i, sign in step if sign < 0)
    weights = [1 << n - axis for axis in others]
    rows = low + np.argwhere(changed) @ np.array([1 << n, *weights], dtype=np.int64)
    return np.stack([rows, rows + jump], axis=1)


def _to_blame(pairs: Pairs, most: int, budget: Budget) -> Iterator[tuple[int, ...]]:
    """Few rows of which each pair has one, those in most pairs first.

    Where others are in far fewer pairs, those before them too: the steps may not hold.
    """
    blamed: list[int] = []
    before = 0
    while len(pairs) and len(blamed) < most:
        rows, counts = np.unique(pairs, return_counts=True)
        budget.count(CALL / 2 + 30.0 * len(pairs))
        if 2 * counts.max() <= before:
            yield tuple(sorted(blamed))
        before = int(counts.max())
        if before == 1 and len(pairs) <= _OPEN:
            for some in product(*pairs.tolist()):
                yield tuple(sorted([*blamed, *some]))
            return
        blamed.append(int(rows[counts.argmax()]))
        pairs = pairs[(pairs != blamed[-1]).all(axis=1)]
    if not len(pairs):
        yield tuple(sorted(blamed))


# Parity and planes ------------------------------------------------------------------------------


def _of_parity(on: Bits, care: Bits, budget: Budget, n: int) -> Iterator[Bits]:
    """Where one output is not the parity, of some inputs, that it is nearly everywhere."""
    values = np.where(care[0], 1 - 2 * on[0].astype(np.int32), 0)
    transform = values.copy()
    for i in range(n):
        halves = transform.reshape(-1, 2, 1 << i)
        transform = np.stack([halves.sum(axis=1), halves[:, 0] - halves[:, 1]], axis=1).ravel()
    budget.count(4.0 * n * len(values))
    best = int(np.abs(transform).argmax())
    if best and int(care.sum()) - abs(int(transform[best])) <= 2 * MOST:
        rows = np.arange(len(values)) & best
        for shift in (16, 8, 4, 2, 1):
            rows ^= rows >> shift
        parity = (rows & 1).astype(bool) ^ bool(transform[best] < 0)
        yield (on ^ parity) & care


def _of_plane(on: Bits, care: Bits, budget: Budget, n: int) -> Iterator[Bits]:
    """Where one output is on the wrong side of a plane that parts nearly all rows."""
    rows = np.flatnonzero(care[0])
    if len(rows) > _MOST_ROWS:
        return
    side = 2.0 * on[0][rows] - 1
    points = np.column_stack(
        [2.0 * (rows[:, None] >> np.arange(n)[::-1] & 1) - 1, np.ones(len(rows))]
    )
    weights, budget_each = side @ points, 2.0 * points.size
    best, wrong = weights, np.flatnonzero(side * (points @ weights) <= 0)
    for _ in range(_PERCEPTRON):
        missed = np.flatnonzero(side * (points @ weights) <= 0)
        budget.count(budget_each)
        if len(missed) < len(wrong):
            best, wrong = weights, missed
        weights = weights + side[missed] @ points[missed] if len(missed) else weights
    if len(wrong) > _FAR * len(rows):
        return
    active = np.unique(np.append(wrong[:_ACTIVE], np.argsort(side * (points @ best))[:_ACTIVE]))
    for _ in range(_ROUNDS):
        if len(wrong) <= MOST or budget.over():
            break
        best = _soft_plane(points[active] * side[active, None], budget)
        margins = side * (points @ best)
        wrong = np.flatnonzero(margins < 1e-7)
        active = np.union1d(active, np.argsort(margins, kind="stable")[:_MORE])
    if 0 < len(wrong) <= MOST:
        found = np.zeros_like(on)
        found[0, rows[wrong]] = True
        yield found


def _soft_plane(signed: NDArray[np.float64], budget: Budget) -> NDArray[np.float64]:
    """Weights for which what rows lack of being 1 or more is least in sum."""
    from scipy.optimize import linprog

    count, size = signed.shape
    budget.count(CALL + 60.0 * signed.size * size)
    cost = np.concatenate([np.zeros(size), np.ones(count)])
    found = linprog(cost, A_ub=-np.hstack([signed, np.eye(count)]), b_ub=-np.ones(count),
                    bounds=[(None, None)] * size + [(0, None)] * count, method="highs")  # fmt: skip
    return np.zeros(size) if found.x is None else np.asarray(found.x[:size])
