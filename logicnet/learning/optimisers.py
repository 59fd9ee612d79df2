"""Optimisers: from a gradient to a step, each a few operations on one flat vector.

With g the gradient, r the rate, v and s state that starts at 0:

| name | step (subtracted) | source |
|---|---|---|
| sgd | r g | |
| momentum | v <- m v + r g; v | Polyak 1964 |
| nesterov | v <- m v + r g; m v + r g (what is kept is the look-ahead point) | Nesterov 1983 |
| adagrad | s <- s + g^2; r g / (sqrt(s) + e) | Duchi, Hazan, Singer 2011 |
| rmsprop | s <- d s + (1-d) g^2; r g / (sqrt(s) + e) | Tieleman, Hinton 2012 |
| adam | both means, each divided by 1 - decay^steps | Kingma, Ba 2015 |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .checks import choice

Array = NDArray[Any]
Schedule = Callable[[int], float]

_TINY = 1e-8


def _sgd(o: Optimiser, g: Array, rate: float) -> None:
    np.multiply(g, rate, g)


def _momentum(o: Optimiser, g: Array, rate: float) -> None:
    (v,) = o.slots
    np.multiply(v, o.momentum, v)
    np.multiply(g, rate, g)
    np.add(v, g, v)
    np.copyto(g, v)


def _nesterov(o: Optimiser, g: Array, rate: float) -> None:
    (v,) = o.slots
    np.multiply(v, o.momentum, v)
    np.multiply(g, rate, g)
    np.add(v, g, v)
    np.multiply(v, o.momentum, o.scratch)
    np.add(g, o.scratch, g)


def _divide(o: Optimiser, g: Array, s: Array, rate: float) -> None:
    np.sqrt(s, o.scratch)
    np.add(o.scratch, _TINY, o.scratch)
    np.divide(g, o.scratch, g)
    np.multiply(g, rate, g)


def _adagrad(o: Optimiser, g: Array, rate: float) -> None:
    (s,) = o.slots
    np.multiply(g, g, o.scratch)
    np.add(s, o.scratch, s)
    _divide(o, g, s, rate)


def _rmsprop(o: Optimiser, g: Array, rate: float) -> None:
    (s,) = o.slots
    _decayed_squares(o, g, s, 0.9)
    _divide(o, g, s, rate)


def _decayed_squares(o: Optimiser, g: Array, s: Array, decay: float) -> None:
    np.multiply(s, decay, s)
    np.multiply(g, g, o.scratch)
    np.multiply(o.scratch, 1 - decay, o.scratch)
    np.add(s, o.scratch, s)


def _adam(o: Optimiser, g: Array, rate: float) -> None:
    m, s = o.slots
    _decayed_squares(o, g, s, 0.999)
    np.multiply(m, 0.9, m)
    np.multiply(g, 0.1, g)
    np.add(m, g, m)
    np.sqrt(s, o.scratch)
    root = sqrt(1 - 0.999**o.steps)  # m/(1-0.9^t) over sqrt(s/(1-0.999^t)) + e
    np.add(o.scratch, _TINY * root, o.scratch)
    np.divide(m, o.scratch, g)
    np.multiply(g, rate * root / (1 - 0.9**o.steps), g)


@dataclass(frozen=True)
class Rule:
    """One row of the table: how to step, how much state it needs, a usual rate."""

    step: Callable[[Optimiser, Array, float], None]
    slots: int
    rate: float


RULES = {
    "sgd": Rule(_sgd, 0, 0.1),
    "momentum": Rule(_momentum, 1, 0.1),
    "nesterov": Rule(_nesterov, 1, 0.1),
    "adagrad": Rule(_adagrad, 1, 0.05),
    "rmsprop": Rule(_rmsprop, 1, 0.01),
    "adam": Rule(_adam, 2, 0.02),
}


def rule_named(name: str) -> Rule:
    """The row of the table, or an error that lists the names.

    >>> rule_named("adam").rate
    0.02
    """
    return RULES[choice(name, "optimiser", RULES)]


class Optimiser:
    """The state of an optimiser for one parameter vector.

    >>> o, theta = Optimiser("sgd", np.zeros(2)), np.array([1.0, 2.0])
    >>> o.update(theta, np.array([1.0, -1.0]), rate=0.5)
    >>> theta.tolist()
    [0.5, 2.5]
    """

    def __init__(self, name: str, theta: Array, *, momentum: float = 0.9) -> None:
        self.rule = rule_named(name)
        self.momentum = momentum
        self.steps = 0
        self.slots = [np.zeros_like(theta) for _ in range(self.rule.slots)]
        self.scratch = np.empty_like(theta)

    def update(
        self, theta: Array, gradient: Array, rate: float, scale: Array | None = None
    ) -> None:
        """Move `theta`, each parameter's step times `scale`; `gradient` is used up."""
        self.steps += 1
        self.rule.step(self, gradient, rate)
        if scale is not None:
            np.multiply(gradient, scale, gradient)
        np.subtract(theta, gradient, theta)


# Schedules: the factor of the rate by epoch (counted from 0) --------------------------------


@dataclass(frozen=True)
class StepDecay:
    """`factor` every `every` epochs.

    >>> [StepDecay(2, 0.5)(e) for e in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    every: int
    factor: float = 0.5

    def __call__(self, epoch: int) -> float:
        return float(self.factor ** (epoch // self.every))


@dataclass(frozen=True)
class InverseDecay:
    """1 / (1 + epoch / half): the rate has halved after `half` epochs.

    >>> InverseDecay(10)(10)
    0.5
    """

    half: float

    def __call__(self, epoch: int) -> float:
        return 1.0 / (1.0 + epoch / self.half)


@dataclass(frozen=True)
class ExponentialDecay:
    """`factor` a epoch.

    >>> ExponentialDecay(0.5)(2)
    0.25
    """

    factor: float

    def __call__(self, epoch: int) -> float:
        return float(self.factor**epoch)


@dataclass(frozen=True)
class CosineDecay:
    """Half a cosine from 1 to 0 over `epochs`, after a linear rise over `warmup`.

    >>> [round(CosineDecay(4)(e), 2) for e in range(5)]
    [1.0, 0.85, 0.5, 0.15, 0.0]
    """

    epochs: int
    warmup: int = 0

    def __call__(self, epoch: int) -> float:
        if epoch < self.warmup:
            return (epoch + 1) / (self.warmup + 1)
        done = min(1.0, (epoch - self.warmup) / max(1, self.epochs - self.warmup))
        return (1 + cos(pi * done)) / 2


@dataclass(frozen=True)
class Ramp:
    """From `start` to `end` in equal ratios over `epochs`, then `end`: to anneal a gain.

    >>> Ramp(4, 16, 2)(1)
    8.0
    """

    start: float
    end: float
    epochs: int

    def __call__(self, epoch: int) -> float:
        done = min(1.0, epoch / max(1, self.epochs))
        return float(self.start * (self.end / self.start) ** done)
