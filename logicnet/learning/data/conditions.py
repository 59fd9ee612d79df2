"""Thresholds of numeric columns, chosen from data, and how rules write them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.logic.language import spelled

Floats = NDArray[np.float64]
_POWERS = 300  # of ten that floats hold


def condition(name: str, cut: float) -> str:
    """The condition as rules write it.

    >>> condition("blood pressure", 140.0)
    '`blood pressure` >= 140'
    """
    return f"{spelled(name)} >= {int(cut) if cut == int(cut) else repr(cut)}"


def thresholds(
    values: Floats, count: int, strategy: str, classes: NDArray[np.int64] | None,
    weights: Floats | None = None,
) -> Floats:  # fmt: skip
    """At most `count` thresholds between the values, in order; quantiles are of `weights`.

    >>> thresholds(np.array([1.0, 2.0, 3.0, 4.0]), 1, "quantile", None).tolist()
    [3.0]
    """
    distinct = np.unique(values)
    if len(distinct) < 2:
        return np.zeros(0)
    if strategy == "entropy" and classes is not None:
        places = _by_entropy(values, classes, distinct, count)
    elif len(distinct) <= count + 1:
        places = np.arange(1, len(distinct))
    else:
        shares = np.arange(1, count + 1) / (count + 1)
        if weights is not None and strategy == "quantile":
            mass = np.bincount(np.searchsorted(distinct, values), weights=weights)
            share = np.cumsum(mass) / mass.sum()
            wanted = distinct[np.searchsorted(share, shares - 1e-12)]
        elif strategy == "uniform":
            wanted = distinct[0] * (1 - shares) + distinct[-1] * shares
        else:
            wanted = np.quantile(values, shares)
        places = np.unique(np.clip(np.searchsorted(distinct, wanted), 1, len(distinct) - 1))
    return np.array([_between(distinct[k - 1], distinct[k]) for k in places.tolist()])


def _between(low: float, high: float) -> float:
    """The roundest number above `low` and at most `high`, near their middle.

    >>> _between(40, 66), _between(64, 65), _between(0.11, 0.13)
    (50.0, 65.0, 0.12)
    """
    middle, half = low / 2 + high / 2, high / 2 - low / 2
    first = int(np.floor(np.log10(half) + np.log10(2))) if half > 0 else 0
    for power in range(first, first - 4, -1):
        nearest = round(middle / 10.0**power) if abs(power) < _POWERS else 0
        for whole in (nearest, nearest + 1, nearest - 1):
            short = float(f"{whole}e{power}")
            if low < short <= high:
                return short
    return float(high)


def _by_entropy(
    values: Floats, classes: NDArray[np.int64], distinct: Floats, count: int
) -> NDArray[np.int64]:
    """Places between distinct values, one after another where the entropy falls most."""
    kinds = int(classes.max()) + 1
    rank = np.searchsorted(distinct, values)
    table = np.zeros((len(distinct), kinds))
    np.add.at(table, (rank, classes), 1)
    before = np.concatenate([np.zeros((1, kinds)), np.cumsum(table, axis=0)])
    chosen: list[int] = [0, len(distinct)]
    for _ in range(count):
        best, gain = 0, 1e-9
        for a, b in pairwise(chosen):
            if b - a < 2:
                continue
            inner = np.arange(a + 1, b)
            left, right = before[inner] - before[a], before[b] - before[inner]
            gains = _bits(before[b] - before[a]) - _bits(left) - _bits(right)
            k = int(np.argmax(gains))
            if gains[k] > gain:
                best, gain = int(inner[k]), float(gains[k])
        if not best:
            break
        chosen = sorted([*chosen, best])
    return np.array(chosen[1:-1], dtype=np.int64)


def _bits(counts: Floats) -> Any:
    """The entropy of counts, times their sum."""
    total = counts.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(counts > 0, counts * np.log(counts), 0).sum(axis=-1)
        whole_part = np.where(total > 0, total * np.log(total), 0)
    return whole_part - parts
