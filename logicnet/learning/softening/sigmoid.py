"""From threshold units to smooth ones, with a certificate, and back.

A threshold unit becomes ``f(gain * (w.a - centre))`` with the centre half-way between its
nearest sums; how large the gain must be is in :mod:`logicnet.learning.softening.error_bounds`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.checks import as_float, choice, number
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.certificate import Certificate
from logicnet.learning.nets.labels import labels_after
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network
from logicnet.network.threshold_units import LARGEST_SUM

from .error_bounds import ErrorBounds
from .exact import EXACT, STEEP, check_whole, exact_certificate, rectified
from .margins import Exact, Floats, unit_gaps
from .own_outputs import own_outputs, rejoined
from .whole_weights import whole_unit


@checked(network=of_type(Network))
def soften(
    network: Network,
    error: float = 0.01,
    gain: float | None = None,
    activation: Literal["sigmoid", "tanh", "relu", "hard_sigmoid"] = "sigmoid",
    *,
    band: float | None = None,
) -> MLP:
    """The smooth net with the same wiring, and a certificate that it computes the same.

    Outputs that are one unit get a unit each, so that they can learn to differ. Without a `gain`
    it is the smallest for which the per-unit bound certifies `error`. With activation "tanh"
    units give -1 and +1 (inputs stay as they are) and the error is on that scale. Half-planes
    only keep to it outside a band around their boundaries. Without a `band` all layers have one
    gain, and the band follows from it; a `band` is kept by a larger gain of the layers of
    half-planes alone.

    Of "hard_sigmoid" and "relu" units the net is equal to the network on all Boolean inputs, its
    error 0, where weights are whole numbers. ReLU units are others than those of the network, few
    more; the outputs are the same.

    >>> from logicnet.network.network import Network
    >>> xor = Network.from_units(["a", "b"], [([0, 1], [1, 1], 1), ([0, 1], [-1, -1], -1),
    ...                                       ([2, 3], [1, 1], 2)])
    >>> mlp = soften(xor)
    >>> print(mlp.certificate)
    gain 9.515: each unit within 0.01 of its Boolean value on every input (per-unit bound)
    >>> harden(mlp) == xor
    True
    >>> soften(xor, activation="relu")([[0, 0], [0, 1], [1, 0], [1, 1]]).tolist()
    [[0.0], [1.0], [1.0], [0.0]]
    """
    choice(activation, "activation", ("sigmoid", "tanh", *EXACT))
    if activation in EXACT:
        return _without_error(network, activation, gain, band)
    scale = 2.0 if activation == "tanh" else 1.0
    error = number(error, "error", 0, scale / 2, inside=True)
    gain = None if gain is None else number(gain, "gain", 0, inside=True)
    band = None if band is None else number(band, "band", 0, inside=True)
    apart, _ = own_outputs(network)
    bounds = ErrorBounds(apart, error / scale, band)
    steep = bounds.choose(None if gain is None else float(gain) * scale)
    certificate, gains = bounds.certificate(steep, scale, gain)
    mlp = _smooth(apart, bounds.gaps.centre, gains, activation)
    return replace(mlp, certificate=certificate, source=network)


def _without_error(network: Network, activation: str, gain: Any, band: Any) -> MLP:
    """The net that is equal to the network, of hard sigmoids or of ReLU units."""
    if band is not None or (activation == "relu" and gain is not None):
        name = "gain" if band is None else "band"
        raise SpecificationError(
            f"{activation} units have no {name}: their net has no error at all"
        )
    if activation == "relu":
        mlp = rectified(network)
    else:
        gain = STEEP if gain is None else number(gain, "gain", STEEP)
        check_whole(network)
        apart, _ = own_outputs(network)
        mlp = _smooth(apart, unit_gaps(apart).centre, np.full(apart.depth, gain), activation)
    return replace(mlp, certificate=exact_certificate(network, mlp), source=network)


def _smooth(network: Network, centre: Floats, gains: Floats, activation: str) -> MLP:
    """The units of `network`, smooth around their centres; `gains` are those of sigmoids."""
    mlp = MLP(
        wiring=network.wiring,
        labels=network.labels,
        weights=network.weights.astype(np.float64),
        biases=-centre + 0.0,
        gains=gains,
        activations=("sigmoid" if activation == "tanh" else activation,) * network.depth,
    )
    return _as_tanh(mlp) if activation == "tanh" else mlp


_BOUNDED = ("sigmoid", "tanh")  # what the error bounds are worked out for


def recertified(mlp: MLP, gain: float, band: float | None) -> Certificate:
    """The certificate of a net that `soften` made, worked out anew from its gains and the band."""
    (net, _, exact), kind = _untouched(mlp), mlp.activations[0]
    if kind == "relu" and mlp.source is not None and rectified(mlp.source) == mlp:
        return exact_certificate(mlp.source, mlp)
    same = bool(exact.all()) and {*mlp.activations} == {kind}
    steep = kind == "hard_sigmoid" and mlp.gains.min() >= STEEP
    if net is None or not same or net.inputs != mlp.inputs or not (steep or kind in _BOUNDED):
        raise SpecificationError("a certificate is for a net as soften makes it of its source")
    if steep:
        return exact_certificate(net, mlp)
    bounds = ErrorBounds(net, 0.01, band)
    if (band is None) == bool(bounds.gaps.geometric.any()):
        raise SpecificationError("a certificate has a band where units read coordinates")
    if not 0 < gain <= mlp.gains.min():
        raise SpecificationError(f"gain {gain} is none that layers of gain {mlp.gains} have")
    scale = 2.0 if kind == "tanh" else 1.0
    return bounds.stated(mlp.gains * scale, band, scale, gain)


def _as_tanh(mlp: MLP) -> MLP:
    """The same net with units of -1/+1: ``s(z) = (1 + tanh(z/2)) / 2``, so wires halve."""
    inner = mlp.indices >= len(mlp.inputs)
    weights = np.where(inner, mlp.weights / 2, mlp.weights)
    unit_of = mlp.unit_of
    shift = np.bincount(unit_of[inner], weights[inner], minlength=mlp.units)
    return replace(
        mlp,
        weights=weights,
        biases=mlp.biases + shift,
        gains=mlp.gains / 2,
        activations=("tanh",) * mlp.depth,
    )


@checked(mlp=of_type(MLP))
def harden(mlp: MLP) -> Network:
    """The threshold network that `mlp` is or has become: each unit fires iff w.a + b >= 0.

    `harden(soften(n)) == n`: units that still have their compiled weights get back their
    thresholds. Trained units with Boolean sources get whole weights for the same function, or,
    of many wires, the nearest of 32 bits (see :mod:`logicnet.learning.softening.whole_weights`).
    Units that no longer compute what their label says lose it.
    `disagreement` says where the two nets differ.
    """
    if mlp.activations[0] == "relu" and mlp.source is not None and rectified(mlp.source) == mlp:
        return mlp.source
    weights, levels = _exact_form(mlp)
    stated, origin, exact = _untouched(mlp)
    if stated is not None and exact.all():
        return rejoined(replace(stated, wiring=mlp.wiring), origin)  # which joins the same
    if stated is not None:
        for j in np.flatnonzero(exact).tolist():
            levels[j] = stated.thresholds[j].item()
    thresholds = _as_floats(levels)
    if mlp.encoding != "real":
        weights, thresholds = _whole(mlp, weights, levels)
    if stated is not None and stated.weights.dtype == weights.dtype:  # as floats may not hold them
        weights = np.where(np.repeat(exact, np.diff(mlp.indptr)), stated.weights, weights)
        thresholds = np.where(exact, stated.thresholds, thresholds)
    hard = Network(
        wiring=mlp.wiring,
        weights=weights,
        thresholds=thresholds,
        labels=mlp.labels,
        construction="hardened",
    )
    if stated is None:
        return hard
    hard = replace(hard, labels=labels_after(hard, stated, np.arange(stated.units)))
    return rejoined(hard, origin)


def _whole(mlp: MLP, weights: Floats, levels: list[Exact]) -> tuple[Any, Any]:
    """The units of a Boolean net with whole weights and thresholds."""
    thresholds = _as_floats(levels)
    unit_of = mlp.unit_of
    size = np.bincount(unit_of, np.abs(weights), minlength=mlp.units) + np.abs(thresholds)
    loose = np.bincount(unit_of, weights != np.rint(weights), minlength=mlp.units) > 0
    loose |= [level != int(level) for level in levels]
    loose |= size >= LARGEST_SUM // 2
    kept = ~loose[unit_of]
    low = np.zeros(mlp.wires)
    low[mlp.indices < len(mlp.inputs)] = -1.0 if mlp.encoding == "bipolar" else 0.0
    whole = np.where(kept, weights, 0.0).astype(np.int64)
    least = np.array([0 if loose[j] else int(t) for j, t in enumerate(levels)], dtype=np.int64)
    for j in np.flatnonzero(loose):
        part = slice(mlp.indptr[j], mlp.indptr[j + 1])
        ends = low[part], np.ones(part.stop - part.start)
        whole[part], least[j] = whole_unit(weights[part], levels[j], *ends)
    return whole, least


def step_form(mlp: MLP) -> tuple[Floats, Floats]:
    """Weights and thresholds for sources of 0/1; sums of whole weights get whole thresholds."""
    weights, levels = _exact_form(mlp)
    return weights, _as_floats(levels)


def _as_floats(levels: list[Exact]) -> Floats:
    return np.array([as_float(level) for level in levels], dtype=np.float64) + 0.0


def _exact_form(mlp: MLP) -> tuple[Floats, list[Exact]]:
    """The same with thresholds that are not rounded: ``w.(2x - 1) + b >= 0`` is one sum more."""
    kinds = [ACTIVATIONS[a] for a in mlp.activations]
    for k, (name, kind) in enumerate(zip(mlp.activations, kinds, strict=True)):
        if not kind.two_valued:
            raise SpecificationError(
                f"layer {k + 1} has {name} units, which are no smooth thresholds; "
                "harden needs sigmoid, tanh, hard_sigmoid or step units"
                + "; a net of ReLU units hardens as long as it is as soften made it"
                * (name == "relu")
            )
    n, weights = len(mlp.inputs), mlp.weights.copy()
    levels: list[Exact] = [-bias for bias in mlp.biases.tolist()]
    unit_of = mlp.unit_of
    inner = mlp.indices >= n
    low = np.array([k.low for k in kinds])[mlp.layer_of]
    bipolar = np.zeros(mlp.wires, dtype=bool)
    bipolar[inner] = low[mlp.indices[inner] - n] == -1.0
    for j, weight in zip(unit_of[bipolar].tolist(), weights[bipolar].tolist(), strict=True):
        levels[j] = Fraction(levels[j]) + Fraction(weight)
    weights[bipolar] *= 2
    loose = (weights != np.rint(weights)) | (~inner & (mlp.encoding == "real"))
    whole = np.bincount(unit_of, loose, minlength=mlp.units) == 0
    return weights, [ceil(t) if whole[j] else t for j, t in enumerate(levels)]


def _untouched(mlp: MLP) -> tuple[Network | None, NDArray[np.int64], NDArray[np.bool_]]:
    """The network whose units `mlp` has (None where it has others), where each of them comes
    from, and which of them still have the weights and the bias with which they were compiled."""
    changed = np.zeros(mlp.units, dtype=bool)
    if mlp.source is None:
        return None, np.arange(mlp.units), changed
    stated, origin = own_outputs(mlp.source)
    fresh = _smooth(stated, unit_gaps(stated).centre, np.ones(stated.depth), mlp.activations[0])
    if not fresh.wiring.joins(mlp.wiring):
        return None, np.arange(mlp.units), changed
    if _reading(fresh) != _reading(mlp):
        return stated, origin, changed
    unit_of = mlp.unit_of
    moved = np.bincount(unit_of, fresh.weights != mlp.weights, minlength=mlp.units)
    return stated, origin, np.asarray((moved == 0) & (fresh.biases == mlp.biases))


def _reading(mlp: MLP) -> tuple[Any, ...]:
    """What the numbers that units read stand for: the inputs' frame, and what units give."""
    frame = tuple(None if a is None else a.tobytes() for a in (mlp.centre, mlp.scale))
    return mlp.encoding, *frame, *(ACTIVATIONS[name].low for name in mlp.activations)
