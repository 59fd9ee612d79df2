"""The sums of threshold units in whole numbers, so that no way of adding them up rounds.

A binary float is a whole number times a power of two. The weights of a unit are therefore whole
multiples of one number q, and with inputs of 0 and 1 its sums are as well: ``w.x >= t`` says that
the whole number ``(w/q).x`` is at least t/q, rounded up. Inputs of -1 and +1 are 2x - 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from math import ceil, gcd, inf, nextafter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.bits import frozen
from logicnet.ground.running.kept import kept

from .threshold_units import LARGEST_SUM, ThresholdUnits


class Sums(NamedTuple):
    """Units that read 0 and 1, by whole numbers: int64 where no sum can leave 64 bits."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    weights: NDArray[Any]
    thresholds: NDArray[Any]

    @property
    def fit_words(self) -> bool:
        """Whether no sum leaves the 64 bits of a machine word."""
        return self.weights.dtype.kind == "i"


def whole_sums(network: ThresholdUnits) -> Sums:
    """The units of a Boolean network, with whole weights and thresholds for inputs of 0 and 1.

    >>> from logicnet.network.network import Network
    >>> sums = whole_sums(Network.from_units(["a", "b"], [([0, 1], [0.5, 0.75], 0.6)]))
    >>> sums.weights.tolist(), sums.thresholds.tolist()
    ([2, 3], [3])
    """
    if network.encoding == "binary" and network.weights.dtype.kind == "i":
        return Sums(network.indptr, network.indices, network.weights, network.thresholds)
    return _converted(network)


@kept
def _converted(network: ThresholdUnits) -> Sums:
    doubled = network.indices < (len(network.inputs) if network.encoding == "bipolar" else 0)
    weights: list[int] = []
    thresholds: list[int] = []
    largest = 0
    for j in range(network.units):
        part = slice(network.indptr[j], network.indptr[j + 1])
        whole, threshold = whole_unit(
            network.weights[part].tolist(), network.thresholds[j].item(), doubled[part].tolist()
        )
        weights += whole
        thresholds.append(threshold)
        largest = max(largest, abs(threshold) + sum(map(abs, whole)))
    dtype = np.int64 if largest < LARGEST_SUM else object
    numbers = (frozen(np.array(values, dtype)) for values in (weights, thresholds))
    return Sums(network.indptr, network.indices, *numbers)


def whole_unit(
    weights: list[float], threshold: float, doubled: Sequence[bool]
) -> tuple[list[int], int]:
    """Whole weights and threshold of one unit for 0/1; those that read -1/+1 are `doubled`."""
    whole, unit = _over_unit(weights)
    least = Fraction(threshold) / unit
    least += sum(w for w, twice in zip(whole, doubled, strict=True) if twice)
    whole = [2 * w if twice else w for w, twice in zip(whole, doubled, strict=True)]
    common = gcd(*whole) or 1
    whole = [w // common for w in whole]
    lowest, highest = sum(w for w in whole if w < 0), sum(w for w in whole if w > 0)
    return whole, min(max(ceil(least / common), lowest), highest + 1)


def _over_unit(weights: list[float]) -> tuple[list[int], Fraction]:
    """Whole numbers without a common divisor, and what each of them is multiplied by."""
    ratios = [w.as_integer_ratio() for w in weights]
    scale = max((q for _, q in ratios), default=1)  # powers of two
    whole = [p * (scale // q) for p, q in ratios]
    common = gcd(*whole) or 1
    return [w // common for w in whole], Fraction(common, scale)


# The other encoding --------------------------------------------------------------------------


def recoded(net: ThresholdUnits) -> dict[str, Any]:
    """Weights and thresholds of `net` in the other of the two Boolean encodings.

    With x = (1 + u)/2, ``w.x + v.h >= t`` is ``w.u + 2 v.h >= 2 t - sum(w)``.
    """
    if net.weights.dtype.kind == "i":
        return _recoded_integers(net, net.weights, net.thresholds)
    with np.errstate(over="ignore", under="ignore"):
        found = _recoded_floats(net)
    if found is not None:
        return found
    sums = whole_sums(net)
    if not sums.fit_words:
        raise SpecificationError(
            f"a threshold of this network is no float where inputs are not {net.encoding}; "
            "state it with whole weights, or with floats of fewer digits"
        )
    if net.encoding == "bipolar":
        return {"weights": sums.weights, "thresholds": sums.thresholds}
    return _recoded_integers(net, sums.weights, sums.thresholds)


def _recoded_integers(
    net: ThresholdUnits, weights: NDArray[Any], thresholds: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    unit_of = net.unit_of
    outer = net.indices < len(net.inputs)
    shift = np.zeros_like(thresholds)
    np.add.at(shift, unit_of[outer], weights[outer])
    reads_inputs = np.zeros(net.units, dtype=bool)
    reads_inputs[unit_of[outer]] = True
    inner = ~outer & reads_inputs[unit_of]
    weights, thresholds = weights.copy(), thresholds.copy()
    if net.encoding == "binary":
        weights[inner] *= 2
        thresholds[reads_inputs] *= 2
        return {"weights": weights, "thresholds": thresholds - shift}
    odd = np.zeros(net.units, dtype=bool)  # units in which halving would not be exact
    odd[unit_of[inner & (weights % 2 != 0)]] = True
    weights[outer & odd[unit_of]] *= 2
    weights[inner & ~odd[unit_of]] //= 2
    halved = reads_inputs & ~odd
    thresholds = thresholds + shift
    thresholds[halved] = -(-thresholds[halved] // 2)
    return {"weights": weights, "thresholds": thresholds}


def _recoded_floats(net: ThresholdUnits) -> dict[str, NDArray[Any]] | None:
    """The same in floats, None where these cannot hold a weight or a threshold."""
    weights, thresholds = net.weights.copy(), net.thresholds.copy()
    for j in range(net.units):
        part = slice(net.indptr[j], net.indptr[j + 1])
        own, outer = net.weights[part], net.indices[part] < len(net.inputs)
        if not outer.any():
            continue
        twice = net.encoding == "binary"  # else the threshold is halved where that is exact
        least, shift = Fraction(net.thresholds[j].item()), sum(map(Fraction, own[outer].tolist()))
        if twice:
            fresh, least, start = np.where(outer, own, 2 * own), 2 * least - shift, -shift
        elif (own[~outer] / 2 * 2 == own[~outer]).all():
            fresh, least, start = np.where(outer, own, own / 2), (least + shift) / 2, 0
        else:
            fresh, least, start = np.where(outer, 2 * own, own), least + shift, 0
        if not np.isfinite(fresh).all():
            return None
        step = 2 * _over_unit(own.tolist())[1] if twice else _over_unit(fresh.tolist())[1]
        found = _float_for(least, Fraction(start), step)
        if found is None:
            return None
        weights[part], thresholds[j] = fresh, found
    return {"weights": weights, "thresholds": thresholds}


def _float_for(least: Fraction, start: Fraction, step: Fraction) -> float | None:
    """The float nearest to `least` that as many of start, start + step, ... reach, if any."""
    highest = start + ceil((least - start) / step) * step
    with suppress(OverflowError):
        nearest = float(least)
        for value in (nearest, nextafter(nearest, -inf), nextafter(nearest, inf)):
            if highest - step < value <= highest:
                return value
    return None
