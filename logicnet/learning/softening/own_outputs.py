"""A unit of its own for each output before it learns, and one unit again where nothing came of it.

A compiled network lets equal outputs be one unit, and lets units read an output. What is trained
then moves both, and two outputs of one unit can never become different. So units are doubled: the
first keeps its number among those of its layer and its readers, the copies come at the layer's end.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.network.network import Network

Places = NDArray[np.int64]


def own_outputs(network: Network, *, unread: bool = False) -> tuple[Network, Places]:
    """The network in which no two outputs are one unit, and which unit of `network` each was.

    With `unread` no unit reads an output either.

    >>> both = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)], outputs={"u": 0, "v": 0})
    >>> apart, origin = own_outputs(both)
    >>> apart.units, apart.output_units.tolist(), origin.tolist()
    (2, [0, 1], [0, 0])
    """
    n, units, ends = len(network.inputs), network.units, network.output_units
    doubled = np.ones(len(ends), dtype=bool)
    doubled[np.unique(ends, return_index=True)[1]] = False
    if unread:
        read = np.zeros(units, dtype=bool)
        read[network.indices[network.indices >= n] - n] = True
        doubled |= read[ends]
    if not doubled.any():
        return network, np.arange(units)
    origin = np.concatenate([np.arange(units), ends[doubled]])
    order = np.argsort(network.layer_of[origin], kind="stable")
    place = np.empty(len(origin), dtype=np.int64)
    place[order] = np.arange(len(origin))
    outputs = place[ends]
    outputs[doubled] = place[units:]
    node = np.concatenate([np.arange(n), n + place[:units]])
    return _with_units(network, origin[order], node, outputs), origin[order]


def rejoined(network: Network, origin: Places) -> Network:
    """The network with one unit for those of one `origin` that still make the same test.

    >>> both = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)], outputs={"u": 0, "v": 0})
    >>> rejoined(*own_outputs(both)) == both
    True
    """
    n, stands = len(network.inputs), np.arange(network.units)
    real = network.weights.dtype.kind == "f"  # where a sum of two weights may be rounded
    read = set(network.indices.tolist()) if real else set()
    _, group, counts = np.unique(origin, return_inverse=True, return_counts=True)
    tests: dict[tuple[Any, ...], int] = {}
    for j in np.flatnonzero(counts[group] > 1).tolist():
        sources, weights = network.wires_of(j)
        reads = [s if s < n else n + int(stands[s - n]) for s in sources.tolist()]
        wires = sorted(zip(reads, weights.tolist(), strict=True))
        first = tests.setdefault((group[j], network.thresholds[j].item(), *wires), j)
        stands[j] = j if n + j in read else first
    kept = np.flatnonzero(stands == np.arange(network.units))
    if len(kept) == network.units:
        return network
    place = np.searchsorted(kept, stands)
    node = np.concatenate([np.arange(n), n + place])
    return _with_units(network, kept, node, place[network.output_units])


def _with_units(network: Network, units: Places, node: Places, outputs: Places) -> Network:
    """The network of these of its `units`, reading the nodes anew; equal sources are added up."""
    counts = np.diff(network.indptr)[units]
    ends = np.cumsum(counts)
    first = network.indptr[units] - ends + counts
    wire = np.arange(ends[-1]) + np.repeat(first, counts)
    nodes = len(network.inputs) + len(units)
    key = np.repeat(np.arange(len(units)), counts) * nodes + node[network.indices[wire]]
    key, inverse = np.unique(key, return_inverse=True)
    weights: NDArray[Any] = np.zeros(len(key), dtype=network.weights.dtype)
    np.add.at(weights, inverse, network.weights[wire])
    labels = network.labels
    wiring = replace(
        network.wiring,
        indptr=np.searchsorted(key // nodes, np.arange(len(units) + 1)),
        indices=key % nodes,
        layer_starts=np.searchsorted(network.layer_of[units], np.arange(network.depth + 1)),
        output_units=outputs,
    )
    return replace(
        network,
        wiring=wiring,
        weights=weights,
        thresholds=network.thresholds[units],
        labels=None if labels is None else tuple(labels[j] for j in units.tolist()),
    )
