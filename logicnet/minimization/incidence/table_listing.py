"""Which rows of which outputs each cube of a table covers: the covering problem of a table.

A cube is its first row, the row digits that are free, and its outputs as bits; a place is a row
and an output that has to be covered there. Places that exactly the same cubes hold, by a hash of
64 bits, are kept once; should two others ever meet in their hashes, `trimmed` notices.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, popcount, unpack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.cubes import Cubes, Tick, no_tick

from .matrices import Dense, Index, Matrix, Sparse, dense_enough

_ENTRIES = 1 << 25  # of a matrix
_PIECE = 1 << 21  # pairs of cube and row between two ticks, about a hundredth of a second
_MERGED = 1 << 21  # places up to which equals are looked for
_ONE = np.uint64(1)
_SWAPS = [  # neighbours that change places within bytes, from single bits to half bytes
    (np.uint64(1), np.uint64(0x5555555555555555)),
    (np.uint64(2), np.uint64(0x3333333333333333)),
    (np.uint64(4), np.uint64(0x0F0F0F0F0F0F0F0F)),
]


class RowCubes(NamedTuple):
    """Cubes as rows of a table: the first row of each, its free digits, its outputs."""

    base: Words
    free: Words
    members: Words

    def some(self, index: Index | NDArray[np.bool_] | slice) -> RowCubes:
        """The cubes at these places."""
        return RowCubes(self.base[index], self.free[index], self.members[index])

    def sizes(self) -> Index:
        """How many rows each cube holds."""
        return np.asarray(np.int64(1) << popcount(self.free[:, None], axis=1))

    def pairs(self) -> Index:
        """How many pairs of row and output a loop over each cube looks at, one for the row."""
        return np.asarray((1 + popcount(self.members[:, None], axis=1)) * self.sizes())


@dataclass(frozen=True)
class Listing:
    """Cubes, the outputs that each row of the table has to be covered for, and the matrix."""

    inputs: int
    cubes: RowCubes
    masks: Words
    matrix: Matrix

    def trimmed(self, chosen: Index, budget: Budget | None = None) -> Cubes:
        """The chosen cubes without the outputs that others cover, as far as the time suffices.

        The outputs of large cubes stay in preference to those of small ones.
        """
        order = np.argsort(self.cubes.sizes()[chosen], kind="stable")
        cubes = self.cubes.some(chosen[order])
        if isinstance(self.matrix, Dense):
            self._drop_here(cubes.members, self.matrix.flags[:, chosen[order]])
        else:
            cubes = self._complete(cubes, budget or Budget())
        as_chosen = np.append(np.argsort(order), np.arange(len(chosen), len(cubes.base)))
        return as_cubes(cubes.some(as_chosen), self.inputs)

    def _drop_here(self, members: Words, flags: NDArray[np.bool_]) -> None:
        """Drop outputs, with the places as rows of flags."""
        outputs = _places(self.masks)[1]
        count = flags.sum(axis=1)
        for k in range(len(members)):
            for j in np.flatnonzero(unpack(members[k : k + 1], 64)):
                mine = flags[:, k] & (outputs == j)
                if (count[mine] > 1).all():
                    count[mine] -= 1
                    members[k] &= ~(_ONE << np.uint64(j))

    def _complete(self, cubes: RowCubes, budget: Budget) -> RowCubes:
        """Drop outputs by compiled loops; a place that no cube holds gets a cube of its own."""
        from . import table_kernels

        first = _first(self.masks)
        count = np.zeros(first[-1], dtype=np.int32)
        number = np.arange(first[-1], dtype=np.int32)
        sizes = np.zeros(len(cubes.base), dtype=np.int64)
        nowhere = np.zeros(0, dtype=np.int32)
        pieces = list(_pieces(cubes))
        for p in pieces:
            table_kernels.places(
                *cubes.some(p), self.masks, first, number, sizes[p], count, nowhere
            )
        for p in pieces:
            if budget.over():
                break
            budget.count(3 * int(cubes.some(p).pairs().sum()))
            table_kernels.drop_outputs(*cubes.some(p), self.masks, first, count)
        missed = np.flatnonzero(count == 0)
        if not len(missed):
            return cubes
        rows, outputs = (part[missed].astype(np.uint64) for part in _places(self.masks))
        return together(cubes, RowCubes(rows, np.zeros_like(rows), _ONE << outputs))


def together(a: RowCubes, b: RowCubes) -> RowCubes:
    """The cubes of both."""
    return RowCubes(*(np.concatenate(parts) for parts in zip(a, b, strict=True)))


def listing(cubes: RowCubes, masks: Words, inputs: int, tick: Tick = no_tick) -> Listing | None:
    """The covering problem of a table by these cubes; None where it has too many entries."""
    places = int(popcount(masks))
    if dense_enough(places, len(cubes.base)):
        rows, outputs = (part.astype(np.uint64)[:, None] for part in _places(masks))
        inside = ((rows ^ cubes.base) & ~cubes.free) == 0
        inside &= (cubes.members >> outputs) & _ONE != 0
        return Listing(inputs, cubes, masks, Dense(inside))
    matrix = _sparse(cubes, masks, places, tick)
    return None if matrix is None else Listing(inputs, cubes, masks, matrix)


def _sparse(cubes: RowCubes, masks: Words, places: int, tick: Tick) -> Sparse | None:
    from . import table_kernels

    pieces = [(p, cubes.some(p)) for p in _pieces(cubes)]
    first = _first(masks)
    number, kept = np.arange(places, dtype=np.int32), places
    if places <= _MERGED:
        hashes = np.zeros(places, dtype=np.uint64)
        salt = _salt(len(cubes.base))
        for p, some in pieces:
            tick(int(some.pairs().sum()))
            table_kernels.hash_rows(*some, masks, first, hashes, salt[p])
        number, kept = _numbered(hashes)
    sizes, count = np.zeros(len(cubes.base), dtype=np.int64), np.zeros(kept, dtype=np.int32)
    nowhere = np.zeros(0, dtype=np.int32)
    for p, some in pieces:
        tick(int(some.pairs().sum()))
        table_kernels.places(*some, masks, first, number, sizes[p], count, nowhere)
    starts = np.cumsum(np.append(0, sizes))
    if starts[-1] > _ENTRIES:
        return None
    entries, at = np.empty(starts[-1], dtype=np.int32), starts[:-1].copy()
    for p, some in pieces:
        tick(int(some.pairs().sum()))
        table_kernels.places(*some, masks, first, number, at[p], count, entries)
    return Sparse.from_columns(starts, entries, kept, tick)


def _salt(count: int) -> Words:
    """A random word for each cube: the sum of those that hold a place is the place's hash."""
    return np.random.default_rng(0).integers(1, 1 << 63, count).astype(np.uint64)


