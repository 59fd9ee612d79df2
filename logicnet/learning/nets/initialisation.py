"""Random first weights for a net of any wiring, by the usual rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.checks import choice

if TYPE_CHECKING:
    from .mlp import MLP

Floats = NDArray[np.float64]
Rule = Callable[[np.random.Generator, Floats, Floats], Floats]

# Each rule gets the number of sources and of readers for each weight that it draws.
RULES: dict[str, tuple[Rule, bool]] = {  # and whether biases are drawn like weights
    "uniform": (lambda rng, r, u: rng.uniform(-0.5, 0.5, r.shape), True),
    "gaussian": (lambda rng, r, u: rng.normal(0.0, 0.1, r.shape), True),
    "xavier": (lambda rng, r, u: rng.uniform(-1.0, 1.0, r.shape) * np.sqrt(6.0 / (r + u)), False),
    "he": (lambda rng, r, u: rng.normal(0.0, 1.0, r.shape) * np.sqrt(2.0 / r), False),
}


def initial_weights(
    mlp: MLP, init: str, rng: np.random.Generator, scale: float = 1.0
) -> tuple[Floats, Floats]:
    """Weights and biases for the wires of `mlp`, what is drawn times `scale`.

    A unit's fan-in r is the number of its wires; u is the number of units of its layer that
    read the same source on average, which in a fully wired layer is the layer's size.
    """
    rule, biases_too = RULES[choice(init, "init", RULES)]
    fan_in = np.diff(mlp.indptr).astype(np.float64)
    layer_of_wire = np.repeat(mlp.layer_of, np.diff(mlp.indptr))
    fan_out = np.ones(mlp.wires)
    for k in range(mlp.depth):
        inside = layer_of_wire == k
        sources = np.unique(mlp.indices[inside])
        fan_out[inside] = np.count_nonzero(inside) / max(1, len(sources))
    r = np.repeat(fan_in, np.diff(mlp.indptr))
    weights = rule(rng, r, fan_out)
    biases = np.zeros(mlp.units)
    if biases_too:
        biases = rule(rng, np.maximum(fan_in, 1.0), np.ones(mlp.units))
    return scale * weights, scale * biases
