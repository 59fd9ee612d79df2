"""Units that gradients find: one hidden layer, trained smooth, made hard, and weighed anew.

Adam trains tanh units over the columns and log-odds over these, wires of the rule's columns with a
penalty of their own. Then each unit becomes a threshold unit of whole weights, and a ridge gives
weights to the hard units and the columns; so nothing is lost afterwards. Of many rows each step
takes a part, so that a fit costs about the same for all tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .linear import Linear, ridge, shares
from .trees import SparseBits

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bits = NDArray[np.uint8]

_UNITS, _STEPS, _RATE = 12, 100, 0.1
_PENALTY, _RULE_PENALTY = 3e-3, 1e-3  # of wires, and of those that read the rule's columns
_CELLS, _LEAST, _MOST = 50_000, 64, 512  # of rows in a step: columns times rows, and rows
_LEVELS = 64  # of whole weights to each side


@dataclass(frozen=True)
class HardUnits:
    """Threshold units over columns, columns by units, and the values of each, units by outputs."""

    weights: NDArray[np.int64]
    thresholds: NDArray[np.int64]
    value: Floats

    def fired(self, bits: Bits) -> Bits:
        """Which units fire, rows by units."""
        sums = bits.astype(np.float64) @ self.weights  # whole numbers that floats hold
        return (sums >= self.thresholds).astype(np.uint8)

    def add_to(self, total: Floats, bits: Bits) -> None:
        """Add the values of the units that fire, rows by outputs, to `total`."""
        total += self.fired(bits) @ self.value


def gradient_units(
    data: SparseBits, targets: Floats, weights: Floats, is_rule: NDArray[np.bool_], seed: int
) -> tuple[HardUnits, Linear]:
    """Hard units with their values, and what the columns themselves say beside them."""
    kept = np.flatnonzero(weights > 0)
    signs = 2 * data.bits[kept].astype(np.float32) - 1
    penalties = np.where(is_rule, _RULE_PENALTY, _PENALTY).astype(np.float32)
    inner, bias = _trained(signs, targets[kept], weights[kept], penalties, seed)
    units = _hardened(inner.astype(np.float64), bias.astype(np.float64), targets.shape[1])
    both = SparseBits.of(np.concatenate([data.bits, units.fired(data.bits)], axis=1))
    columns = data.bits.shape[1]
    found = ridge(both, targets, weights, np.ones(columns + units.weights.shape[1]))
    value = found.weights[columns:]
    return HardUnits(units.weights, units.thresholds, value), Linear(
        found.weights[:columns], found.constants
    )


def _hardened(inner: Floats, bias: Floats, outputs: int) -> HardUnits:
    """The units as steps of whole weights over columns of 0 and 1."""
    scale = _LEVELS / np.maximum(np.abs(inner).max(axis=0, initial=0), 1e-12)
    whole = np.rint(inner * scale)
    least = np.ceil((whole.sum(axis=0) - bias * scale) / 2)
    value = np.zeros((inner.shape[1], outputs))
    return HardUnits(whole.astype(np.int64), least.astype(np.int64), value)


def _trained(
    signs: Singles, targets: Floats, weights: Floats, penalties: Singles, seed: int
) -> tuple[Singles, Singles]:
    """Weights and biases of the hidden units after all steps."""
    rng = np.random.default_rng(seed)
    rows, columns = signs.shape
    first = rng.normal(size=(columns, _UNITS)) * (1.5 / np.sqrt(max(columns, 1)))
    last = rng.normal(size=(_UNITS, targets.shape[1])) / 2
    net = [part.astype(np.float32) for part in
           (first, np.zeros(_UNITS), last, np.zeros(targets.shape[1]))]  # fmt: skip
    step = _Adam(net)
    wanted, mass = targets.astype(np.float32), (weights / weights.mean()).astype(np.float32)
    size = int(np.clip(_CELLS // max(columns, 1), _LEAST, _MOST))
    for _ in range(_STEPS):
        at = slice(None) if rows <= size else rng.integers(0, rows, size)
        step.take(net, _slopes(net, signs[at], wanted[at], mass[at, None], penalties))
    return net[0], net[1]


def _slopes(
    net: list[Singles], signs: Singles, wanted: Singles, mass: Singles, penalties: Singles
) -> list[Singles]:
    """The slopes of the log-loss and of half of penalty times square."""
    inner, bias, outer, constants = net
    hidden = np.tanh(signs @ inner + bias)
    total = hidden @ outer + constants
    p = shares(total)
    error = (p[:, 1:] if total.shape[1] == 1 else p) - wanted
    error = (error * mass / len(signs)).astype(np.float32)
    back = (error @ outer.T) * (1 - hidden * hidden)
    return [
        signs.T @ back + penalties[:, None] * inner, back.sum(axis=0),
        hidden.T @ error + np.float32(_PENALTY) * outer, error.sum(axis=0),
    ]  # fmt: skip


class _Adam:
    """Steps of one size whatever the slopes' scale."""

    def __init__(self, net: list[Singles]) -> None:
        self.mean, self.square = ([np.zeros_like(part) for part in net] for _ in range(2))
        self.count = 0

    def take(self, net: list[Singles], slopes: list[Singles]) -> None:
        """Change the net by one step down the slopes."""
        self.count += 1
        rate = _RATE * np.sqrt(1 - 0.99**self.count) / (1 - 0.9**self.count)
        for part, slope, mean, square in zip(net, slopes, self.mean, self.square, strict=True):
            mean += np.float32(0.1) * (slope - mean)
            square += np.float32(0.01) * (slope * slope - square)
            part -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))
