"""The networks of sums of steps: a layer of steps, boxes over steps, and the whole with its sum."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np

from logicnet.network.network import Network

from .intervals import Floats


def steps(names: Sequence[str], cuts: Sequence[Floats], levels: Floats) -> Network:
    """A step wherever the level changes."""
    at = cuts[0][1:-1][np.diff(levels) != 0]
    units = [([0], [1.0], cut) for cut in at.tolist()]
    return Network.from_units(
        names, units, outputs={f"h{k + 1}": k for k in range(len(units))}, encoding="real",
        construction="shared steps",
    )  # fmt: skip


def boxes(names: Sequence[str], cuts: Sequence[Floats], levels: Floats) -> Network:
    """A unit for each box of a grid, an AND of steps that the boxes share."""
    d, pieces = len(cuts), len(cuts[0]) - 1
    units: list[tuple[list[int], list[float], float]] = [
        ([axis], [1.0], cut) for axis in range(d) for cut in cuts[axis][1:-1].tolist()
    ]
    first = len(units)
    for box in product(range(pieces), repeat=d):
        nodes, weights = [], []
        for axis, k in enumerate(box):
            step = d + axis * (pieces - 1) + k  # from the upper end of the box on
            nodes += [step - 1] * (k > 0) + [step] * (k + 1 < pieces)
            weights += [1.0] * (k > 0) + [-1.0] * (k + 1 < pieces)
        units.append((nodes, weights, float(sum(k > 0 for k in box))))
    return Network.from_units(
        names, units, outputs={f"box{k}": first + k for k in range(len(levels))},
        encoding="real", construction="boxes over shared steps",
    )  # fmt: skip


def cuts_of(network: Network) -> list[Floats]:
    """Where the steps along each axis are."""
    first = network.layer_starts[1] if network.depth else 0
    axes, at = network.indices[:first], network.thresholds[:first].astype(np.float64)
    return [at[axes == k] for k in range(len(network.inputs))]
