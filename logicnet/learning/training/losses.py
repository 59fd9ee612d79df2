"""Losses: how wrong the outputs are, and the derivatives from which the backward pass starts.

With t the target, y the output of a row:

| name | loss | derivative |
|---|---|---|
| squares | 1/2 sum (y - t)^2 over rows and outputs | y - t by the output |
| mean_squares | the same, divided by rows times outputs | likewise |
| cross_entropy | -t log y - (1-t) log(1-y), mean over rows and outputs | y - t by the net input |
| categorical | -sum t log y over the classes, mean over rows | y - t by the net input |

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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import choice

Array = NDArray[Any]
NetInputs = Callable[[], Array]
LOSSES = ("squares", "mean_squares", "cross_entropy", "categorical")
_SURE = 0.01
_DEFAULT = {"softmax": "categorical", "sigmoid": "cross_entropy"}


@dataclass(frozen=True)
class Loss:
    """A loss bound to the outputs' activation.

    `measure(outputs, targets, seed, net_inputs)` returns the unscaled loss and leaves
    outputs - targets in `seed`; both are to be multiplied by `scale(rows)`. `net_inputs()` is
    only called where it is needed. `exact(outputs, targets, net_inputs)` is the loss alone, to
    the last digits.
    """

    name: str
    measure: Callable[[Array, Array, Array, NetInputs], float]
    exact: Callable[[Array, Array, NetInputs], float]
    fused: bool  # the seed is the derivative by the net input, not by the output
    cells: int | None  # outputs to divide by besides the rows; None: a plain sum

    def scale(self, rows: int) -> float:
        """What a sum over `rows` rows is multiplied by."""
        return 1.0 if self.cells is None else 1.0 / max(1, rows * self.cells)


def loss_for(name: str, activation: str, targets: Array) -> Loss:
    """The loss called `name` ("auto": what suits) for outputs with this activation.

    >>> loss_for("auto", "sigmoid", np.zeros((1, 4))).name
    'cross_entropy'
    """
    outputs = len(targets)
    if isinstance(name, str) and name == "auto":
        name = _DEFAULT.get(activation, "mean_squares")
    choice(name, "loss", ("auto", *LOSSES))
    if name == "cross_entropy":
        measure, exact = _binary(activation, targets)
        return Loss(name, measure, exact, True, outputs)
    if name == "categorical":
        measure, exact = _categorical(activation, targets)
        return Loss(name, measure, exact, True, 1)
    return Loss(name, _squares, _exact_squares, False, outputs if name == "mean_squares" else None)


def _squares(outputs: Array, targets: Array, seed: Array, net_inputs: NetInputs) -> float:
    np.subtract(outputs, targets, seed)
    flat = seed.reshape(-1)
    return 0.5 * float(np.dot(flat, flat))


def _exact_squares(outputs: Array, targets: Array, net_inputs: NetInputs) -> float:
    return _squares(outputs, targets, np.empty_like(outputs), net_inputs)


Pair = tuple[
    Callable[[Array, Array, Array, NetInputs], float], Callable[[Array, Array, NetInputs], float]
]


def _binary(activation: str, targets: Array) -> Pair:
    if activation not in ("sigmoid", "tanh"):
        raise SpecificationError(
            f"cross-entropy needs sigmoid or tanh outputs, not {activation}; "
            'use loss="mean_squares", or "categorical" with softmax'
        )
    low = -1.0 if activation == "tanh" else 0.0
    if targets.size and not (targets.min() >= low and targets.max() <= 1.0):
        raise SpecificationError(
            f"cross-entropy with {activation} outputs needs targets from {low:g} to 1, "
            f"got {targets.min():g} to {targets.max():g}"
        )
    crisp, width = bool(((targets == low) | (targets == 1.0)).all()), 1.0 - low

    def exact(outputs: Array, targets: Array, net_inputs: NetInputs) -> float:
        z = width * net_inputs()
        size = np.abs(z)
        wrong = np.abs((targets - low) / width - (z > 0))
        return float((size * wrong + np.log1p(np.exp(-size))).sum())

    def measure(outputs: Array, targets: Array, seed: Array, net_inputs: NetInputs) -> float:
        np.subtract(outputs, targets, seed)
        if not crisp:
            return exact(outputs, targets, net_inputs)
        right = np.abs(seed)  # the probability of the right answer is 1 - |y - t| / width
        if width != 1.0:
            np.divide(right, width, right)
        np.subtract(1.0, right, right)
        if np.minimum.reduce(right, axis=None) < _SURE:
            return exact(outputs, targets, net_inputs)
        np.log(right, right)
        return -float(np.add.reduce(right, axis=None))

    return measure, exact


def _categorical(activation: str, targets: Array) -> Pair:
    if activation != "softmax":
        raise SpecificationError(
            f"categorical cross-entropy needs softmax outputs, not {activation}; "
            'use loss="cross_entropy" for independent outputs'
        )
    if targets.size and (targets.min() < 0 or np.abs(targets.sum(axis=0) - 1).max() > 1e-6):
        raise SpecificationError("categorical targets must be shares of 1, from 0 on")
    crisp = bool(((targets == 0) | (targets == 1)).all())

    def exact(outputs: Array, targets: Array, net_inputs: NetInputs) -> float:
        z = net_inputs()
        below = z.max(axis=0) - z
        others = np.exp(-below)
        others[z.argmax(axis=0), np.arange(z.shape[1])] = 0.0
        return float((targets * below).sum() + np.log1p(others.sum(axis=0)).sum())

    def measure(outputs: Array, targets: Array, seed: Array, net_inputs: NetInputs) -> float:
        np.subtract(outputs, targets, seed)
        right = np.einsum("kr,kr->r", targets, outputs)
        if not crisp or np.minimum.reduce(right, axis=None) < _SURE:
            return exact(outputs, targets, net_inputs)
        return -float(np.log(right).sum())

    return measure, exact
