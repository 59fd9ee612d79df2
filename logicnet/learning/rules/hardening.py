"""From a trained net to the threshold network that keeps most of what it learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.sigmoid import harden
from logicnet.learning.training.options import options_of
from logicnet.learning.training.training import trained
from logicnet.network.network import Network

Floats = NDArray[np.float64]

PLAIN = "plain hardening"  # the name of hardening as it comes, beside the ways to do better
_STRAIGHT = 0.5  # of the time left, for the straight-through way
WHOLE_RUN = ("checkpoint", "checkpoint_every", "resume")  # options of the training on all rows


class Hardened(NamedTuple):
    """A threshold network, what it was hardened from, and how."""

    network: Network
    mlp: MLP
    method: str


def hardened(
    mlp: MLP, rows: Floats, targets: Floats, settings: dict[str, Any], budget: Budget
) -> Hardened:
    """The threshold network that gets most rows right."""
    found = Hardened(harden(mlp), mlp, PLAIN)
    most, soft = share_right(found.network, rows, targets), share_decided(mlp, rows, targets)
    if most < soft and not budget.over():
        for name, candidate in _harder(mlp, rows, targets, settings, budget):
            network = harden(candidate)
            reached = share_right(network, rows, targets)
            if reached > most:
                found, most = Hardened(network, candidate, name), reached
            if most >= soft:
                break
    return found


def _harder(
    mlp: MLP, rows: Floats, targets: Floats, settings: dict[str, Any], budget: Budget
) -> Iterator[tuple[str, MLP]]:
    """Nets trained from `mlp` so that hardening keeps what they learnt, one way after another."""
    settings = {k: v for k, v in settings.items() if k not in (*WHOLE_RUN, "gain")}
    settings |= {"anchor_to": mlp}
    straight = options_of(settings | {"straight_through": True})
    part = staged(budget, "hard units", _STRAIGHT)
    yield "straight-through", trained(mlp, rows, targets, straight, part).mlp
    if not budget.over():
        yield "layer by layer", _stepwise(mlp, rows, targets, settings, budget)


def _stepwise(
    mlp: MLP, rows: Floats, targets: Floats, settings: dict[str, Any], budget: Budget
) -> MLP:
    """Layers hardened one after another from the inputs, the later ones trained on each time.

    It ends before the first layer with an output, as all outputs need the same activation.
    """
    names, frozen = mlp.activations, settings.get("frozen", ())
    last = int(mlp.layer_of[mlp.output_units].min())
    for k in range(last):
        stepped = tuple("step" if i <= k else name for i, name in enumerate(names))
        fixed = np.union1d(frozen, np.arange(mlp.layer_starts[k + 1])).astype(np.int64)
        options = options_of(settings | {"frozen": fixed})
        part = staged(budget, "hard units", 1 / (last - k))
        result = trained(replace(mlp, activations=stepped), rows, targets, options, part)
        mlp = replace(result.mlp, activations=names)
        if result.interrupted:
            break
    return mlp


def staged(budget: Budget, stage: str, share: float) -> Budget:
    """A share of the time for what is trained next, whose listener hears which stage it is."""
    part, tell = budget.share(share), budget.progress
    if tell is not None:
        part.progress = lambda epoch: tell(replace(epoch, stage=stage))
    return part


def share_right(network: Network, rows: Floats, targets: Floats) -> float:
    """The share of rows for which all outputs of the network are right."""
    return _share(network(rows), targets)


def share_decided(mlp: MLP, rows: Floats, targets: Floats) -> float:
    """The share of rows for which all decisions of the net are right."""
    return _share(mlp.predict(rows), targets)


def _share(found: Any, targets: Floats) -> float:
    decisions = np.asarray(found).reshape(len(targets), -1)
    return float((decisions == (targets >= 0.5)).all(axis=1).mean())
