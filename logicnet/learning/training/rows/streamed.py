"""Rows that come in blocks, one after the other, so that few of them are in memory at a time.

Batches are cut as from one array: with the same rows in the same order every step is the same.
They are shuffled within a window of some blocks (all rows, where they are that few: then as
arrays are), and the groups of a Parquet file come in random order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.learning.data.blocks import Blocks, GivenBlock, ParquetBlocks
from logicnet.learning.data.weighting import labels_of, row_weights
from logicnet.learning.nets.mlp import MLP

from .at_hand import Selected, checked_rows

Array = NDArray[Any]
Floats = NDArray[np.float64]

_SHUFFLED = 1 << 22  # values of rows that are shuffled together


@dataclass(frozen=True)
class StreamedData:
    """Blocks that were gone through once: what there is to be known of them."""

    mlp: MLP
    blocks: Blocks | ParquetBlocks
    count: int
    known: Floats
    squares: float
    weights: Floats | None

    def opened(self, dtype: DTypeLike, weights: Floats | None) -> StreamedRows:
        """The rows as these floats."""
        counts = np.ones(0) if weights is None else weights
        return StreamedRows(self, dtype, counts.astype(dtype))

    def once(self, rng: np.random.Generator | None = None) -> Iterator[tuple[int, Array, Floats]]:
        """The number of the first row, rows and targets of each block."""
        row = 0
        for number, block in enumerate(self.blocks.once(rng)):
            row = row if block.first is None else block.first
            rows, targets = _numbers(self.mlp, block, number, row)
            yield row, rows, targets
            row += len(rows)


def streamed_data(
    mlp: MLP, blocks: Blocks | ParquetBlocks, sample_weight: Any, class_weight: Any
) -> StreamedData:
    """What blocks hold, after going through them once; wrong values are named."""
    first = StreamedData(mlp, blocks, 0, np.zeros((len(mlp.outputs), 0)), 0.0, None)
    count, squares, known, labels = 0, 0.0, first.known, []
    for _, rows, targets in first.once():
        count += len(rows)
        squares += float(np.square(targets).sum())
        known = _telling(np.concatenate([known, _telling(targets)], axis=1))
        if class_weight is not None:
            labels.append(labels_of(targets))
    if not count:
        raise SpecificationError("there are no rows")
    weights = None
    if sample_weight is not None or class_weight is not None:
        classes = np.concatenate(labels)[None] if labels else np.zeros((1, count))
        weights = row_weights(sample_weight, class_weight, classes)
    return StreamedData(mlp, blocks, count, known, squares, weights)


def _numbers(mlp: MLP, block: GivenBlock, number: int, row: int) -> tuple[Array, Floats]:
    """Rows by inputs and outputs by rows of a block; an error says which it is."""
    try:
        rows, targets = checked_rows(mlp, block.x), mlp.targets(block.y)
        if targets.shape[1] != len(rows):
            raise SpecificationError(f"{len(rows)} rows, but targets for {targets.shape[1]}")
    except SpecificationError as error:
        where = f"block {number + 1}, whose first row is {row + 1}"
        raise SpecificationError(f"{where}: {error}") from None
    return rows, targets


def _telling(targets: Floats) -> Floats:
    """Few of the targets, by which a loss is judged as by all of them."""
    if not targets.shape[1]:
        return targets
    fractions = [((targets != 1) & (targets != low)).any(axis=0) for low in (0, -1)]
    off = np.abs(targets.sum(axis=0) - 1)
    marks = [targets.min(axis=0), -targets.max(axis=0), -off, *(~there for there in fractions)]
    return targets[:, [int(mark.argmin()) for mark in marks]]


class StreamedRows:
    """The rows of blocks in order: those that were asked for last are held."""

    anywhere = False

    def __init__(self, data: StreamedData, dtype: DTypeLike, weights: Array) -> None:
        self.data, self.dtype, self.weights = data, dtype, weights
        self.count, self.width = data.count, len(data.mlp.inputs)
        self.squares = data.squares
        self.window = max(1, _SHUFFLED // max(1, self.width))
        self.drawn: NDArray[np.int64] | int | None = None  # the order, or a seed for windows
        self._begin()

    def _begin(self) -> None:
        """Go back to the first row."""
        self.pieces: list[tuple[int, Selected]] = []  # each with the place of its first row
        self.end = 0
        self.coming = self._pieces() if self.drawn is None else self._windows()

    def shuffle(self, rng: np.random.Generator) -> None:
        """Put the rows of each window into a new random order."""
        few = self.count <= self.window
        self.drawn = rng.permutation(self.count) if few else int(rng.integers(1 << 62))
        self._begin()

    def restore_order(self) -> None:
        """Put the rows back into their first order."""
        if self.drawn is not None:
            self.drawn = None
            self._begin()

    def hold(self, start: int, stop: int) -> None:
        """Read on until these rows are there, and forget those before them."""
        if (self.pieces and start < self.pieces[0][0]) or (not self.pieces and start < self.end):
            self._begin()
        while self.end < stop:
            while self.pieces and self.pieces[0][0] + len(self.pieces[0][1][0]) <= start:
                del self.pieces[0]
            piece = next(self.coming, None)
            if piece is None:
                raise self._changed(self.end)
            self.pieces.append((self.end, piece))
            self.end += len(piece[0])
        more = stop == self.count and any(len(piece[0]) for piece in self.coming)
        if more or self.end > self.count:
            raise self._changed(self.count + 1)

    def _changed(self, now: int) -> SpecificationError:
        return SpecificationError(
            f"the blocks had {self.count} rows when they were checked, and now they have "
            f"{now if now < self.count else 'more'}; training needs the same rows in every epoch"
        )

    def part(self, start: int, stop: int) -> Selected:
        """Rows, targets and weights, cut from the blocks."""
        if not self.pieces or start < self.pieces[0][0] or stop > self.end:
            self.hold(start, stop)
        found = [_cut(piece, max(0, start - first), stop - first)
                 for first, piece in self.pieces
                 if first < stop and first + len(piece[0]) > start]  # fmt: skip
        return _joined(found)

    def _pieces(self, rng: np.random.Generator | None = None) -> Iterator[Selected]:
        """The blocks as floats of the run, with the weights of their rows."""
        for row, rows, targets in self.data.once(rng):
            weights = self.weights[row : row + len(rows)]
            yield np.ascontiguousarray(rows, self.dtype), targets.astype(self.dtype), weights

    def _windows(self) -> Iterator[Selected]:
        """As many rows as are shuffled together, shuffled, from first to last."""
        whole = self.drawn if isinstance(self.drawn, np.ndarray) else None
        rng = None if whole is not None else np.random.default_rng(self.drawn)
        for piece in _of_size(self._pieces(rng), self.window):
            order = whole if rng is None else rng.permutation(len(piece[0]))
            if order is None or len(order) != len(piece[0]):
                raise self._changed(len(piece[0]))
            rows, targets, weights = piece
            weights = weights[order] if len(weights) else weights
            yield np.take(rows, order, axis=0), np.take(targets, order, axis=1), weights


def _of_size(pieces: Iterator[Selected], size: int) -> Iterator[Selected]:
    """The same rows, so many at a time; the last are the rest."""
    held: list[Selected] = []
    count = 0
    for piece in pieces:
        at, length = 0, len(piece[0])
        while length - at >= size - count:
            stop = at + size - count
            yield _joined([*held, _cut(piece, at, stop)])
            held, count, at = [], 0, stop
        if at < length:
            held.append(_cut(piece, at, length))
            count += length - at
    if held:
        yield _joined(held)


def _cut(piece: Selected, start: int, stop: int) -> Selected:
    rows, targets, weights = piece
    return rows[start:stop], targets[:, start:stop], weights[start:stop]


def _joined(pieces: list[Selected]) -> Selected:
    if len(pieces) == 1:
        return pieces[0]
    rows, targets, weights = zip(*pieces, strict=True)
    return np.concatenate(rows), np.concatenate(targets, axis=1), np.concatenate(weights)
