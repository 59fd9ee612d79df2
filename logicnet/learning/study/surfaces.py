"""The loss as a surface over two weights, its hollows and passes, and ways down."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.checks import choice, entries, floats, generator, number, whole
from logicnet.ground.html import sentence
from logicnet.learning.data.rows import same_count
from logicnet.learning.nets.losses import LossName, loss_for
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.nets.propagation import Workspace
from logicnet.learning.training.optimisers import OPTIMISERS, Optimiser, OptimiserName

Floats = NDArray[np.float64]
_FLAT = 1e-9  # second derivatives up to which nothing is said of a point
_STARTS = 9  # each way, from which flat points are looked for


@dataclass(frozen=True, eq=False)
class LossSurface:
    """The loss of a net on some rows where two of its weights vary and all else stays.

    `values[i, k]` is the loss at `first[k]`, `second[i]`, the values of the two `wires`. `minima`
    and `saddles` are the points (first, second, loss) where both slopes are 0, told apart by how
    they bend; they are looked for from 81 places with the exact slopes, so that none is wrong but
    one may be missed.
    """

    mlp: MLP
    x: Floats = field(repr=False)
    y: Floats = field(repr=False)
    loss: LossName
    wires: tuple[int, int]
    first: Floats = field(repr=False)
    second: Floats = field(repr=False)
    values: Floats = field(repr=False)

    @property
    def minima(self) -> Floats:
        """Where it bends up all round, the lowest first."""
        return self._flat[0]

    @property
    def saddles(self) -> Floats:
        """Where it bends up one way and down across, the lowest first."""
        return self._flat[1]

    @cached_property
    def _flat(self) -> tuple[Floats, Floats]:
        """Minima and saddles."""
        from scipy.optimize import root

        low, high = (np.array([self.first[k], self.second[k]]) for k in (0, -1))
        near = 1e-5 * (high - low)
        starts = (
            low + (high - low) * (np.indices((_STARTS, _STARTS)).reshape(2, -1).T + 0.5) / _STARTS
        )
        found: list[Floats] = []
        for start in starts:
            point = np.asarray(root(self.slopes, start, tol=1e-12).x)
            inside = (point > low).all() and (point < high).all()
            new = all((np.abs(point - other) > near).any() for other in found)
            if inside and new and np.abs(self.slopes(point)).max() < 1e-9:
                found.append(point)
        kinds = [self._bent_up(point, near) for point in found]
        tables = []
        for kind in (2, 1):
            points = [p for p, k in zip(found, kinds, strict=True) if k == kind]
            rows = np.array([self._point(p) for p in points]).reshape(-1, 3)
            tables.append(rows[np.argsort(rows[:, 2], kind="stable")])
        return tables[0], tables[1]

    @cached_property
    def _ground(self) -> _Ground:
        return _Ground(self.mlp, self.x, self.y, self.loss, self.wires)

    def slopes(self, point: ArrayLike) -> Floats:
        """The derivatives of the loss by the two weights at a point."""
        return self._ground.slopes(np.asarray(point, dtype=np.float64))

    def _bent_up(self, point: Floats, step: Floats) -> int | None:
        """Along how many of two ways it bends up; None where it is flat, or falls on."""
        bends, ways = np.linalg.eigh(self._bend(point, step))
        for bend, way in zip(bends, ways.T * step.min(), strict=True):
            ahead, behind = (np.sign(bend) * self.slopes(point + s) @ way for s in (way, -way))
            if abs(bend) <= _FLAT or not behind < 0 < ahead:
                return None
        return int((bends > 0).sum())

    def _bend(self, point: Floats, step: Floats) -> Floats:
        """The second derivatives, by differences of the exact slopes."""
        sides = np.diag(step)
        columns = [
            (self.slopes(point + side) - self.slopes(point - side)) / (2 * side.sum())
            for side in sides
        ]
        bend = np.stack(columns, axis=1)
        return np.asarray((bend + bend.T) / 2)

    def at(self, first: float, second: float) -> MLP:
        """The net with these two weights."""
        weights = self.mlp.weights.copy()
        weights[list(self.wires)] = first, second
        return self.mlp.with_parameters(weights=weights)

    @checked()
    def descent(
        self,
        start: ArrayLike,
        *,
        optimiser: OptimiserName = "sgd",
        rate: float | None = None,
        epochs: int = 50,
        batch: int | None = None,
        momentum: float = 0.9,
        seed: int | np.random.Generator | None = 0,
    ) -> Floats:
        """The way down from a point: one row (first, second, loss) for the start and each step.

        Only the two weights move; the steps are those that `train` makes with all else frozen.
        The losses are those over all rows.
        """
        rule = OPTIMISERS[choice(optimiser, "optimiser", OPTIMISERS)]
        rng, count = generator(seed), len(self.x)
        size = count if batch is None else min(whole(batch, "batch"), count)
        theta = floats(start, "start").copy()
        if theta.shape != (2,):
            raise SpecificationError(f"start must be two numbers, got {theta.size}")
        state = Optimiser(rule.name, theta, momentum=number(momentum, "momentum", 0, 1))
        step = rule.rate if rate is None else number(rate, "rate", 0)
        found = [self._point(theta)]
        for _ in range(whole(epochs, "epochs", 0, 10**6)):
            order = np.arange(count) if size == count else rng.permutation(count)
            for a in range(0, count, size):
                part = np.sort(order[a : a + size]) if size == count else order[a : a + size]
                net = self.at(*theta.tolist())
                slopes = net.gradient(self.x[part], self.y[part], self.loss).weights
                state.update(theta, slopes[list(self.wires)], step)
                found.append(self._point(theta))
        return np.array(found)

    def _point(self, theta: Floats) -> list[float]:
        return [*theta.tolist(), self._ground.height(theta)]

    def __str__(self) -> str:
        low, high = self.values.min(), self.values.max()
        return (
            f"loss from {low:.4g} to {high:.4g} over weights {self.wires[0]} and {self.wires[1]}, "
            f"minima inside: {len(self.minima)}, saddles: {len(self.saddles)}"
        )

    def _repr_html_(self) -> str:
        return sentence("LossSurface", str(self))


@checked(mlp=of_type(MLP))
def loss_surface(
    mlp: MLP,
    x: Any,
    y: ArrayLike,
    wires: tuple[int, int] = (0, 1),
    *,
    bounds: tuple[float, float, float, float] | None = None,
    resolution: int = 41,
    loss: LossName = "auto",
) -> LossSurface:
    """The loss over two weights, by default within 5 of where they are.

    >>> unit = MLP.from_layers([[[0, 0]]], [[0]], activation="linear")
    >>> bowl = loss_surface(unit, [[1, 0], [0, 1]], [1, 2], resolution=11)
    >>> bowl.minima.round(9).tolist(), len(bowl.saddles)
    ([[1.0, 2.0, 0.0]], 0)
    """
    given = [whole(wire, "a wire", 0, mlp.wires - 1) for wire in entries(wires, "wires")]
    if len(given) != 2 or given[0] == given[1]:
        raise SpecificationError(f"wires must be two different wires, got {given}")
    pair = (given[0], given[1])
    rows, targets = mlp.rows(x)[0], mlp.targets(y)
    same_count(rows, targets)
    here = mlp.weights[given]
    usual = (here[0] - 5, here[0] + 5, here[1] - 5, here[1] + 5)
    box = floats(usual if bounds is None else bounds, "bounds")
    with np.errstate(over="ignore"):
        sides = box[1::2] - box[::2] if box.shape == (4,) else np.zeros(1)
    if not (np.isfinite(sides).all() and (sides > 0).all()):
        raise SpecificationError(
            "bounds are (left, right, low, high), left < right, low < high, all finite"
        )
    count = whole(resolution, "resolution", 3, 1000)
    left, right, low, high = box.tolist()
    first, second = np.linspace(left, right, count), np.linspace(low, high, count)
    ground = _Ground(mlp, rows, targets.T, loss, pair)
    values = np.array([[ground.height(np.array([a, b])) for a in first] for b in second])
    return LossSurface(mlp, rows, targets.T, loss, pair, first, second, values)


class _Ground:
    """The loss and its slopes at any values of two weights, by one workspace over all rows."""

    def __init__(
        self, mlp: MLP, x: Floats, y: Floats, loss: LossName, wires: tuple[int, int]
    ) -> None:
        self.theta, self.wires = mlp.theta(), list(wires)
        self.targets = mlp.targets(y)
        self.measure = loss_for(loss, mlp.output_activation, self.targets)
        self.scale = self.measure.scale(len(x))
        self.space = Workspace(mlp.plan, self.theta, mlp.activations, len(x))
        self.space.values[: len(mlp.inputs)] = mlp.framed(x).T

    def _go(self, point: Floats) -> Floats:
        self.theta[self.wires] = point
        with np.errstate(over="ignore", under="ignore"):
            self.space.forward()
        return self.space.outputs()

    def height(self, point: Floats) -> float:
        """The loss there."""
        outputs = self._go(point)
        return self.scale * self.measure.exact(outputs, self.targets, self.space.net_inputs)

    def slopes(self, point: Floats) -> Floats:
        """The derivatives by the two weights there."""
        outputs = self._go(point)
        seed = np.empty_like(outputs)
        self.measure.measure(outputs, self.targets, seed, self.space.net_inputs)
        self.space.backward(seed * self.scale, self.measure.fused)
        return self.space.grad[self.wires]
