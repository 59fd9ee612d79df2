"""Whole weights for a threshold unit with real ones, computing the same on Boolean sources.

A trained unit's weights are reals, but its function of 0/1 sources only depends on which sums
reach the threshold. Up to 10 wires all rows are tried and the smallest scale is taken at which
rounded weights still separate them. Beyond, with gap g between the nearest sums on both sides
of the threshold and k wires of span s, rounding ``q w`` moves a sum by at most k s / 2, so any
``q > k s / g`` keeps the function. Where no gap is known, 32 bits are kept, which moves a sum
by less than k s 2^-33 of the largest weight.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray

from .margins import nearest_sums

Floats = NDArray[np.float64]

_TRIED = 10  # wires up to which all rows are tried
_GAP = 20  # wires up to which the gap is computed
_BITS = 32


def whole_unit(
    weights: Floats, threshold: float, low: Floats, high: Floats
) -> tuple[list[int], int]:
    """Integer weights and threshold for sources that are `low` or `high` (whole numbers).

    >>> whole_unit(np.array([0.61, 0.58, -0.1]), 0.6, np.zeros(3), np.ones(3))
    ([11, 10, -2], 11)
    """
    largest = float(np.abs(weights).max(initial=0.0))
    if largest == 0.0:
        return [0] * len(weights), int(threshold > 0)
    if len(weights) <= _TRIED:
        found = _by_trying(weights, threshold, low, high, largest)
        if found is not None:
            return found
    span = high - low
    scale = 2.0**_BITS / largest
    centre = threshold
    if len(weights) <= _GAP:
        base = float(np.where(weights > 0, weights * low, weights * high).sum())
        sizes = np.abs(weights) * span
        below, above = nearest_sums(sizes[sizes > 0].tolist(), threshold - base)
        gap = above - below
        if 0 < gap < inf:
            scale = min(scale, 1.01 * len(weights) * float(span.max()) / gap)
            centre = base + (above + below) / 2
    return [int(w) for w in np.rint(weights * scale)], ceil(centre * scale)


def _by_trying(
    weights: Floats, threshold: float, low: Floats, high: Floats, largest: float
) -> tuple[list[int], int] | None:
    rows = np.where(_patterns(len(weights)), high, low)
    fires = rows @ weights >= threshold
    for scale in _scales():
        whole = np.rint(weights * (scale / largest))
        sums = rows @ whole
        most = sums[~fires].max(initial=-inf)
        least = sums[fires].min(initial=inf)
        if most < least:
            return [int(w) for w in whole], int(least if least < inf else most + 1)
    return None


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
