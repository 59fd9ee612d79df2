"""What a search for few units is to compute, within which limits, and what units may read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import log2

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget

_ROWS_PER_WEIGHT = {5: 2.0, 6: 1.9, 7: 2.6, 8: 2.7, 9: 2.45}  # of random functions
_FEW_ROWS = 1.9
_ANY = 1 << 30
_READ_EARLIER = 1.0  # how much rather units are read than inputs, where not all may be

Wires = NDArray[np.bool_]  # units by nodes
Layers = Callable[[int, np.random.Generator], list[int] | None]  # the layer of each unit


def free_layers(units: int, rng: np.random.Generator) -> list[int] | None:
    """No layers: each unit may read all before it."""
    return None


def layers_within(
    depth: int | None, last: int, units: int, rng: np.random.Generator
) -> list[int] | None:
    """Layers of units by chance, so many of them at the most; most units are in the first.

    So many units are in the last one.
    """
    inner = min((depth or _ANY) - 1, 1 + int(rng.integers(0, 2)), units - last)
    sizes = np.ones(inner, dtype=np.int64)
    share = np.array([0.5**k for k in range(inner)])
    sizes += rng.multinomial(units - last - inner, share / share.sum()) if inner else sizes
    return [k + 1 for k in range(inner) for _ in range(sizes[k])] + [inner + 1] * last


@dataclass
class Demand:
    """What is to be computed: rows of -1 and 1, and for each output -1, 1, or 0 if it is free.

    A number x from 0 up may be an input, too, as 2 x - 1.

    `layers` says in which layer each of so many units is, or None where each reads all before
    it; with `skip` a unit reads all layers below its own and the inputs. Where the fan-in is
    limited, what each unit reads is drawn.
    """

    points: NDArray[np.int64]
    wanted: NDArray[np.int64]
    budget: Budget
    layers: Layers = free_layers
    skip: bool = True
    max_fan_in: int | None = None
    max_weight: int | None = None

    @property
    def size(self) -> int:
        """The number of inputs of which all rows are as many."""
        return len(self.points).bit_length() - 1

    @property
    def scale(self) -> int:
        """The largest number in a row."""
        return int(np.abs(self.points).max(initial=1))

    @cached_property
    def bits(self) -> float:
        """What the outputs tell, in bits: that of all tables with as many ones."""
        told = 0.0
        for wanted in self.wanted:
            ones, rows = int((wanted > 0).sum()), int((wanted != 0).sum())
            told += sum(-k * log2(k / rows) for k in (ones, rows - ones) if k)
        return told

    @property
    def is_free(self) -> bool:
        """Whether fan-in and weights are not limited."""
        return self.max_fan_in is None and self.max_weight is None

    def expected(self) -> int:
        """How many units a random function as long takes."""
        n, most = self.points.shape[1], self.max_fan_in or _ANY
        weights, units = self.bits / _ROWS_PER_WEIGHT.get(self.size, _FEW_ROWS), 0
        while weights > 0:
            weights -= min(n + units * self.skip, most) + 1
            units += 1
        return max(units, len(self.wanted))

    def wires(self, units: int, rng: np.random.Generator) -> Wires:
        """Which of the inputs, the constant and the units each unit may read."""
        n, layers = self.points.shape[1], self.layers(units, rng)
        below = np.tri(units, n + 1 + units, n, dtype=bool)
        if layers is None:
            return self._fewer(below, rng)
        layer = np.array(layers)
        apart = layer[:, None] - layer[None]
        below[:, n + 1 :] = apart > 0 if self.skip else apart == 1
        below[:, :n] = self.skip | (layer == 1)[:, None]
        return self._fewer(below, rng)

    def _fewer(self, wires: Wires, rng: np.random.Generator) -> Wires:
        """As many of the wires as a unit may have, each unit read by one of the next."""
        n, units = self.points.shape[1] + 1, len(wires)
        if self.max_fan_in is None:
            return wires
        order = rng.random(wires.shape)
        order[:, n:] -= _READ_EARLIER * np.tri(units, units, -1) / np.arange(units, 0, -1)
        order[:, n - 1] = -1.0  # the constant is no wire
        order[~wires] = 2.0
        last = np.sort(order, axis=1)[:, min(self.max_fan_in, n + units - 1), None]
        return wires & (order <= last)
