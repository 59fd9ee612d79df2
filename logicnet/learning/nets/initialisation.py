"""Random first weights for a net of any wiring, by the usual rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.checks import choice
from logicnet.network.wiring import Wiring

Floats = NDArray[np.float64]
Init: TypeAlias = Literal["uniform", "gaussian", "xavier", "he"]
Rule = Callable[[np.random.Generator, Floats, Floats], Floats]

# Each rule gets the number of sources and of readers for each weight that it draws.
RULES: dict[str, tuple[Rule, bool]] = {  # and whether biases are drawn like weights
    "uniform": (lambda rng, r, u: rng.uniform(-0.5, 0.5, r.shape), True),
    "gaussian": (lambda rng, r, u: rng.normal(0.0, 0.1, r.shape), True),
    "xavier": (lambda rng, r, u: rng.uniform(-1.0, 1.0, r.shape) * np.sqrt(6.0 / (r + u)), False),
    "he": (lambda rng, r, u: rng.normal(0.0, 1.0, r.shape) * np.sqrt(2.0 / r), False),
}


def initial_weights(
    wiring: Wiring, init: Init, rng: np.random.Generator, scale: float = 1.0
) -> tuple[Floats, Floats]:
    """Weights and biases for a wiring, what is drawn times `scale`.

    A unit's fan-in r is the number of its wires; u is the number of units of its layer that
    read the same source on average, which in a fully wired layer is the layer's size.
    """
    rule, biases_too = RULES[choice(init, "init", RULES)]
    fan_in = np.diff(wiring.indptr).astype(np.float64)
    layer_of_wire = np.repeat(wiring.layer_of, np.diff(wiring.indptr))
    fan_out = np.ones(wiring.wires)
    for k in range(wiring.depth):
        inside = layer_of_wire == k
        sources = np.unique(wiring.indices[inside])
        fan_out[inside] = np.count_nonzero(inside) / max(1, len(sources))
    r = np.repeat(fan_in, np.diff(wiring.indptr))
    weights = rule(rng, r, fan_out)
    biases = np.zeros(wiring.units)
    if biases_too:
        biases = rule(rng, np.maximum(fan_in, 1.0), np.ones(wiring.units))
    return scale * weights, scale * biases
