"""The heuristic where every row of the table can be listed.

Columns are all primes or, where they are too many, primes that are grown from rows at random.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, columns, pack, popcount, unpack, used
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.logic.tables.cubes import Cubes, Tick, no_tick, union_rows, unique
from logicnet.minimization.incidence.matrices import Dense, Index, Matrix
from logicnet.minimization.incidence.table_listing import (
    Listing,
    RowCubes,
    as_cubes,
    listing,
    row_masks,
    rows_of,
)
from logicnet.minimization.primes.implicants import recurrence_bytes, table_primes

_MEMORY = 1 << 30  # bytes for the primes
_SAMPLED = 1 << 21  # primes that sampling may find beyond those of a first cover
_DEPTH = 3  # sampled primes that hold each row, in each of two ways
_HOLDING_SHARE = 0.9  # of the time left, for primes that hold every row
_SAMPLING_SHARE = 0.5  # of what is left then, for more primes to choose from
_PREPARATION = 0.6  # of the time that may go into all primes before some are sampled
_BUFFER = 1 << 16  # primes between two looks at the time
_LARGEST = 26  # inputs
_SORTED = 60  # work for each cube in a sort
_JOINED = 1 << 17  # cubes up to which equal ones are joined when time is over, as a sort takes time
_BEGUN = 16  # work for each row before a covering problem looks at the time
_SWEEP = 30  # work for each row of a table before and after anything is sampled
_EFFORT, _FEW, _POWER = 19.0, 50, 1.25  # steps without a better choice: 60 for each of 100 columns
_REDUCTION_SHARE = 0.25  # of the time left that may go into reduction of all primes
_LITTLE = 0.1  # and of sampled ones


Listings: TypeAlias = dict[int, "Listing | None"]


def fits(inputs: int, outputs: int, cubes: int) -> bool:
    """Whether the table is the way: 3^inputs masks fit, and the cubes are not far fewer."""
    if outputs > 64 or inputs > 16:
        return False
    size = recurrence_bytes(inputs, outputs)
    return size <= _MEMORY and (inputs <= 12 or size <= 1 << 16 or size <= cubes << 16)


def sampled(inputs: int, outputs: int, cubes: int) -> bool:
    """Whether a table too large for all primes is the way: it fits, and the cubes are many."""
    return outputs <= 64 and inputs <= _LARGEST and cubes << 4 >= 1 << inputs


def tables(
    on: Cubes, dc: Cubes, off: Cubes | None, inputs: int, outputs: int, tick: Tick = no_tick
) -> tuple[Words, Words]:
    """What has to be covered and what may be, as packed tables (outputs, words)."""
    care = _table(on, inputs, outputs, tick)
    free = _table(dc, inputs, outputs, tick)
    care &= ~free
    if off is None:
        return care, care | free
    return care, (~_table(off, inputs, outputs, tick) | free) & used(inputs)


def _table(cubes: Cubes, inputs: int, outputs: int, tick: Tick) -> Words:
    """The union of each output's cubes; those of a single row are set directly."""
    single = cubes.literals == inputs
    rest: Words = union_rows(cubes[~single], columns(inputs), outputs, tick) & used(inputs)
    if single.any():
        flags = np.zeros((outputs, 1 << inputs), dtype=bool)
        base = rows_of(cubes[single], inputs)[0] if inputs else np.zeros(single.sum(), np.uint64)
        row, output = np.nonzero(unpack(cubes.members[single], outputs))
        flags[output, base[row].astype(np.int64)] = True
        rest |= pack(flags)
    return rest


def by_table(
    care: Words, allowed: Words, inputs: int, budget: Budget, listings: Listings | None = None
) -> Cubes:
    """Few primes of `allowed` that cover `care`: of all of them, or of some where that is long.

    Where all are listed, `listings` keeps them, by the number of inputs.
    """
    listings = {} if listings is None else listings
    if inputs not in listings:
        listings[inputs] = None
        with suppress(OutOfBudget):
            part = budget.share(_PREPARATION)
            listings[inputs] = listed_primes(care, allowed, inputs, part)
    listed = listings[inputs]
    if listed is None:
        return by_samples(care, allowed, inputs, budget)
    return listed.trimmed(_reduced(listed, budget, _REDUCTION_SHARE), budget)


def listed_primes(care: Words, allowed: Words, inputs: int, budget: Budget) -> Listing | None:
    """All primes as columns; None where the covering problem has too many entries."""
    primes = table_primes(allowed, inputs, budget.tick)
    masks = row_masks(care, inputs, budget.tick)
    return listing(rows_of(primes, inputs), masks, inputs, budget.tick)


def _reduced(listed: Listing, budget: Budget, share: float) -> Index:
    """The columns to take: what the cyclic core needs, beside those that reduction takes."""
    from logicnet.minimization.covering.reduction import reduce

    literals = listed.inputs - popcount(listed.cubes.free[:, None], axis=1)
    core = reduce(listed.matrix, literals, budget.share(share))
    if not core.matrix.shape[0]:
        chosen = core.taken[:0]
    elif isinstance(core.matrix, Dense) and isinstance(listed.matrix, Dense):
        chosen = chosen_of_dense(core.matrix.flags, listed.masks)
    else:
        chosen = _chosen(core.matrix, budget)
    budget.tell(len(core.taken) + len(chosen))
    return np.sort(np.concatenate([core.taken, core.columns[chosen]]))


