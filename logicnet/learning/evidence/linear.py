"""Linear parts: naive Bayes with what each row adds taken out, and a ridge of unequal penalties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

_SMOOTHING = 1.0  # rows added to each count
_MOST_STEPS = 200


@dataclass(frozen=True)
class Linear:
    """A weight for each column and output, and a constant for each output."""

    weights: Floats
    constants: Floats

    def add_to(self, total: Floats, bits: Bits) -> None:
        """Add the weighted sums, rows by outputs, to `total`."""
        total += bits @ self.weights + self.constants


def naive_bayes(bits: Bits, classes: Floats, weights: Floats) -> tuple[Linear, Floats]:
    """Log-odds by independent columns, and those of each row by all rows but itself.

    `classes` are 0/1, rows by classes. Of two classes there is one output, the second's odds.
    """
    mass = classes * weights[:, None]
    count, ones = mass.sum(axis=0), mass.T @ bits
    linear = _bayes(count, ones)
    # Without a row only its own class changes: by row, that class's counts less its weight.
    own = classes.argmax(axis=1)
    out = np.minimum(weights, 1.0)
    left = np.maximum(ones[own] - out[:, None] * bits, 0.0)
    rest = np.maximum(count[own] - out, 0.0)
    yes = np.log(left + _SMOOTHING)
    no = np.log(np.maximum(rest[:, None] - left, 0.0) + _SMOOTHING)
    part = np.where(bits > 0, yes, no).sum(axis=1)
    part += np.log(rest + _SMOOTHING) - bits.shape[1] * np.log(rest + 2 * _SMOOTHING)
    each = bits @ linear[0] + linear[1]
    each[np.arange(len(own)), own] = part
    return _ended(*linear), differences(each)


def _bayes(count: Floats, ones: Floats) -> tuple[Floats, Floats]:
    total = np.log(count + 2 * _SMOOTHING)
    yes = np.log(ones + _SMOOTHING)
    no = np.log(count[:, None] - ones + _SMOOTHING)
    constants = (no - total[:, None]).sum(axis=1) + np.log(count + _SMOOTHING)
    return (yes - no).T, constants


def _ended(weights: Floats, constants: Floats) -> Linear:
    return Linear(differences(weights), differences(constants[None])[0])


def differences(each: Floats) -> Floats:
    """Of two classes the second's odds; of more the logarithms, less their mean."""
    if each.shape[1] == 2:
        return np.asarray(each[:, 1:] - each[:, :1])
    return np.asarray(each - each.mean(axis=1, keepdims=True))


def shares(total: Floats) -> Floats:
    """The probabilities of all classes by log-odds of one output, or of one a class."""
    if total.shape[1] == 1:
        second = 1 / (1 + np.exp(-np.clip(total, -500, 500)))
        return np.concatenate([1 - second, second], axis=1)
    high = np.exp(total - total.max(axis=1, keepdims=True))
    return np.asarray(high / high.sum(axis=1, keepdims=True))


def ridge(
    bits: Bits, targets: Floats, weights: Floats, penalties: Floats, start: Linear | None = None
) -> Linear:
    """The linear log-odds of least loss plus half of penalty times square for each weight.

    One output is logistic, several are a softmax.
    """
    from scipy.optimize import minimize

    columns, outputs = bits.shape[1], targets.shape[1]
    scale = 1 / np.sqrt(penalties)
    data = bits * scale
    mass = weights[:, None] * targets
    norm = max(float(weights.sum()), 1.0)

    def loss(flat: Floats) -> tuple[float, Floats]:
        theta = flat.reshape(columns + 1, outputs)
        total = data @ theta[1:] + theta[0]
        p = shares(total)[:, 1:] if outputs == 1 else shares(total)
        if outputs == 1:
            found = float((weights[:, None] * np.logaddexp(0, total) - mass * total).sum())
        else:
            found = -float((mass * np.log(np.maximum(p, 1e-300))).sum())
        error = weights[:, None] * p - mass
        slope = np.concatenate([error.sum(axis=0)[None], data.T @ error + theta[1:]])
        return (found + 0.5 * float((theta[1:] ** 2).sum())) / norm, slope.ravel() / norm

    first = np.zeros((columns + 1, outputs))
    if start is not None:
        first[0], first[1:] = start.constants, start.weights / scale[:, None]
    options = {"maxiter": _MOST_STEPS, "gtol": 1e-5}
    found = minimize(loss, first.ravel(), jac=True, method="L-BFGS-B", options=options).x
    theta = found.reshape(columns + 1, outputs)
    return Linear(theta[1:] * scale[:, None], theta[0])
