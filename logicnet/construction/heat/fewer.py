"""Fewer units than a network has: some are left out, and a heat bath mends what is wrong then.

What reads a unit that goes takes the node before it that is most like it, and where it is an
output, the unit that is nearest to it becomes that. Then a heat bath that is less warm than the
usual goes on with all the others, in some order that wires allow, in which they may read any unit
before them. Units that fewest rows miss go first. While that is easy several go at once; where it
comes to nothing the next ones go, for longer.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.units import Unit
from logicnet.ground.budget import CALL

from .bath import annealed
from .demand import Demand
from .whole_weights import Made, Try, whole

_SWEEPS, _LONGER = 120.0, 1.15  # of the first try, and times as many after each that fails
_WARM = 0.3  # of the usual
_AT_ONCE = 0.1  # of the units, halved by each try that fails
_MOST_ASKED = 24  # units, by chance, of which it is asked what they are worth

Floats = NDArray[np.float64]
Ends = NDArray[np.int64]


@dataclass
class Fewer:
    """Tries to leave units out of the network `now`, which may be replaced between them."""

    rows: Demand
    now: Made
    rng: np.random.Generator
    sweeps: float = _SWEEPS
    part: float = _AT_ONCE
    _of: Made | None = None
    _waiting: list[int] = field(default_factory=list)  # the units that go next, the first first

    @property
    def inner(self) -> int:
        """How many units are no outputs; where there are none, none can be left out."""
        return len(self.now.units) - len(set(self.now.ends))

    def once(self, least: int) -> Made | None:
        """Fewer units, at least so many, of one try."""
        is_new = self._of is not self.now or not self._waiting
        if is_new:
            self._of = self.now = self._reordered()
        weights, ends = _signed(self.now, self.rows), np.array(self.now.ends)
        if is_new:
            self._waiting = self._order(weights, ends)
        most = min(len(self._waiting), self.inner, len(weights) - least)
        count = min(max(1, int(self.part * len(self._waiting))), most)
        gone, self._waiting = self._waiting[:count], self._waiting[count:]
        found = self._mended(*self._without(weights, ends, gone))
        made = None if found.wrong else whole(self.rows, found)
        if made is None:
            self.sweeps *= _LONGER
            self.part /= 2
        return made

    def _reordered(self) -> Made:
        """The network with its units in another order that wires allow."""
        units, ends = self.now
        n = self.rows.points.shape[1]
        place: dict[int, int] = {}
        while len(place) < len(units):
            ready = [u for u, (reads, _, _) in enumerate(units)
                     if u not in place and all(i < n or i - n in place for i in reads)]  # fmt: skip
            place[int(self.rng.choice(ready))] = len(place)
        moved: list[Unit] = []
        for reads, weights, threshold in (units[u] for u in place):
            moved.append(([i if i < n else n + place[i - n] for i in reads], weights, threshold))
        return Made(moved, [place[end] for end in ends])

    def _mended(self, weights: Floats, ends: Ends) -> Try:
        n, units = self.rows.points.shape[1], len(weights)
        weights[:, :n] *= self.rows.scale
        weights /= np.maximum(np.sqrt((weights**2).sum(axis=1, keepdims=True)), 1e-12)
        wires = np.tri(units, n + 1 + units, n, dtype=bool)
        start = Try(weights.astype(np.float32), wires, ends, 0)
        return annealed(self.rows, start, int(self.sweeps), self.rng, _WARM)

    def _without(self, weights: Floats, ends: Ends, gone: list[int]) -> tuple[Floats, Ends]:
        """The other units; what reads or has as an output one that is gone takes the nearest."""
        n = self.rows.points.shape[1] + 1
        values, weights, ends = self._values(weights), weights.copy(), ends.copy()
        left = np.setdiff1d(np.arange(len(weights)), gone)
        for unit in sorted(gone, reverse=True):
            nodes = np.concatenate([np.arange(n - 1), n + left[left < unit]])
            like = values[:, n + unit] @ values[:, nodes]
            near = int(nodes[np.argmax(np.abs(like))]) if len(nodes) else n - 1
            part, rest = _fit(values[:, n + unit], values[:, near])
            weights[:, near] += part * weights[:, n + unit]
            weights[:, n - 1] += rest * weights[:, n + unit]
        for end in sorted(set(gone) & set(ends.tolist())):
            inner = np.setdiff1d(left, ends)
            right = self.rows.wanted[ends == end].sum(axis=0) @ values[:, n + inner]
            ends[ends == end] = inner[np.argmax(right)]
        weights = np.delete(np.delete(weights, gone, axis=0), [n + u for u in gone], axis=1)
        return weights, np.searchsorted(left, ends)

    def _order(self, weights: Floats, ends: Ends) -> list[int]:
        """Units, or some of them by chance: those that fewest rows miss first."""
        asked = self.rng.permutation(len(weights))[:_MOST_ASKED].tolist()
        return sorted(asked, key=lambda u: self._missed(weights, ends, u))

    def _missed(self, weights: Floats, ends: Ends, unit: int) -> int:
        """How many rows of outputs are wrong without a unit."""
        if self.rows.budget.over():
            return 0
        others, ends = self._without(weights, ends, [unit])
        values = self._values(others)[:, self.rows.points.shape[1] + 1 + ends]
        return int((values * self.rows.wanted.T < 0).sum())

    def _values(self, weights: Floats) -> Floats:
        """All nodes, row by row; sums are of whole numbers, to which a constant is added."""
        points, n, units = self.rows.points, self.rows.points.shape[1] + 1, len(weights)
        self.rows.budget.count(units * (CALL / 4 + 0.3 * len(points) * (n + units / 2)))
        values = np.ones((len(points), n + units))
        values[:, : n - 1] = points
        plain = weights.copy()
        plain[:, n - 1] = 0.0
        for u in range(units):
            sums = values[:, : n + u] @ plain[u, : n + u]
            values[:, n + u] = np.where(sums + weights[u, n - 1] > 0, 1.0, -1.0)
        return values


def _signed(made: Made, rows: Demand) -> Floats:
    """Weights of the inputs, of a constant and of units, all of -1 and 1."""
    n, units = rows.points.shape[1], len(made.units)
    weights = np.zeros((units, n + 1 + units))
    for u, (reads, read, threshold) in enumerate(made.units):
        for node, weight in zip(reads, read, strict=True):
            weights[u, node + (node >= n)] += weight
        weights[u, n] = sum(read) - 2 * threshold + 1
    return weights


def _fit(values: Floats, by: Floats) -> tuple[float, float]:
    """The multiple of one node and the constant that are nearest to the values of another."""
    mean, of, both = values.mean(), by.mean(), (values * by).mean()
    spread = 1 - of * of
    part = (both - mean * of) / spread if spread > 0 else 0.0
    return part, mean - part * of
