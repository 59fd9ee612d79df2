"""Optimisers: from a gradient to a step, each a few operations on one flat vector.

`OPTIMISERS` has a row for each, with g the gradient, r the rate, v and s state that starts at 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.registry import Registry

Array = NDArray[Any]
OptimiserName: TypeAlias = Literal[
    "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "lbfgs"
]
MEMORY = 10  # pairs of steps and changes of the gradient that "lbfgs" keeps
_BENT = 1e-10  # step times change of the gradient from which a pair tells of a valley


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
    np.add(o.scratch, o.epsilon, o.scratch)
    np.divide(g, o.scratch, g)
    np.multiply(g, rate, g)


def _adagrad(o: Optimiser, g: Array, rate: float) -> None:
    (s,) = o.slots
    np.multiply(g, g, o.scratch)
    np.add(s, o.scratch, s)
    _divide(o, g, s, rate)


def _rmsprop(o: Optimiser, g: Array, rate: float) -> None:
    (s,) = o.slots
    _decayed_squares(o, g, s, o.decays[0])
    _divide(o, g, s, rate)


def _decayed_squares(o: Optimiser, g: Array, s: Array, decay: float) -> None:
    np.multiply(s, decay, s)
    np.multiply(g, g, o.scratch)
    np.multiply(o.scratch, 1 - decay, o.scratch)
    np.add(s, o.scratch, s)


def _adam(o: Optimiser, g: Array, rate: float) -> None:
    m, s = o.slots
    first, second = o.decays
    _decayed_squares(o, g, s, second)
    np.multiply(m, first, m)
    np.multiply(g, round(1 - first, 15), g)
    np.add(m, g, m)
    np.sqrt(s, o.scratch)
    root = sqrt(1 - second**o.steps)  # m/(1-first^t) over sqrt(s/(1-second^t)) + e
    np.add(o.scratch, o.epsilon * root, o.scratch)
    np.divide(m, o.scratch, g)
    np.multiply(g, rate * root / (1 - first**o.steps), g)


def _adamw(o: Optimiser, g: Array, rate: float) -> None:
    _adam(o, g, rate)
    kept = slice(o.parameters)
    g[kept] += rate * o.weight_decay * o.theta[kept]


def _lbfgs(o: Optimiser, g: Array, rate: float) -> None:
    """The step along -H g, H the curvature that the last steps tell of (Nocedal 1980)."""
    last, step, *pairs = o.slots
    steps, changes = pairs[:MEMORY], pairs[MEMORY:]
    if o.steps > 1:
        change = g - last
        if change @ step > _BENT:
            for kept, new in ((steps, step), (changes, change)):
                for later, earlier in zip(kept[:0:-1], kept[-2::-1], strict=True):
                    np.copyto(later, earlier)
                np.copyto(kept[0], new)
    np.copyto(last, g)
    known = [(s, y, 1 / (s @ y)) for s, y in zip(steps, changes, strict=True) if s @ y > 0]
    shares = []
    for s, y, scale in known:  # the newest pair first
        shares.append(scale * (s @ g))
        g -= shares[-1] * y
    if known:
        s, y, _ = known[0]
        g *= (s @ y) / (y @ y)
    for (s, y, scale), share in zip(known[::-1], shares[::-1], strict=True):
        g += (share - scale * (y @ g)) * s
    g *= rate if o.steps > 1 else rate * min(1.0, 1 / max(float(np.abs(g).sum()), 1e-30))
    np.negative(g, step)


@dataclass(frozen=True)
class UpdateRule:
    """One optimiser: how it steps, how much state it needs, a usual rate and usual decays."""

    name: str
    formula: str
    source: str
    step: Callable[[Optimiser, Array, float], None]
    slots: int
    rate: float
    decays: tuple[float, ...] = ()
    joint: bool = False  # one step of all parameters: their rates are a change of variables

    def __str__(self) -> str:
        return self.name

    def cells(self) -> tuple[str, ...]:
        """Name, step, usual rate and source, as the pages list them."""
        return f"`{self.name}`", self.formula, f"{self.rate:g}", self.source


OPTIMISERS = Registry(
    "optimiser",
    ("optimiser", "step (subtracted)", "usual rate", "source"),
    (
        UpdateRule("sgd", "r g", "", _sgd, 0, 0.1),
        UpdateRule("momentum", "v <- m v + r g; v", "Polyak 1964", _momentum, 1, 0.1),
        UpdateRule("nesterov", "v <- m v + r g; m v + r g (what is kept is the look-ahead point)",
             "Nesterov 1983", _nesterov, 1, 0.1),
        UpdateRule("adagrad", "s <- s + g^2; r g / (sqrt(s) + e)", "Duchi, Hazan, Singer 2011",
             _adagrad, 1, 0.05),
        UpdateRule("rmsprop", "s <- d s + (1-d) g^2; r g / (sqrt(s) + e)", "Tieleman, Hinton 2012",
             _rmsprop, 1, 0.01, (0.9,)),
        UpdateRule("adam", "means of g and g^2 by `decays`, each divided by 1 - decay^steps",
             "Kingma, Ba 2015", _adam, 2, 0.02, (0.9, 0.999)),
        UpdateRule("adamw", "that of adam, and r `weight_decay` times weights and biases",
                   "Loshchilov, Hutter 2019", _adamw, 2, 0.02, (0.9, 0.999)),
        UpdateRule("lbfgs", "r H g, H the inverse curvature seen in the last 10 steps (all rows a "
                   "step; no line search)", "Nocedal 1980", _lbfgs, 2 + 2 * MEMORY, 1.0,
                   joint=True),
    ),
)  # fmt: skip


class Optimiser:
    """The state of an optimiser for one parameter vector.

    >>> o, theta = Optimiser("sgd", np.zeros(2)), np.array([1.0, 2.0])
    >>> o.update(theta, np.array([1.0, -1.0]), rate=0.5)
    >>> theta.tolist()
    [0.5, 2.5]
    """

    def __init__(
        self,
        name: str,
        theta: Array,
        *,
        momentum: float = 0.9,
        decays: tuple[float, ...] | None = None,
        epsilon: float = 1e-8,
        weight_decay: float = 0.01,
        parameters: int | None = None,
    ) -> None:
        self.rule, self.theta = OPTIMISERS[name], theta
        self.momentum, self.epsilon, self.weight_decay = momentum, epsilon, weight_decay
        self.parameters = len(theta) if parameters is None else parameters  # that decay
        self.decays = self.rule.decays if decays is None else tuple(decays)
        self.steps = 0
        self.slots = [np.zeros_like(theta) for _ in range(self.rule.slots)]
        self.scratch = np.empty_like(theta)

    def update(
        self, theta: Array, gradient: Array, rate: float, scale: Array | None = None
    ) -> None:
        """Move `theta`, each parameter's step times `scale`; `gradient` is used up."""
        self.steps += 1
        if scale is not None and self.rule.joint:
            scale = np.sqrt(scale)
            np.multiply(gradient, scale, gradient)
        self.rule.step(self, gradient, rate)
        if scale is not None:
            np.multiply(gradient, scale, gradient)
        np.subtract(theta, gradient, theta)
