"""What a net gives in floats, and how far that can be from what it gives exactly.

The usual running error analysis, worst case, for any order of the additions: if the values a that
a unit reads are off by at most e, its sum w.a + b of k terms is off by at most

    |w|.e + g (|w|.|a| + |b|),      g = (k + 4) eps,

and its value by as much as the activation changes within that (times the gain), plus what
computing the function itself rounds. Each of these roundings may also lose a number that is too
small for all its digits. g is twice what one evaluation needs, so that two of them,
this one and another in the precision of eps, differ by no more than this, and both from the exact
value. A layer of whole numbers that floats hold rounds nothing. The value of a step unit whose sum
may have either sign is off by 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.mlp import MLP
from logicnet.network.wiring_holder import layers

Floats = NDArray[np.float64]

_SLOPES = {  # the largest slope of each activation, and what its value rounds, in eps
    "sigmoid": (0.25, 8.0),
    "tanh": (1.0, 8.0),
    "hard_sigmoid": (1 / 6, 8.0),
    "relu": (1.0, 0.0),
    "leaky_relu": (1.0, 4.0),
    "linear": (1.0, 0.0),
}
_TINY = {2.0**-52: 2.0**-1022, 2.0**-10: 2.0**-14}  # of float64, float16; the others have 2^-126
_WIDE = 1e-6  # errors from which it is worth looking how steep a function is there
_WHOLE = ("relu", "linear", "step")  # activations that keep whole numbers whole


@dataclass(frozen=True)
class LayerMatrix:
    """One layer as a matrix over the nodes that it reads."""

    reads: NDArray[np.int64]
    weights: Floats
    biases: Floats
    whole: bool


def layers_of(mlp: MLP) -> list[LayerMatrix]:
    """The layers as small matrices: columns are the nodes that any unit of the layer reads."""
    found = []
    for k, layer in enumerate(layers(mlp)):
        weights, biases = layer.matrix(), mlp.biases[layer.first : layer.last]
        whole = mlp.activations[k] in _WHOLE and mlp.gains[k] == 1
        whole &= bool((weights == np.rint(weights)).all() and (biases == np.rint(biases)).all())
        found.append(LayerMatrix(layer.reads, weights, biases, whole))
    return found


@np.errstate(over="ignore", under="ignore", invalid="ignore")
def values_and_errors(
    mlp: MLP, layers: list[LayerMatrix], rows: Floats, eps: float, around: Floats | None = None
) -> tuple[Floats, Floats]:
    """The outputs at rows (inputs by rows), and by how much each may be off.

    `around` says by how much each input may be another one, so that what comes back holds for all
    points between: interval arithmetic.
    """
    n = len(mlp.inputs)
    values = np.empty((n + mlp.units, rows.shape[1]))
    errors = np.zeros_like(values)
    values[:n] = rows
    if around is not None:
        errors[:n] = around[:, None]
    if mlp.centre is not None or mlp.scale is not None:
        centre = np.zeros(n) if mlp.centre is None else mlp.centre
        scale = np.ones(n) if mlp.scale is None else mlp.scale
        values[:n] = (rows - centre[:, None]) / scale[:, None]
        errors[:n] += 4 * eps * (np.abs(rows) + np.abs(centre)[:, None])
        errors[:n] /= scale[:, None] * (1 - eps)
    whole = np.concatenate([(values[:n] == np.rint(values[:n])).all(axis=1), [False] * mlp.units])
    at, tiny = n, _TINY.get(eps, 2.0**-126)
    for layer, name, gain in zip(layers, mlp.activations, mlp.gains.tolist(), strict=True):
        here, read = slice(at, at + len(layer.biases)), values[layer.reads]
        net = layer.weights @ read + layer.biases[:, None]
        size = np.abs(layer.weights) @ np.abs(read) + np.abs(layer.biases)[:, None]
        off = np.abs(layer.weights) @ errors[layer.reads]
        kept = layer.whole and bool(whole[layer.reads].all()) and bool(size.max() < 1 / eps)
        if not kept:
            off += (len(layer.reads) + 4) * (eps * size + tiny)
        off = off * gain + (tiny * (net != 0) if gain != 1 else 0.0)
        values[here], errors[here] = _applied(name, net * gain, off, eps)
        if not kept:
            errors[here] += tiny * (name not in ("step", "relu", "linear"))
        whole[here] = kept
        at = here.stop
    ends = n + mlp.output_units
    return values[ends], errors[ends]


def _applied(name: str, net: Floats, off: Floats, eps: float) -> tuple[Floats, Floats]:
    """The activation of net inputs that may be off, and by how much it may be off itself."""
    if name == "step":
        return (net >= 0).astype(np.float64), np.where((np.abs(net) > off) | (off == 0), 0.0, 1.0)
    slope, rounds = _SLOPES[name]
    value, moved = _value(name, net), slope * off
    wide = ~(moved <= _WIDE)
    if wide.any():  # where the function is flat the slope says too much; it never falls
        reach = off[wide] + eps * (np.abs(net[wide]) + off[wide])
        high, low = (_value(name, net[wide] + side * reach) for side in (1, -1))
        moved[wide] = np.maximum(high - value[wide], value[wide] - low)
    errors = moved + rounds * eps * np.maximum(np.abs(value), float(rounds > 4))
    if name == "hard_sigmoid":  # which rounds nothing where it is 0 or 1
        errors[np.abs(net) - off >= 3] = 0.0
    return value, errors


def _value(name: str, net: Floats) -> Floats:
    value = net.copy()
    ACTIVATIONS[name].apply(value, 1.0)
    return value
