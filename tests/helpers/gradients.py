"""Gradients by finite differences, and nets to try them on."""

import numpy as np

from logicnet.learning.nets.mlp import MLP
from logicnet.learning.rules.growth import with_wires


def numeric_gradient(mlp, x, y, loss, step=1e-6):
    theta, slopes = mlp.theta(), []
    for i in range(len(theta)):
        both = []
        for sign in (1, -1):
            moved = theta.copy()
            moved[i] += sign * step
            w, b, g = np.split(moved, [mlp.wires, mlp.wires + mlp.units])
            both.append(mlp.with_parameters(weights=w, biases=b, gain=g).loss(x, y, loss))
        slopes.append((both[0] - both[1]) / (2 * step))
    return np.array(slopes)


def skipping_net(hidden, output):
    """A net in which every layer reads the inputs and all earlier layers, with targets for it."""
    rng = np.random.default_rng(2)
    mlp = with_wires(MLP.random([3, 5, 4, 2], activation=hidden, output=output, seed=1), "all")
    mlp = mlp.with_parameters(
        gain=[1.5, 0.7, 2], weights=0.5 * rng.normal(size=mlp.wires), biases=rng.normal(size=11)
    )
    x, y = rng.normal(size=(7, 3)), rng.integers(0, 2, (7, 2)).astype(float)
    if output == "softmax":
        y[:, 1] = 1 - y[:, 0]
    return mlp, x, 2 * y - 1 if output == "tanh" else y
