"""Whole weights for a threshold unit with real ones, computing the same on Boolean sources.

A trained unit's weights are reals, but its function of 0/1 sources only depends on which sums
reach the threshold. Up to 10 wires all rows are tried and the smallest scale is taken at which
rounded weights still separate them, or other weights by linear programming. Beyond, with gap g
between the nearest sums on both sides of the threshold and k wires of span s, rounding ``q w``
moves a sum by at most k s / 2, so any ``q > k s / g`` keeps the function. Where that takes more
than 32 bits, or of more than 20 wires, the numbers themselves are taken, times a power of two, if
their sums fit into 62 bits. Else 32 bits are kept, which moves a sum by less than k s 2^-33 of the
largest weight: there alone a row may be decided differently.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from math import ceil, inf, lcm

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.checks import as_float
from logicnet.network.one_unit.separation import separate
from logicnet.network.threshold_units import LARGEST_SUM

from .margins import Exact, nearest_sums

Floats = NDArray[np.float64]

_TRIED = 10  # wires up to which all rows are tried
_GAP = 20  # wires up to which the gap is computed
_BITS = 32
_TINY = float(np.finfo(float).tiny)


def whole_unit(
    weights: Floats, threshold: Exact, low: Floats, high: Floats
) -> tuple[list[int], int]:
    """Integer weights and threshold for sources that are `low` or `high` (whole numbers).

    >>> whole_unit(np.array([0.61, 0.58, -0.1]), 0.6, np.zeros(3), np.ones(3))
    ([11, 10, -2], 11)
    """
    largest = float(np.abs(weights).max(initial=0.0))
    if largest == 0.0:
        return [0] * len(weights), int(threshold > 0)
    exact = [Fraction(w) for w in weights.tolist()]
    ends = [(int(a), int(b)) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    base, top = (
        sum((pick(w * a, w * b) for w, (a, b) in zip(exact, ends, strict=True)), Fraction(0))
        for pick in (min, max)
    )
    if not base < threshold <= top:
        return _constant(np.rint(weights / largest), threshold <= base, low, high)
    if len(weights) <= _TRIED:
        found = _by_trying(weights, threshold, low, high, largest)
        if found is not None:
            return found
    most = 2.0**_BITS / largest
    if len(weights) <= _GAP:
        sizes = [abs(w) * (b - a) for w, (a, b) in zip(exact, ends, strict=True)]
        below, above = nearest_sums([v for v in sizes if v], Fraction(threshold) - base)
        scale = 1.01 * len(weights) * float((high - low).max()) / max(above - below, _TINY)
        if scale <= most:
            return _rounded(weights * scale, (float(base) + (above + below) / 2) * scale)
    return _scaled(exact, Fraction(threshold)) or _rounded(
        weights * most, as_float(threshold) * most
    )


def _constant(whole: Floats, fires: bool, low: Floats, high: Floats) -> tuple[list[int], int]:
    """A unit of these weights that always fires, or never does."""
    ends = np.stack([whole * low, whole * high])
    least, most = ends.min(axis=0).sum(), ends.max(axis=0).sum()
    return [int(w) for w in whole], int(least if fires else most + 1)


def _rounded(weights: Floats, threshold: float) -> tuple[list[int], int]:
    return [int(w) for w in np.rint(weights)], ceil(threshold)


def _scaled(weights: list[Fraction], threshold: Fraction) -> tuple[list[int], int] | None:
    """The same numbers times a power of two, where that makes them whole and not too large."""
    common = lcm(*(value.denominator for value in (*weights, threshold)))
    *whole, least = (int(value * common) for value in (*weights, threshold))
    return (whole, least) if sum(map(abs, whole)) + abs(least) < LARGEST_SUM // 2 else None


def _by_trying(
    weights: Floats, threshold: Exact, low: Floats, high: Floats, largest: float
) -> tuple[list[int], int] | None:
    rows = np.where(_patterns(len(weights)), high, low)
    fires = _fires(rows, weights, threshold)
    for scale in _scales():
        whole = np.rint(weights / largest * scale)
        sums = rows @ whole
        most = sums[~fires].max(initial=-inf)
        least = sums[fires].min(initial=inf)
        if most < least:
            return [int(w) for w in whole], int(least)
    with suppress(LimitError):  # their sizes differ too much to be rounded alike
        found = separate(rows[fires], rows[~fires], smallest=False)
        return None if found is None else (list(found.weights), found.threshold)
    return None


def _fires(rows: Floats, weights: Floats, threshold: Exact) -> NDArray[np.bool_]:
    """Which rows reach the threshold; sums that rounding could move across it are added exactly."""
    nearly = as_float(threshold)
    with np.errstate(over="ignore", invalid="ignore"):
        away = rows @ weights - nearly
    doubt = (len(weights) + 2) * np.finfo(float).eps * (np.abs(rows) @ np.abs(weights))
    doubt += 2 * np.finfo(float).eps * abs(nearly)
    fires = away >= 0
    for k in np.flatnonzero(~(np.abs(away) > doubt)):
        terms = zip(rows[k].tolist(), weights.tolist(), strict=True)
        fires[k] = sum((Fraction(w) * int(x) for x, w in terms), -Fraction(threshold)) >= 0
    return np.asarray(fires)


@lru_cache(maxsize=16)
def _patterns(k: int) -> NDArray[np.bool_]:
    return ((np.arange(1 << k)[:, None] >> np.arange(k)) & 1).astype(bool)


@lru_cache(maxsize=1)
def _scales() -> tuple[int, ...]:
    """1, 2, ... 64, then in steps of a quarter up to 2^40."""
    scales = list(range(1, 65))
    while scales[-1] < 1 << 40:
        scales.append(scales[-1] * 5 // 4)
    return tuple(scales)
