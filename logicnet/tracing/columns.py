"""Values of every row as affine sums of nodes, and what operations on arrays make of them.

A chain of operations moves values about, multiplies and adds them; all of that is one linear map,
which is kept as a sparse matrix. Only where a unit begins does it become wires and a bias. Arrays
have the rows of the data as their first axis, of which one stands for all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from logicnet.errors import FormatError, LimitError
from logicnet.network.exactness import BITS, NO_GRAIN, fit, grains

ROWS = 2  # that stand for all
MOST = 50_000_000  # entries of matrices, far beyond what nets have that are read this way
Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Columns:
    """An array of values behind the rows' axis, each ``gain * (w.nodes + offset)``.

    `exact` says that no weight was rounded on the way, `truth` that the values are truth values.
    """

    shape: tuple[int, ...]
    matrix: csr_matrix
    offsets: Floats
    gain: float = 1.0
    exact: bool = True
    truth: bool = False
    base: tuple[Columns, float] | None = None  # values and a number that they are the sum of

    @property
    def size(self) -> int:
        """How many values a row has."""
        return len(self.offsets)

    def nodes(self) -> Places | None:
        """The node that each value is, or None where one is a sum."""
        matrix = self.plain().matrix
        single = np.array_equal(matrix.indptr, np.arange(self.size + 1))
        if single and (matrix.data == 1).all() and not self.offsets.any():
            return np.asarray(matrix.indices, dtype=np.int64)
        return None

    def plain(self) -> Columns:
        """The same with the gain multiplied into the weights."""
        if self.gain == 1.0:
            return self
        return replace(self, gain=1.0)._multiplied(self.gain)

    # Moved about -----------------------------------------------------------------------------

    def moved(self, how: Callable[[Places], Any]) -> Columns:
        """The values where `how` puts their numbers, in an array whose first axis is the rows'.

        It is asked with two rows, which have to stay two rows.
        """
        places = np.asarray(how(np.arange(ROWS * self.size).reshape(ROWS, *self.shape)))
        if places.ndim < 1 or len(places) != ROWS or (places[1] - places[0] != self.size).any():
            raise FormatError("the axis of the rows is moved or divided")
        return self.chosen(places[0])

    def chosen(self, places: Places) -> Columns:
        """The values at some places, as an array of that shape."""
        flat = places.ravel()
        sizes = np.diff(self.matrix.indptr)
        _check_size(len(flat) + int(sizes[flat].sum()))
        if np.array_equal(flat, np.arange(self.size)):
            return replace(self, shape=places.shape, base=None)
        part = {"matrix": self.matrix[flat], "offsets": self.offsets[flat]}
        return replace(self, shape=places.shape, base=None, **part)

    # Multiplied and added ----------------------------------------------------------------------

    def mapped(self, by: csr_matrix, shape: tuple[int, ...]) -> Columns:
        """A linear map of the values, its rows being the new ones."""
        given = self.plain()
        by.eliminate_zeros()
        nodes, count = given.nodes(), by.shape[0]
        if nodes is not None and (np.diff(nodes) > 0).all():  # so that nothing is added up
            _check_size(2 * by.nnz)
            wires = (by.data, nodes[by.indices], by.indptr)
            matrix = csr_matrix(wires, shape=(count, given.matrix.shape[1]))
            return Columns(shape, matrix, np.zeros(count), exact=given.exact)
        terms = by.nnz + int(np.diff(given.matrix.indptr)[by.indices].sum())
        _check_size(terms)
        matrix = csr_matrix(by @ given.matrix)
        offset = given.offsets != 0
        apart = matrix.nnz == terms - by.nnz  # no two are added up
        apart &= bool(((by != 0) @ offset.astype(int)).max(initial=0) <= 1)
        here = np.concatenate([given.matrix.data, given.offsets[offset]])
        powers = _are_powers(here) or _are_powers(by.data)
        exact = given.exact and ((apart and powers) or _is_exact(by, given))
        return Columns(shape, matrix, by @ given.offsets, exact=exact)

    def scaled(self, factors: Any) -> Columns:
        """The values times numbers, as arrays are multiplied."""
        factors = np.asarray(factors, dtype=np.float64)
        if factors.size == 1 and factors.ndim <= 1 and self.gain == 1.0 and factors.min() > 0:
            return replace(self, gain=float(factors.min()))  # may be that of a layer
        return self.plain()._multiplied(factors)

    def _multiplied(self, factors: Any) -> Columns:
        spread, factors = self.spread(np.asarray(factors, dtype=np.float64))
        count = spread.size
        by = csr_matrix((factors.copy(), np.arange(count), np.arange(count + 1)), (count, count))
        return spread.mapped(by, spread.shape)

    def plus(self, numbers: Any) -> Columns:
        """The values and numbers, as arrays are added."""
        if np.size(numbers) == 1 and not np.any(numbers):
            return self
        one = np.size(numbers) == 1
        given, numbers = self.plain().spread(np.asarray(numbers, dtype=np.float64))
        total = given.offsets + numbers
        with np.errstate(invalid="ignore"):
            part = total - given.offsets  # the rounding of a sum is found exactly in this way
            lost = (given.offsets - (total - part)) + (numbers - part)
        exact = given.exact and not lost.any()
        base = (self, float(numbers.flat[0])) if one else None
        return Columns(given.shape, given.matrix, total, exact=exact, base=base)

    def added(self, other: Columns) -> Columns:
        """The values and those of another array."""
        if len(self.shape) != len(other.shape):
            raise FormatError("arrays of different dimensions are added")
        shape = np.broadcast_shapes(self.shape, other.shape)
        both = joined([self.plain()._spread_to(shape), other.plain()._spread_to(shape)], 0)
        count = both.size // 2
        pairs = np.arange(2 * count).reshape(2, count).T.ravel()
        by = csr_matrix((np.ones(2 * count), pairs, 2 * np.arange(count + 1)), (count, 2 * count))
        return both.mapped(by, shape)

    def spread(self, numbers: Floats) -> tuple[Columns, Floats]:
        """The values and numbers, both spread to one shape; the numbers flat."""
        if numbers.ndim > len(self.shape):
            if numbers.ndim > len(self.shape) + 1 or len(numbers) != 1:
                raise FormatError(f"numbers of shape {list(numbers.shape)} differ from row to row")
            numbers = numbers[0]
        shape = np.broadcast_shapes(self.shape, numbers.shape)
        return self._spread_to(shape), np.broadcast_to(numbers, shape).ravel()

    def _spread_to(self, shape: tuple[int, ...]) -> Columns:
        _check_size(int(np.prod(shape)))
        return self.moved(lambda places: np.broadcast_to(places, (len(places), *shape)))

    def summed(self, axes: Sequence[int], keep: bool) -> Columns:
        """Sums along axes, which are counted with that of the rows."""
        places = np.arange(self.size).reshape(1, *self.shape)
        over = sorted({axis % places.ndim for axis in axes})
        if 0 in over:
            raise FormatError("sums over the rows")
        left = [axis for axis in range(places.ndim) if axis not in over]
        flat = places.transpose(left + over).reshape(
            int(np.prod([places.shape[axis] for axis in left])),
            int(np.prod([places.shape[axis] for axis in over])),
        )
        count, width = flat.shape
        by = csr_matrix(
            (np.ones(flat.size), flat.ravel(), width * np.arange(count + 1)), (count, self.size)
        )
        kept = [1 if axis in over else size for axis, size in enumerate(places.shape)]
        shape = kept if keep else [places.shape[axis] for axis in left]
        return self.mapped(by, tuple(shape[1:]))

    def within(self, count: int) -> Columns:
        """The same, as sums of so many nodes."""
        m = self.matrix
        wide = csr_matrix((m.data, m.indices, m.indptr), shape=(self.size, count))
        return replace(self, matrix=wide, base=None)


def of_nodes(nodes: Places, count: int, offsets: Floats | None = None, sign: Any = 1.0) -> Columns:
    """Values that are nodes, or these with a sign and an offset."""
    size = len(nodes)
    data = np.broadcast_to(np.asarray(sign, dtype=np.float64), size).copy()
    matrix = csr_matrix((data, nodes, np.arange(size + 1)), shape=(size, count))
    return Columns((size,), matrix, np.zeros(size) if offsets is None else offsets)


def joined(parts: Sequence[Columns], axis: int) -> Columns:
    """Arrays one after another along an axis, which is counted with that of the rows.

    Along the axis 0 they are laid flat.
    """
    parts = [part.plain() for part in parts]
    width = max(part.matrix.shape[1] for part in parts)
    parts = [part.within(width) for part in parts]
    _check_size(sum(part.size + part.matrix.nnz for part in parts))
    starts = np.cumsum([0, *(part.size for part in parts)])
    numbers = [
        (start + np.arange(part.size)).reshape((part.size,) if axis == 0 else (1, *part.shape))
        for start, part in zip(starts.tolist(), parts, strict=False)
    ]
    places = np.concatenate(numbers, axis=axis)
    whole = Columns(
        (int(starts[-1]),),
        csr_matrix(vstack([part.matrix for part in parts])),
        np.concatenate([part.offsets for part in parts]),
        exact=all(part.exact for part in parts),
        truth=all(part.truth for part in parts),
    )
    return whole.chosen(places if axis == 0 else places[0])


def _are_powers(values: Floats) -> bool:
    return bool((np.abs(np.frexp(values)[0]) == 0.5).all())


def _is_exact(by: csr_matrix, given: Columns) -> bool:
    """Whether a linear map of these values, weights and offsets alike, rounds nothing."""
    low = grains(by.data).min(initial=NO_GRAIN)
    low += min(
        grains(given.matrix.data).min(initial=NO_GRAIN), grains(given.offsets).min(initial=NO_GRAIN)
    )
    largest = np.abs(given.offsets) + np.asarray(np.abs(given.matrix).sum(axis=1)).ravel()
    bound = (abs(by) @ largest).max(initial=0.0)
    return bool(fit(bound, low, BITS["float64"]))


def _check_size(entries: int) -> None:
    if entries > MOST:
        raise LimitError(f"{entries} entries of matrices; the limit is {MOST}")
