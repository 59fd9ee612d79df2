"""Rows and targets, ready for passes of any batch size."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from math import inf, isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.losses import Measure
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.nets.propagation import Workspace

from .rows.at_hand import TrainingRows

Array = NDArray[Any]
Part = tuple[int, int, "int | None"]  # rows from, to, and a seed for what is dropped

_LANES = 2  # parts of a batch that may be computed at the same time


class Batches:
    """The data of a run: losses and gradients over any part of the rows.

    Rows are computed in chunks that fit into the cache, so a large batch costs no more a row
    than a small one. The last pass's outputs are kept for `correct`.
    """

    def __init__(
        self,
        mlp: MLP,
        theta: Array,
        rows: TrainingRows,
        loss: Measure,
        *,
        hard: bool,
        dropout: float = 0.0,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.mlp, self.theta, self.loss, self.hard = mlp, theta, loss, hard
        self.dropout, self.rng = dropout, rng
        self.rows, self.count = rows, rows.count
        self.chunk = mlp.plan.chunk(self.count)
        self.spaces: dict[tuple[int, int, float], tuple[Workspace, Array]] = {}
        self.loaded = (-1, 0.0)  # where the rows begin that stand in the one workspace
        self.totals = [np.zeros_like(theta) for _ in range(_LANES)]
        self.pool: ThreadPoolExecutor | None = None
        kind = ACTIVATIONS[mlp.output_activation]
        self.centre = kind.centre if kind.two_valued else 0.5
        self.decides = kind.two_valued or mlp.output_activation == "softmax"

    def open(self) -> None:
        """Use a second thread where batches are computed in parts."""
        if self.chunk < self.count:
            self.pool = ThreadPoolExecutor(1)

    def close(self) -> None:
        """End the second thread."""
        if self.pool is not None:
            self.pool.shutdown()
            self.pool = None

    def shuffle(self, rng: np.random.Generator) -> None:
        """Put the rows into a new random order (of the first order, so that runs can resume)."""
        self.rows.shuffle(rng)
        self.loaded = (-1, 0.0)

    def restore_order(self) -> None:
        """Put the rows back into their first order."""
        self.rows.restore_order()
        self.loaded = (-1, 0.0)

    def _space(self, rows: int, lane: int = 0, dropout: float = 0.0) -> tuple[Workspace, Array]:
        if (rows, lane, dropout) not in self.spaces:
            space = Workspace(
                self.mlp.plan, self.theta, self.mlp.activations, rows,
                hard=self.hard, dropout=dropout,
            )  # fmt: skip
            seed = np.empty((len(self.mlp.outputs), rows), self.theta.dtype)
            self.spaces[rows, lane, dropout] = space, seed
        return self.spaces[rows, lane, dropout]

    def _forward(
        self, start: int, stop: int, lane: int = 0, drawn: int | None = None
    ) -> tuple[Workspace, Array, float]:
        """A pass over some rows; with a `drawn` seed some hidden values are dropped."""
        dropout = 0.0 if drawn is None else self.dropout
        space, seed = self._space(stop - start, lane, dropout)
        rows, targets, counts = self.rows.part(start, stop)
        if self.loaded != (start, dropout) or stop - start != self.count:
            space.enter(rows)
            self.loaded = start, dropout
        if drawn is not None:
            space.drop(np.random.default_rng(drawn))
        space.forward()
        outputs = space.outputs()
        value = self.loss.measure(outputs, targets, seed, space.net_inputs)
        if len(counts):
            value = float(self.loss.by_row(outputs, targets, space.net_inputs) @ counts)
            np.multiply(seed, counts, seed)
        return space, seed, value

    def gradient(
        self, start: int = 0, stop: int | None = None, *, gains: bool = False
    ) -> tuple[float, Array]:
        """The loss over rows `start` to `stop`, and its gradient in a vector to be used up."""
        stop = self.count if stop is None else stop
        scale = self.loss.scale(stop - start)
        if stop - start <= self.chunk:
            value, space = self._one(start, stop, scale, gains, 0, self._draw())
            return value * scale, space.grad
        every = range(start, stop, self.chunk)
        parts = [(a, min(a + self.chunk, stop), self._draw()) for a in every]
        for total in self.totals:
            total.fill(0.0)
        values, together = np.zeros(_LANES), len(parts) if self.rows.anywhere else _LANES
        for first in range(0, len(parts), together):
            values += self._lanes(parts[first : first + together], scale, gains)
        np.add(self.totals[0], self.totals[1], self.totals[0])
        return float(values.sum()) * scale, self.totals[0]

    def _lanes(self, parts: list[Part], scale: float, gains: bool) -> list[float]:
        """Add up the gradients of parts that are held together, by two threads if there are."""
        self.rows.hold(parts[0][0], parts[-1][1])  # before threads ask for them
        if self.pool is None:
            return [self._lane(k, parts[k::_LANES], scale, gains) for k in range(_LANES)]
        other = self.pool.submit(self._lane, 1, parts[1::_LANES], scale, gains)
        return [self._lane(0, parts[0::_LANES], scale, gains), other.result()]

    def _draw(self) -> int | None:
        """A seed for what a pass drops, from the one sequence that the run has."""
        return None if self.rng is None or not self.dropout else int(self.rng.integers(1 << 62))

    def _lane(self, lane: int, parts: list[Part], scale: float, gains: bool) -> float:
        """Add up the gradient of every other part; the same sums with one thread or two."""
        total, value = self.totals[lane], 0.0
        with np.errstate(all="ignore"):
            for start, stop, drawn in parts:
                part, space = self._one(start, stop, scale, gains, lane, drawn)
                value += part
                np.add(total, space.grad, total)
        return value

    def _one(
        self, start: int, stop: int, scale: float, gains: bool, lane: int, drawn: int | None
    ) -> tuple[float, Workspace]:
        space, seed, value = self._forward(start, stop, lane, drawn)
        if scale != 1.0:
            np.multiply(seed, scale, seed)
        space.backward(seed, self.loss.fused, gains=gains)
        return value, space

    def value(self) -> float:
        """The loss over all rows."""
        return self.check()[0]

    def soft_value(self) -> float:
        """The loss over all rows of the smooth net, whichever it was so far."""
        if self.hard:
            self.hard, self.loaded = False, (-1, 0.0)
            self.spaces.clear()
        return self.value()

    def size(self) -> float:
        """About the loss now, or that of outputs 0 if larger; inf where it has an upper bound."""
        if self.decides and not self.loss.fused:
            return inf
        squares = 0.5 * self.rows.squares * self.loss.scale(self.count)
        nothing = 1.0 if self.loss.fused else squares
        stop = min(self.chunk, self.count)  # the first rows stand for all
        now = self._forward(0, stop)[2] * self.loss.scale(self.count) * self.count / stop
        return max(nothing, now if isfinite(now) else 0.0) or inf

    def check(self) -> tuple[float, int]:
        """The loss over all rows, and how many of them are decided right."""
        total, right = 0.0, 0
        for a in range(0, self.count, self.chunk):
            stop = min(a + self.chunk, self.count)
            space, _, value = self._forward(a, stop)
            total += value
            right += int(self._right(space.outputs(), self.rows.part(a, stop)[1]).sum())
        return total * self.loss.scale(self.count), right

    def correct(self, *, again: bool = False) -> bool:
        """Whether every decision is right: of the last pass, or after passing `again`."""
        if not again and self.chunk >= self.count and not self.dropout:
            targets = self.rows.part(0, self.count)[1]
            return bool(self._right(self._space(self.count)[0].outputs(), targets).all())
        return self.check()[1] == self.count

    def _right(self, outputs: Array, targets: Array) -> NDArray[np.bool_]:
        if self.mlp.output_activation == "softmax":
            return np.asarray(outputs.argmax(axis=0) == targets.argmax(axis=0))
        same = (outputs >= self.centre) == (targets >= self.centre)
        return np.asarray(same.all(axis=0))
