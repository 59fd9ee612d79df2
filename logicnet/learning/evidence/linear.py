"""Linear parts: naive Bayes with what each row adds taken out, and a ridge of unequal penalties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import tree_kernel
from .trees import SparseBits

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

_SMOOTHING = 1.0  # rows added to each count
_MOST_STEPS, _FLAT = 100, 1e-4


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


def ridge(data: SparseBits, targets: Floats, weights: Floats, penalties: Floats) -> Linear:
    """The linear log-odds of least loss plus half of penalty times square for each weight.

    One output is logistic, several are a softmax.
    """
    from scipy.optimize import minimize

    kept = np.flatnonzero(weights > 0)
    mass, wanted = weights[kept], weights[kept, None] * targets[kept]
    columns, outputs = data.bits.shape[1], targets.shape[1]
    scale = 1 / np.sqrt(penalties)[:, None]
    norm = max(float(mass.sum()), 1.0)
    total = np.empty((len(kept), outputs))
    every = np.zeros((len(data.bits), outputs))
    sums = np.empty((columns, outputs))
    lists = data.indptr, data.entries, data.nested, kept

    def loss(flat: Floats) -> tuple[float, Floats]:
        theta = flat.reshape(columns + 1, outputs)
        tree_kernel.weighed(*lists, scale * theta[1:], total)
        found, error = _log_loss(total + theta[0], wanted, mass)
        every[kept] = error
        tree_kernel.summed(*lists, 0, len(kept), every, sums)
        slope = np.concatenate([error.sum(axis=0)[None], scale * sums + theta[1:]])
        return (found + 0.5 * float((theta[1:] ** 2).sum())) / norm, slope.ravel() / norm

    first = np.zeros((columns + 1) * outputs)
    options = {"maxiter": _MOST_STEPS, "gtol": _FLAT}
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options=options).x
    theta = found.reshape(columns + 1, outputs)
    return Linear(theta[1:] * scale, theta[0])


def _log_loss(total: Floats, wanted: Floats, mass: Floats) -> tuple[float, Floats]:
    """The log-loss of rows by log-odds, and its slope by row and output."""
    p = shares(total)
    if total.shape[1] == 1:
        found = float(mass @ np.logaddexp(0, total)[:, 0] - (wanted * total).sum())
        return found, mass[:, None] * p[:, 1:] - wanted
    return -float((wanted * np.log(np.maximum(p, 1e-300))).sum()), mass[:, None] * p - wanted
