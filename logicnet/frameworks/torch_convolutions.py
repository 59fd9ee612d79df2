"""Chains of scans as torch's convolutions: one over the window, then one of a cell for each layer.

A value that a later layer of a rule reads is carried there by a unit [x >= 1]. Imported when torch
is asked for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.checks import number
from logicnet.network.sums import whole_sums
from logicnet.scanning.chains import ScanChain
from logicnet.scanning.scan import Scan

_SLOPE = 4.0  # of the sigmoid whose gradient a step passes on
_EXACT = 1 << 23  # sums that float32 holds with their halves


class _Steps(nn.Module):  # type: ignore[misc]
    """1 where a sum is positive, else 0; with a `gain` a sigmoid of that slope."""

    def __init__(self, gain: float | None = None) -> None:
        super().__init__()
        self.gain = gain

    def forward(self, sums: Tensor) -> Tensor:
        """The values of units with these sums."""
        smooth = torch.sigmoid((self.gain or _SLOPE) * sums)
        if self.gain is not None:
            return smooth
        return (sums > 0).to(sums.dtype) + (smooth - smooth.detach())  # which is 0

    def extra_repr(self) -> str:
        """The gain, for the text of the module."""
        return "" if self.gain is None else f"gain={self.gain:g}"


def convolutions(chain: ScanChain, gain: float | None = None) -> Any:
    """The chain as a `torch.nn.Sequential`."""
    if gain is not None:
        gain = number(gain, "gain", 0, inside=True)
    layers = [layer for each in chain.scans for layer in _of_scan(each, gain)]
    return nn.Sequential(*layers)


def _of_scan(each: Scan, gain: float | None) -> list[Any]:
    """The convolutions of one scan, what is beyond the grid before them, and steps after each."""
    rule, axes = each.rule, len(each.window)
    sums = whole_sums(rule)
    numbers = np.concatenate([np.abs(sums.weights), np.abs(sums.thresholds)])
    if numbers.astype(float).sum() >= _EXACT:
        raise LimitError(f"sums of a scan reach {_EXACT}, which float32 does not hold exactly")
    layers = _padding(each)
    at_hand = list(range(len(rule.inputs)))
    convolution = getattr(nn, f"Conv{axes}d")
    for k in range(rule.depth):
        first, last = rule.layer_starts[k : k + 2].tolist()
        weights, bias, kept = _layer(each, sums, (first, last), at_hand, k == rule.depth - 1)
        window, channels = (each.window, each.channels) if k == 0 else ((1,) * axes, len(at_hand))
        stride = each.stride if k == 0 else 1
        layer = convolution(channels, len(weights), window, stride)
        with torch.no_grad():
            shape = (len(weights), channels, *window)
            layer.weight.copy_(torch.tensor(weights.reshape(shape), dtype=torch.float32))
            layer.bias.copy_(torch.tensor(bias, dtype=torch.float32))
        layers += [layer, _Steps(gain)]
        at_hand = kept
    return layers


def _layer(
    each: Scan, sums: Any, part: tuple[int, int], at_hand: list[int], last: bool
) -> tuple[Any, Any, list[int]]:
    """Weights and biases of what a layer gives, carried values too, and which nodes these are."""
    rule, n = each.rule, len(each.rule.inputs)
    ends = [n + unit for unit in rule.output_units.tolist()]
    later = {int(node) for node in rule.indices[rule.indptr[part[1]] :]} | {*ends}
    own = range(n + part[0], n + part[1])
    kept = ends if last else [node for node in [*at_hand, *own] if node in later]
    place = {node: k for k, node in enumerate(at_hand)}
    weights, bias = np.zeros((len(kept), len(at_hand))), np.empty(len(kept))
    for row, node in enumerate(kept):
        if node in place:
            weights[row, place[node]], bias[row] = 1, -0.5
            continue
        wires = slice(rule.indptr[node - n], rule.indptr[node - n + 1])
        for read, weight in zip(sums.indices[wires].tolist(), sums.weights[wires], strict=True):
            weights[row, place[read]] += weight
        bias[row] = 0.5 - sums.thresholds[node - n]
    return weights, bias, kept


def _padding(each: Scan) -> list[Any]:
    """What puts the cells beyond the grid around it."""
    if each.padding == "none" or set(each.window) == {1}:
        return []
    axes = len(each.window)
    around = [side for w in reversed(each.window) for side in ((w - 1) // 2, w // 2)]
    if each.padding != "wrap":
        pad = getattr(nn, f"ConstantPad{axes}d")
        return [pad(tuple(around), float(each.padding == "ones"))]
    if not hasattr(nn, f"CircularPad{axes}d"):
        raise SpecificationError("padding 'wrap' needs torch 2.1 or later")
    return [getattr(nn, f"CircularPad{axes}d")(tuple(around))]
