"""Units that gradients find: one hidden layer, trained smooth, made hard, and weighed anew.

Adam trains tanh units over the columns and log-odds over these. Wires have a penalty, and those
that read the rule's columns one of their own; which, and for how many steps, is what does best on
rows held out within those trained on. Then each unit becomes a threshold unit of whole weights, and
a ridge gives weights to the hard units and the columns; so nothing is lost afterwards. Of many rows
each step takes a part, so that a fit costs about the same for all tables; of very many columns
units read the rule's and some of the others, evenly spread, as steps of one number lie together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .linear import Linear, ridge, shares
from .trees import SparseBits

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bits = NDArray[np.uint8]

_UNITS, _RATE = 12, 0.1
_PENALTIES, _RULE_SHARES, _STEPS = (1e-3, 3e-3, 1e-2, 3e-2), (1 / 9, 1.0), (50, 100)
_PARTS = 3  # of the rows, each held out once
_CELLS, _LEAST, _MOST = 50_000, 64, 512  # of rows in a step: columns times rows, and rows
_TRIED = 128  # rows in a step, at most, while restraints are tried
_READ = 2048  # columns, from which on units read a part
_LEVELS = 64  # of whole weights to each side


class Restraint(NamedTuple):
    """What holds a training: the penalty of wires, its share for the rule's, and the steps."""

    penalty: float
    rule_share: float
    steps: int


@dataclass(frozen=True)
class TriedRestraints:
    """Restraints, and the log-loss of each row with each of them by nets that it was held out of.

    >>> tried = TriedRestraints((Restraint(0.1, 1, 50), Restraint(0.2, 1, 50)), np.eye(2))
    >>> tried.best(np.array([3.0, 1.0])).penalty
    0.2
    """

    restraints: tuple[Restraint, ...]
    losses: Floats  # rows by restraints

    def best(self, weights: Floats) -> Restraint:
        """The one of least loss on weighted rows."""
        return self.restraints[int((weights @ self.losses).argmin())]


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


def tried_restraints(
    data: SparseBits, targets: Floats, weights: Floats, is_rule: NDArray[np.bool_], seed: int
) -> TriedRestraints:
    """All restraints, each tried on rows held out; without rule columns there are fewer."""
    pairs = [*product(_PENALTIES, _RULE_SHARES if is_rule.any() else (1.0,))]
    part = np.random.default_rng(seed).permutation(len(weights)) % _PARTS
    nets = [(pair, k) for pair in pairs for k in range(_PARTS)]
    mass = np.stack([weights * (part != k) for _, k in nets], axis=1)
    read = _read(is_rule)
    penalties = np.stack([_penalties(is_rule[read], *pair) for pair, _ in nets], axis=1)
    restraints, losses = list[Restraint](), list[Floats]()
    signs = _signs(data.bits[:, read])
    for steps, net in _trained(signs, targets, mass, penalties, seed, _TRIED):
        total = net.totals(signs)[1].astype(np.float64)
        each = np.stack([_losses(total[:, at], targets) for at in range(len(nets))], axis=1)
        losses += [each[np.arange(len(part)), k * _PARTS + part] for k in range(len(pairs))]
        restraints += [Restraint(*pair, steps) for pair in pairs]
    return TriedRestraints(tuple(restraints), np.stack(losses, axis=1))


def _losses(total: Floats, targets: Floats) -> Floats:
    p = shares(total)
    told = np.concatenate([1 - targets, targets], axis=1) if targets.shape[1] == 1 else targets
    return np.asarray(-np.log(np.maximum((p * told).sum(axis=1), 1e-12)))