def _chosen(matrix: Matrix, budget: Budget) -> Index:
    """The columns to take, by compiled loops."""
    from logicnet.minimization.covering.choosing import choose

    effort = _EFFORT * budget.patience
    return np.flatnonzero(choose(matrix.sparse(), budget, None, effort, _FEW, _POWER))


def chosen_of_dense(flags: NDArray[np.bool_], masks: Words) -> Index:
    """The columns to take of a small covering problem, without compiled code."""
    from logicnet.minimization.covering.greedy import dense_cover

    outputs = int(popcount(np.bitwise_or.reduce(masks, keepdims=True)))
    return dense_cover(flags, 60 * min(8, outputs))


def by_samples(care: Words, allowed: Words, inputs: int, budget: Budget) -> Cubes:
    """The same from primes grown in random order, where there are too many of them to list.

    Rows that no prime holds when the time is short are cubes of their own.
    """
    budget.need(float(_SWEEP << inputs))
    masks = row_masks(care, inputs, budget.tick)
    cubes, count = _samples(masks, row_masks(allowed, inputs, budget.tick), inputs, budget)
    first = cubes.some(slice(count))  # a cover already
    try:
        budget.need(_SORTED * len(cubes.base) + _BEGUN * len(masks))
        budget.tick(_SORTED * len(cubes.base))
        listed = listing(_unlike(cubes), masks, inputs, budget.tick)
        listed = listed or listing(first, masks, inputs, budget.tick)
        if listed is not None:
            return listed.trimmed(_reduced(listed, budget, _LITTLE), budget)
    except OutOfBudget:
        pass
    terms = as_cubes(first, inputs)
    if count <= _JOINED:
        terms = unique(terms)  # some may be of several outputs
    return as_cubes(_rows(masks), inputs) if np.count_nonzero(masks) < len(terms) else terms


def _samples(masks: Words, permitted: Words, inputs: int, budget: Budget) -> tuple[RowCubes, int]:
    """Sampled primes (first row, free digits, outputs), and how many at the front are a cover."""
    seed = np.array([2 * budget.seed + 0x9E3779B97F4A7C15], dtype=np.uint64)
    part = budget.share(_HOLDING_SHARE)
    every = int(np.bitwise_or.reduce(masks))
    outputs = [np.uint64(1 << j) for j in range(64) if every >> j & 1]
    share = len(outputs) > 1
    found: list[RowCubes] = []
    left = masks.copy()
    for output in outputs:
        if part.over():
            break
        count = _grown(found, masks, permitted, inputs, output, 1, share, seed, part)
        left &= ~np.where(count > 0, output, np.uint64(0))
    found.append(_rows(left))
    first, part = _size(found), budget.share(_SAMPLING_SHARE)
    for ways, depth in ((share, _DEPTH - 1), *([(False, _DEPTH)] if share else [])):
        for output in outputs:
            if _size(found) - first < _SAMPLED:
                _grown(found, masks, permitted, inputs, output, depth, ways, seed, part)
    if share:  # each row with all its outputs
        found.append(_rows(masks))
    return RowCubes(*map(np.concatenate, zip(*found, strict=True))), first


def _rows(masks: Words) -> RowCubes:
    """Each row that has outputs as a cube of its own."""
    rows = np.flatnonzero(masks).astype(np.uint64)
    return RowCubes(rows, np.zeros_like(rows), masks[rows])


def _size(cubes: list[RowCubes]) -> int:
    return sum(len(some.base) for some in cubes)


def _grown(
    found: list[RowCubes], masks: Words, permitted: Words, inputs: int, output: np.uint64,
    depth: int, share: bool, seed: Words, budget: Budget,
) -> NDArray[np.uint8]:  # fmt: skip
    """Add primes of one output until each row has so many; how many each row has."""
    from logicnet.minimization.incidence import table_kernels

    count = np.zeros(len(masks), dtype=np.uint8)
    at = np.zeros(2, dtype=np.int64)
    while at[0] < depth and not budget.over():
        some = np.empty((_BUFFER, 3), dtype=np.uint64)
        entered = budget.piece(
            table_kernels.sample_primes, masks, permitted, inputs, output, depth, share, seed,
            count, at, some,
        )  # fmt: skip
        found.append(RowCubes(*some[:entered].T.copy()))
    return count


def _unlike(cubes: RowCubes) -> RowCubes:
    """The cubes without repetitions, as far as a sort by a key of one word finds them."""
    mixer = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
    order = np.argsort(np.bitwise_xor.reduce(np.stack(cubes) * mixer[:, None]), kind="stable")
    same = np.ones(max(0, len(order) - 1), dtype=bool)
    for part in cubes:
        same &= part[order[1:]] == part[order[:-1]]
    keep = np.ones(len(order), dtype=bool)
    keep[order[1:][same]] = False
    return cubes.some(keep)
