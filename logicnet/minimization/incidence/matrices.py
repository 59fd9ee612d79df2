"""Covering matrices: columns are to be chosen such that every row has a chosen one.

`Dense` holds flags and needs nothing compiled; `Sparse` holds the entries by columns and by rows.
Both answer to the same words. What may take long goes over the entries in pieces; after each it
calls `tick`, which may raise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import pack
from logicnet.logic.tables.cubes import Tick, no_tick

Index: TypeAlias = NDArray[np.int64]

DENSE = 1 << 14  # entries, zeros counted, up to which a matrix is dense
_SIDE = 2048  # rows or columns of a dense matrix
_PIECE = 1 << 22  # entries between two ticks, about a hundredth of a second


def dense_enough(rows: int, columns: int) -> bool:
    """Whether a matrix of this shape is held as flags."""
    return rows * columns <= DENSE and max(rows, columns) <= _SIDE


@dataclass(frozen=True)
class Dense:
    """A matrix of flags, rows by columns."""

    flags: NDArray[np.bool_]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.flags.shape[0], self.flags.shape[1]

    def row_sizes(self) -> Index:
        """How many columns each row has."""
        return np.asarray(self.flags.sum(axis=1, dtype=np.int64))

    def column_sizes(self) -> Index:
        """How many rows each column has."""
        return np.asarray(self.flags.sum(axis=0, dtype=np.int64))

    def counts(self, columns: Index) -> Index:
        """How many of the columns each row has."""
        return np.asarray(self.flags[:, columns].sum(axis=1, dtype=np.int64))

    def rows_of(self, column: int) -> Index:
        """The rows of a column."""
        return np.flatnonzero(self.flags[:, column])

    def columns_of(self, row: int) -> Index:
        """The columns of a row."""
        return np.flatnonzero(self.flags[row])

    def first_rows(self) -> Index:
        """The first row of each column, any for an empty one."""
        return np.asarray(np.argmax(self.flags, axis=0))

    def first_columns(self) -> Index:
        """The first column of each row, any for an empty one."""
        return np.asarray(np.argmax(self.flags, axis=1))

    def part(self, rows: Index, columns: Index, tick: Tick = no_tick) -> Dense:
        """The matrix of these rows and columns alone."""
        return Dense(self.flags[rows][:, columns])

    def dominated_rows(self, tick: Tick = no_tick) -> NDArray[np.bool_]:
        """The rows whose columns include those of another row (of equals, all but one)."""
        sizes = self.row_sizes()
        inner, outer = _inclusions(self.flags)
        drop = (sizes[inner] < sizes[outer]) | (inner < outer)
        return _marked(outer[drop], len(sizes))

    def dominated_columns(self, costs: Index, tick: Tick = no_tick) -> NDArray[np.bool_]:
        """The columns whose rows lie in those of a column that costs no more."""
        sizes = self.column_sizes()
        inner, outer = _inclusions(self.flags.T)
        same = (sizes[inner] == sizes[outer]) & (costs[inner] == costs[outer])
        drop = np.where(same, outer < inner, costs[outer] <= costs[inner])
        return np.asarray(_marked(inner[drop], len(sizes)) | (sizes == 0))

    def labels(self, tick: Tick = no_tick) -> Index:
        """For each row the least row of its block: rows that share columns are in one."""
        rows, columns = np.nonzero(self.flags)
        label = np.arange(len(self.flags))
        while True:
            seen = np.full(self.flags.shape[1], len(self.flags))
            np.minimum.at(seen, columns, label[rows])
            lower = label.copy()
            np.minimum.at(lower, rows, seen[columns])
            lower = lower[lower]
            if (lower == label).all():
                return label
            label = lower

    def csr(self) -> Any:
        """The matrix as scipy's."""
        from scipy.sparse import csr_array

        return csr_array(self.flags.astype(np.float64))

    def sparse(self) -> Sparse:
        """The same matrix by its entries."""
        rows = np.nonzero(self.flags.T)[1]
        pointers = np.cumsum(np.append(0, self.column_sizes()))
        return Sparse.from_columns(pointers, rows.astype(np.int32), len(self.flags))


def _inclusions(flags: NDArray[np.bool_]) -> tuple[Index, Index]:
    """Pairs (i, j) of different rows such that the set of i lies in the set of j."""
    sets = pack(flags)
    beyond = np.zeros((len(sets), len(sets)), dtype=bool)
    for word in range(sets.shape[1]):
        beyond |= (sets[:, None, word] & ~sets[None, :, word]) != 0
    inner, outer = np.nonzero(~beyond)
    different = inner != outer
    return inner[different], outer[different]


