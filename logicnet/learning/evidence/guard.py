"""Whether a stated rule stays: unless its errors are improbable, or what a pool gains is not.

A user who states a rule trusts it to be right nine times in ten. If it makes no more errors on the
rows than that, by the binomial distribution, and the pool is not better on rows held out, by two
standard errors of the log-loss with no more errors, nothing speaks against the rule. From 50 rows
on half a standard error will do: that was best in the mean, and lost no more against a right rule,
on random rules of four terms of which one is missing or too wide, and on scikit-learn's sets.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .pool import beyond_chance

Floats = NDArray[np.float64]

_TRUST, _IMPROBABLE = 0.9, 0.05
_STANDARD_ERRORS, _OF_MANY, _ENOUGH = 2.0, 0.5, 50  # the second from so many rows on


class Judgement(NamedTuple):
    """Whether the rule is kept, and why."""

    kept: bool
    why: str


def chance_of_errors(errors: float, rows: float, trust: float = _TRUST) -> float:
    """The chance of so many errors or more in so many rows, of a rule that is right so often.

    >>> round(chance_of_errors(1, 2), 4)
    0.19
    """
    from scipy.special import betainc

    if errors <= 0:
        return 1.0
    return float(betainc(errors, max(rows - errors, 0) + 1, 1 - trust))


def judged(errors: float, rows: float, pooled: float, gains: Floats, weights: Floats) -> Judgement:
    """What is to be done with a rule of so many errors in so many rows.

    `pooled` are the errors of the pool on rows held out, `gains` what it gains in log-loss on each.
    """
    chance = chance_of_errors(errors, rows)
    said = f"{errors:.6g} of {rows:.6g} rows speak against the rule"
    if chance < _IMPROBABLE:
        return Judgement(False, f"{said}, which chance explains with a probability of {chance:.2g}")
    errors_of_gain = _STANDARD_ERRORS if rows < _ENOUGH else _OF_MANY
    if 0 < errors >= pooled and beyond_chance(gains, weights, errors_of_gain):
        return Judgement(False, f"{said}, and the pool is better on held-out rows beyond chance")
    return Judgement(True, f"{said}, and nothing is better on held-out rows beyond chance")
