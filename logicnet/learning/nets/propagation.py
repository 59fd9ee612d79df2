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
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.network.wiring import Wiring

from .activations import Activation, activation_named

Array = NDArray[Any]

_DENSE = 0.04  # share of a block that must be wired for a matrix product to pay
_SMALL = 2048  # blocks of up to so many entries are always matrices: fewer calls
_LOOSE = 0.2  # share of a block below which the compiled kernel beats a matrix product
_FEW = 64  # wires of a layer that cost less than calls of numpy, once it is loaded
_WORTH_COMPILING = 1 << 15  # wires of such blocks times rows from which it is loaded
_CHUNK = 1 << 18  # values of the widest layer computed at a time, so that they stay in the cache
_HELD = 1 << 22  # values of all nodes held at a time


@dataclass(frozen=True)
class Layer:
    """Where one layer stands in the flat arrays, and how it is computed."""

    units: slice
    nodes: slice
    wires: slice
    block: slice  # the nodes lo:hi between which all sources lie
    kind: str  # "dense": all of the block; "filled": a matrix with gaps; "sparse"
    loose: bool  # few enough wires for the compiled kernel
    positions: NDArray[np.int64] | None  # of the wires in the filled matrix
    indptr: NDArray[np.int32]
    indices: NDArray[np.int32]
    hidden_from: int  # first column of the block that is a unit, not an input
    overwrites: bool = False  # its backward product is the first into its whole block
    outputs: NDArray[np.int64] | None = None  # positions of output units in this layer
    columns: NDArray[np.int64] | None = None  # and which outputs these are
    is_output: bool = False  # its units are the outputs, in order, and nothing reads them

    @cached_property
    def plain(self) -> Any:
        """Which wires there are, for passes that are not compiled."""
        from .plain_wires import Sides

        return Sides(self.indptr, self.indices, self.block, self.hidden_from)


