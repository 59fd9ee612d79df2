"""Losses: how wrong the outputs are, and the derivatives from which the backward pass starts.

`LOSSES` has a row for each, with t the target and y the output of a row.

The cross-entropies start at the net input because there the slope of the sigmoid (softmax)
cancels: a unit that is saturated and wrong still learns. tanh outputs take targets -1 and +1,
and cross-entropy reads (1+y)/2 as the probability.

The values of the cross-entropies come from the net inputs z as sums of terms that are never
negative, so that nothing cancels and nothing is cut off where y rounds to 0 or 1:

    sigmoid   |z| |t - [z > 0]| + log1p(exp(-|z|))      tanh: the same with 2 z and (1+t)/2
    softmax   sum t (max z - z) + log1p(sum of exp(z - max z) over all classes but that one)

Training does not need the last digits of what is right already: where all outputs give the
right answer a probability of 1 % or more it takes the logarithm of that probability, which is
off by less than 1e-14 a row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import choice
from logicnet.ground.registry import Registry

Array = NDArray[Any]
NetInputs = Callable[[], Array]
LossName: TypeAlias = Literal[
    "auto", "squares", "mean_squares", "absolute", "cross_entropy", "categorical"
]
_SURE = 0.01


@dataclass(frozen=True)
class Measure:
    """A loss bound to the outputs' activation.

    `measure(outputs, targets, seed, net_inputs)` returns the unscaled loss and leaves its
    derivatives in `seed`; both are to be multiplied by `scale(rows)`. `net_inputs()` is only
    called where it is needed. `by_row(outputs, targets, net_inputs)` is the loss of each row, to
    the last digits.
    """

    measure: Callable[[Array, Array, Array, NetInputs], float]
    by_row: Callable[[Array, Array, NetInputs], Array]
    fused: bool  # the seed is the derivative by the net input, not by the output
    cells: int | None  # outputs to divide by besides the rows; None: a plain sum

    def scale(self, rows: int) -> float:
        """What a sum over `rows` rows is multiplied by."""
        return 1.0 if self.cells is None else 1.0 / max(1, rows * self.cells)

    def exact(self, outputs: Array, targets: Array, net_inputs: NetInputs) -> float:
        """The unscaled loss, to the last digits."""
        return float(self.by_row(outputs, targets, net_inputs).sum())


@dataclass(frozen=True)
class Loss:
    """One loss: what it is, its derivative, and how it is bound to an activation and targets.

    `outputs` are the activations that outputs may have (none named: any); "auto" takes it where
    they have one of those in `usual`.
    """

    name: str
    formula: str
    derivative: str
    bind: Callable[[str, Array], Measure]
    outputs: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name

    def cells(self) -> tuple[str, ...]:
        """Name, formula, derivative and outputs, as the pages list them."""
        return f"`{self.name}`", self.formula, self.derivative, ", ".join(self.outputs) or "any"

    def takes(self, activation: str) -> bool:
        """Whether outputs may have this activation."""
        return not self.outputs or activation in self.outputs


def loss_for(name: str, activation: str, targets: Array) -> Measure:
    """The loss called `name` ("auto": what suits) for outputs with this activation.

    >>> loss_for("auto", "sigmoid", np.zeros((1, 4))).fused
    True
    """
    if isinstance(name, str) and name == "auto":
        usual = (loss.name for loss in LOSSES.values() if activation in loss.usual)
        name = next(usual, "mean_squares")
    loss = LOSSES[choice(name, "loss", ("auto", *LOSSES))]
    if not loss.takes(activation):
        others = ", ".join(other.name for other in LOSSES.values() if other.takes(activation))
        raise SpecificationError(
            f"{name} needs {' or '.join(loss.outputs)} outputs, not {activation}; losses of such "
            f"outputs are {others}"
        )
    return loss.bind(activation, targets)


def _squares(outputs: Array, targets: Array, seed: Array, net_inputs: NetInputs) -> float:
    np.subtract(outputs, targets, seed)
    flat = seed.reshape(-1)
    return 0.5 * float(np.dot(flat, flat))


def _squares_by_row(outputs: Array, targets: Array, net_inputs: NetInputs) -> Array:
    return np.asarray(0.5 * np.square(outputs - targets).sum(axis=0))


def _of_squares(activation: str, targets: Array, *, mean: bool) -> Measure:
    return Measure(_squares, _squares_by_row, False, len(targets) if mean else None)


def _distances(outputs: Array, targets: Array, seed: Array, net_inputs: NetInputs) -> float:
    np.subtract(outputs, targets, seed)
    total = float(np.abs(seed).sum())
    np.sign(seed, seed)
    return total


def _distances_by_row(outputs: Array, targets: Array, net_inputs: NetInputs) -> Array:
    return np.asarray(np.abs(outputs - targets).sum(axis=0))


def _of_distances(activation: str, targets: Array) -> Measure:
    return Measure(_distances, _distances_by_row, False, len(targets))


def _binary(activation: str, targets: Array) -> Measure:
    low = -1.0 if activation == "tanh" else 0.0
    if targets.size and not (targets.min() >= low and targets.max() <= 1.0):
        raise SpecificationError(
            f"cross-entropy with {activation} outputs needs targets from {low:g} to 1, "
            f"got {targets.min():g} to {targets.max():g}"
        )
    crisp, width = bool(((targets == low) | (targets == 1.0)).all()), 1.0 - low

    def by_row(outputs: Array, targets: Array, net_inputs: NetInputs) -> Array:
        z = width * net_inputs()
        size = np.abs(z)
        wrong = np.abs((targets - low) / width - (z > 0))
        return np.asarray((size * wrong + np.log1p(np.exp(-size))).sum(axis=0))

    def measure(outputs: Array, targets: Array, seed: Array, net_inputs: NetInputs) -> float:
        np.subtract(outputs, targets, seed)
        if not crisp:
            return float(by_row(outputs, targets, net_inputs).sum())
        right = np.abs(seed)  # the probability of the right answer is 1 - |y - t| / width
        if width != 1.0:
            np.divide(right, width, right)
        np.subtract(1.0, right, right)
        if np.minimum.reduce(right, axis=None) < _SURE:
            return float(by_row(outputs, targets, net_inputs).sum())
        np.log(right, right)
        return -float(np.add.reduce(right, axis=None))

    return Measure(measure, by_row, True, len(targets))


def _categorical(activation: str, targets: Array) -> Measure:
    if targets.size and (targets.min() < 0 or np.abs(targets.sum(axis=0) - 1).max() > 1e-6):
        raise SpecificationError("categorical targets must be shares of 1, from 0 on")
    crisp = bool(((targets == 0) | (targets == 1)).all())

    def by_row(outputs: Array, targets: Array, net_inputs: NetInputs) -> Array:
        z = net_inputs()
        below = z.max(axis=0) - z
        others = np.exp(-below)
        others[z.argmax(axis=0), np.arange(z.shape[1])] = 0.0
        return np.asarray((targets * below).sum(axis=0) + np.log1p(others.sum(axis=0)))

    def measure(outputs: Array, targets: Array, seed: Array, net_inputs: NetInputs) -> float:
        np.subtract(outputs, targets, seed)
        right = np.einsum("kr,kr->r", targets, outputs)
        if not crisp or np.minimum.reduce(right, axis=None) < _SURE:
            return float(by_row(outputs, targets, net_inputs).sum())
        return -float(np.log(right).sum())

    return Measure(measure, by_row, True, 1)


LOSSES = Registry(
    "loss",
    ("loss", "formula", "derivative", "outputs"),
    (
        Loss("squares", "1/2 sum (y - t)^2 over rows and outputs", "y - t by the output",
             partial(_of_squares, mean=False)),
        Loss("mean_squares", "the same, divided by rows times outputs", "likewise",
             partial(_of_squares, mean=True)),
        Loss("absolute", "|y - t|, mean over rows and outputs", "the sign of y - t by the output",
             _of_distances),
        Loss("cross_entropy", "-t log y - (1-t) log(1-y), mean over rows and outputs",
             "y - t by the net input", _binary, outputs=("sigmoid", "tanh"), usual=("sigmoid",)),
        Loss("categorical", "-sum t log y over the classes, mean over rows",
             "y - t by the net input", _categorical, outputs=("softmax",), usual=("softmax",)),
    ),
)  # fmt: skip
