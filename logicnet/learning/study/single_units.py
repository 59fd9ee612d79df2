"""One unit as it learns: the moving line of the perceptron, and units of another shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import choice, generator, number, shown, whole
from logicnet.ground.html import sentence
from logicnet.learning.data.rows import numeric, numeric_targets
from logicnet.logic.latex import tabular

Floats = NDArray[np.float64]
Curve: TypeAlias = Callable[[Any], Any]
Shape: TypeAlias = tuple[Curve, Curve]

# functions of the sum, each with its slope
SHAPES: dict[str, Shape] = {
    "gaussian": (lambda a: np.exp(-a * a), lambda a: -2 * a * np.exp(-a * a)),
    "bump": (  # a smooth step up at -1 and down at 1
        lambda a: _rise(a + 1) - _rise(a - 1),
        lambda a: _slope(a + 1) - _slope(a - 1),
    ),
    "sine": (np.sin, np.cos),
    "sigmoid": (lambda a: _rise(a, 1.0), lambda a: _slope(a, 1.0)),
}
_STEEP = 4.0


def _rise(a: Any, steep: float = _STEEP) -> Any:
    return 0.5 * (1 + np.tanh(steep * a / 2))


def _slope(a: Any, steep: float = _STEEP) -> Any:
    y = _rise(a, steep)
    return steep * y * (1 - y)


@dataclass(frozen=True, eq=False)
class OneUnit:
    """One unit ``f(w.x + b)`` with any f, and its losses (half the sum of squares) by epoch."""

    weights: Floats
    bias: float
    shape: str
    function: Curve = field(repr=False)
    losses: Floats = field(repr=False)

    def __call__(self, x: ArrayLike) -> Any:
        """The unit's values for rows, its value for one, or those for a grid of rows."""
        rows = numeric(x, lambda k: f"column {k + 1}")
        if not rows.ndim or rows.shape[-1] != len(self.weights):
            raise SpecificationError(
                f"expected rows of {len(self.weights)} numbers, got shape {rows.shape}"
            )
        return self.function(rows @ self.weights + self.bias)

    def predict(self, x: ArrayLike) -> Any:
        """Whether the values are at least a half, as 0 and 1."""
        return (np.asarray(self(x)) >= 0.5).astype(np.int64)

    def __str__(self) -> str:
        terms = " + ".join(f"{w:.3g} x{k + 1}" for k, w in enumerate(self.weights))
        sums = f"{terms} + {self.bias:.3g}".replace("+ -", "- ")
        return f"{self.shape}({sums}), loss {self.losses[-1]:.3g}"

    def _repr_html_(self) -> str:
        return sentence("OneUnit", str(self))


@checked()
def one_unit(
    x: Any,
    y: ArrayLike,
    shape: str | Shape = "gaussian",
    *,
    rate: float = 0.1,
    epochs: int = 1000,
    restarts: int = 10,
    seed: int | np.random.Generator | None = 0,
) -> OneUnit:
    """One unit by the delta rule ``w += rate f'(a) (t - y) x``, all rows a step.

    The shape is "gaussian", "bump", "sine" or "sigmoid", or a function and its slope. Where the
    slope is not that of the function it is refused. What rises and falls has local minima: of so
    many starts the one that ends with the least loss is returned.

    >>> rows = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> one_unit(rows, [0, 1, 1, 0]).predict(rows).tolist()
    [0, 1, 1, 0]
    """
    rows, targets = _data(x, y)
    name, (function, slope) = _shape(shape)
    number(rate, "rate", 0, inside=True)
    whole(epochs, "epochs", 0, 10**7)
    rng, extended = generator(seed), np.column_stack([rows, np.ones(len(rows))])
    found: list[tuple[Floats, Floats]] = []
    for _ in range(whole(restarts, "restarts", 1, 10**6)):
        w, losses = rng.uniform(-1, 1, extended.shape[1]), []
        with np.errstate(all="ignore"):
            for _ in range(epochs):
                sums = extended @ w
                off = targets - function(sums)
                losses.append(0.5 * float(off @ off))
                w = w + rate * (slope(sums) * off) @ extended
            off = targets - function(extended @ w)
        found.append((w, np.array([*losses, 0.5 * float(off @ off)])))
    w, curve = min(found, key=lambda each: np.nan_to_num(each[1][-1], nan=np.inf))
    if not np.isfinite(curve[-1]):
        raise SpecificationError(f"the unit's values left all bounds; try a rate below {rate:g}")
    return OneUnit(w[:-1], float(w[-1]), name, function, curve)


def _data(x: Any, y: ArrayLike) -> tuple[Floats, Floats]:
    """Rows of numbers, and a target for each."""
    rows, targets = numeric(x, lambda k: f"column {k + 1}"), numeric_targets(y).ravel()
    if rows.ndim != 2 or not rows.size or targets.shape != (len(rows),):
        raise SpecificationError(
            f"expected rows and a target for each, got shapes {rows.shape} and {targets.shape}"
        )
    if not np.isfinite(targets).all():
        raise SpecificationError("the targets must be finite")
    return rows, targets