def _marked(places: Index, count: int) -> NDArray[np.bool_]:
    flags = np.zeros(count, dtype=bool)
    flags[places] = True
    return flags


@dataclass(frozen=True)
class Sparse:
    """A matrix by columns and by rows, each side as pointers and rising indices."""

    col_at: Index
    col_rows: NDArray[np.int32]
    row_at: Index
    row_cols: NDArray[np.int32]

    @staticmethod
    def from_columns(
        pointers: Index, rows: NDArray[np.int32], count: int, tick: Tick = no_tick
    ) -> Sparse:
        """The matrix of `count` rows whose columns are given."""
        return Sparse(pointers, rows, *_transposed(pointers, rows, count, tick))

    @staticmethod
    def from_rows(
        pointers: Index, columns: NDArray[np.int32], count: int, tick: Tick = no_tick
    ) -> Sparse:
        """The matrix of `count` columns whose rows are given, their columns in any order."""
        by_column = _transposed(pointers, columns, count, tick)
        return Sparse(*by_column, *_transposed(*by_column, len(pointers) - 1, tick))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.row_at) - 1, len(self.col_at) - 1

    @cached_property
    def arrays(self) -> tuple[Any, ...]:
        """What the compiled loops of `local_search` read."""
        return self.col_at, self.col_rows, self.row_at, self.row_cols

    @property
    def flags(self) -> NDArray[np.bool_]:
        """The matrix as flags."""
        flags = np.zeros(self.shape, dtype=bool)
        flags[self.col_rows, np.repeat(np.arange(self.shape[1]), self.column_sizes())] = True
        return flags

    def row_sizes(self) -> Index:
        """How many columns each row has."""
        return np.diff(self.row_at)

    def column_sizes(self) -> Index:
        """How many rows each column has."""
        return np.diff(self.col_at)

    def counts(self, columns: Index) -> Index:
        """How many of the columns each row has."""
        from . import matrix_kernels

        sizes = np.zeros(self.shape[0], dtype=np.int64)
        for c in columns:
            matrix_kernels.count(self.col_at, self.col_rows, c, c + 1, sizes)
        return sizes

    def rows_of(self, column: int) -> Index:
        """The rows of a column."""
        return self.col_rows[self.col_at[column] : self.col_at[column + 1]].astype(np.int64)

    def columns_of(self, row: int) -> Index:
        """The columns of a row."""
        return self.row_cols[self.row_at[row] : self.row_at[row + 1]].astype(np.int64)

    def first_rows(self) -> Index:
        """The first row of each column, any for an empty one."""
        return _first(self.col_at, self.col_rows)

    def first_columns(self) -> Index:
        """The first column of each row, any for an empty one."""
        return _first(self.row_at, self.row_cols)

    def part(self, rows: Index, columns: Index, tick: Tick = no_tick) -> Dense | Sparse:
        """The matrix of these rows and columns alone, dense if that is small."""
        from . import matrix_kernels

        number = np.full(self.shape[0], -1, dtype=np.int32)
        number[rows] = np.arange(len(rows))
        bounds = np.cumsum(np.append(0, self.column_sizes()[columns]))
        sizes = np.zeros(len(columns), dtype=np.int64)
        for first, last in _pieces(bounds):
            some = columns[first:last]
            matrix_kernels.kept(self.col_at, self.col_rows, some, number, sizes[first:last])
            tick(int(bounds[last] - bounds[first]))
        pointers = np.cumsum(np.append(0, sizes))
        entries = np.empty(pointers[-1], dtype=np.int32)
        for first, last in _pieces(bounds):
            some, starts = columns[first:last], pointers[first:last]
            matrix_kernels.fill(self.col_at, self.col_rows, some, number, starts, entries)
            tick(int(bounds[last] - bounds[first]))
        if dense_enough(len(rows), len(columns)):
            flags = np.zeros((len(rows), len(columns)), dtype=bool)
            flags[entries, np.repeat(np.arange(len(columns)), sizes)] = True
            return Dense(flags)
        return Sparse.from_columns(pointers, entries, len(rows), tick)

    def dominated_rows(self, tick: Tick = no_tick) -> NDArray[np.bool_]:
        """The rows whose columns include those of another row (of equals, all but one)."""
        none = np.zeros(self.shape[0], dtype=np.int64)
        return _dominated(self.row_at, self.row_cols, self.col_at, self.col_rows, none, True, tick)

    def dominated_columns(self, costs: Index, tick: Tick = no_tick) -> NDArray[np.bool_]:
        """The columns whose rows lie in those of a column that costs no more."""
        sides = (self.col_at, self.col_rows, self.row_at, self.row_cols)
        gone = _dominated(*sides, costs, False, tick)
        return np.asarray(gone | (self.column_sizes() == 0))

    def labels(self, tick: Tick = no_tick) -> Index:
        """For each row the least row of its block: rows that share columns are in one."""
        from . import matrix_kernels

        parent = np.arange(self.shape[0])
        for first, last in _pieces(self.col_at):
            matrix_kernels.components(self.col_at, self.col_rows, parent, first, last)
            tick(2 * int(self.col_at[last] - self.col_at[first]))
        while (parent[parent] != parent).any():
            parent = parent[parent]
        return parent

    def column_sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each column the sum of the values of its rows."""
        from . import matrix_kernels

        result = np.empty(self.shape[1])
        matrix_kernels.sums(self.col_at, self.col_rows, values, result)
        return result

    def row_sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each row the sum of the values of its columns."""
        from . import matrix_kernels

        result = np.empty(self.shape[0])
        matrix_kernels.sums(self.row_at, self.row_cols, values, result)
        return result

    def largest_columns(self) -> NDArray[np.float64]:
        """For each row (none is empty) the size of its largest column."""
        if not self.shape[0]:
            return np.zeros(0)
        sizes = self.column_sizes().astype(np.float64)
        return np.asarray(np.maximum.reduceat(sizes[self.row_cols], self.row_at[:-1]))

    def csr(self) -> Any:
        """The matrix as scipy's."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self.row_cols))
        at = self.row_at.astype(np.int32)  # SciPy 1.11 takes no other whole numbers
        return csr_array((ones, self.row_cols, at), shape=self.shape)

    def sparse(self) -> Sparse:
        """The matrix itself."""
        return self


Matrix: TypeAlias = "Dense | Sparse"


def _first(pointers: Index, indices: NDArray[np.int32]) -> Index:
    last = max(0, len(indices) - 1)
    return (
        indices[np.minimum(pointers[:-1], last)].astype(np.int64)
        if len(indices)
        else (np.zeros(len(pointers) - 1, dtype=np.int64))
    )


def _pieces(pointers: Index) -> Iterator[tuple[int, int]]:
    """Runs of columns of about `_PIECE` entries."""
    first, count = 0, len(pointers) - 1
    while first < count:
        last = int(np.searchsorted(pointers, pointers[first] + _PIECE, side="right")) - 1
        last = min(count, max(first + 1, last))
        yield first, last
        first = last


def _transposed(
    pointers: Index, indices: NDArray[np.int32], count: int, tick: Tick
) -> tuple[Index, NDArray[np.int32]]:
    """The other side of a matrix, of `count` pointers and one."""
    from . import matrix_kernels

    sizes = np.zeros(count, dtype=np.int64)
    for first, last in _pieces(pointers):
        matrix_kernels.count(pointers, indices, first, last, sizes)
        tick(int(pointers[last] - pointers[first]))
    other = np.cumsum(np.append(0, sizes))
    places, result = other[:-1].copy(), np.empty(len(indices), dtype=np.int32)
    for first, last in _pieces(pointers):
        matrix_kernels.place(pointers, indices, first, last, places, result)
        tick(int(pointers[last] - pointers[first]))
    return other, result


def _dominated(
    at: Index, members: NDArray[np.int32], owner_at: Index, owners: NDArray[np.int32],
    costs: Index, outer_goes: bool, tick: Tick,
) -> NDArray[np.bool_]:  # fmt: skip
    """Which sets are dominated; those that are known to be where a tick raises it is caught."""
    from .dominance_kernel import dominated, sketches

    count = len(at) - 1
    gone, sketch = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.uint64)
    sketches(at, members, sketch)
    done = 0
    while done < count:
        work = np.array([_PIECE], dtype=np.int64)
        done = dominated(at, members, owner_at, owners, costs, outer_goes, sketch, gone, done, work)
        tick(_PIECE - int(work[0]))
    return gone


def incidence(
    rows: NDArray[np.int64], columns: NDArray[np.int64], shape: tuple[int, int]
) -> Matrix:
    """The covering matrix with ones at the given places: dense while small, else sparse."""
    if dense_enough(*shape):
        flags = np.zeros(shape, dtype=bool)
        flags[rows, columns] = True
        return Dense(flags)
    order = np.lexsort((rows, columns))
    pointers = np.cumsum(np.append(0, np.bincount(columns, minlength=shape[1])))
    return Sparse.from_columns(pointers, rows[order].astype(np.int32), shape[0])
