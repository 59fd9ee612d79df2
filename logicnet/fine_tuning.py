"""From a stated rule and data to a better threshold network, in one call.

The steps and their defaults follow what was measured on the MONK's problems and on promoters:

* The gain that certifies exactness (about 9) saturates; learning goes best near 4, where the
  net still ranks as the rule does. So train at gain 4; the certified net is the starting point.
* Weak wires between neighbouring layers let in what the rule left out.
* An anchor to the compiled weights keeps a right rule right under noisy labels, where weight
  decay and early stopping do not.
* Plain hardening after training costs accuracy. If it does, the hidden units are trained
  further as hard units with smooth slopes, and whichever threshold network does best on the
  rows that were trained on is returned.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .agreement import Disagreement, disagreement
from .errors import SpecificationError
from .growth import with_units, with_wires
from .mlp import MLP
from .network import Network
from .sigmoid import harden, soften
from .training import Result, train

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FineTuned:
    """A network after fine-tuning, and what became of it on the way.

    The accuracies are shares of the rows trained on for which all outputs are right:
    `before` of the compiled network, `soft` of the trained MLP, `plain` of its direct
    hardening, `after` of the network returned. `differs` holds the rows on which that network
    and `mlp`, the smooth net that it was hardened from, decide differently.
    """

    network: Network
    mlp: MLP
    soft_mlp: MLP
    before: float
    soft: float
    plain: float
    after: float
    differs: Disagreement
    method: str
    result: Result = field(repr=False)

    def __str__(self) -> str:
        return (
            f"right before {self.before:.1%}, after training {self.soft:.1%}, as threshold "
            f"network {self.after:.1%} ({self.method}; plain hardening {self.plain:.1%}); "
            f"{self.differs}"
        )


def fine_tune(
    network: Network,
    x: Any,
    y: ArrayLike,
    *,
    gain: float = 4.0,
    anchor: float = 0.01,
    wires: str | None = "neighbours",
    free_units: int = 0,
    rate: float = 0.02,
    epochs: int = 200,
    hard_epochs: int | None = None,
    seed: int | None = 0,
    **options: Any,
) -> FineTuned:
    """The network softened, trained on the rows, hardened again and checked.

    `rate` and `anchor` are those of the net input's weights, that is, gain times weight, so
    that they mean the same at every gain. `wires` is where weak wires are added (None: only
    the existing ones are trained), `free_units` how many units in the first hidden layer.
    Other `options` go to `train`.

    >>> from .network import Network
    >>> rule = Network.from_units(["a", "b", "c"], [([0, 1], [1, 1], 2)])        # a & b
    >>> rows = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    >>> tuned = fine_tune(rule, rows, [a & b | c for a, b, c in rows], anchor=0, epochs=500)
    >>> tuned.before, tuned.after
    (0.625, 1.0)
    """
    if not gain > 0:
        raise SpecificationError(f"gain must be positive, got {gain}")
    start = soften(network, gain=gain)
    if free_units:
        start = with_units(start, free_units, scale=2.0 / gain, out=0.1 / gain, seed=seed)
    if wires is not None:
        start = with_wires(start, wires, scale=0.1 / gain, seed=seed)
    rows, targets = start.rows(x)[0], start.targets(y)
    settings = {"rate": rate / gain, "anchor": anchor * gain**2, "seed": seed} | options
    result = train(start, rows, targets.T, epochs=epochs, **settings)
    plain = harden(result.mlp)
    share = _share_right(plain, rows, targets)
    best, source, method, after = plain, result.mlp, "plain hardening", share
    soft = _soft_share(result.mlp, rows, targets)
    if after < soft:
        for name, candidate in _harder(result.mlp, rows, targets, settings, hard_epochs or epochs):
            hardened = harden(candidate)
            reached = _share_right(hardened, rows, targets)
            if reached > after:
                best, source, method, after = hardened, candidate, name, reached
            if after >= soft:
                break
    return FineTuned(
        network=best.described(construction=f"{network.construction}, fine-tuned".lstrip(", ")),
        mlp=source,
        soft_mlp=result.mlp,
        before=_share_right(network, rows, targets),
        soft=soft,
        plain=share,
        after=after,
        differs=disagreement(source, best, rows),
        method=method,
        result=result,
    )


def _harder(mlp: MLP, rows: Floats, targets: Floats, settings: dict[str, Any], epochs: int) -> Any:
    """Nets trained from `mlp` so that hardening keeps what they learnt, one way after another."""
    home = {"anchor_to": mlp} | settings
    hard = train(mlp, rows, targets.T, **home, straight_through=True, epochs=epochs)
    yield "straight-through", hard.mlp
    yield "layer by layer", _stepwise(mlp, rows, targets, home, epochs)


def _stepwise(
    mlp: MLP, rows: Floats, targets: Floats, settings: dict[str, Any], epochs: int
) -> MLP:
    """Layers hardened one after another from the inputs, the later ones trained on each time."""
    names = mlp.activations
    for k in range(mlp.depth - 1):
        stepped = tuple("step" if i <= k else name for i, name in enumerate(names))
        fixed = range(int(mlp.layer_starts[k + 1]))
        part = replace(mlp, activations=stepped)
        moved = train(part, rows, targets.T, **settings, frozen=fixed, epochs=epochs).mlp
        mlp = replace(moved, activations=names)
    return mlp


def _share_right(network: Network, rows: Floats, targets: Floats) -> float:
    outputs = np.asarray(network(rows)).reshape(len(rows), -1)
    return float((outputs == (targets.T >= 0.5)).all(axis=1).mean())


def _soft_share(mlp: MLP, rows: Floats, targets: Floats) -> float:
    decisions = np.asarray(mlp.predict(rows)).reshape(len(rows), -1)
    return float((decisions == (targets.T >= 0.5)).all(axis=1).mean())
