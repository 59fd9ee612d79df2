"""Compiled passes over single wires; imported only for large work, since numba is heavy.

Values stand in rows of one node each, so each wire is one loop over contiguous numbers. Sums
over rows may be taken in any order, which lets the processor add several at a time; the order
is the same in every run.
"""

from numba import njit

_ORDER = {"reassoc", "contract", "nsz"}


@njit(cache=True, nogil=True, fastmath=_ORDER)
def forward(indptr, indices, weights, biases, values, out):  # type: ignore[no-untyped-def]
    """Fill `out`, units by rows, with bias plus weighted sources."""
    for j in range(out.shape[0]):
        unit = out[j]
        unit[:] = biases[j]
        for k in range(indptr[j], indptr[j + 1]):
            weight, source = weights[k], values[indices[k]]
            for r in range(unit.shape[0]):
                unit[r] += weight * source[r]


@njit(cache=True, nogil=True, fastmath=_ORDER)
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
