"""What floats of a type hold of a network, and the biases of its steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.network.exactness import BITS, sums_are_whole
from logicnet.network.network import Network

DIGITS = {"float16": 11, "bfloat16": 8, **BITS}  # binary ones


def step_biases(network: Network) -> NDArray[Any]:
    """Biases with which a unit fires iff its sum is not negative.

    Whole sums have them half-way between two, so that none is 0; what is compared with coordinates
    is as it was stated.

    >>> step_biases(Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)])).tolist()
    [-1.5]
    """
    return np.asarray(0.5 - network.thresholds if sums_are_whole(network) else -network.thresholds)


def lost(network: Network, kind: str) -> str:
    """What floats of a type do not hold of a network, half-integer biases included, or "".

    >>> lost(Network.from_units(["a"], [([0], [2**24], 1)]), "float32")
    'unit 0 has sums of up to 1.678e+07, and halves are needed'
    """
    digits = DIGITS[kind]
    if network.encoding == "real" or network.weights.dtype.kind == "f":
        numbers = np.concatenate([network.weights, network.thresholds]).astype(np.float64)
        mantissa = np.frexp(numbers)[0] * 2.0**digits
        rounded = mantissa != np.rint(mantissa)
        if digits < 53:  # whose exponents have less room
            most = 6e4 if kind == "float16" else 1e37
            rounded |= (np.abs(numbers) > most) | (np.abs(numbers) < 1 / most) & (numbers != 0)
        return f"{numbers[rounded][0]} is rounded" if rounded.any() else ""
    size = np.abs(network.thresholds.astype(np.float64)) + 1
    unit_of = np.repeat(np.arange(network.units), np.diff(network.indptr))
    np.add.at(size, unit_of, np.abs(network.weights.astype(np.float64)))
    if size.max(initial=0) <= 2.0 ** (digits - 1):
        return ""
    return f"unit {int(size.argmax())} has sums of up to {size.max():.4g}, and halves are needed"
