"""How far the sums of a threshold unit stay away from its threshold, and what errors do to that.

A unit with weights w and threshold t splits its possible sums into those below t and those
at or above it. The largest sum below and the smallest sum above are its *gap*; the centre of
the smooth unit is put half-way, and half the gap is the margin. For integer weights whose sums
t-1 and t both occur the centre is t - 1/2.

In a wire with weight w and source x the *literal* y is x for w > 0 and 1-x for w < 0; with
v = |w| the sum is ``sum v y`` minus a constant, so every unit becomes a monotone one. The
functions below work on these literal sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, gcd, inf
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from ..network import Network

Floats = NDArray[np.float64]

_BITSET = 1 << 20  # largest literal sum for which all sums are listed, a bit each
_HALVES = 32  # largest fan-in for which two lists of half the wires are matched


@dataclass(frozen=True)
class Gaps:
    """Per unit the nearest sums on both sides of the threshold, as sums ``w.x``.

    `below` is -inf for a unit that always fires, `above` is inf for one that never fires.
    `geometric` marks units that read coordinates, whose sums come arbitrarily near.
    `base` is the least sum, `size` the difference between the largest and the least.
    """

    below: Floats
    above: Floats
    centre: Floats
    base: Floats
    size: Floats
    geometric: NDArray[np.bool_]


def nearest_sums(weights: Sequence[float], threshold: float) -> tuple[float, float]:
    """The largest subset sum of positive `weights` below `threshold`, the smallest from it on.

    >>> nearest_sums([2, 2, 5], 6)
    (5.0, 7.0)
    >>> nearest_sums([1, 1], 3)
    (2.0, inf)
    """
    total = sum(weights)
    if threshold <= 0:
        return -inf, 0.0
    if threshold > total:
        return float(total), inf
    if all(float(v).is_integer() for v in weights):
        return _nearest_whole([int(v) for v in weights], ceil(threshold))
    if len(weights) <= _HALVES:
        return _nearest_halves(np.asarray(weights, dtype=np.float64), threshold)
    return float(threshold), float(threshold)  # no gap is known


def _nearest_whole(weights: list[int], threshold: int) -> tuple[float, float]:
    unit = gcd(*weights)
    reduced, t = [v // unit for v in weights], -(-threshold // unit)
    if sum(reduced) > _BITSET:
        if len(weights) <= _HALVES:
            return _nearest_halves(np.asarray(weights, dtype=np.float64), threshold)
        return float((t - 1) * unit), float(t * unit)  # sums are multiples of the divisor
    sums = 1
    for v in reduced:
        sums |= sums << v
    below = (sums & ((1 << t) - 1)).bit_length() - 1
    rest = sums >> t
    above = t + (rest & -rest).bit_length() - 1
    return float(below * unit), float(above * unit)


def _subset_sums(weights: Floats) -> Floats:
    sums = np.zeros(1)
    for v in weights:
        sums = np.concatenate([sums, sums + v])
    return np.sort(sums)


def _nearest_halves(weights: Floats, threshold: float) -> tuple[float, float]:
    half = len(weights) // 2
    left, right = _subset_sums(weights[:half]), _subset_sums(weights[half:])
    place = np.searchsorted(right, threshold - left, side="left")
    some, more = place > 0, place < len(right)
    below = float((left[some] + right[place[some] - 1]).max(initial=-inf))
    above = float((left[more] + right[place[more]]).min(initial=inf))
    size = float(weights.sum()) + abs(threshold)
    doubt = 4 * len(weights) * np.finfo(float).eps * size
    if min(threshold - below, above - threshold) <= doubt and not _adds_exactly(weights, threshold):
        return float(threshold), float(threshold)  # rounding decides on which side a sum is
    return below, above


def _adds_exactly(weights: Floats, threshold: float) -> bool:
    """Whether all are multiples of a power of two so large that no sum is rounded."""
    numbers = np.append(weights, threshold)
    for unit in (1.0, 2.0**-10, 2.0**-20, 2.0**-40):
        if (numbers / unit == np.rint(numbers / unit)).all():
            return bool(np.abs(numbers / unit).sum() < 2.0**53)
    return False


def literal_sizes(network: Network) -> tuple[Floats, Floats]:
    """Per wire the size v of its literal, and per unit the least sum."""
    n, w = len(network.inputs), network.weights.astype(np.float64)
    outer = network.indices < n
    bipolar = outer & (network.encoding == "bipolar")
    low = np.where(bipolar, -np.abs(w), np.minimum(w, 0.0))
    size = np.where(bipolar, 2 * np.abs(w), np.abs(w))
    if network.encoding == "real":
        low, size = np.where(outer, 0.0, low), np.where(outer, 0.0, size)
    return size, _per_unit(network, low)


def _per_unit(network: Network, values: Floats) -> Floats:
    unit_of = np.repeat(np.arange(network.units), np.diff(network.indptr))
    return np.bincount(unit_of, values, minlength=network.units).astype(np.float64)


def unit_gaps(network: Network) -> Gaps:
    """The gap of every unit, from its possible sums.

    >>> from logicnet.network import Network
    >>> gaps = unit_gaps(Network.from_units(["a", "b"], [([0, 1], [2, -2], 1)]))
    >>> float(gaps.below[0]), float(gaps.above[0]), float(gaps.centre[0])
    (0.0, 2.0, 1.0)
    """
    size, base = literal_sizes(network)
    threshold = network.thresholds.astype(np.float64)
    outer = (network.indices < len(network.inputs)) & (network.encoding == "real")
    geometric = _per_unit(network, outer.astype(np.float64)) > 0
    total, target = _per_unit(network, size), threshold - base
    below, above = _unit_sized(network, size, total, target)
    known: dict[tuple[Any, ...], tuple[float, float]] = {}
    for j in np.flatnonzero(np.isnan(below) & ~geometric):
        values = np.sort(size[network.indptr[j] : network.indptr[j + 1]])
        key = (target[j], values.tobytes())
        if key not in known:
            known[key] = nearest_sums(values.tolist(), float(target[j]))
        below[j], above[j] = known[key]
    below, above = below + base, above + base
    below[geometric] = above[geometric] = threshold[geometric]
    return Gaps(below, above, _centres(below, above, threshold), base, total, geometric)


def _unit_sized(
    network: Network, size: Floats, total: Floats, target: Floats
) -> tuple[Floats, Floats]:
    """The nearest literal sums of units whose literals all have size 1; nan for the others."""
    plain = _per_unit(network, (size != 1.0).astype(np.float64)) == 0
    above = np.ceil(target)
    below = np.where(target <= 0, -inf, np.minimum(above - 1, total))
    above = np.where(above > total, inf, np.maximum(above, 0.0))
    return np.where(plain, below, np.nan), np.where(plain, above, np.nan)


def _centres(below: Floats, above: Floats, threshold: Floats) -> Floats:
    """Half-way between the nearest sums; at least 1/2 from them where one side is empty."""
    always, never = np.isinf(below), np.isinf(above)
    centre = np.empty_like(threshold)
    both = ~(always | never)
    centre[both] = (below[both] + above[both]) / 2
    centre[always] = np.minimum(threshold, above)[always] - 0.5
    centre[never] = np.maximum(threshold - 0.5, below + 0.5)[never]
    return centre
