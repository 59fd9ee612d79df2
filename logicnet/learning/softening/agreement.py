"""Where a smooth net and its threshold network differ: rows, and distances."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked, of_type, optional
from logicnet.ground.html import sentence
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .sigmoid import harden, step_form

Floats = NDArray[np.float64]

_ROWS_LIMIT = 16  # inputs up to which all rows are compared


@dataclass(frozen=True)
class Disagreement:
    """The rows on which a smooth net and its threshold network decide differently."""

    rows: NDArray[np.int64]
    points: Floats
    soft: NDArray[np.int64]
    hard: NDArray[np.int64]
    compared: int
    exhaustive: bool

    def __bool__(self) -> bool:
        return len(self.rows) > 0

    def __repr__(self) -> str:
        return f"<Disagreement: {self}>"

    def _repr_html_(self) -> str:
        return sentence("Disagreement", str(self))

    def __str__(self) -> str:
        among = "all" if self.exhaustive else "the given"
        if not self:
            return f"hard and soft agree on {among} {self.compared} rows"
        first = ", ".join(map(str, self.rows[:5].tolist()))
        more = ", ..." if len(self.rows) > 5 else ""
        return f"hard and soft differ on {len(self.rows)} of {self.compared} rows: {first}{more}"


@checked(mlp=of_type(MLP), network=optional(of_type(Network)))
def disagreement(
    mlp: MLP, network: Network | None = None, x: ArrayLike | None = None
) -> Disagreement:
    """On which rows (all, without `x`) the decisions of `mlp` and of `network` differ.

    Without a `network` it is `harden(mlp)`.
    """
    network = harden(mlp) if network is None else network
    sizes = [(len(net.inputs), len(net.outputs)) for net in (mlp, network)]
    if sizes[0] != sizes[1]:
        raise SpecificationError(f"(inputs, outputs) are {sizes[0]} and {sizes[1]}; expected equal")
    exhaustive = x is None
    rows = all_rows(mlp) if x is None else mlp.rows(x)[0]
    shape = (len(rows), len(network.outputs))
    decided = np.asarray(mlp.predict(rows)) >= 0.5  # of units that are not 0 or 1 as well
    soft, hard = (np.asarray(x).reshape(shape).astype(int) for x in (decided, network(rows)))
    apart = np.flatnonzero((soft != hard).any(axis=1))
    return Disagreement(apart, rows[apart], soft[apart], hard[apart], len(rows), exhaustive)


def all_rows(mlp: MLP) -> Floats:
    """All rows of Boolean inputs, in the order of a truth table."""
    n = len(mlp.inputs)
    if mlp.encoding == "real":
        raise SpecificationError("the inputs are coordinates; pass the points to compare")
    if n > _ROWS_LIMIT:
        raise LimitError(f"{n} inputs exceed the {_ROWS_LIMIT} tried in full; pass x")
    bits = (np.arange(1 << n)[:, None] >> np.arange(n)[::-1]) & 1
    return np.asarray(2.0 * bits - 1.0 if mlp.encoding == "bipolar" else bits, dtype=np.float64)


@checked(mlp=of_type(MLP))
def measured_error(mlp: MLP, x: ArrayLike | None = None) -> float:
    """The largest distance of any unit from its threshold value, over all rows or over `x`.

    The smooth counterpart to a certificate, by trying; of a net of ReLU units, the distance of its
    outputs.
    """
    rows = all_rows(mlp) if x is None else mlp.rows(x)[0]
    if "relu" in mlp.activations:
        return float(np.abs(mlp.predict_proba(rows) - harden(mlp)(rows)).max(initial=0.0))
    steps = replace(mlp, activations=("step",) * mlp.depth, certificate=None, source=None)
    if mlp.activations[0] == "tanh":
        weights, thresholds = step_form(mlp)
        steps = replace(steps, weights=weights, biases=-thresholds)
        return float(np.abs(mlp.values(rows) - (2 * steps.values(rows) - 1)).max(initial=0.0))
    return float(np.abs(mlp.values(rows) - steps.values(rows)).max(initial=0.0))


def step_net(network: Network) -> MLP:
    """The network as an MLP of step units: the same decisions, by floats, for rows of any kind.

    Sums of whole weights below 2^53 are exact.
    """
    return MLP(
        wiring=network.wiring,
        labels=network.labels,
        weights=network.weights.astype(np.float64),
        biases=-network.thresholds.astype(np.float64),
        gains=np.ones(network.depth),
        activations=("step",) * network.depth,
    )
