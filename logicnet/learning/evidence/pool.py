"""One log-odds of several: a log-linear pool, whose weights are fitted to rows left out.

The weights are at least 0 and cost what they differ from those that the parts have before any
evidence; so few rows leave a rule alone, and many choose among rule, data and both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.html import sentence

from .linear import shares

Floats = NDArray[np.float64]

_PENALTY = 4.0  # on the squares of the differences, against the log-likelihood of the rows
_LEAST = 0.05  # weights below it are none
_WIDEST = 0.5  # standard error of a share: no share spreads more


@dataclass(frozen=True)
class HeldOut:
    """What parts say of rows that they were not fitted to: log-odds, parts by rows by outputs."""

    scores: Floats
    codes: NDArray[np.int64]
    weights: Floats
    folds: NDArray[np.int64]


def pool_weights(
    scores: Floats, codes: NDArray[np.int64], weights: Floats, before: Floats
) -> Floats:
    """The weight of each part."""
    from scipy.optimize import minimize

    norm = max(float(weights.sum()), 1.0)
    rows = np.arange(len(codes))

    def loss(theta: Floats) -> tuple[float, Floats]:
        total = np.tensordot(theta, scores, 1)
        p = shares(total)
        found = -float((weights * np.log(np.maximum(p[rows, codes], 1e-300))).sum())
        error = p * weights[:, None]
        error[rows, codes] -= weights
        error = error[:, 1:] if total.shape[1] == 1 else error
        slope = np.tensordot(scores, error, 2) + _PENALTY * (theta - before)
        return (found + 0.5 * _PENALTY * float(((theta - before) ** 2).sum())) / norm, slope / norm

    limits = [(0.0, None)] * len(before)
    found = minimize(loss, before, jac=True, method="L-BFGS-B", bounds=limits).x
    return np.where(found < _LEAST, 0.0, found)


def pooled_held_out(held: HeldOut, before: Floats) -> Floats:
    """The pool's log-odds of each row, its weights fitted to the other folds."""
    total = np.zeros(held.scores.shape[1:])
    for fold in np.unique(held.folds):
        out = held.folds == fold
        rest = ~out
        weights = pool_weights(held.scores[:, rest], held.codes[rest], held.weights[rest], before)
        total[out] = np.tensordot(weights, held.scores[:, out], 1)
    return total


@dataclass(frozen=True)
class CrossValidated:
    """Of rows held out: the share of errors with its standard error, and the mean log-loss."""

    error: float
    standard_error: float
    log_loss: float

    def __str__(self) -> str:
        return f"{self.error:.1%} ± {self.standard_error:.1%}"

    def _repr_html_(self) -> str:
        return sentence("CrossValidated", f"{self}, log-loss {self.log_loss:.3g}")


def losses(total: Floats, codes: NDArray[np.int64]) -> Floats:
    """The log-loss of each row."""
    p = shares(total)[np.arange(len(codes)), codes]
    return np.asarray(-np.log(np.maximum(p, 1e-12)))


def decided(total: Floats) -> NDArray[np.int64]:
    """The class that log-odds choose; the first of several that are as great."""
    if total.shape[1] == 1:
        return (total[:, 0] > 0).astype(np.int64)
    return np.asarray(total.argmax(axis=1))


def held_error(total: Floats, codes: NDArray[np.int64], weights: Floats) -> CrossValidated:
    """How log-odds do on rows that were held out."""
    mass = float(weights.sum())
    wrong = (decided(total) != codes).astype(np.float64)
    log_loss = float(weights @ losses(total, codes)) / mass
    return stated_error(float(weights @ wrong), mass, log_loss)


def stated_error(wrong: float, mass: float, log_loss: float) -> CrossValidated:
    """The share of so many errors, with its standard error, of which none is no certainty."""
    error = wrong / mass
    spread = np.sqrt((error * (1 - error) + 1 / (4 * mass)) / mass)
    return CrossValidated(error, float(min(spread, _WIDEST)), log_loss)


def beyond_chance(gains: Floats, weights: Floats, errors: float) -> bool:
    """Whether the mean of the gains is above so many of its standard errors."""
    mass = float(weights.sum())
    mean = float(weights @ gains) / mass
    variance = float(weights @ (gains - mean) ** 2) / max(mass - 1, 1)
    return bool(mean > errors * np.sqrt(variance / mass) and mean > 0)
