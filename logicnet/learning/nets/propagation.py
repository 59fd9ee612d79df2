"""Forward and backward passes over the layers of a sparse net, whole rows at a time.

Values stand in one array of nodes by rows (inputs first, then units), so a layer is a slice
and a wire reads a contiguous row. A layer whose units read most of a contiguous block of nodes
is a matrix product; any other layer costs in proportion to its wires, which large work passes
with a compiled kernel (:mod:`logicnet.learning.nets.wire_kernel`). All parameters stand in
one flat array: the weights wire by wire, the biases, the gains of the layers; matrices are
views of it, so an optimiser is a handful of operations on one vector.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .activations import Activation, activation_named
from .losses import Measure
from .plan import Plan, PlannedLayer

Array = NDArray[Any]
Floats = NDArray[np.float64]

_WORTH_COMPILING = 1 << 15  # wires passed one by one, times rows, from which kernels are loaded


class _Bound:
    """The views that one layer of a workspace works on."""

    def __init__(self, layer: PlannedLayer, activation: Activation, space: Workspace) -> None:
        plan = space.plan
        theta, grad, values, back = space.theta, space.grad, space.values, space.back
        shape = (layer.units.stop - layer.units.start, layer.block.stop - layer.block.start)
        self.layer, self.activation = layer, activation
        self.flat, self.grad_flat = theta[layer.wires], grad[layer.wires]
        by_wire = layer.kind == "sparse" or (layer.loose and space.compiled)
        dense = layer.kind == "dense" and not by_wire
        self.matrix = self.flat.reshape(shape) if dense else None
        self.grad_matrix = self.grad_flat.reshape(shape) if dense else None
        if layer.kind == "filled" and not by_wire:
            self.matrix = np.zeros(shape, theta.dtype)
            self.grad_matrix = np.zeros(shape, theta.dtype)
        biases = slice(plan.wires + layer.units.start, plan.wires + layer.units.stop)
        self.bias = theta[biases]
        self.bias_column = self.bias[:, None]
        self.grad_bias = grad[biases]
        self.source = values[layer.block]
        self.source_t = self.source.T
        self.out = values[layer.nodes]
        self.back = back[layer.nodes]
        self.scratch = space.scratch[: shape[0]]
        first = layer.hidden_from
        self.needs_back = layer.block.start + first < layer.block.stop
        self.down = None if self.matrix is None else self.matrix[:, first:].T
        self.back_block = back[layer.block.start + first : layer.block.stop]
        passes: Any = _by_wire(self, space) if by_wire else (None, None)
        self.forward, self.backward = passes


def _by_wire(here: _Bound, space: Workspace) -> tuple[Callable[..., None], Callable[..., None]]:
    """Passes over the single wires of a layer: (bias, values, out), (values, delta, back, grad)."""
    layer = here.layer
    if space.compiled:
        from . import wire_kernel

        wires = layer.indptr, layer.indices, here.flat
        backward = partial(wire_kernel.backward, *wires, space.plan.inputs)
        return partial(wire_kernel.forward, *wires), backward
    from .plain_wires import PlainWires

    plain = PlainWires(layer.plain, here.flat)
    return plain.forward, plain.backward


class Workspace:
    """Buffers for a number of rows, bound to one parameter vector that changes in place."""

    def __init__(
        self, plan: Plan, theta: Array, activations: Sequence[str], rows: int, *,
        hard: bool = False, dropout: float = 0.0,
    ) -> None:  # fmt: skip
        self.plan, self.theta, self.rows, self.hard = plan, theta, rows, hard
        self.dropout = dropout
        self.compiled = plan.loose_wires * rows >= _WORTH_COMPILING
        self.grad = np.zeros(theta.shape, theta.dtype)  # in memory that is untouched until used
        self.values = np.zeros((plan.nodes, rows), theta.dtype)
        self.apart = hard or dropout > 0  # what others read is not the activation
        self.soft = np.zeros(self.values.shape, theta.dtype) if self.apart else self.values
        self.kept = np.ones(self.values.shape, theta.dtype) if dropout else None
        self.back = np.zeros(self.values.shape, theta.dtype)
        width = max((x.units.stop - x.units.start for x in plan.layers), default=0)
        self.scratch = np.empty((width, rows), theta.dtype)
        self.ones = np.ones(rows, theta.dtype)
        self.bound = [
            _Bound(layer, activation_named(name), self)
            for layer, name in zip(plan.layers, activations, strict=True)
        ]
        self.gains = theta[plan.wires + plan.units :]
        whole = plan.layers and plan.layers[-1].is_output
        self.output: Array | None = self.soft[plan.layers[-1].nodes] if whole else None
        self.stretches = self._stretches()
        self.entering = self._entering()
        self.kernel: Any = None
        if self.compiled:
            from . import wire_kernel

            self.kernel, self.room = wire_kernel, wire_kernel.exponential(theta, rows)

    def _entering(self) -> list[_Bound]:
        """The layers that read inputs, if they take them as they come: rows by inputs."""
        inputs, last = self.plan.inputs, self.plan.layer_of_unit[self.plan.outputs].tolist()
        readers = [k for k, layer in enumerate(self.plan.layers) if layer.block.start < inputs]
        as_they_come = all(
            self.bound[k].matrix is not None and self.plan.layers[k].block.stop <= inputs
            for k in readers
        )
        return [self.bound[k] for k in readers] if as_they_come and not {*last} & {*readers} else []

    def enter(self, rows: Array) -> None:
        """Let the inputs be these: an array of rows by inputs, which may not change meanwhile."""
        if not self.entering or rows.dtype != self.theta.dtype:
            self.values[: self.plan.inputs] = rows.T
            rows = self.values[: self.plan.inputs].T
        for here in self.entering:
            here.source_t = rows[:, here.layer.block]
            here.source = here.source_t.T

    def _stretches(self) -> list[range]:
        """The layers in order, those together that the compiled kernel passes in one call."""
        sigmoid, stretches = activation_named("sigmoid"), list[range]()
        joined = False
        for k, here in enumerate(self.bound):
            joins = (
                self.compiled and not self.apart and here.matrix is None
                and here.activation is sigmoid and here.layer.outputs is None
            )  # fmt: skip
            if joins and joined:
                stretches[-1] = range(stretches[-1].start, k + 1)
            else:
                stretches.append(range(k, k + 1))
            joined = joins
        return stretches

    def forward(self) -> None:
        """Fill in the values of all units from those of the inputs."""
        gains = self.gains.tolist()
        for layers in self.stretches:
            if len(layers) > 1:
                self.kernel.forward_sigmoid(
                    *self._units(layers), *self.plan.flat, self.theta, self.values, self.room
                )
            else:
                self._forward_layer(self.bound[layers.start], gains[layers.start])

    def _units(self, layers: range) -> tuple[int, int]:
        every = self.plan.layers
        return every[layers.start].units.start, every[layers.stop - 1].units.stop

    def _forward_layer(self, here: _Bound, gain: float) -> None:
        out = here.out
        if here.matrix is None:
            here.forward(here.bias, self.values, out)
        else:
            if here.layer.positions is not None:
                here.matrix.reshape(-1)[here.layer.positions] = here.flat
            np.dot(here.matrix, here.source, out)
            np.add(out, here.bias_column, out)
        here.activation.apply(out, gain)
        if self.apart:
            self.soft[here.layer.nodes] = out
        if self.hard and here.activation.two_valued:
            high, low = here.activation.high, here.activation.low
            np.copyto(out, np.where(out >= here.activation.centre, high, low))
        if self.kept is not None:
            np.multiply(out, self.kept[here.layer.nodes], out)

    def drop(self, rng: np.random.Generator) -> None:
        """Choose anew which hidden values are 0; the others grow, so that their mean stays."""
        if self.kept is not None:
            hidden = np.setdiff1d(np.arange(self.plan.units), self.plan.outputs)
            stays = rng.random((len(hidden), self.rows)) >= self.dropout
            self.kept[self.plan.inputs + hidden] = stays / (1 - self.dropout)

    def outputs(self) -> Array:
        """The values of the outputs, outputs by rows."""
        if self.output is not None:
            return self.output
        return self.soft[self.plan.inputs + self.plan.outputs]

    def net_inputs(self) -> Array:
        """``gain * (w.a + bias)`` of the outputs, outputs by rows; it makes some losses exact."""
        plan, theta, wiring = self.plan, self.theta, self.plan.wiring
        found = np.empty((len(plan.outputs), self.rows))
        for k, j in enumerate(plan.outputs):
            wires = slice(wiring.indptr[j], wiring.indptr[j + 1])
            sources = wiring.indices[wires]
            block = slice(sources[0], sources[-1] + 1) if len(sources) else slice(0)
            read = block if block.stop - (block.start or 0) == len(sources) else sources
            found[k] = theta[wires] @ self.values[read] + theta[plan.wires + j]
            found[k] *= theta[plan.wires + plan.units + plan.layer_of_unit[j]]
        return found

    def backward(self, seed: Array, fused: bool, *, gains: bool = False) -> None:
        """Fill in the gradient from the loss's derivatives `seed` (which are used up).

        `seed` holds derivatives by the outputs' values or, when `fused`, by their net inputs.
        """
        if self.plan.clears or self.compiled:
            self.back.fill(0.0)
        gain_values = self.gains.tolist()
        for layers in reversed(self.stretches):
            if len(layers) > 1:
                self.kernel.backward_sigmoid(
                    *self._units(layers), *self.plan.flat,
                    self.theta, self.values, self.back, self.grad,
                )  # fmt: skip
            else:
                k = layers.start
                self._backward_layer(self.bound[k], gain_values[k], seed, fused)
        if gains:
            self._gain_gradient()

    def _backward_layer(self, here: _Bound, gain: float, seed: Array, fused: bool) -> None:
        layer, delta = here.layer, here.back
        if layer.is_output:
            delta = seed
        elif layer.outputs is not None and not fused:
            np.add.at(delta, layer.outputs, seed[layer.columns])
        if self.kept is not None and not layer.is_output:
            np.multiply(delta, self.kept[layer.nodes], delta)
        if not (layer.is_output and fused):
            here.activation.pull(delta, self.soft[layer.nodes], here.scratch)
        if layer.outputs is not None and fused and not layer.is_output:
            np.add.at(delta, layer.outputs, seed[layer.columns])
        if gain != 1.0:
            np.multiply(delta, gain, delta)
        np.dot(delta, self.ones, here.grad_bias)
        if here.matrix is None:
            here.backward(self.values, delta, self.back, here.grad_flat)
        else:
            self._products(here, delta)

    def _products(self, here: _Bound, delta: Array) -> None:
        matrix = here.grad_matrix
        np.dot(delta, here.source_t, matrix)
        if here.layer.positions is not None and matrix is not None:
            np.take(matrix.reshape(-1), here.layer.positions, out=here.grad_flat, mode="clip")
        if not here.needs_back or here.down is None:
            return
        if here.layer.overwrites:
            np.dot(here.down, delta, here.back_block)
        else:
            np.add(here.back_block, np.dot(here.down, delta), here.back_block)

    def _gain_gradient(self) -> None:
        """By a gain g: sum of w dL/dw + b dL/db, over g, as the net input is g (w.a + b)."""
        plan = self.plan
        both = self.theta * self.grad
        total = np.zeros(plan.depth)
        np.add.at(total, plan.layer_of_unit[plan.unit_of], both[: plan.wires])
        np.add.at(total, plan.layer_of_unit, both[plan.wires : plan.wires + plan.units])
        self.grad[plan.wires + plan.units :] = total / self.gains


class Passes(NamedTuple):
    """Passes over the rows of a wiring with these parameters and activations of the layers."""

    plan: Plan
    theta: NDArray[Any]
    activations: Sequence[str]

    def forward(self, rows: Floats) -> Workspace:
        """The values of all units."""
        space = Workspace(self.plan, self.theta, self.activations, len(rows))
        space.enter(rows)
        space.forward()
        return space

    def loss(self, loss: Measure, rows: Floats, targets: Floats) -> float:
        """The loss over the rows, a cacheful at a time."""
        total, step = 0.0, self.plan.chunk(len(rows))
        with np.errstate(over="ignore", under="ignore"):
            for a in range(0, len(rows), step):
                space = self.forward(rows[a : a + step])
                total += loss.exact(space.outputs(), targets[:, a : a + step], space.net_inputs)
        return total * loss.scale(len(rows))

    def gradient(self, loss: Measure, rows: Floats, targets: Floats) -> Floats:
        """The derivatives of the loss by weights, biases and gains, in one vector."""
        with np.errstate(over="ignore", under="ignore"):
            space = self.forward(rows)
            outputs = space.outputs()
            seed = np.empty_like(outputs)
            loss.measure(outputs, targets, seed, space.net_inputs)
            seed *= loss.scale(len(rows))
            space.backward(seed, loss.fused, gains=True)
        return np.asarray(space.grad)
