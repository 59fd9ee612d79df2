"""Labels say what a unit computes; a unit whose function moves must not keep an old one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.network.threshold_units import ThresholdUnits
from logicnet.network.wiring import Wiring

Labels = tuple[str, ...] | None


def labels_left(
    labels: Labels, wiring: Wiring, weights: NDArray[Any], changed: NDArray[np.bool_]
) -> Labels:
    """The labels of units but for those that changed, or that depend on one that did.

    >>> from logicnet.network.network import Network
    >>> units = [([0, 1], [1, 1], 2), ([1], [-1], 0), ([2], [-1], 0)]
    >>> net = Network.from_units(["a", "b"], units, labels=["a & b", "~b", "~(a & b)"])
    >>> labels_left(net.labels, net.wiring, net.weights, np.array([True, False, False]))
    ('', '~b', '')
    """
    if labels is None or not changed.any():
        return labels
    gone, n = changed.copy(), len(wiring.inputs)
    unit_of = wiring.unit_of
    for a, b in pairwise(wiring.layer_starts.tolist()):
        part = slice(int(wiring.indptr[a]), int(wiring.indptr[b]))
        reads = (wiring.indices[part] >= n) & (weights[part] != 0)
        moved = gone[wiring.indices[part][reads] - n]
        gone[unit_of[part][reads][moved]] = True
    left = tuple("" if g else text for g, text in zip(gone, labels, strict=True))
    return left if any(left) else None


def labels_after(hard: ThresholdUnits, stated: ThresholdUnits, places: NDArray[np.int64]) -> Labels:
    """Labels for `hard`, of which unit `places[j]` began as unit j of the labelled `stated`.

    A unit keeps its label if its wires and its threshold are those that were stated.
    """
    if stated.labels is None:
        return None
    n, units = len(hard.inputs), np.arange(hard.units)
    nodes = np.concatenate([np.arange(n), n + places])
    own = _wires(hard, units, np.arange(n + hard.units))
    wires = np.concatenate([_wires(stated, places, nodes), own])
    distinct, counts = np.unique(wires, axis=0, return_counts=True)
    thresholds = np.full(hard.units, np.nan)  # no unit that was added had one
    thresholds[places] = stated.thresholds
    changed = thresholds != hard.thresholds
    changed[distinct[counts == 1, 0].astype(np.int64)] = True
    texts = [""] * hard.units
    for place, text in zip(places, stated.labels, strict=True):
        texts[place] = text
    return labels_left(tuple(texts), hard.wiring, hard.weights, changed)


def _wires(
    net: ThresholdUnits, places: NDArray[np.int64], nodes: NDArray[np.int64]
) -> NDArray[Any]:
    """Unit, source and weight of each wire whose weight is not 0."""
    unit, kept = np.repeat(places, np.diff(net.indptr)), net.weights != 0
    return np.asarray(np.column_stack([unit, nodes[net.indices], net.weights])[kept])
