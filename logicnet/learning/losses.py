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
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import SpecificationError
from .checks import choice

Array = NDArray[Any]
LOSSES = ("squares", "mean_squares", "cross_entropy", "categorical")
_DEFAULT = {"softmax": "categorical", "sigmoid": "cross_entropy"}


@dataclass(frozen=True)
class Loss:
    """A loss bound to the outputs' activation.

    `measure(outputs, targets, seed)` returns the unscaled loss and leaves outputs - targets in
    `seed`; both are to be multiplied by `scale(rows)`.
    """

    name: str
    measure: Callable[[Array, Array, Array], float]
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
    if name == "auto":
        name = _DEFAULT.get(activation, "mean_squares")
    choice(name, "loss", LOSSES)
    if name == "cross_entropy":
        return Loss(name, _binary(activation, targets), True, outputs)
    if name == "categorical":
        if activation != "softmax":
            raise SpecificationError(
                f"categorical cross-entropy needs softmax outputs, not {activation}; "
                'use loss="cross_entropy" for independent outputs'
            )
        if targets.size and (targets.min() < 0 or np.abs(targets.sum(axis=0) - 1).max() > 1e-6):
            raise SpecificationError("categorical targets must be shares of 1, from 0 on")
        return Loss(name, _categories, True, 1)
    return Loss(name, _squares, False, outputs if name == "mean_squares" else None)


def _squares(outputs: Array, targets: Array, seed: Array) -> float:
    np.subtract(outputs, targets, seed)
    flat = seed.reshape(-1)
    return 0.5 * float(np.dot(flat, flat))


def _binary(activation: str, targets: Array) -> Callable[[Array, Array, Array], float]:
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
    crisp = bool(((targets == low) | (targets == 1.0)).all())
    if activation == "sigmoid":
        return _crisp_entropy if crisp else _soft_entropy
    return _tanh_entropy


def _crisp_entropy(outputs: Array, targets: Array, seed: Array) -> float:
    """For targets 0 and 1: the probability of the right answer is 1 - |y - t|."""
    np.subtract(outputs, targets, seed)
    right = np.abs(seed)
    np.subtract(1.0, right, right)
    np.maximum(right, np.finfo(right.dtype).tiny, out=right)
    np.log(right, right)
    return -float(np.add.reduce(right, axis=None))


def _soft_entropy(outputs: Array, targets: Array, seed: Array) -> float:
    np.subtract(outputs, targets, seed)
    tiny = np.finfo(outputs.dtype).tiny
    yes, no = np.maximum(outputs, tiny), np.maximum(1.0 - outputs, tiny)
    return -float((targets * np.log(yes) + (1.0 - targets) * np.log(no)).sum())


def _tanh_entropy(outputs: Array, targets: Array, seed: Array) -> float:
    value = _soft_entropy((1.0 + outputs) / 2, (1.0 + targets) / 2, seed)
    np.subtract(outputs, targets, seed)
    return value


def _categories(outputs: Array, targets: Array, seed: Array) -> float:
    np.subtract(outputs, targets, seed)
    return -float((targets * np.log(np.maximum(outputs, np.finfo(outputs.dtype).tiny))).sum())
