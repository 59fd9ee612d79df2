"""When sums of binary floats are exact, whatever the order of adding.

A float is a whole number times a power of two. Sums of whole multiples of 2^e that stay within
2^(e+p) are exact in a type of p bits, and so are their parts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BITS = {"float32": 24, "float64": 53}  # of the whole numbers that a type holds, all of them
NO_GRAIN = 2000  # that of zero, which is a multiple of everything


def grains(values: Any) -> NDArray[np.int64]:
    """The greatest e for each value so that it is a whole multiple of 2^e.

    >>> grains([3.0, 0.5, 12.0, 0.0]).tolist()
    [0, -1, 2, 2000]
    """
    fraction, exponent = np.frexp(np.asarray(values, dtype=np.float64))
    whole = np.ldexp(fraction, 53).astype(np.int64)
    lowest = np.frexp((whole & -whole).astype(np.float64))[1]
    return np.where(whole == 0, NO_GRAIN, exponent - 54 + lowest).astype(np.int64)


def fit(bound: Any, grain: Any, bits: int) -> NDArray[np.bool_]:
    """Whether sums of multiples of 2^grain that stay within `bound` are exact in so many bits.

    >>> fit([2.0**23, 2.0**24], -1, 24).tolist()
    [True, False]
    """
    bound, grain = np.asarray(bound, dtype=np.float64), np.asarray(grain)
    with np.errstate(over="ignore", invalid="ignore"):
        top = np.frexp(bound * (1 + 2.0**-40))[1]  # as the bound may have been rounded down
        exactly = bound == np.ldexp(1.0, np.clip(bits + grain, -1074, 1023))
    return np.asarray(((top - grain <= bits) | exactly) & np.isfinite(bound))


def unit_sums_fit(
    indptr: NDArray[np.int64], weights: Any, levels: Any, bits: int
) -> NDArray[np.bool_]:
    """Whether each unit's sums of weights and its level, in any order, are exact in so many bits.

    >>> unit_sums_fit(np.array([0, 2]), [3.0, 2.0**23], [0.5], 24).tolist()
    [False]
    """
    unit_of = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    bound = np.abs(np.asarray(levels, dtype=np.float64))
    grain = grains(levels)
    with np.errstate(over="ignore"):
        np.add.at(bound, unit_of, np.abs(np.asarray(weights, dtype=np.float64)))
    np.minimum.at(grain, unit_of, grains(weights))
    small = bound < 2.0**127 if bits == BITS["float32"] else np.isfinite(bound)
    return fit(bound, grain, bits) & small


def sums_are_whole(network: Any) -> bool:
    """Whether all sums are whole numbers, so that halves lie between them: not of coordinates."""
    return bool(network.encoding != "real" and network.weights.dtype.kind == "i")