class Plan:
    """The layers of a wiring; built once for a net and shared by its changed copies."""

    def __init__(self, wiring: Wiring) -> None:
        inputs, outputs = len(wiring.inputs), wiring.output_units
        indptr, indices, starts = wiring.indptr, wiring.indices, wiring.layer_starts
        self.wiring, self.inputs, self.outputs = wiring, inputs, outputs
        self.units, self.wires, self.depth = wiring.units, wiring.wires, wiring.depth
        self.nodes = inputs + self.units
        self.unit_of = np.repeat(np.arange(self.units), np.diff(indptr))
        self.layer_of_unit = wiring.layer_of
        layers = [_layer(inputs, indptr, indices, int(a), int(b)) for a, b in pairwise(starts)]
        self.layers = _with_roles(inputs, layers, indices, outputs)
        written = [layer.overwrites for layer in self.layers[1:]] + [False]
        self.clears = not all(
            w or layer.is_output for w, layer in zip(written, self.layers, strict=True)
        )
        self.parameters = self.wires + self.units + self.depth
        loose = [len(layer.indices) for layer in self.layers if layer.loose]
        self.loose_wires = sum(wires for wires in loose if wires > _FEW)
        kind = np.int32
        self.flat = (
            inputs, indptr.astype(kind), indices.astype(kind), self.layer_of_unit.astype(kind)
        )  # fmt: skip

    def chunk(self, rows: int) -> int:
        """How many rows to compute at a time so that the values stay in the cache."""
        widest = max([self.inputs, *(x.units.stop - x.units.start for x in self.layers), 1])
        most = max(32, min(_CHUNK // widest, _HELD // max(1, self.nodes)))
        parts = -(-rows // most)
        return int(-(-rows // max(1, parts)))


def _layer(n: int, indptr: NDArray[np.int64], indices: NDArray[np.int64], a: int, b: int) -> Layer:
    w0, w1 = int(indptr[a]), int(indptr[b])
    sources = indices[w0:w1]
    lo, hi = (int(sources.min()), int(sources.max()) + 1) if w1 > w0 else (0, 0)
    size = (b - a) * (hi - lo)
    local = (indptr[a : b + 1] - w0).astype(np.int32)
    positions = None
    kind = "sparse"
    if w1 - w0 == size:
        kind = "dense"
    elif size <= _SMALL or w1 - w0 >= _DENSE * size:
        kind = "filled"
        positions = np.repeat(np.arange(b - a), np.diff(local)) * (hi - lo) + sources - lo
    return Layer(
        units=slice(a, b),
        nodes=slice(n + a, n + b),
        wires=slice(w0, w1),
        block=slice(lo, hi),
        kind=kind,
        loose=kind == "sparse" or w1 - w0 < _LOOSE * size or w1 - w0 <= _FEW,
        positions=positions,
        indptr=local,
        indices=sources.astype(np.int32),
        hidden_from=max(lo, min(n, hi)) - lo,
    )


def _with_roles(
    n: int, layers: list[Layer], indices: NDArray[np.int64], outputs: NDArray[np.int64]
) -> list[Layer]:
    """The layers with their output units, and whether they may overwrite in the backward pass.

    The backward pass visits readers from the last. A matrix layer may write its product
    without adding if its block is exactly the layer before, and no other layer reads that.
    """
    done: list[Layer] = []
    last_reader = np.full(n + layers[-1].units.stop if layers else n, -1)
    for k, layer in enumerate(layers):
        last_reader[indices[layer.wires]] = k
    for k, layer in enumerate(layers):
        inside = np.flatnonzero((outputs >= layer.units.start) & (outputs < layer.units.stop))
        local = outputs[inside] - layer.units.start
        unread = (last_reader[layer.nodes] < 0).all()
        whole = np.array_equal(outputs, np.arange(layer.units.start, layer.units.stop))
        before = layers[k - 1].nodes if k else slice(0, 0)
        overwrites = (
            layer.kind != "sparse"
            and layer.block.start + layer.hidden_from == before.start
            and layer.block.stop == before.stop
            and k > 0
            and bool((last_reader[before] <= k).all())
        )
        done.append(
            replace(
                layer,
                outputs=local if len(inside) else None,
                columns=inside if len(inside) else None,
                is_output=bool(unread and whole),
                overwrites=overwrites,
            )
        )
    return done


class _Bound:
    """The views that one layer of a workspace works on."""

    def __init__(self, layer: Layer, activation: Activation, space: Workspace) -> None:
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
    from .plain_wires import Wires

    plain = Wires(layer.plain, here.flat)
    return plain.forward, plain.backward


class Workspace:
    """Buffers for a number of rows, bound to one parameter vector that changes in place."""

    def __init__(
        self, plan: Plan, theta: Array, activations: Sequence[str], rows: int, *, hard: bool = False
    ) -> None:
        self.plan, self.theta, self.rows, self.hard = plan, theta, rows, hard
        self.compiled = plan.loose_wires * rows >= _WORTH_COMPILING
        self.grad = np.zeros_like(theta)
        self.values = np.zeros((plan.nodes, rows), theta.dtype)
        self.soft = np.zeros_like(self.values) if hard else self.values
        self.back = np.zeros_like(self.values)
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
        self.kernel: Any = None
        if self.compiled:
            from . import wire_kernel

            self.kernel, self.room = wire_kernel, wire_kernel.exponential(theta, rows)

    def _stretches(self) -> list[range]:
        """The layers in order, those together that the compiled kernel passes in one call."""
        sigmoid, stretches = activation_named("sigmoid"), list[range]()
        joined = False
        for k, here in enumerate(self.bound):
            joins = (
                self.compiled and not self.hard and here.matrix is None
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
        if self.hard:
            self.soft[here.layer.nodes] = out
            if here.activation.two_valued:
                high, low = here.activation.high, here.activation.low
                np.copyto(out, np.where(out >= here.activation.centre, high, low))

    def outputs(self) -> Array:
        """The values of the outputs, outputs by rows."""
        if self.output is not None:
            return self.output
        return self.soft[self.plan.inputs + self.plan.outputs]

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
