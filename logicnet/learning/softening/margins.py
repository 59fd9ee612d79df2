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
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, inf, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.checks import as_float
from logicnet.network.threshold_units import ThresholdUnits

Floats = NDArray[np.float64]
Exact = int | float | Fraction

_BITSET = 1 << 20  # largest literal sum for which all sums are listed, a bit each
_HALVES = 32  # largest fan-in for which two lists of half the wires are matched
_LEAST_SHARE = 2.0**-30  # of a unit's sums, the least margin where one side is empty
_EPS = float(np.finfo(float).eps)


@dataclass(frozen=True)
class Gaps:
    """Per unit the nearest sums on both sides of the threshold, as sums ``w.x``.

    `below` is -inf for a unit that always fires, `above` is inf for one that never fires.
    `geometric` marks units that read coordinates, whose sums come arbitrarily near; coordinates
    that are truth values are none of them.
    `base` is the least sum, `size` the difference between the largest and the least, and `doubt`
    what rounding can do to a sum, to the two nearest or to the centre, all of it together.
    """

    below: Floats
    above: Floats
    centre: Floats
    base: Floats
    size: Floats
    geometric: NDArray[np.bool_]
    doubt: Floats


def nearest_sums(weights: Sequence[Exact], threshold: Exact) -> tuple[float, float]:
    """The largest subset sum of positive `weights` below `threshold`, the smallest from it on.

    No sum is rounded. Of more than 32 weights, large or real, multiples of their common divisor
    on both sides of the threshold are returned, between which no sum lies either.

    >>> nearest_sums([2, 2, 5], 6)
    (5.0, 7.0)
    >>> nearest_sums([1, 1], 3)
    (2.0, inf)
    """
    if threshold <= 0:
        return -inf, 0.0
    ratios = [value.as_integer_ratio() for value in (*weights, threshold)]
    common = lcm(*(below for _, below in ratios))
    *whole, target = (above * (common // below) for above, below in ratios)
    if target > sum(whole):
        return as_float(Fraction(sum(whole), common)), inf
    unit = gcd(*whole)
    below, above = _nearest([v // unit for v in whole], -(-target // unit))
    return as_float(Fraction(below * unit, common)), as_float(Fraction(above * unit, common))


def _nearest(weights: list[int], t: int) -> tuple[int, int]:
    """The nearest sums of whole numbers, or bounds that all sums keep to."""
    largest = sum(weights)
    if largest <= _BITSET:
        return _listed(weights, t)
    if len(weights) <= _HALVES:
        return _halved(weights, t, np.int64 if largest < 1 << 62 else object)
    return t - 1, t  # every sum is a whole number


def _listed(weights: list[int], t: int) -> tuple[int, int]:
    sums = 1
    for v in weights:
        sums |= sums << v
    rest = sums >> t
    return (sums & ((1 << t) - 1)).bit_length() - 1, t + (rest & -rest).bit_length() - 1


def _halved(weights: list[int], t: int, kind: Any) -> tuple[int, int]:
    left, right = (_subset_sums(part, kind) for part in (weights[::2], weights[1::2]))
    place = np.searchsorted(right, t - left, side="left")
    some, more = place > 0, place < len(right)
    below = left[some] + right[place[some] - 1]
    above = left[more] + right[place[more]]
    return int(below.max()), int(above.min())


def _subset_sums(weights: list[int], kind: Any) -> NDArray[Any]:
    sums = np.zeros(1, dtype=kind)
    for v in weights:
        sums = np.concatenate([sums, sums + v])
    return np.sort(sums)


@np.errstate(over="ignore", invalid="ignore")  # what is too large for a float has no gap
def literal_sizes(network: ThresholdUnits) -> tuple[Floats, Floats]:
    """Per wire the size v of its literal, and per unit the least sum."""
    n, w = len(network.inputs), network.weights.astype(np.float64)
    outer = network.indices < n
    bipolar = outer & (network.encoding == "bipolar")
    low = np.where(bipolar, -np.abs(w), np.minimum(w, 0.0))
    size = np.where(bipolar, 2 * np.abs(w), np.abs(w))
    if network.encoding == "real":
        outer &= units_of_numbers(network)[network.unit_of]
        low, size = np.where(outer, 0.0, low), np.where(outer, 0.0, size)
    return size, _per_unit(network, low)


def units_of_numbers(network: ThresholdUnits) -> NDArray[np.bool_]:
    """Which units read coordinates that may be any number, not truth values and units alone.

    >>> from logicnet.network.network import Network
    >>> units = [([0], [1.0], 60.0), ([1, 2], [1, 1], 2)]
    >>> net = Network.from_units(["age", "ill"], units, encoding="real", booleans=["ill"])
    >>> units_of_numbers(net).tolist()
    [True, False]
    """
    number = np.full(len(network.inputs), network.encoding == "real")
    number[[network.inputs.index(name) for name in network.booleans]] = False
    if network.centre is not None:
        number |= network.centre != 0
    if network.scale is not None:
        number |= network.scale != 1
    number &= network.encoding == "real"
    kind = np.concatenate([number, np.zeros(network.units, dtype=bool)])
    return _per_unit(network, kind[network.indices].astype(np.float64)) > 0


def _per_unit(network: ThresholdUnits, values: Floats) -> Floats:
    unit_of = network.unit_of
    return np.bincount(unit_of, values, minlength=network.units).astype(np.float64)


@np.errstate(over="ignore", invalid="ignore")
def unit_gaps(network: ThresholdUnits) -> Gaps:
    """The gap of every unit, from its possible sums.

    >>> from logicnet.network.network import Network
    >>> gaps = unit_gaps(Network.from_units(["a", "b"], [([0, 1], [2, -2], 1)]))
    >>> float(gaps.below[0]), float(gaps.above[0]), float(gaps.centre[0])
    (0.0, 2.0, 1.0)
    """
    size, base = literal_sizes(network)
    threshold = network.thresholds.astype(np.float64)
    geometric = units_of_numbers(network)
    total = _per_unit(network, size)
    below, above = _unit_sized(network, size, total, np.ceil(threshold) - base)
    below, above = below + base, above + base
    known: dict[tuple[Any, ...], tuple[float, float]] = {}
    for j in np.flatnonzero(np.isnan(below) & ~geometric):
        sizes, least = _literals(network, int(j))
        target = _exact(network.thresholds[j].item()) - least
        key = (target, least, *sizes)
        if key not in known:
            below_it, from_it = nearest_sums(sizes, target)
            known[key] = below_it + as_float(least), from_it + as_float(least)
        below[j], above[j] = known[key]
    below[geometric] = above[geometric] = threshold[geometric]
    reach = np.abs(base) + total + np.abs(threshold)
    centre = _centres(below, above, threshold, reach)
    gaps = Gaps(below, above, centre, base, total, geometric, doubt=np.zeros(network.units))
    return around(gaps, network, centre)


def around(gaps: Gaps, network: ThresholdUnits, centre: Floats) -> Gaps:
    """The same gaps, with the units' centres where they are given."""
    reach = np.abs(gaps.base) + gaps.size + np.abs(network.thresholds.astype(np.float64))
    doubt = (np.diff(network.indptr) + 8) * _EPS * (reach + np.abs(centre))
    return replace(gaps, centre=centre, doubt=doubt)


def _literals(network: ThresholdUnits, unit: int) -> tuple[list[Exact], Exact]:
    """The sizes of a unit's literals, sorted, and its least sum, nothing rounded."""
    sources, weights = network.wires_of(unit)
    sizes: list[Exact] = []
    least: Exact = 0
    for source, value in zip(sources.tolist(), weights.tolist(), strict=True):
        size = _exact(abs(value))
        if network.encoding == "bipolar" and source < len(network.inputs):
            sizes.append(2 * size)
            least -= size
        else:
            sizes.append(size)
            least -= size if value < 0 else 0
    return sorted(sizes), least


def _exact(value: int | float) -> Exact:
    return value if isinstance(value, int) else Fraction(value)


def _unit_sized(
    network: ThresholdUnits, size: Floats, total: Floats, target: Floats
) -> tuple[Floats, Floats]:
    """The nearest literal sums of units whose weights are all 1 or -1 and literals of size 1,
    for whole targets; nan for the other units."""
    other = (size != 1.0) | (np.abs(network.weights) != 1)
    plain = _per_unit(network, other.astype(np.float64)) == 0
    below = np.where(target <= 0, -inf, np.minimum(target - 1, total))
    above = np.where(target > total, inf, np.maximum(target, 0.0))
    return np.where(plain, below, np.nan), np.where(plain, above, np.nan)


def _centres(below: Floats, above: Floats, threshold: Floats, reach: Floats) -> Floats:
    """Half-way between the nearest sums; at least 1/2 from them where one side is empty."""
    always, never = np.isinf(below), np.isinf(above)
    centre = np.empty_like(threshold)
    both = ~(always | never)
    centre[both] = (below[both] + above[both]) / 2
    room = np.maximum(0.5, _LEAST_SHARE * reach)
    centre[always] = (np.minimum(threshold, above) - room)[always]
    centre[never] = np.maximum(threshold - 0.5, below + room)[never]
    return centre
