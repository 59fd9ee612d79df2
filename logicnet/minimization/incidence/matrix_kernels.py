"""The compiled loops of `matrices`: they go over the entries of some of the columns or rows.

A side of a matrix is given by pointers and indices: the entries of column c are
indices[pointers[c]:pointers[c + 1]].
"""

# mypy: ignore-errors
from __future__ import annotations

from logicnet.ground.kernels import kernel


@kernel
def count(pointers, indices, first, last, sizes):
    """Count the entries of each index in the columns from `first` to `last`."""
    for e in range(pointers[first], pointers[last]):
        sizes[indices[e]] += 1


@kernel
def place(pointers, indices, first, last, places, result):
    """Enter the columns from `first` to `last` at the places of their indices, which go up."""
    for c in range(first, last):
        for e in range(pointers[c], pointers[c + 1]):
            r = indices[e]
            result[places[r]] = c
            places[r] += 1


@kernel
def kept(pointers, indices, columns, number, sizes):
    """How many indices of each of the columns have a number."""
    for k in range(columns.shape[0]):
        c = columns[k]
        for e in range(pointers[c], pointers[c + 1]):
            sizes[k] += number[indices[e]] >= 0


@kernel
def fill(pointers, indices, columns, number, starts, result):
    """The numbers of the indices of each of the columns, from its start on."""
    for k in range(columns.shape[0]):
        c, at = columns[k], starts[k]
        for e in range(pointers[c], pointers[c + 1]):
            if number[indices[e]] >= 0:
                result[at] = number[indices[e]]
                at += 1


@kernel
def sums(pointers, indices, values, result):
    """For each column the sum of the values of its indices."""
    for c in range(result.shape[0]):
        total = values[0] - values[0]
        for e in range(pointers[c], pointers[c + 1]):
            total += values[indices[e]]
        result[c] = total


@kernel
def _root(parent, i):
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@kernel
def components(pointers, indices, parent, first, last):
    """Unite the indices of each column from `first` to `last`: `parent` leads to the least.

    SciPy's `connected_components` took 5 to 9 times as long (4 million entries: 143 against 19 ms),
    and gives no time to look at the clock.
    """
    for c in range(first, last):
        if pointers[c] == pointers[c + 1]:
            continue
        low = _root(parent, indices[pointers[c]])
        for e in range(pointers[c] + 1, pointers[c + 1]):
            other = _root(parent, indices[e])
            if other < low:
                low, other = other, low
            parent[other] = low
