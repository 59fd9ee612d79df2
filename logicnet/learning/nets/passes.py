"""Measure and gradient of a net over rows, and the net inputs that exact cross-entropies need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .losses import Measure
from .propagation import Plan, Workspace

Array = NDArray[Any]
Floats = NDArray[np.float64]


def net_inputs(plan: Plan, theta: Array, values: Array) -> Array:
    """``gain * (w.a + bias)`` of the outputs, outputs by rows, where `values` holds all nodes."""
    wiring, found = plan.wiring, np.empty((len(plan.outputs), values.shape[1]))
    for k, j in enumerate(plan.outputs):
        wires = slice(wiring.indptr[j], wiring.indptr[j + 1])
        sources = wiring.indices[wires]
        block = slice(sources[0], sources[-1] + 1) if len(sources) else slice(0)
        read = values[block if block.stop - (block.start or 0) == len(sources) else sources]
        found[k] = theta[wires] @ read + theta[plan.wires + j]
        found[k] *= theta[plan.wires + plan.units + plan.layer_of_unit[j]]
    return found


def loss_over(
    plan: Plan,
    theta: Array,
    activations: Sequence[str],
    loss: Measure,
    rows: Floats,
    targets: Floats,
) -> float:
    """The loss over the rows, a cacheful at a time."""
    total, step = 0.0, plan.chunk(len(rows))
    with np.errstate(over="ignore", under="ignore"):
        for a in range(0, len(rows), step):
            part, right = rows[a : a + step], targets[:, a : a + step]
            space = Workspace(plan, theta, activations, len(part))
            space.values[: plan.inputs] = part.T
            space.forward()
            inputs = partial(net_inputs, plan, theta, space.values)
            total += loss.exact(space.outputs(), right, inputs)
    return total * loss.scale(len(rows))


def gradient_over(
    plan: Plan,
    theta: Array,
    activations: Sequence[str],
    loss: Measure,
    rows: Floats,
    targets: Floats,
) -> Floats:
    """The derivatives of the loss by weights, biases and gains, in one vector."""
    space = Workspace(plan, theta, activations, len(rows))
    with np.errstate(over="ignore", under="ignore"):
        space.values[: plan.inputs] = rows.T
        space.forward()
        outputs = space.outputs()
        seed = np.empty_like(outputs)
        loss.measure(outputs, targets, seed, partial(net_inputs, plan, theta, space.values))
        seed *= loss.scale(len(rows))
        space.backward(seed, loss.fused, gains=True)
    return np.asarray(space.grad)
