"""The compiled loops on leaves: those of two cuts together, and tables over them.

A cut has up to six leaves in rising order and the table of a node over them, a word whose bit b is
the value where leaf i is bit i of b.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

LEAVES = 6
COLUMN = np.array(
    [0xAAAAAAAAAAAAAAAA, 0xCCCCCCCCCCCCCCCC, 0xF0F0F0F0F0F0F0F0, 0xFF00FF00FF00FF00,
     0xFFFF0000FFFF0000, 0xFFFFFFFF00000000], dtype=np.uint64)  # fmt: skip


@kernel(inner=True)
def swapped(table, i, j):
    """The table with the variables i < j exchanged."""
    moved = COLUMN[i] & ~COLUMN[j]
    by = np.uint64((1 << j) - (1 << i))
    kept = table & ~(moved | (moved << by))
    return kept | ((table & moved) << by) | ((table >> by) & moved)


@kernel(inner=True)
def spread(table, leaves, size, merged):
    """The table of a cut over the leaves of a larger one."""
    j = LEAVES - 1
    for i in range(size - 1, -1, -1):
        while merged[j] != leaves[i]:
            j -= 1
        if j != i:
            table = swapped(table, i, j)
    return table


@kernel(inner=True)
def merge(a, size, b, other, merged):
    """How many leaves two cuts have together, which go to `merged`; too many are 7."""
    i = j = count = 0
    while i < size or j < other:
        if count == LEAVES:
            return LEAVES + 1
        if j == other or (i < size and a[i] <= b[j]):
            if j < other and a[i] == b[j]:
                j += 1
            merged[count] = a[i]
            i += 1
        else:
            merged[count] = b[j]
            j += 1
        count += 1
    for k in range(count, LEAVES):
        merged[k] = -1
    return count


@kernel(inner=True)
def reduced(table, merged, size):
    """How many leaves are left without those on which the table does not depend, and the table."""
    i = 0
    while i < size:
        half = np.uint64(1 << i)
        if ((table >> half) ^ table) & ~COLUMN[i]:
            i += 1
            continue
        for k in range(i, size - 1):
            merged[k] = merged[k + 1]
            table = swapped(table, k, k + 1)
        size -= 1
        merged[size] = -1
    return size, table
