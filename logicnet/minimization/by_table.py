"""The heuristic where every row of the table, and every cube, can be listed.

Columns are all primes, rows the pairs of a row of the table and an output that is on there;
rows that exactly the same primes cover (by a hash of 64 bits) are kept once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.bits import Words, columns, pack, unpack, used
from logicnet.cubes import Cubes, from_ternary, ternary, union_rows
from logicnet.minimization.budget import Budget
from logicnet.minimization.implicants import recurrence_bytes, table_primes

_MEMORY = 1 << 30  # bytes for the primes
_ENTRIES = 1 << 27  # pairs of prime and row that are looked at
_DENSE = 1 << 17  # entries of a matrix that needs no compiled code
_SAMPLED = 1 << 21  # primes that sampling may find
_DEPTH = 3  # sampled primes that hold each row, in each of two ways
_LARGEST = 26  # inputs


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
    on: Cubes, dc: Cubes, off: Cubes | None, inputs: int, outputs: int
) -> tuple[Words, Words]:
    """What has to be covered and what may be, as packed tables (outputs, words)."""
    care = _table(on, inputs, outputs)
    free = _table(dc, inputs, outputs)
    care &= ~free
    if off is None:
        return care, care | free
    return care, (~_table(off, inputs, outputs) | free) & used(inputs)


def _table(cubes: Cubes, inputs: int, outputs: int) -> Words:
    """The union of each output's cubes; those of a single row are set directly."""
    single = cubes.literals == inputs
    rest: Words = union_rows(cubes[~single], columns(inputs), outputs) & used(inputs)
    if single.any():
        flags = np.zeros((outputs, 1 << inputs), dtype=bool)
        base, _ = _places(cubes[single], inputs)
        row, output = np.nonzero(unpack(cubes.members[single], outputs))
        flags[output, base[row].astype(np.int64)] = True
        rest |= pack(flags)
    return rest


def _places(cubes: Cubes, inputs: int) -> tuple[Words, Words]:
    """The first row of each cube, and the mask of the row digits that are free."""
    digits = ternary(cubes, inputs)
    weights = (1 << np.arange(inputs - 1, -1, -1)).astype(np.float64)
    base, free = (((digits == d) @ weights).astype(np.uint64) for d in (1, 2))
    return base, free


def by_table(care: Words, allowed: Words, inputs: int, budget: Budget) -> Cubes | None:
    """Few primes of `allowed` that cover `care`; None where there are too many entries."""
    primes = table_primes(allowed, inputs)
    if not care.any():
        return primes[:0]
    base, free = _places(primes, inputs)
    masks = _row_masks(care, inputs)
    held = unpack(primes.members, len(care)).sum(axis=1, dtype=np.float64)
    entries = float((2.0 ** (inputs - primes.literals) * held).sum())
    if entries > _ENTRIES:
        return None
    plain = budget.time_limit is None or budget.time_limit < 1
    if plain and len(primes) * len(care) * len(masks) <= _DENSE:
        return primes[_dense_choice(base, free, primes.members[:, 0], masks)]
    members = np.ascontiguousarray(primes.members[:, 0])
    chosen = _compiled_choice(base, free, members, masks, budget)
    return Cubes(primes.positive, primes.negative, members[:, None])[chosen]


def by_samples(care: Words, allowed: Words, inputs: int, budget: Budget) -> Cubes | None:
    """The same from primes grown in random order, where there are too many of them to list."""
    from logicnet.minimization import table_kernels

    masks, permitted = _row_masks(care, inputs), _row_masks(allowed, inputs)
    seed = np.array([2 * budget.seed + 0x9E3779B97F4A7C15], dtype=np.uint64)
    found = []
    for share in (True, False) if len(care) > 1 else (False,):
        *part, enough = table_kernels.sample_primes(
            masks, permitted, inputs, _DEPTH, share, _SAMPLED, seed
        )
        if not enough:
            return None
        found.append(np.stack(part, axis=1))
    base, free, members = np.unique(np.concatenate(found), axis=0).T.copy()
    if float((2.0 ** unpack(free[:, None], 64).sum(axis=1)).sum()) > _ENTRIES:
        return None
    chosen = _compiled_choice(base, free, members, masks, budget)
    return _cubes(base[chosen], free[chosen], members[chosen], inputs)


def _cubes(base: Words, free: Words, members: Words, inputs: int) -> Cubes:
    """Cubes from their first rows and their free digits."""
    places = np.arange(inputs - 1, -1, -1, dtype=np.uint64)
    one = np.uint64(1)
    digits = ((base[:, None] >> places) & one) + 2 * ((free[:, None] >> places) & one)
    return from_ternary(digits.astype(np.uint8), members[:, None])


def _row_masks(care: Words, inputs: int) -> Words:
    """For each row of the table its outputs, as bits."""
    flags = unpack(care, 1 << inputs)
    padded = np.zeros((1 << inputs, 64), dtype=bool)
    padded[:, : len(care)] = flags.T
    return pack(padded)[:, 0]


def _dense_choice(base: Words, free: Words, members: Words, masks: Words) -> NDArray[np.int64]:
    """Which primes to take, by reduction and greedy choice on a matrix of flags."""
    from logicnet.minimization.greedy import dense_cover

    rows = np.flatnonzero(masks).astype(np.uint64)
    inside = ((rows[:, None] ^ base) & ~free) == 0
    outputs = [j for j in range(64) if ((masks >> np.uint64(j)) & np.uint64(1)).any()]
    parts = []
    for j in outputs:
        bit = np.uint64(1 << j)
        on = (masks[rows.astype(np.int64)] & bit) != 0
        parts.append(inside[on] & ((members & bit) != 0))
    return dense_cover(np.concatenate(parts), 60 * min(8, len(outputs)))


def _compiled_choice(
    base: Words, free: Words, members: Words, masks: Words, budget: Budget
) -> NDArray[np.int64]:
    """Which primes to take; takes from them in place the outputs that others cover."""
    from logicnet.minimization import table_kernels
    from logicnet.minimization.choosing import Matrix

    counts = unpack(masks[:, None], 64).sum(axis=1, dtype=np.int64)
    first = np.cumsum(counts) - counts
    hashes = np.zeros(int(counts.sum()), dtype=np.uint64)
    salt = np.random.default_rng(0).integers(1, 1 << 63, len(base)).astype(np.uint64)
    table_kernels.hash_rows(base, free, members, masks, first, hashes, salt)
    _, kept = np.unique(hashes, return_index=True)
    number = np.full(len(hashes), -1, dtype=np.int32)
    number[np.sort(kept)] = np.arange(len(kept))
    pointers = np.zeros(len(base) + 1, dtype=np.int64)
    fill = (base, free, members, masks, first, number, pointers)
    size = table_kernels.fill_columns(*fill, np.empty(0, dtype=np.int32))
    indices = np.empty(size, dtype=np.int32)
    table_kernels.fill_columns(*fill, indices)
    matrix = Matrix.from_columns(pointers, indices, len(kept))
    effort = float("inf") if budget.time_limit is not None else 80.0
    chosen = np.flatnonzero(matrix.choose(budget, effort=effort))
    budget.tell(len(chosen))
    table_kernels.trim(base, free, members, masks, first, chosen, len(hashes))
    return chosen
