"""Exclusive sums of up to five inputs: the fewest terms of all functions of four, by a table.

Tables are whole numbers, bit r for row r, the first input the slowest. What a sum of products says
where x is 0, where it is 1, and in which of both it differs, are sums of its terms with ~x and
without x, with x and without, with ~x and with x. So with the fewest terms c of functions of four
inputs, one of five needs the least of c(f0 ^ g) + c(f1 ^ g) + c(g), g being the terms without x;
and in general f needs at least half of what f0, f1 and f0 ^ f1 need together.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import CALL, Budget, OutOfBudget

EXACT = 5  # inputs
_FOUR = 4
_ROWS = 16
_UNKNOWN = 255
_BOUNDED = 8  # inputs up to which a bound is looked for
_ALL = 7  # inputs up to which that is done for each input

Digits = tuple[str, ...]


@lru_cache(maxsize=1)
def _cubes() -> dict[int, str]:
    """The cubes of four inputs by their tables."""
    return {table_of("".join(digits)): "".join(digits) for digits in product("01-", repeat=_FOUR)}


def table_of(cube: str) -> int:
    """The table of a cube given by digits."""
    rows = product("01", repeat=len(cube))
    return sum(
        1 << r
        for r, row in enumerate(rows)
        if all(d in ("-", bit) for d, bit in zip(cube, row, strict=True))
    )


@lru_cache(maxsize=1)
def fewest_of_four() -> NDArray[np.uint8]:
    """The fewest terms of an exclusive sum of each function of four inputs."""
    fewest = np.full(1 << _ROWS, _UNKNOWN, dtype=np.uint8)
    level, count = np.zeros(1, dtype=np.int64), 0
    fewest[0] = 0
    cubes = np.array(list(_cubes()))
    while len(level):
        count += 1
        reached = np.zeros(1 << _ROWS, dtype=bool)
        for cube in cubes:
            reached[level ^ cube] = True
        level = np.flatnonzero(reached & (fewest == _UNKNOWN))
        fewest[level] = count
    return fewest


def cheapest_filling(on: int, free: int, inputs: int) -> int:
    """The table of up to four inputs between on and on with all that is free that needs least."""
    rows = [row for row in range(1 << inputs) if free >> row & 1]
    tables = np.array([on], dtype=np.int64)
    for row in rows:
        tables = np.concatenate([tables, tables | 1 << row])
    padded = np.array([_padded(int(table), inputs) for table in tables])
    return int(tables[int(np.argmin(fewest_of_four()[padded]))])


def _padded(table: int, inputs: int) -> int:
    """The same as a function of four inputs that does not read the first ones."""
    for k in range(inputs, _FOUR):
        table |= table << (1 << k)
    return table


def fewest_terms(table: int, inputs: int) -> int:
    """The fewest terms of a function of at most five inputs."""
    if inputs <= _FOUR:
        return int(fewest_of_four()[_padded(table, inputs)])
    return _of_five(table)[0]


def _of_five(table: int) -> tuple[int, int]:
    """The fewest terms, and the table of those without the first input."""
    low, high = table & 0xFFFF, table >> _ROWS
    fewest, without = fewest_of_four(), np.arange(1 << _ROWS)
    total = fewest[low ^ without].astype(np.int64) + fewest[high ^ without] + fewest[without]
    best = int(np.argmin(total))
    return int(total[best]), best


def exact_terms(table: int, inputs: int) -> list[str]:
    """An exclusive sum with the fewest terms, as digits, of at most five inputs."""
    if inputs > _FOUR:
        _, both = _of_five(table)
        parts = {"0": (table & 0xFFFF) ^ both, "1": (table >> _ROWS) ^ both, "-": both}
        return [digit + cube for digit, part in parts.items() for cube in exact_terms(part, _FOUR)]
    fewest, left = fewest_of_four(), _padded(table, inputs)
    unread = "-" * (_FOUR - inputs)
    usable = [(t, cube) for t, cube in _cubes().items() if cube.startswith(unread)]
    usable.sort(key=lambda pair: -pair[1].count("-"))
    found = []
    while left:
        least = fewest[left] - 1
        one, cube = next(pair for pair in usable if fewest[left ^ pair[0]] == least)
        found.append(cube[_FOUR - inputs :])
        left ^= one
    return found


def least_terms(table: int, inputs: int, budget: Budget) -> int:
    """A number of terms that no exclusive sum of the function goes below."""
    if inputs > _BOUNDED:
        return min(1, table)
    octets = np.frombuffer(table.to_bytes(-(-(1 << inputs) // 8), "little"), dtype=np.uint8)
    bits = np.unpackbits(octets, count=1 << inputs, bitorder="little")
    values: NDArray[np.bool_] = bits.view(np.bool_).reshape((2,) * inputs)
    return _least(values, {}, budget)


def _least(values: NDArray[np.bool_], known: dict[bytes, int], budget: Budget) -> int:
    key = values.tobytes()
    if key in known:
        return known[key]
    n = values.ndim
    if n <= EXACT:
        budget.tick(5 * CALL)
        table = sum(1 << int(row) for row in np.flatnonzero(values))
        known[key] = fewest_terms(table, n)
        return known[key]
    best = 0
    with suppress(OutOfBudget):  # what is known until then is a bound, too
        for axis in range(n if n <= _ALL else 2):
            low, high = np.moveaxis(values, axis, 0)
            parts = [_least(part, known, budget) for part in (low, high, low ^ high)]
            best = max(best, -(-sum(parts) // 2), *parts)
    known[key] = best
    return best