def _numbered(hashes: Words) -> tuple[NDArray[np.int32], int]:
    """A number for the first place of each hash, -1 for the others; and how many there are."""
    _, kept = np.unique(hashes, return_index=True)
    number = np.full(len(hashes), -1, dtype=np.int32)
    number[np.sort(kept)] = np.arange(len(kept))
    return number, len(kept)


def _pieces(cubes: RowCubes) -> Iterator[slice]:
    """Runs of cubes that hold about `_PIECE` pairs of row and output."""
    stops = np.cumsum(cubes.pairs())
    first = 0
    while first < len(stops):
        before = stops[first - 1] if first else 0
        last = int(np.searchsorted(stops, before + _PIECE, side="right"))
        last = max(first + 1, last)
        yield slice(first, last)
        first = last


def _places(masks: Words) -> tuple[Index, Index]:
    """Row and output of each place."""
    held = np.flatnonzero(masks)
    rows, outputs = np.nonzero(unpack(masks[held, None], 64))
    return held[rows], outputs


def _first(masks: Words) -> Index:
    """The number of the first place of each row, and at the end how many there are."""
    return np.cumsum(np.append(0, popcount(masks[:, None], axis=1)))


def row_masks(table: Words, inputs: int, tick: Tick = no_tick) -> Words:
    """For each row of a packed table (outputs, words) its outputs, as bits."""
    masks = np.zeros(1 << inputs, dtype=np.uint64)
    for j, words in enumerate(table):
        masks |= unpack(words, 1 << inputs).astype(np.uint64) << np.uint64(j)
        tick(1 << inputs)
    return masks


def rows_of(cubes: Cubes, inputs: int) -> RowCubes:
    """Cubes of at most 64 inputs and outputs as rows of a table."""
    sides = (cubes.positive, cubes.negative)
    ones, zeros = (_mirrored(np.bitwise_or.reduce(side, axis=1), inputs) for side in sides)
    free = ~(ones | zeros) & np.uint64((1 << inputs) - 1)
    return RowCubes(ones, free, np.ascontiguousarray(cubes.members[:, 0]))


def as_cubes(cubes: RowCubes, inputs: int) -> Cubes:
    """The same as masks of literals."""
    positive = _mirrored(cubes.base, inputs)
    free = _mirrored(cubes.free, inputs) if cubes.free.any() else cubes.free
    negative = ~(positive | free) & np.uint64((1 << inputs) - 1)
    width = min(1, inputs)
    return Cubes(positive[:, None][:, :width], negative[:, None][:, :width], cubes.members[:, None])


def _mirrored(words: Words, count: int) -> Words:
    """The lowest bits of each word, of which no others are set, in the opposite order."""
    if not count:
        return words
    words = words.byteswap()
    for step, mask in _SWAPS:
        low = words & mask
        words >>= step
        words &= mask
        low <<= step
        words |= low
    words >>= np.uint64(64 - count)
    return words