def _read(is_rule: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The columns that units read: all, or the rule's and others evenly spread."""
    if len(is_rule) <= _READ:
        return np.arange(len(is_rule))
    others = np.flatnonzero(~is_rule)
    count = min(len(others), max(_READ - int(is_rule.sum()), _READ // 2))
    spread = others[(2 * np.arange(count) + 1) * len(others) // (2 * count)]
    return np.union1d(np.flatnonzero(is_rule), spread)


def _penalties(is_rule: NDArray[np.bool_], penalty: float, rule_share: float) -> Singles:
    """By column, and that of the wires behind the units."""
    return np.append(np.where(is_rule, rule_share, 1.0), 1.0).astype(np.float32) * np.float32(
        penalty
    )


def _signs(bits: Bits) -> Singles:
    return 2 * bits.astype(np.float32) - 1


def gradient_units(
    data: SparseBits, targets: Floats, weights: Floats, is_rule: NDArray[np.bool_], seed: int,
    restraint: Restraint,
) -> tuple[HardUnits, Linear]:  # fmt: skip
    """Hard units with their values, and what the columns themselves say beside them."""
    kept, read = np.flatnonzero(weights > 0), _read(is_rule)
    penalties = _penalties(is_rule[read], restraint.penalty, restraint.rule_share)[:, None]
    signs = _signs(data.bits[np.ix_(kept, read)])
    runs = _trained(signs, targets[kept], weights[kept, None], penalties, seed)
    net = next(net for steps, net in runs if steps == restraint.steps)
    inner = np.zeros((len(is_rule), _UNITS))
    inner[read] = net.inner[:, 0]
    units = _hardened(inner, net.bias[0].astype(np.float64), targets.shape[1])
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


@dataclass(frozen=True)
class _Nets:
    """Nets side by side: arrays by columns, nets, units and outputs, in this order."""

    inner: Singles
    bias: Singles
    outer: Singles
    constants: Singles

    @property
    def arrays(self) -> list[Singles]:
        return [self.inner, self.bias, self.outer, self.constants]

    def totals(self, signs: Singles) -> tuple[Singles, Any]:
        """The values of the units, nets by rows by units, and the log-odds, rows by nets."""
        columns, nets, units = self.inner.shape
        sums = signs @ self.inner.reshape(columns, nets * units)
        hidden = np.tanh(sums.reshape(len(signs), nets, units) + self.bias).transpose(1, 0, 2)
        return hidden, (hidden @ self.outer).transpose(1, 0, 2) + self.constants


def _trained(
    signs: Singles, targets: Floats, mass: Floats, penalties: Singles, seed: int, most: int = _MOST
) -> Iterator[tuple[int, _Nets]]:
    """The nets after each number of steps, all of which begin alike.

    `mass` are the weights of rows by nets, `penalties` those of columns and of the wires behind the
    units, by nets.
    """
    rng = np.random.default_rng(seed)
    rows, columns = signs.shape
    nets = mass.shape[1]
    first = rng.normal(size=(columns, 1, _UNITS)) * (1.5 / np.sqrt(max(columns, 1)))
    last = rng.normal(size=(1, _UNITS, targets.shape[1])) / 2
    start = (first.repeat(nets, 1), np.zeros((nets, _UNITS)), last.repeat(nets, 0),
             np.zeros((nets, targets.shape[1])))  # fmt: skip
    net = _Nets(*(part.astype(np.float32) for part in start))
    step = _Adam(net.arrays)
    wanted, shared = targets.astype(np.float32), (mass / mass.mean(axis=0)).astype(np.float32)
    size = int(np.clip(_CELLS // max(columns, 1), _LEAST, most))
    for count in range(1, max(_STEPS) + 1):
        at = slice(None) if rows <= size else rng.integers(0, rows, size)
        step.take(net.arrays, _slopes(net, signs[at], wanted[at], shared[at], penalties))
        if count in _STEPS:
            yield count, net


def _slopes(
    net: _Nets, signs: Singles, wanted: Singles, mass: Singles, penalties: Singles
) -> list[Singles]:
    """The slopes of the log-loss and of half of penalty times square."""
    hidden, total = net.totals(signs)
    rows, nets, outputs = total.shape
    p = shares(total.reshape(rows * nets, outputs)).reshape(rows, nets, -1)
    error = (p[..., 1:] if outputs == 1 else p) - wanted[:, None]
    error = (error * mass[..., None] / rows).astype(np.float32)
    by_net = error.transpose(1, 0, 2)
    back = (by_net @ net.outer.transpose(0, 2, 1)) * (1 - hidden * hidden)
    flat = back.transpose(1, 0, 2).reshape(rows, -1)
    return [
        (signs.T @ flat).reshape(net.inner.shape) + penalties[:-1, :, None] * net.inner,
        back.sum(axis=1),
        hidden.transpose(0, 2, 1) @ by_net + penalties[-1][:, None, None] * net.outer,
        error.sum(axis=0),
    ]


class _Adam:
    """Steps of one size whatever the slopes' scale."""

    def __init__(self, net: Sequence[Singles]) -> None:
        self.mean, self.square = ([np.zeros_like(part) for part in net] for _ in range(2))
        self.count = 0

    def take(self, net: Sequence[Singles], slopes: Sequence[Singles]) -> None:
        """Change the nets by one step down the slopes."""
        self.count += 1
        rate = _RATE * np.sqrt(1 - 0.99**self.count) / (1 - 0.9**self.count)
        for part, slope, mean, square in zip(net, slopes, self.mean, self.square, strict=True):
            mean += np.float32(0.1) * (slope - mean)
            square += np.float32(0.01) * (slope * slope - square)
            part -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))
