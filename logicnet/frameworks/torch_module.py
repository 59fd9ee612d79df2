"""A network or an MLP as a torch module; imported when torch is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from logicnet.errors import SpecificationError
from logicnet.learning.nets.activations import LEAK
from logicnet.learning.nets.mlp import MLP
from logicnet.network.exactness import step_biases
from logicnet.network.network import Network

from .layouts import Layout, layouts

SURROGATES: dict[str, Callable[[Tensor, float], Tensor]] = {
    "sigmoid": lambda net, slope: torch.sigmoid(slope * net),
    "straight_through": lambda net, slope: slope * net,
}
_FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky_relu": lambda net: nn.functional.leaky_relu(net, LEAK),
    "linear": lambda net: net,
    "softmax": lambda net: torch.softmax(net, 0),
    "hard_sigmoid": nn.functional.hardsigmoid,
}


class LogicLayer(nn.Module):  # type: ignore[misc]
    """Units of one layer: `weight` (a matrix, or a number a wire), `bias`, and their `labels`."""

    def __init__(
        self, layout: Layout, at_hand: int, weights: Tensor, biases: Tensor, gain: float,
        activation: str, surrogate: str | None, slope: float, labels: tuple[str, ...] | None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kind, self.shape = layout.kind, layout.shape(at_hand)
        self.activation, self.surrogate, self.slope = activation, surrogate, slope
        self.gain, self.labels = gain, labels
        full = self.kind == "full"
        self.weight = nn.Parameter(weights.reshape(self.shape) if full else weights)
        self.bias = nn.Parameter(biases)
        place = None if full else layout.source + layout.reader * self.shape[1]
        parts = {"reads": layout.reads, "kept": layout.kept if len(layout.kept) else None}
        parts |= {"place": place if self.kind == "gaps" else None}
        wires = self.kind == "wires"
        parts |= {"source": layout.source if wires else None}
        parts |= {"reader": layout.reader if wires else None}
        for name, value in parts.items():
            there = None if value is None else torch.as_tensor(value, device=weights.device)
            self.register_buffer(name, there, persistent=False)

    def forward(self, at_hand: Tensor) -> Tensor:
        """What is at hand after the layer, a line a node, from what is before it."""
        read = at_hand if self.reads is None else at_hand.index_select(0, self.reads)
        net = self._sums(read)
        net = net if self.gain == 1 else net * self.gain
        value = self._step(net) if self.activation == "step" else _FUNCTIONS[self.activation](net)
        if self.kept is None:
            return value
        return torch.cat([at_hand.index_select(0, self.kept), value])

    def _sums(self, read: Tensor) -> Tensor:
        bias = self.bias[:, None]
        if self.kind == "wires":
            products = read.index_select(0, self.source) * self.weight[:, None]
            return bias.expand(-1, read.shape[1]).index_add(0, self.reader, products)
        matrix = self.weight
        if self.kind == "gaps":
            blank = matrix.new_zeros(self.shape[0] * self.shape[1])
            matrix = blank.index_copy(0, self.place, matrix).view(self.shape)
        return torch.addmm(bias, matrix, read)

    def _step(self, net: Tensor) -> Tensor:
        """0 or 1 exactly; in the backward pass the slope of the surrogate."""
        hard = (net >= 0).to(net.dtype)
        if self.surrogate is None or not torch.is_grad_enabled():
            return hard
        soft = SURROGATES[self.surrogate](net, self.slope)
        return hard + (soft - soft.detach())

    def extra_repr(self) -> str:
        """What is shown of the layer."""
        units, reads = self.shape
        return f"{units} {self.activation} units, {reads} read, {self.weight.numel()} wires"


class LogicModule(nn.Module):  # type: ignore[misc]
    """A network or MLP as it runs in torch: rows of inputs in, rows of outputs out.

    `inputs`, `outputs`, `encoding` and `labels` are those of the net that was `stated`; the
    parameters are `layers.K.weight` and `layers.K.bias`.
    """

    def __init__(
        self, net: Network | MLP, dtype: torch.dtype, device: Any,
        surrogate: str | None, slope: float,
    ) -> None:  # fmt: skip
        super().__init__()
        self.stated, self.inputs, self.outputs = net, net.inputs, net.outputs
        self.encoding, self.labels = net.encoding, net.labels

        def tensor(values: Any) -> Tensor:
            return torch.as_tensor(np.array(values, dtype=np.float64)).to(device, dtype)

        if isinstance(net, Network):
            biases, kinds, gains = step_biases(net)[0], ("step",) * net.depth, np.ones(net.depth)
        else:
            biases, kinds, gains = net.biases, net.activations, net.gains
        found, ends = layouts(net)
        self.layers, at_hand = nn.ModuleList(), len(net.inputs)
        for k, layout in enumerate(found):
            labels = None if net.labels is None else net.labels[layout.units]
            self.layers.append(
                LogicLayer(
                    layout, at_hand, tensor(net.weights[layout.wires]),
                    tensor(biases[layout.units]), float(gains[k]), kinds[k],
                    surrogate, slope, labels,
                )
            )  # fmt: skip
            at_hand = len(layout.kept) + layout.count
        for name, values in (("centre", net.centre), ("scale", net.scale)):
            there = None if values is None else tensor(values)[:, None]
            self.register_buffer(name, there, persistent=False)
        every = np.array_equal(ends, np.arange(at_hand))
        there = None if every else torch.as_tensor(ends, device=device)
        self.register_buffer("ends", there, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """The outputs for rows, or for one row."""
        if x.shape[-1:] != (len(self.inputs),):
            raise SpecificationError(
                f"rows of {len(self.inputs)} inputs are expected, not an array of {tuple(x.shape)}"
            )
        rows = x if x.is_floating_point() else x.to(self.layers[0].bias.dtype)
        values = (rows if x.ndim > 1 else rows[None]).flatten(0, -2).t()
        values = values if self.centre is None else values - self.centre
        values = values if self.scale is None else values / self.scale
        for layer in self.layers:
            values = layer(values)
        if self.ends is not None:
            values = values.index_select(0, self.ends)
        return values.t().reshape(*x.shape[:-1], len(self.outputs))

    def extra_repr(self) -> str:
        """What is shown of the module."""
        return f"{self.stated!r}"
