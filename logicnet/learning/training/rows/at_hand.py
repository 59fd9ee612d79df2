"""The rows that a run trains on or is watched by, where any of them can be had at any time.

They stand in memory, or in a file that is mapped into it, of which each step reads its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import DTypeLike, NDArray

from logicnet.learning.nets.mlp import MLP

Array = NDArray[Any]
Floats = NDArray[np.float64]

# rows by inputs, outputs by rows, and how much each row counts (or nothing)
Selected = tuple[Array, Array, Array]

_GATHERED = 1 << 18  # values of shuffled rows that are put together at a time
_CHECKED = 1 << 20  # values that are looked at together


class TrainingRows(Protocol):
    """Rows, targets and weights in an order, of which parts are asked for."""

    count: int
    width: int
    anywhere: bool  # parts may be asked for in any order
    squares: float  # the sum of the squares of all targets

    def shuffle(self, rng: np.random.Generator) -> None:
        """Put the rows into a new random order (of the first order, so that runs can resume)."""

    def restore_order(self) -> None:
        """Put the rows back into their first order."""

    def hold(self, start: int, stop: int) -> None:
        """Have these rows at hand; threads may ask for parts of them then."""

    def part(self, start: int, stop: int) -> Selected:
        """Some rows, their targets and weights."""


class TrainingData(Protocol):
    """What is trained on, or is held apart."""

    @property
    def known(self) -> Array:
        """Targets that tell which loss fits: all, or those that stand for all."""

    @property
    def weights(self) -> Floats | None:
        """How much each row counts, if that is told."""

    def opened(self, dtype: DTypeLike, weights: Floats | None) -> TrainingRows:
        """The rows as these floats, with weights that may be others by now."""


@dataclass(frozen=True)
class DataAtHand:
    """Rows by inputs, outputs by rows, and how much each row counts."""

    rows: Array
    known: Array
    weights: Floats | None

    def opened(self, dtype: DTypeLike, weights: Floats | None) -> RowsAtHand:
        """The rows as these floats."""
        return RowsAtHand(self.rows, self.known, weights, dtype)


class RowsAtHand:
    """Rows, targets and weights as arrays; of rows that are shuffled, some are put together."""

    anywhere = True

    def __init__(
        self, rows: Array, targets: Array, weights: Floats | None, dtype: DTypeLike
    ) -> None:
        self.count, self.width = rows.shape
        on_disk = isinstance(rows, np.memmap)
        self.rows = rows if on_disk else np.ascontiguousarray(rows, dtype=dtype)
        self.y = np.ascontiguousarray(targets, dtype=dtype)
        counts = np.ones(0) if weights is None else weights
        self.weights = counts.astype(dtype)
        self.squares = float(np.square(self.y, dtype=np.float64).sum())
        self.order: NDArray[np.int64] | None = None  # of the rows, where they are shuffled
        self.gathered: tuple[int, int, Selected] = (0, 0, (self.rows, self.y, self.weights))

    def shuffle(self, rng: np.random.Generator) -> None:
        """Put the rows into a new random order (of the first order, so that runs can resume)."""
        self.order = rng.permutation(self.count)
        self.gathered = (0, 0, self.gathered[2])

    def restore_order(self) -> None:
        """Put the rows back into their first order."""
        self.order = None

    def hold(self, start: int, stop: int) -> None:
        """Put rows that are shuffled together."""
        begin, end, _ = self.gathered
        if self.order is None or begin <= start <= stop <= end:
            return
        size = max(1, stop - start)
        wide = size * max(1, _GATHERED // max(1, size * self.width))
        begin, end = start, min(self.count, start + wide)
        self.gathered = begin, end, self._chosen(self.order[begin:end])

    def part(self, start: int, stop: int) -> Selected:
        """Rows, targets and weights."""
        begin, source = 0, (self.rows, self.y, self.weights)
        if self.order is not None:
            self.hold(start, stop)
            begin, _, source = self.gathered
        rows, targets, weights = source
        part = slice(start - begin, stop - begin)
        return np.ascontiguousarray(rows[part], self.y.dtype), targets[:, part], weights[part]

    def _chosen(self, order: NDArray[np.int64]) -> Selected:
        weights = self.weights[order] if len(self.weights) else self.weights
        return np.take(self.rows, order, axis=0), np.take(self.y, order, axis=1), weights


def checked_rows(mlp: MLP, x: Any) -> Array:
    """The rows as the units read them; an array of floats, or one on disk, is not copied."""
    plain = type(x) in (np.ndarray, np.memmap) and x.shape[1:] == (len(mlp.inputs),)
    if plain and x.dtype.kind in "biuf" and mlp.centre is None and mlp.scale is None:
        step = max(1, _CHECKED // max(1, x.shape[1]))
        if all(np.isfinite(x[a : a + step]).all() for a in range(0, len(x), step)):
            return np.asanyarray(x)
    return mlp.framed(mlp.rows(x)[0])
