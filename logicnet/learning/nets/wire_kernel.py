"""Compiled passes over single wires; imported only for large work, since numba is heavy.

Values stand in rows of one node each, so each wire is one loop over contiguous numbers. Sums
over rows may be taken in any order, which lets the processor add several at a time; the order
is the same in every run. Layers of sigmoid units are passed many in one call: `exp` is computed
as 2^k e^f with |f| <= ln(2)/2, by its series, so that it needs no call either.
"""

from __future__ import annotations

from math import factorial, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.kernels import kernel

_ORDER = {"reassoc", "contract", "nsz"}


@kernel(fastmath=_ORDER)
def forward(indptr, indices, weights, biases, values, out):  # type: ignore[no-untyped-def]
    """Fill `out`, units by rows, with bias plus weighted sources."""
    for j in range(out.shape[0]):
        unit = out[j]
        unit[:] = biases[j]
        for k in range(indptr[j], indptr[j + 1]):
            weight, source = weights[k], values[indices[k]]
            for r in range(unit.shape[0]):
                unit[r] += weight * source[r]


@kernel(fastmath=_ORDER)
def backward(indptr, indices, weights, inputs, values, delta, back, gradient):  # type: ignore[no-untyped-def]
    """Set the wires' `gradient` from `delta`, units by rows, and add what goes `back` to units."""
    for j in range(delta.shape[0]):
        unit = delta[j]
        for k in range(indptr[j], indptr[j + 1]):
            source = values[indices[k]]
            total = unit.dtype.type(0)
            for r in range(unit.shape[0]):
                total += unit[r] * source[r]
            gradient[k] = total
            if indices[k] >= inputs:
                weight, below = weights[k], back[indices[k]]
                for r in range(unit.shape[0]):
                    below[r] += weight * unit[r]


def exponential(theta: NDArray[Any], rows: int) -> tuple[Any, ...]:
    """What `_sigmoid` needs in the precision of `theta`: room for 2^k, and constants.

    Adding 1.5 * 2^digits rounds to a whole number k, which then stands in the last bits.
    """
    kind = theta.dtype.type
    digits, whole = (23, np.int32) if kind is np.float32 else (52, np.int64)
    reals = [1 / log(2), 1.5 * 2.0**digits, 0.693359375, log(2) - 0.693359375, 87.0]
    series = [1 / factorial(k) for k in range(13, -1, -1)]
    power = np.empty(rows, kind)
    offset = 2 ** (theta.itemsize * 8 - 2 - digits) - 1
    return (
        power, power.view(whole), whole(digits), whole(offset),
        tuple(kind(v) for v in reals + series),
    )  # fmt: skip


@kernel(fastmath={"contract"}, error_model="numpy")
def _sigmoid(unit, gain, power, bits, digits, offset, constants):  # type: ignore[no-untyped-def]
    log2e, magic, ln2, ln2_rest, limit, d, c, b, a, c9, c8, c7, c6, c5, c4, c3, c2, one, _ = (
        constants
    )
    for r in range(unit.shape[0]):
        z = -gain * unit[r]
        z = limit if z > limit else z
        z = -limit if z < -limit else z
        shifted = z * log2e + magic
        k = shifted - magic
        f = (z - k * ln2) - k * ln2_rest
        power[r] = shifted
        e = (((((d * f + c) * f + b) * f + a) * f + c9) * f + c8) * f + c7
        unit[r] = ((((((e * f + c6) * f + c5) * f + c4) * f + c3) * f + c2) * f + one) * f + one
    for r in range(unit.shape[0]):
        bits[r] = (bits[r] + offset) << digits
    for r in range(unit.shape[0]):
        unit[r] = one / (one + unit[r] * power[r])


@kernel(error_model="numpy")
def forward_sigmoid(first, last, inputs, indptr, indices, layer_of, theta, values, room):  # type: ignore[no-untyped-def]
    """Fill in the `values` of the sigmoid units `first` to `last`, of any number of layers."""
    wires, units = len(indices), len(indptr) - 1
    biases, gains = theta[wires : wires + units], theta[wires + units :]
    power, bits, digits, offset, constants = room
    for j in range(first, last):
        node = slice(inputs + j, inputs + j + 1)
        forward(indptr[j : j + 2], indices, theta, biases[j : j + 1], values, values[node])
        _sigmoid(values[inputs + j], gains[layer_of[j]], power, bits, digits, offset, constants)


@kernel(fastmath=_ORDER)
def backward_sigmoid(first, last, inputs, indptr, indices, layer_of, theta, values, back, grad):  # type: ignore[no-untyped-def]
    """Set the gradient of these units from what came `back` to them, and add to what goes on."""
    wires, units = len(indices), len(indptr) - 1
    gains, one = theta[wires + units :], theta.dtype.type(1)
    for j in range(last - 1, first - 1, -1):
        value, delta, gain = values[inputs + j], back[inputs + j], gains[layer_of[j]]
        total = theta.dtype.type(0)
        for r in range(delta.shape[0]):
            delta[r] *= gain * value[r] * (one - value[r])
            total += delta[r]
        grad[wires + j] = total
        node = slice(inputs + j, inputs + j + 1)
        backward(indptr[j : j + 2], indices, theta, inputs, values, back[node], back, grad)
