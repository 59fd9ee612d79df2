"""A network over coordinates in two parts: half-spaces, and a Boolean network over them.

A half-space holds a point iff ``normal.(x - centre) >= offset`` in exact arithmetic on the numbers
that are stored: floats decide wherever their error bound allows it, integers elsewhere.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.network.network import Network
from logicnet.network.sums import whole_unit
from logicnet.network.threshold_units import LARGEST_SUM
from logicnet.regions.exact import integers

EPSILON = 2.0**-53
TINY = 1e-290  # what products and quotients may lose to underflow


class Stored(NamedTuple):
    """The weights of half-spaces, and the scale of the coordinates that they belong to."""

    weights: NDArray[np.float64]
    scale: NDArray[np.float64]


class Parts(NamedTuple):
    """A network over coordinates as half-spaces and a Boolean network over them."""

    normals: NDArray[np.float64]  # half-spaces by coordinates, for x - centre
    offsets: NDArray[np.float64]
    centre: NDArray[np.float64]
    stored: Stored | None  # what normals are rounded of, if they are
    tail: Network
    direct: tuple[int, ...]  # inputs that units of the tail read too, after the half-spaces


@lru_cache(maxsize=16)
def split(network: Network) -> Parts | None:
    """The half-spaces and the Boolean rest; None where that is no Boolean network.

    Units that read nothing but inputs are half-spaces. Others may read inputs as well: the rest
    is Boolean where these are 0 or 1.
    """
    n = len(network.inputs)
    counts = np.diff(network.indptr)
    outer = network.indices < n
    unit_of = np.repeat(np.arange(network.units), counts)
    reads_units = np.zeros(network.units, dtype=bool)
    reads_units[unit_of[~outer]] = True
    inner = reads_units[unit_of]
    direct = np.unique(network.indices[inner & outer])
    scale = np.ones(n) if network.scale is None else network.scale
    # a copy, since compiled loops are compiled anew for read-only arrays
    centre = np.zeros(n) if network.centre is None else network.centre.copy()
    tail = _tail(network, ~reads_units, direct)
    if tail is None or (scale[direct] != 1).any() or centre[direct].any():
        return None
    first = np.flatnonzero(~reads_units)
    normals = np.zeros((network.units, n))
    normals[unit_of[~inner], network.indices[~inner]] = network.weights[~inner]
    normals = normals[first]
    with np.errstate(all="ignore"):
        scaled = normals / scale
        exact = bool((scaled * scale == normals).all() and (np.frexp(scale)[0] == 0.5).all())
        size = np.abs(scaled)
    if not exact and not ((scaled == 0) | (size > TINY) & (size < np.inf)).all():
        return None
    stored = None if exact else Stored(normals, scale)
    offsets = network.thresholds[first].astype(np.float64)
    return Parts(scaled, offsets, centre, stored, tail, tuple(direct.tolist()))


def _tail(network: Network, first: NDArray[np.bool_], direct: NDArray[np.int64]) -> Network | None:
    """The units that read units, as a Boolean network over the other units and some inputs."""
    n, count = len(network.inputs), int(first.sum())
    place = np.full(n + network.units, -1, dtype=np.int64)
    place[n + np.flatnonzero(first)] = np.arange(count)
    place[direct] = count + np.arange(len(direct))
    width = count + len(direct)
    place[n + np.flatnonzero(~first)] = width + np.arange((~first).sum())
    units = []
    for j in np.flatnonzero(~first).tolist():
        sources, weights = network.wires_of(j)
        whole, threshold = whole_unit(
            weights.tolist(), network.thresholds[j].item(), [False] * len(weights)
        )
        if sum(map(abs, whole)) >= LARGEST_SUM >> 2:  # so that the threshold fits as well
            return None
        units.append((place[sources].tolist(), whole, threshold))
    outputs = {}
    handed: dict[int, int] = {}
    for name, u in zip(network.outputs, network.output_units.tolist(), strict=True):
        if not first[u]:
            outputs[name] = int(place[n + u]) - width
            continue
        if u not in handed:
            handed[u] = len(units)
            units.append(([int(place[n + u])], [1], 1))
        outputs[name] = handed[u]
    return Network.from_units(
        [f"h{k + 1}" for k in range(count)] + [f"input{k}" for k in direct.tolist()],
        units, outputs=outputs,
    )  # fmt: skip


def bits(parts: Parts, rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which half-spaces each row lies in: rows by half-spaces, exact."""
    with np.errstate(all="ignore"):
        shifted = rows - parts.centre
        value = shifted @ parts.normals.T - parts.offsets
        size = (np.abs(rows) + np.abs(parts.centre)) @ np.abs(parts.normals).T
        size += np.abs(parts.offsets)
        bound = (rows.shape[1] + 3) * 2 * EPSILON * size + TINY
        fires = value >= 0
        unsure, which = np.nonzero(~(np.abs(value) > bound))
    if len(unsure):
        fires[unsure, which] = exact_bits(parts, rows[unsure], which)
    return np.asarray(fires, dtype=bool)


def exact_bits(
    parts: Parts, rows: NDArray[np.float64], which: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether row k lies in half-space ``which[k]``, in integers."""
    n, n_power = integers((parts.stored.weights if parts.stored else parts.normals)[which])
    b, b_power = integers(parts.offsets[which])
    if parts.stored:  # both sides times all scales
        scales, power = integers(parts.stored.scale)
        n, b, b_power = n * (scales.prod() // scales), b * scales.prod(), b_power + power
    x, x_power = integers(np.stack([rows, np.broadcast_to(parts.centre, rows.shape)]))
    power = min(n_power + x_power, b_power)
    value = (n * (x[0] - x[1])).sum(axis=1) * (1 << (n_power + x_power - power))
    return np.asarray(value >= b * (1 << (b_power - power)), dtype=bool)
