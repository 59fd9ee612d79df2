"""What a trainable unit does with its net input, and how that changes: one table.

A unit's activation is ``f(gain * (w.a + bias))``. Each entry works in place on an array of
units by rows that holds the net inputs ``gain * (w.a + bias)``, and knows its derivative from
the activation alone, so that the backward pass needs no second array.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.checks import choice

ActivationName: TypeAlias = Literal[
    "sigmoid", "tanh", "relu", "leaky_relu", "linear", "softmax", "step", "hard_sigmoid"
]
LEAK = 0.01  # slope of the leaky rectifier below zero


@dataclass(frozen=True)
class Activation:
    """A function in place, and its slope as a function of its value.

    `apply(z, gain)` turns w.a + bias into activations. `pull(d, a, scratch)` turns derivatives
    by the activations into derivatives by the net inputs. `centre` is the activation at net
    input 0, `low` and `high` the values that stand for false and true where the unit is
    `two_valued`, that is, a smooth threshold unit.
    """

    apply: Callable[[NDArray[Any], float], None]
    pull: Callable[[NDArray[Any], NDArray[Any], NDArray[Any]], None]
    centre: float = 0.0
    low: float = 0.0
    high: float = 1.0
    two_valued: bool = False


def _sigmoid(z: NDArray[Any], gain: float) -> None:
    np.multiply(z, -gain, z)
    np.exp(z, z)
    np.add(z, 1.0, z)
    np.divide(1.0, z, z)


def _pull_sigmoid(d: NDArray[Any], a: NDArray[Any], scratch: NDArray[Any]) -> None:
    np.subtract(1.0, a, scratch)
    np.multiply(scratch, a, scratch)
    np.multiply(d, scratch, d)


def _scale(z: NDArray[Any], gain: float) -> None:
    if gain != 1.0:
        np.multiply(z, gain, z)


def _tanh(z: NDArray[Any], gain: float) -> None:
    _scale(z, gain)
    np.tanh(z, z)


def _pull_tanh(d: NDArray[Any], a: NDArray[Any], scratch: NDArray[Any]) -> None:
    np.multiply(a, a, scratch)
    np.subtract(1.0, scratch, scratch)
    np.multiply(d, scratch, d)


def _relu(z: NDArray[Any], gain: float) -> None:
    _scale(z, gain)
    np.maximum(z, 0.0, out=z)


def _pull_relu(d: NDArray[Any], a: NDArray[Any], scratch: NDArray[Any]) -> None:
    np.multiply(d, a > 0, d)


def _leaky(z: NDArray[Any], gain: float) -> None:
    _scale(z, gain)
    np.maximum(z, LEAK * z, out=z)


def _pull_leaky(d: NDArray[Any], a: NDArray[Any], scratch: NDArray[Any]) -> None:
    scratch.fill(1.0)
    scratch[a < 0] = LEAK
    np.multiply(d, scratch, d)


def _pull_linear(d: NDArray[Any], a: NDArray[Any], scratch: NDArray[Any]) -> None:
    return None


def _softmax(z: NDArray[Any], gain: float) -> None:
    _scale(z, gain)
    np.subtract(z, z.max(axis=0), z)
    np.exp(z, z)
    np.divide(z, z.sum(axis=0), z)


def _pull_softmax(d: NDArray[Any], a: NDArray[Any], scratch: NDArray[Any]) -> None:
    np.multiply(d, a, scratch)
    np.subtract(d, scratch.sum(axis=0), d)
    np.multiply(d, a, d)


def _hard_sigmoid(z: NDArray[Any], gain: float) -> None:
    """(z + 3) / 6 between 0 and 1, as torch, JAX and Keras have it."""
    _scale(z, gain)
    np.add(z, 3.0, z)
    np.clip(z, 0.0, 6.0, out=z)
    np.divide(z, 6.0, z)


def _pull_hard_sigmoid(d: NDArray[Any], a: NDArray[Any], scratch: NDArray[Any]) -> None:
    np.multiply(d, (a > 0) & (a < 1), d)
    np.divide(d, 6.0, d)


def _step(z: NDArray[Any], gain: float) -> None:
    np.greater_equal(z, 0.0, z, casting="unsafe")


def _pull_step(d: NDArray[Any], a: NDArray[Any], scratch: NDArray[Any]) -> None:
    d.fill(0.0)


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(_sigmoid, _pull_sigmoid, centre=0.5, two_valued=True),
    "tanh": Activation(_tanh, _pull_tanh, low=-1.0, two_valued=True),
    "relu": Activation(_relu, _pull_relu),
    "leaky_relu": Activation(_leaky, _pull_leaky),
    "linear": Activation(_scale, _pull_linear),
    "softmax": Activation(_softmax, _pull_softmax),
    "step": Activation(_step, _pull_step, centre=1.0, two_valued=True),
    "hard_sigmoid": Activation(_hard_sigmoid, _pull_hard_sigmoid, centre=0.5, two_valued=True),
}


def activation_named(name: str) -> Activation:
    """The entry of the table, or an error that lists the names.

    >>> activation_named("tanh").low
    -1.0
    """
    return ACTIVATIONS[choice(name, "activation", ACTIVATIONS)]
