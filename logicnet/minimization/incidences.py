"""Which rows of which outputs each prime covers: the entries of the covering problem."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.bits import Words, unpack
from logicnet.cubes import Cubes, ternary

Index: TypeAlias = NDArray[np.int64]


def cube_rows(cubes: Cubes, inputs: int) -> tuple[Index, Index]:
    """The rows (minterms) of each cube, as pairs (cube, row)."""
    digits = ternary(cubes, inputs)
    places = 1 << np.arange(inputs - 1, -1, -1, dtype=np.int64)
    base = np.where(digits == 1, places, 0).sum(axis=1)
    free = (digits == 2).sum(axis=1)
    owners, found = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for count in np.unique(free):
        same = np.flatnonzero(free == count)
        steps = places[np.nonzero(digits[same] == 2)[1].reshape(len(same), count)]
        rows = base[same, None]
        for i in range(count):
            rows = np.concatenate([rows, rows + steps[:, i : i + 1]], axis=1)
        owners.append(np.repeat(same, rows.shape[1]))
        found.append(rows.reshape(-1))
    return np.concatenate(owners), np.concatenate(found)


def covered_pairs(primes: Cubes, on: Words, inputs: int) -> tuple[Index, Index]:
    """Pairs (place, prime): a place is a row of one output that is on and the prime covers."""
    owners, rows = cube_rows(primes, inputs)
    places, columns = [], []
    for j, table in enumerate(unpack(on, 1 << inputs)):
        member = (primes.members[:, j // 64] >> np.uint64(j % 64) & np.uint64(1)).astype(bool)
        hit = table[rows] & member[owners] if len(on) > 1 else table[rows]
        places.append(rows[hit] + (j << inputs))
        columns.append(owners[hit])
    return np.concatenate(places), np.concatenate(columns)


def merge_rows(places: Index, columns: Index) -> tuple[Index, Index, int]:
    """The pairs with rows numbered from 0, rows of the same columns kept once; and how many.

    Rows are compared by a 64-bit signature and then, within a signature, entry by entry.
    """
    order = np.lexsort((columns, places))
    columns = columns[order]
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    if not len(starts):
        return places, columns, 0
    sizes = np.diff(starts, append=len(columns))
    mixer = np.random.default_rng(0).integers(1 << 63, size=columns.max() + 1, dtype=np.uint64)
    signature = np.add.reduceat(mixer[columns], starts)
    _, first, group = np.unique(signature, return_index=True, return_inverse=True)
    model = first[group]
    same = sizes[model] == sizes
    offset = np.arange(len(columns)) - np.repeat(starts, sizes)
    twin = np.repeat(starts[model], sizes) + np.minimum(offset, np.repeat(sizes[model], sizes) - 1)
    same &= np.logical_and.reduceat(columns[twin] == columns, starts)
    keep = ~same
    keep[first] = True
    number = np.cumsum(keep) - 1
    kept = np.repeat(keep, sizes)
    return np.repeat(number, sizes)[kept], columns[kept], int(keep.sum())
