"""Batch normalisation (Ioffe and Szegedy, 2015), and how it disappears again.

Between a hidden unit's sum a and its activation stands ``g (a - m) / sqrt(v + e) + b``, m and v the
mean and variance of a over the batch, g and b learnt. Afterwards m and v are means over the
training, so this is one more linear map, and goes into the weights and the bias: what is returned
is an ordinary net, with the same values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.checks import choice, flag, generator, number, whole
from logicnet.ground.html import sentence
from logicnet.learning.data.rows import same_count
from logicnet.learning.nets.activations import activation_named
from logicnet.learning.nets.losses import LossName, Measure, loss_for
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.optimisers import OPTIMISERS, Optimiser, OptimiserName

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Normalised:
    """A net that was trained with batch normalisation, which its weights have taken in.

    `means` and `variances` are those of the hidden sums, `scales` and `shifts` what was learnt of
    them, unit by unit, before they went into the weights.
    """

    mlp: MLP
    losses: Floats = field(repr=False)
    means: Floats = field(repr=False)
    variances: Floats = field(repr=False)
    scales: Floats = field(repr=False)
    shifts: Floats = field(repr=False)

    def __str__(self) -> str:
        last = f", loss {self.losses[-1]:.4g} in the last" if len(self.losses) else ""
        return f"{len(self.losses)} epochs{last}"

    def _repr_html_(self) -> str:
        return sentence("Normalised", str(self))


@checked(mlp=of_type(MLP))
def train_normalised(
    mlp: MLP,
    x: Any,
    y: ArrayLike,
    *,
    loss: LossName = "auto",
    optimiser: OptimiserName = "adam",
    rate: float | None = None,
    batch: int | None = 32,
    epochs: int = 100,
    memory: float = 0.9,
    epsilon: float = 1e-5,
    shuffle: bool = True,
    seed: int | np.random.Generator | None = 0,
) -> Normalised:
    """Train a fully wired net whose hidden sums are normalised over each batch.

    Means and variances for later are running ones, of which each batch keeps a share `memory`, as
    torch keeps 1 - momentum. A last batch of one row has no variance and is left out.

    >>> from logicnet.learning.data.datasets import circle
    >>> data, start = circle(100), MLP.random([2, 6, 1], activation="tanh", seed=0)
    >>> found = train_normalised(start, data.x, data.y, epochs=60)
    >>> float((found.mlp.predict(data.x).ravel() == data.y).mean()) > 0.9
    True
    """
    rows, targets = mlp.framed(mlp.rows(x)[0]), mlp.targets(y)
    same_count(rows, targets)
    rule = OPTIMISERS[choice(optimiser, "optimiser", OPTIMISERS)]
    step = rule.rate if rate is None else number(rate, "rate", 0)
    number(memory, "memory", 0, 1)
    number(epsilon, "epsilon", 0, inside=True)
    flag(shuffle, "shuffle")
    count, rng = len(rows), generator(seed)
    size = count if batch is None else min(whole(batch, "batch", 2), count)
    if count < 2:
        raise SpecificationError("batch normalisation needs two rows or more")
    net = _Net(mlp, epsilon, memory)
    state = Optimiser(rule.name, net.theta)
    measure = loss_for(loss, mlp.output_activation, targets)
    losses = []
    for _ in range(whole(epochs, "epochs", 0, 10**7)):
        order = rng.permutation(count) if shuffle and size < count else np.arange(count)
        parts = [order[a : a + size] for a in range(0, count, size)]
        total = 0.0
        for part in [part for part in parts if len(part) > 1]:
            with np.errstate(all="ignore"):  # what is no number is told at the end
                value, gradient = net.gradient(rows[part].T, targets[:, part], measure)
                state.update(net.theta, gradient, step)
            total += value * len(part) / count
        losses.append(total)
    if not np.isfinite(net.theta).all():
        raise SpecificationError(f"the weights left all bounds; try a rate below {step:g}")
    hidden = [layer for layer in net.layers if layer.scale is not None]
    learnt = [np.concatenate(each) if each else np.zeros(0) for each in (
        [layer.mean for layer in hidden], [layer.variance for layer in hidden],
        [layer.scale for layer in hidden], [layer.bias for layer in hidden],
    )]  # fmt: skip
    return Normalised(net.folded(mlp), np.array(losses), *learnt)


class _Layer:
    """The parameters of one layer, as views of one vector, and what a pass leaves behind."""

    def __init__(self, theta: Floats, at: int, shape: tuple[int, int], hidden: bool) -> None:
        units, sources = shape
        self.weights = slice(at, at + units * sources)
        self.biases = slice(self.weights.stop, self.weights.stop + units)
        self.scales = slice(self.biases.stop, self.biases.stop + units * hidden)
        self.stop = self.scales.stop
        self.matrix = theta[self.weights].reshape(shape)
        self.bias = theta[self.biases]  # of a normalised layer: its shift
        self.scale: Any = theta[self.scales] if hidden else None
        self.mean, self.variance = np.zeros(units), np.ones(units)


class _Net:
    """Dense layers of which the hidden ones are normalised; the biases become the shifts."""

    def __init__(self, mlp: MLP, epsilon: float, memory: float) -> None:
        self.epsilon, self.memory = epsilon, memory
        self.kinds = [activation_named(name) for name in mlp.activations]
        self.gains = mlp.gains.tolist()
        sizes = [len(mlp.inputs), *np.diff(mlp.layer_starts).tolist()]
        _check_dense(mlp, sizes)
        width = sum(b * (a + 1) for a, b in pairwise(sizes))
        self.theta = np.zeros(width + sum(sizes[1:-1]))
        self.layers: list[_Layer] = []
        wire = at = 0
        for k, (sources, units) in enumerate(pairwise(sizes)):
            layer = _Layer(self.theta, at, (units, sources), k < mlp.depth - 1)
            layer.matrix[:] = mlp.weights[wire : wire + units * sources].reshape(units, sources)
            layer.bias[:] = mlp.biases[mlp.layer_starts[k] : mlp.layer_starts[k + 1]]
            if layer.scale is not None:
                layer.scale[:] = 1.0
            wire, at = wire + units * sources, layer.stop
            self.layers.append(layer)

    def gradient(self, x: Floats, targets: Floats, measure: Measure) -> tuple[float, Floats]:
        """The loss of a batch and its derivatives; the running means and variances move on."""
        values, kept, z = [x], list[Any](), x
        for layer, kind, gain in zip(self.layers, self.kinds, self.gains, strict=True):
            z = layer.matrix @ values[-1]
            if layer.scale is not None:
                mean, variance = z.mean(axis=1), z.var(axis=1)
                self._remember(layer, mean, variance, x.shape[1])
                root = np.sqrt(variance + self.epsilon)[:, None]
                z = (z - mean[:, None]) / root
                kept.append((z, root))
                z = layer.scale[:, None] * z
            z = np.ascontiguousarray(z + layer.bias[:, None])
            values.append(z.copy())
            kind.apply(values[-1], gain)
        seed, net_inputs = np.empty_like(values[-1]), self.gains[-1] * z
        value = measure.measure(values[-1], targets, seed, lambda: net_inputs)
        scale = measure.scale(x.shape[1])
        return value * scale, self._back(seed * scale, values, kept, measure.fused)

    def _back(self, delta: Floats, values: list[Floats], kept: list[Any], fused: bool) -> Floats:
        found = np.empty_like(self.theta)
        for k in reversed(range(len(self.layers))):
            layer, kind = self.layers[k], self.kinds[k]
            if k < len(self.layers) - 1 or not fused:
                kind.pull(delta, values[k + 1], np.empty_like(delta))
            delta = delta * self.gains[k]
            found[layer.biases] = delta.sum(axis=1)
            if layer.scale is not None:
                unit, root = kept[k]
                found[layer.scales] = (delta * unit).sum(axis=1)
                delta = delta * layer.scale[:, None]
                along = unit * (delta * unit).mean(axis=1, keepdims=True)
                delta = (delta - delta.mean(axis=1, keepdims=True) - along) / root
            found[layer.weights] = (delta @ values[k].T).ravel()
            delta = np.ascontiguousarray(layer.matrix.T @ delta)
        return found

    def _remember(self, layer: _Layer, mean: Floats, variance: Floats, rows: int) -> None:
        """Running means; the variance is that of the rows to come, so it is divided by n - 1."""
        old, new = self.memory, 1 - self.memory
        layer.mean = old * layer.mean + new * mean
        layer.variance = old * layer.variance + new * variance * rows / (rows - 1)

    def folded(self, mlp: MLP) -> MLP:
        """The net whose weights and biases do what the normalisation did."""
        weights, biases = [], []
        for layer in self.layers:
            factor, shift = np.ones(len(layer.bias)), layer.bias
            if layer.scale is not None:
                factor = layer.scale / np.sqrt(layer.variance + self.epsilon)
                shift = layer.bias - factor * layer.mean
            weights.append((factor[:, None] * layer.matrix).ravel())
            biases.append(shift)
        return mlp.with_parameters(weights=np.concatenate(weights), biases=np.concatenate(biases))


def _check_dense(mlp: MLP, sizes: list[int]) -> None:
    full = sum(a * b for a, b in pairwise(sizes))
    ends = np.arange(mlp.units - len(mlp.outputs), mlp.units)
    reads = np.diff(mlp.indptr) == np.repeat(sizes[:-1], sizes[1:])
    near = mlp.indptr[:-1]
    starts = np.concatenate([[0], len(mlp.inputs) + mlp.layer_starts[:-2]])
    first = mlp.indices[near] == np.repeat(starts, sizes[1:]) if mlp.wires == full else False
    if not (np.all(reads) and np.all(first) and np.array_equal(mlp.output_units, ends)):
        raise SpecificationError(
            "batch normalisation is of fully wired layers that end in the outputs, such as those "
            "of MLP.random"
        )
