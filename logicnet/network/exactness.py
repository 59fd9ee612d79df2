"""What a type of binary floats holds of a network: its numbers, and its sums in whatever order.

A float is a whole number times a power of two. Sums of whole multiples of 2^e that stay within
2^(e+p) are exact in a type of p bits, and so are their parts. Whole sums have numbers half-way
between two of them, so that a unit compares with what no sum is, where the type has room for these.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .wiring import readers

Floats = NDArray[np.float64]
BITS = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}  # digits of a type's numbers
# Below these numbers, some that compute with a type take them for 0.
_LEAST = {"float16": 2.0**-14, **dict.fromkeys(("bfloat16", "float32"), 2.0**-126)}
_TOP = {11: 2.0**15, 8: 2.0**127, 24: 2.0**127}  # that sums stay below, by digits
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
    unit_of = readers(indptr)
    bound = np.abs(np.asarray(levels, dtype=np.float64))
    grain = grains(levels)
    with np.errstate(over="ignore"):
        np.add.at(bound, unit_of, np.abs(np.asarray(weights, dtype=np.float64)))
    np.minimum.at(grain, unit_of, grains(weights))
    return fit(bound, grain, bits) & (bound < _TOP.get(bits, np.inf))


def are_held(numbers: Any, kind: str) -> NDArray[np.bool_]:
    """Whether a type holds each of the numbers as it is.

    >>> are_held([0.5, 0.1, 2.0**16 - 1, 2.0**16], "float16").tolist()
    [True, False, False, False]
    """
    given = np.asarray(numbers)
    with np.errstate(over="ignore", invalid="ignore"):
        held = given.astype("float32" if kind == "bfloat16" else kind)
        same = (held.astype(given.dtype) == given) & np.isfinite(held)
    if given.dtype.kind == "i":
        same &= held.astype(np.float64) < 2.0**63  # where the way back overflows
    if kind == "bfloat16":
        same &= (held.view(np.uint32) & 0xFFFF) == 0
    if kind in _LEAST:
        same &= (np.abs(held) >= _LEAST[kind]) | (held == 0)
    return np.asarray(same)


def sums_are_whole(network: Any) -> bool:
    """Whether all sums are whole numbers, so that halves lie between them: not of coordinates."""
    return bool(network.encoding != "real" and network.weights.dtype.kind == "i")


def lost_number(network: Any, kind: str) -> str:
    """What a type rounds of the numbers of a network, or "".

    >>> from logicnet import Network
    >>> lost_number(Network.from_units(["a"], [([0], [0.1], 1)]), "float32")
    '0.1 is rounded'
    """
    frame = [part for part in (network.centre, network.scale) if part is not None]
    for part in (network.weights, network.thresholds, *frame):
        held = are_held(part, kind)
        if not held.all():
            return f"{part[~held][0].item()} is rounded"
    return ""


def lost_sum(network: Any, kind: str, *, halves: bool = False) -> str:
    """Which sums a type rounds of a network, or "": also those with `halves` as biases, if asked.

    What is compared with coordinates is as it was stated, and not looked at.

    >>> from logicnet import Network
    >>> lost_sum(Network.from_units(["a"], [([0], [2**23], 1)]), "float32", halves=True)
    'unit 0 has sums of up to 8.389e+06, and halves are needed'
    """
    if network.encoding == "real":
        return ""
    levels = network.thresholds.astype(np.float64) - (0.5 if halves else 0.0)
    fits = unit_sums_fit(network.indptr, network.weights, levels, BITS[kind])
    if halves and network.units:
        fits &= np.abs(levels) < 2.0**52
    if fits.all():
        return ""
    unit = int(np.flatnonzero(~fits)[0])
    if not halves:
        return f"sums of unit {unit} are rounded"
    wires = slice(*network.indptr[unit : unit + 2].tolist())
    size = np.abs(network.weights[wires].astype(np.float64)).sum() + abs(float(levels[unit]))
    return f"unit {unit} has sums of up to {size:.4g}, and halves are needed"


def step_biases(network: Any, kind: str = "float64") -> tuple[Floats, bool]:
    """Biases with which units fire iff their sums are not negative, and whether none can be 0.

    That is where they are half-way between whole sums, which the type must have room for.

    >>> from logicnet import Network
    >>> step_biases(Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)]))
    (array([-1.5]), True)
    """
    if sums_are_whole(network) and not lost_sum(network, kind, halves=True):
        return 0.5 - network.thresholds, True
    return 0.0 - network.thresholds, False
