"""Nets of hard-sigmoid or ReLU units that equal a threshold network on every Boolean input.

The sum s of a threshold unit is a whole number. Between its nearest sums below and from its
threshold on lies a gap of 1 at least, and a function that is linear between whole numbers can
jump from 0 to 1 within it. No limit is taken, so the error is 0, as long as all sums are whole
numbers that floats hold: up to 2^53, in whatever order they are added.

A hard sigmoid ``min(max(z + 3, 0), 6) / 6`` is 0 up to z = -3 and 1 from 3 on. Half-way between
the nearest sums a gain of 6 reaches both, so each unit becomes one hard sigmoid. What ReLU units
do is in :mod:`logicnet.learning.softening.rectifiers`.
"""

from __future__ import annotations

import numpy as np

from logicnet.errors import SpecificationError
from logicnet.learning.nets.certificate import Certificate
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network
from logicnet.network.wiring import Wiring, earliest_layers

from .rectifiers import LARGEST, Rectifiers, refuse

EXACT = ("relu", "hard_sigmoid")  # activations that make nets without any error
STEEP = 6.0  # gain from which a hard sigmoid is 0 or 1 at sums 1/2 from its centre


def exact_certificate(network: Network, mlp: MLP) -> Certificate:
    """The certificate of a net that is equal to `network`, all sums of which are exact."""
    check_whole(network)
    return Certificate(
        gain=min(mlp.gains.tolist(), default=STEEP),
        error=0.0,
        bounds=np.zeros(mlp.units),
        method="sums of whole numbers, which floats hold",
        gains=mlp.gains,
    )


def check_whole(network: Network) -> None:
    """Refuse what has no gaps of 1, or sums that floats cannot hold."""
    if network.encoding == "real":
        raise SpecificationError(
            "a net without any error is of Boolean inputs, and this network reads coordinates; "
            "soften(network, band=...) gives one of sigmoid or tanh units"
        )
    unit_of = network.unit_of
    broken = np.flatnonzero(network.weights != np.rint(network.weights))
    if len(broken):
        wire = broken[0]
        raise SpecificationError(
            f"unit {unit_of[wire]} has the weight {network.weights[wire]}; a net without any "
            "error is made of whole weights"
        )
    size = np.abs(network.thresholds.astype(np.float64)) + 2
    with np.errstate(over="ignore"):
        np.add.at(size, unit_of, np.abs(network.weights.astype(np.float64)))
    if size.max(initial=0) >= LARGEST / STEEP:
        refuse(f"unit {int(size.argmax())}", size.max())


def rectified(network: Network) -> MLP:
    """The network as ReLU units.

    >>> xor = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2), ([0, 1, 2], [1, 1, -2], 1)])
    >>> rectified(xor)
    <MLP 2 inputs, 1 relu, 1 relu; 7 parameters>
    """
    check_whole(network)
    made, n = Rectifiers(network), len(network.inputs)
    reads = [sorted(value.terms.items()) for value in made.units]
    layer_of = earliest_layers(n, [np.array([k for k, _ in r], dtype=np.int64) for r in reads])
    order = np.argsort(layer_of, kind="stable")
    node = np.concatenate([np.arange(n), n + np.argsort(order)])
    wires = [sorted((int(node[k]), w) for k, w in reads[j]) for j in order]
    wiring = Wiring(
        inputs=network.inputs,
        outputs=network.outputs,
        indptr=np.cumsum([0, *map(len, wires)]),
        indices=np.array([k for read in wires for k, _ in read], dtype=np.int64),
        layer_starts=np.searchsorted(layer_of[order], np.arange(layer_of.max() + 2)),
        output_units=node[made.ends] - n,
        encoding=network.encoding,
    )
    labels = tuple(made.labels[j] for j in order)
    return MLP(
        wiring=wiring,
        labels=None if network.labels is None else labels,
        weights=np.array([w for read in wires for _, w in read], dtype=np.float64),
        biases=np.array([made.units[j].constant for j in order], dtype=np.float64),
        gains=np.ones(wiring.depth),
        activations=("relu",) * wiring.depth,
    )
