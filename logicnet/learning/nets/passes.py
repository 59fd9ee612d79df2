"""Loss and gradient of a net over rows, and the net inputs that exact cross-entropies need."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from logicnet.learning.training.losses import loss_for

from .propagation import Workspace

if TYPE_CHECKING:
    from .mlp import MLP

Array = NDArray[Any]
Floats = NDArray[np.float64]


def net_inputs(mlp: MLP, theta: Array, values: Array) -> Array:
    """``gain * (w.a + bias)`` of the outputs, outputs by rows, where `values` holds all nodes."""
    layer_of, found = mlp.plan.layer_of_unit, np.empty((len(mlp.outputs), values.shape[1]))
    for k, j in enumerate(mlp.output_units):
        wires = slice(mlp.indptr[j], mlp.indptr[j + 1])
        sources = mlp.indices[wires]
        block = slice(sources[0], sources[-1] + 1) if len(sources) else slice(0)
        read = values[block if block.stop - (block.start or 0) == len(sources) else sources]
        found[k] = theta[wires] @ read + theta[mlp.wires + j]
        found[k] *= theta[mlp.parameters + layer_of[j]]
    return found


def loss_over(mlp: MLP, rows: Floats, targets: Floats, name: str) -> float:
    """The loss called `name` over the rows, a cacheful at a time."""
    measured, theta = loss_for(name, mlp.output_activation, targets), mlp.theta()
    total, step = 0.0, mlp.plan.chunk(len(rows))
    with np.errstate(over="ignore", under="ignore"):
        for a in range(0, len(rows), step):
            part, right = rows[a : a + step], targets[:, a : a + step]
            space = Workspace(mlp.plan, theta, mlp.activations, len(part))
            space.values[: len(mlp.inputs)] = part.T
            space.forward()
            inputs = partial(net_inputs, mlp, theta, space.values)
            total += measured.exact(space.outputs(), right, inputs)
    return total * measured.scale(len(rows))


def gradient_over(mlp: MLP, rows: Floats, targets: Floats, name: str) -> Floats:
    """The derivatives of the loss called `name` by weights, biases and gains, in one vector."""
    measured, theta = loss_for(name, mlp.output_activation, targets), mlp.theta()
    space = Workspace(mlp.plan, theta, mlp.activations, len(rows))
    with np.errstate(over="ignore", under="ignore"):
        space.values[: len(mlp.inputs)] = rows.T
        space.forward()
        outputs = space.outputs()
        seed = np.empty_like(outputs)
        measured.measure(outputs, targets, seed, partial(net_inputs, mlp, theta, space.values))
        seed *= measured.scale(len(rows))
        space.backward(seed, measured.fused, gains=True)
    return np.asarray(space.grad)
