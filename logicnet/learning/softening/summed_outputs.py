"""A network with one linear unit that adds its outputs up, as one net."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network
from logicnet.network.wiring import Wiring


def summed(network: Network, heights: NDArray[Any], base: float) -> MLP:
    """The network's outputs, with these heights, added up by one linear unit."""
    ends = network.output_units
    wiring = Wiring(
        inputs=network.inputs,
        outputs=("y1",),
        indptr=np.append(network.indptr, len(network.indices) + len(ends)),
        indices=np.concatenate([network.indices, len(network.inputs) + ends]),
        layer_starts=np.append(network.layer_starts, network.units + 1),
        output_units=np.array([network.units]),
        encoding="real",
    )
    return MLP(
        wiring=wiring,
        weights=np.concatenate([network.weights, heights]).astype(np.float64),
        biases=np.append(-network.thresholds, base).astype(np.float64),
        gains=np.ones(wiring.depth),
        activations=("step",) * network.depth + ("linear",),
    )