def _shape(given: Any) -> tuple[str, Shape]:
    if isinstance(given, str):
        return given, SHAPES[choice(given, "shape", SHAPES)]
    if not (isinstance(given, tuple) and len(given) == 2 and all(map(callable, given))):
        raise SpecificationError(
            f"shape is {', '.join(SHAPES)}, or a pair (function, slope); got {shown(given)}"
        )
    at, h = np.linspace(-2.9, 3.1, 25), 1e-5
    try:
        rise = np.asarray(given[0](at + h) - given[0](at - h), dtype=np.float64) / (2 * h)
        told = np.asarray(given[1](at), dtype=np.float64) + np.zeros(len(at))
        fits = np.isclose(told, rise, rtol=1e-3, atol=1e-4)
    except Exception as error:  # whatever a function of the user's raises
        raise SpecificationError(f"shape failed on an array of sums: {error}") from None
    if fits.shape != at.shape or not fits.all():
        raise SpecificationError("the second function of shape is not the slope of the first")
    return getattr(given[0], "__name__", "f"), (given[0], given[1])


@dataclass(frozen=True, eq=False)
class PerceptronTrace:
    """The weights of a perceptron as it learns: `weights[k]` (the bias last) after k corrections.

    `rows[k]` is the row that asked for correction k + 1, `epochs[k]` its epoch, from 1.
    """

    x: Floats = field(repr=False)
    y: NDArray[np.int64] = field(repr=False)
    weights: Floats = field(repr=False)
    rows: tuple[int, ...]
    epochs: tuple[int, ...]
    converged: bool

    def mistakes(self, step: int) -> int:
        """How many rows are wrong after so many corrections."""
        w = self.weights[step]
        return int((((self.x @ w[:-1] + w[-1]) >= 0) != (self.y == 1)).sum())

    def to_latex(self) -> str:
        r"""The steps as a tabular of LaTeX: the row that asked, its class, the weights then.

        >>> print(perceptron_trace([[0], [1]], [0, 1]).to_latex().splitlines()[3])
        1 & 0 & 0 & 0 & -1 \\
        """
        count = self.x.shape[1]
        heads = ["epoch", *(f"x{k + 1}" for k in range(count)), "class"]
        heads += [*(f"w{k + 1}" for k in range(count)), "bias"]
        steps = zip(self.epochs, self.rows, self.weights[1:], strict=True)
        rows = [
            [epoch, *(f"{v:.4g}" for v in self.x[k]), self.y[k], *(f"{v:.4g}" for v in weights)]
            for epoch, k, weights in steps
        ]
        return tabular(heads, rows, bar=count + 2)

    def __str__(self) -> str:
        told = "all rows right" if self.converged else f"{self.mistakes(-1)} rows wrong"
        return f"{len(self.rows)} corrections, {told}"

    def _repr_html_(self) -> str:
        return sentence("PerceptronTrace", str(self))


@checked()
def perceptron_trace(
    x: Any, y: ArrayLike, *, start: ArrayLike | None = None, epochs: int = 100
) -> PerceptronTrace:
    """Rosenblatt's rule correction by correction, from weights 0 or from `start` (the bias last).

    >>> trace = perceptron_trace([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    >>> trace.rows[:3], trace.weights[:3].tolist(), trace.converged
    ((0, 3, 0), [[0.0, 0.0, 0.0], [0.0, 0.0, -1.0], [1.0, 1.0, 0.0]], True)
    """
    rows, targets = _data(x, y)
    if not np.isin(targets, (0, 1)).all():
        raise SpecificationError("the perceptron rule needs targets 0 and 1")
    extended = np.column_stack([rows, np.ones(len(rows))])
    w = np.zeros(extended.shape[1]) if start is None else numeric(start, lambda k: "start")
    if w.shape != (extended.shape[1],):
        raise SpecificationError(f"start needs {extended.shape[1]} numbers, the bias last")
    weights, wrong, when = [w], list[int](), list[int]()
    for epoch in range(1, whole(epochs, "epochs", 0, 10**6) + 1):
        before = len(wrong)
        for k, (row, target) in enumerate(zip(extended, targets, strict=True)):
            if (row @ w >= 0) != (target == 1):
                w = w + row if target == 1 else w - row
                weights.append(w)
                wrong.append(k)
                when.append(epoch)
        if len(wrong) == before:
            break
    right = bool((((extended @ w) >= 0) == (targets == 1)).all())
    labels = targets.astype(np.int64)
    return PerceptronTrace(rows, labels, np.array(weights), tuple(wrong), tuple(when), right)
