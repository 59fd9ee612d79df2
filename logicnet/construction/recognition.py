"""What a function is made of, found from its values: symmetries, sums modulo 2, blocks, numbers.

A function of n inputs is a cube here, a Boolean array of shape (2,) * n: axis i is input i.
Nothing depends on names or on the order of the inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, unpack
from logicnet.logic.tables.truthtable import TruthTable

Cube = NDArray[np.bool_]
Member = tuple[int, bool]  # an input, and whether it counts when it is false

_MOST_WORK = 1 << 24  # rows looked at when blocks are searched for


class Block(NamedTuple):
    """f(x) = outer(inner(inputs of the block), the other inputs in order)."""

    inputs: tuple[int, ...]
    inner: Cube
    outer: Cube


class LinearFit(NamedTuple):
    """A number ``constant + sum(c * product of the inputs)`` modulo 2**bits; c for each product."""

    constant: int
    products: dict[tuple[int, ...], int]
    bits: int


def inputs_that_matter(table: TruthTable) -> tuple[list[int], Cube, Cube]:
    """The inputs on which the rows of one output depend, and its on and free rows over them.

    >>> kept, on, dc = inputs_that_matter(TruthTable.from_string("0101"))
    >>> kept, on.tolist(), bool(dc.any())
    ([1], [False, True], False)
    """
    kept = mattering(table)
    on, free = over_inputs(table, kept)
    return kept, on[0], free[0]


def mattering(table: TruthTable) -> list[int]:
    """The inputs that change some output, or where it is free."""
    n, rows = len(table.inputs), np.concatenate([table.on, table.dc])
    halves = ((i, *_halves(rows, n - 1 - i)) for i in range(n))
    return [i for i, low, high in halves if (low != high).any()]


def _halves(rows: Words, place: int) -> tuple[Words, Words]:
    """The packed rows whose binary digit at a place is 0, and those beside them."""
    if place >= 6:
        both = rows.reshape(len(rows), -1, 2, 1 << place - 6)
        return both[:, :, 0], both[:, :, 1]
    apart = np.uint64(1 << place)
    low = np.uint64(sum(1 << r for r in range(64) if not r >> place & 1))
    return rows & low, rows >> apart & low


def over_inputs(table: TruthTable, kept: Sequence[int]) -> tuple[Cube, Cube]:
    """Outputs by rows, on and free, over the inputs that are kept: all others are 0."""
    n, m = len(table.inputs), len(table.outputs)
    cut = (slice(None), *(slice(None) if i in kept else 0 for i in range(n)))
    on, free = (unpack(rows, 1 << n).reshape((m, *(2,) * n))[cut].reshape(m, -1)
                for rows in (table.on, table.dc))  # fmt: skip
    return on, free


# Symmetry ---------------------------------------------------------------------------------


def symmetric_groups(cube: Cube) -> list[list[Member]]:
    """The inputs in groups whose members can be exchanged, some of them negated.

    Inputs i and j are alike if f(0, 1) = f(1, 0) on them, and alike with one of them negated if
    f(0, 0) = f(1, 1). Both relations are transitive.

    >>> symmetric_groups(np.array([[[0, 0], [0, 0]], [[0, 1], [0, 0]]], dtype=bool))   # a & ~b & c
    [[(0, False), (1, True), (2, False)]]
    """
    groups: list[list[Member]] = []
    for j in range(cube.ndim):
        for group in groups:
            i, negated = group[0]
            quarter = np.moveaxis(cube, (i, j), (0, 1))
            if (quarter[0, 1] == quarter[1, 0]).all():
                group.append((j, negated))
                break
            if (quarter[0, 0] == quarter[1, 1]).all():
                group.append((j, not negated))
                break
        else:
            groups.append([(j, False)])
    return groups


def count_table(cube: Cube, groups: Sequence[Sequence[Member]]) -> NDArray[np.bool_]:
    """The value for each combination of counts: axis g is how many of group g are true."""
    table = np.empty([len(group) + 1 for group in groups], dtype=np.bool_)
    for counts in np.ndindex(*table.shape):
        row = [0] * cube.ndim
        for group, count in zip(groups, counts, strict=True):
            for place, (i, negated) in enumerate(group):
                row[i] = int((place < count) != negated)
        table[counts] = cube[tuple(row)]
    return table


# Sums modulo 2 ----------------------------------------------------------------------------


def ring_sum(cube: Cube) -> Cube:
    """The algebraic normal form: which products of inputs add up, modulo 2, to the function.

    >>> np.argwhere(ring_sum(np.array([[0, 1], [1, 1]], dtype=bool))).tolist()   # a + b + ab
    [[0, 1], [1, 0], [1, 1]]
    """
    form: Cube = cube.copy()
    for i in range(cube.ndim):
        halves = np.moveaxis(form, i, 0)
        halves[1] ^= halves[0]
    return form


def sum_parts(cube: Cube) -> list[tuple[tuple[int, ...], Cube]]:
    """The finest disjoint summands of the function modulo 2: their inputs and their values.

    Inputs belong together if a product of the algebraic normal form has both of them. A constant
    term goes to the first part.

    >>> [inputs for inputs, _ in sum_parts(np.array([[0, 1], [1, 0]], dtype=bool))]
    [(0,), (1,)]
    """
    n = cube.ndim
    form = ring_sum(cube)
    terms = np.argwhere(form).astype(np.float32)
    together = terms.T @ terms > 0
    parts: list[tuple[int, ...]] = []
    left = [i for i in range(n) if together[i, i]]
    while left:
        part = np.arange(n) == left[0]
        while (grown := np.logical_or.reduce(together[part])).sum() > part.sum():
            part = grown
        parts.append(tuple(np.flatnonzero(part).tolist()))
        left = [i for i in left if not part[i]]
    found = []
    for k, inputs in enumerate(parts):
        part_form = form[tuple(slice(None) if i in inputs else 0 for i in range(n))].copy()
        part_form[(0,) * len(inputs)] &= not k
        found.append((inputs, ring_sum(part_form)))  # the transform is its own inverse
    return found


def affine_sum(on: Cube, care: Cube) -> tuple[tuple[int, ...], bool] | None:
    """Inputs whose sum modulo 2 (and a constant) is the function on the rows that matter.

    Gaussian elimination over the rows; None if there is no such sum.
    """
    rows = np.argwhere(care)
    system = np.concatenate([rows, np.ones((len(rows), 1), dtype=np.int64)], axis=1).astype(bool)
    value = on[care]
    n = on.ndim + 1
    chosen: list[tuple[int, Cube, bool]] = []  # pivot, equation, right-hand side
    for column in range(n):
        hit = np.flatnonzero(system[:, column])
        if not len(hit):
            continue
        pivot, right = system[hit[0]].copy(), bool(value[hit[0]])
        chosen.append((column, pivot, right))
        system[hit] ^= pivot
        value[hit] ^= right
    if value.any():
        return None
    solution = np.zeros(n, dtype=bool)
    for column, equation, right in reversed(chosen):
        solution[column] = right ^ bool((equation & solution).sum() % 2)
    return tuple(np.flatnonzero(solution[:-1]).tolist()), bool(solution[-1])


# Blocks -----------------------------------------------------------------------------------


def blocks(cube: Cube) -> Iterator[Block]:
    """Every disjoint decomposition of the function, as far as the number of inputs allows.

    A set of inputs is a block if their values leave only two functions of the other inputs.
    Sets are tried by rising size; in functions of many inputs only the small and large ones.
    """
    n = cube.ndim
    work = 0
    sizes = [size for pair in zip(range(2, n), range(n - 1, 1, -1), strict=True) for size in pair]
    for size in dict.fromkeys(sizes):
        work += comb(n, size) << n
        if work > _MOST_WORK:
            return
        for inputs in combinations(range(n), size):
            found = block(cube, inputs)
            if found is not None:
                yield found


def block(cube: Cube, inputs: tuple[int, ...]) -> Block | None:
    """The decomposition with these inputs as the block, if there is one.

    >>> both = np.array([[[0, 0], [0, 0]], [[0, 1], [1, 0]]], dtype=bool)     # a & (b ^ c)
    >>> block(both, (1, 2)).outer.astype(int).tolist(), block(both, (0, 1))
    ([[0, 0], [0, 1]], None)
    """
    size = len(inputs)
    rows = np.moveaxis(cube, inputs, range(size)).reshape(1 << size, -1)
    other = (rows != rows[0]).any(axis=1)
    if not other.any():
        return None
    second = rows[int(other.argmax())]
    if (rows[other] != second).any():
        return None
    outer = np.stack([rows[0], second]).reshape((2,) * (cube.ndim - size + 1))
    return Block(inputs, other.reshape((2,) * size), outer)


# Numbers ----------------------------------------------------------------------------------


def linear_fit(values: NDArray[np.int64], bits: int, degree: int) -> LinearFit | None:
    """The number as a sum of multiples of inputs, or of products of two, modulo 2**bits.

    `values` is a cube of numbers. The coefficients follow from the rows with up to `degree`
    ones; every row is checked.

    >>> linear_fit(np.array([[0, 1], [1, 2]]), 2, 1)
    LinearFit(constant=0, products={(0,): 1, (1,): 1}, bits=2)
    """
    n, modulus = values.ndim, 1 << bits
    constant = int(values[(0,) * n])
    products: dict[tuple[int, ...], int] = {}
    for size in range(1, degree + 1):
        for chosen in combinations(range(n), size):
            row = tuple(int(i in chosen) for i in range(n))
            below = (
                products.get(part, 0) for k in range(1, size) for part in combinations(chosen, k)
            )
            coefficient = (int(values[row]) - constant - sum(below)) % modulus
            if coefficient:
                products[chosen] = coefficient
    rows = np.indices(values.shape, dtype=np.int64)
    fitted = np.full(values.shape, constant)
    for chosen, coefficient in products.items():
        fitted = (fitted + coefficient * np.logical_and.reduce(rows[list(chosen)])) % modulus
    return LinearFit(constant, products, bits) if (fitted == values).all() else None
