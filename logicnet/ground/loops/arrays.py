"""What kernels do with whole arrays, as loops.

Numba compiles NumPy's ways of saying it too, but at half a second to two for each kind of array:
an order, an entry that is a row, a comparison.
"""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel


@kernel(inner=True)
def copy_into(target, source):
    """Set the first entries of an array to those of another."""
    for k in range(len(source)):
        target[k] = source[k]


@kernel(inner=True)
def place_of_least(numbers):
    """Where the first of the least numbers is."""
    place = 0
    for k in range(1, len(numbers)):
        if numbers[k] < numbers[place]:
            place = k
    return place


@kernel(inner=True)
def stable_order(keys, falling):
    """Where the keys are as they rise, or fall, equal ones as they came: runs that are merged."""
    size, width = len(keys), 1
    order, after = np.empty(size, np.int64), np.empty(size, np.int64)
    for k in range(size):
        order[k] = k
    while width < size:
        for begin in range(0, size, 2 * width):
            middle = begin + width if begin + width < size else size
            end = middle + width if middle + width < size else size
            i, j = begin, middle
            for k in range(begin, end):
                first = i < middle
                if first and j < end:
                    a, b = keys[order[i]], keys[order[j]]
                    first = not (a < b if falling else b < a)
                if first:
                    after[k] = order[i]
                    i += 1
                else:
                    after[k] = order[j]
                    j += 1
        order, after = after, order
        width *= 2
    return order
