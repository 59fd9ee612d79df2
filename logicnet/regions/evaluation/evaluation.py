"""Evaluation of networks over coordinates: exact signs first, then bits.

A unit fires iff ``w.v >= t`` in exact arithmetic on the numbers that are stored, the v being 0/1
values of units and coordinates ``(x - centre)/scale``, at exactly the point that is given: floats
decide wherever their error bound allows it, integers or fractions elsewhere. Where no unit mixes
coordinates and units, the half-spaces come first. The layers above are a Boolean network over
these bits, their weights made whole, which is evaluated 64 points at a word. For many
points in the plane a compiled index of cells takes over (see `index`); it leaves the few
points that are too near to a line for floats to this path.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.bits import Words, pack, unpack
from logicnet.network.network import Network
from logicnet.network.simulation import simulate

from .index import evaluate_indexed
from .parts import EPSILON, TINY, Parts, bits
from .prepared import Prepared, prepared

_BLOCK = 1 << 21  # pairs of rows and half-spaces whose sums are kept together
_BITS = 1 << 28  # pairs of which the bits are kept together: 32 MiB
_LEAST = 1e-323  # what a product may lose to underflow


def evaluate(network: Network, rows: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rows by outputs for rows of coordinates, in which Boolean inputs are 0 or 1."""
    _check_booleans(network, rows)
    known = prepared(network)
    parts = known.parts
    if parts is None:
        return _loop(network, _finite(network, rows))
    if parts.direct:
        return _with_variables(network, parts, _finite(network, rows))
    if known.usable is None or len(rows) * len(parts.offsets) == 0:
        return _dense(parts, _finite(network, rows))
    rows = np.ascontiguousarray(rows)
    index = known.index_for(rows)
    if index is None:
        return _plain(network, known, rows)
    answer, left = evaluate_indexed(parts, index, rows)
    if len(left):
        answer[left] = _plain(network, known, rows[left], left)
    return answer


def _plain(
    network: Network, known: Prepared, rows: NDArray[np.float64],
    numbers: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:  # fmt: skip
    """The outputs without an index: by floats where these decide, exactly elsewhere."""
    parts = known.parts
    if parts is None:
        raise ValueError("a network that mixes coordinates and units has no parts")
    answer = np.empty((len(rows), len(parts.tail.outputs)), dtype=np.int64)
    if known.in_floats(rows, answer):
        left = np.flatnonzero(answer[:, 0] < 0)
        numbers = left if numbers is None else numbers[left]
        answer[left] = _dense(parts, _finite(network, rows[left], numbers))
    return answer


def _check_booleans(network: Network, rows: NDArray[np.float64]) -> None:
    """Refuse a value that a Boolean input does not have."""
    for name in network.booleans:
        column = rows[:, network.inputs.index(name)]
        wrong = np.flatnonzero((column != 0) & (column != 1))
        if len(wrong):
            value = column[wrong[0]].item()
            raise SpecificationError(
                f"row {wrong[0]}, input {name!r}: expected 0 or 1, got {value:g}"
            )


def _finite(
    network: Network, rows: NDArray[np.float64], numbers: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """The rows, if all are finite; `numbers` are those of the rows among all."""
    if not np.isfinite(rows).all():
        r, i = np.argwhere(~np.isfinite(rows))[0]
        row = r if numbers is None else numbers[r]
        raise SpecificationError(f"row {row}, input {network.inputs[i]!r} is {rows[r, i]}")
    return rows


def _with_variables(network: Network, parts: Parts, rows: NDArray[np.float64]) -> NDArray[np.int64]:
    """The outputs where inputs beside half-spaces are 0 or 1; elsewhere by the defining loop."""
    read = rows[:, parts.direct]
    usual = ((read == 0) | (read == 1)).all(axis=1)
    if usual.all():
        return _dense(parts, rows)
    answer = np.empty((len(rows), len(network.outputs)), dtype=np.int64)
    answer[usual] = _dense(parts, rows[usual])
    answer[~usual] = _loop(network, rows[~usual])
    return answer


def _dense(parts: Parts, rows: NDArray[np.float64]) -> NDArray[np.int64]:
    """All half-spaces at all rows, then the Boolean network."""
    answer = np.empty((len(rows), len(parts.tail.outputs)), dtype=np.int64)
    step = max(64, _BITS // max(1, len(parts.offsets)))
    for start in range(0, len(rows), step):
        block = rows[start : start + step]
        packed = simulate(parts.tail, _packed(parts, block))
        answer[start : start + step] = unpack(packed, len(block)).T
    return answer


def _packed(parts: Parts, rows: NDArray[np.float64]) -> Words:
    """The bits of all half-spaces: half-spaces by words of 64 rows."""
    found = np.empty((len(parts.tail.inputs), -(-len(rows) // 64)), dtype=np.uint64)
    count = len(parts.offsets)
    if parts.direct:
        found[count:] = pack(np.ascontiguousarray(rows[:, parts.direct].T == 1))
    step = max(1, _BLOCK // max(1, 64 * len(parts.offsets)))
    for word in range(0, found.shape[1], step):
        fires = bits(parts, rows[64 * word : 64 * (word + step)])
        found[:count, word : word + step] = pack(np.ascontiguousarray(fires.T))
    return found


def exact_outputs(network: Network, point: Sequence[Fraction | float]) -> list[int]:
    """The outputs at one point, by the defining loop in fractions."""
    fired: list[bool] = []
    for j in range(network.units):
        fired.append(_fires(network, j, point, fired))
    return [int(fired[u]) for u in network.output_units.tolist()]


def _fires(
    network: Network, unit: int, point: Sequence[Fraction | float], fired: Sequence[Any]
) -> bool:
    """Whether a unit fires at a point, given which of the units before it do, exactly."""
    n = len(network.inputs)
    total = -Fraction(network.thresholds[unit].item())
    for s, weight in zip(*(part.tolist() for part in network.wires_of(unit)), strict=True):
        value = Fraction(point[s]) if s < n else Fraction(int(fired[s - n]))
        if s < n and network.centre is not None:
            value -= Fraction(network.centre[s].item())
        if s < n and network.scale is not None:
            value /= Fraction(network.scale[s].item())
        total += Fraction(weight) * value
    return total >= 0


def _loop(network: Network, rows: NDArray[np.float64]) -> NDArray[np.int64]:
    """The defining loop on whole columns, in floats where these decide, else in fractions."""
    n = len(network.inputs)
    centre = 0.0 if network.centre is None else network.centre
    scale = 1.0 if network.scale is None else network.scale
    values = np.empty((n + network.units, len(rows)))
    with np.errstate(all="ignore"):
        values[:n] = ((rows - centre) / scale).T
        for j in range(network.units):
            sources, weights = network.wires_of(j)
            threshold = float(network.thresholds[j])
            total = weights @ values[sources] - threshold
            size = np.abs(weights) @ np.abs(values[sources]) + abs(threshold)
            bound = (len(sources) + 4) * 2 * EPSILON * size + _LEAST * np.abs(weights).sum()
            fires = total >= 0
            for r in np.flatnonzero(~(np.abs(total) > bound + TINY)).tolist():
                fires[r] = _fires(network, j, rows[r].tolist(), values[n:, r].tolist())
            values[n + j] = fires
    return np.asarray(values[n + network.output_units].T, dtype=np.int64)
