"""From a trained net to the threshold network that keeps most of what it learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.training import Result, train
from logicnet.network.network import Network

from .agreement import step_net
from .sigmoid import harden

Floats = NDArray[np.float64]

PLAIN = "plain hardening"  # the name of hardening as it comes, beside the ways to do better
WHOLE_RUN = ("checkpoint", "checkpoint_every", "resume")  # options of the training on all rows


def hardened(
    result: Result, rows: Floats, targets: Floats, settings: dict[str, Any]
) -> tuple[Network, MLP, str]:
    """The threshold network that gets most rows right, what it was hardened from, and how."""
    found = harden(result.mlp), result.mlp, PLAIN
    most, soft = (share_right(found[0], rows, targets), share_decided(result.mlp, rows, targets))
    if most < soft and not result.interrupted:
        for name, candidate in _harder(result.mlp, rows, targets, settings):
            network = harden(candidate)
            reached = share_right(network, rows, targets)
            if reached > most:
                found, most = (network, candidate, name), reached
            if most >= soft:
                break
    return found


def _harder(
    mlp: MLP, rows: Floats, targets: Floats, settings: dict[str, Any]
) -> Iterator[tuple[str, MLP]]:
    """Nets trained from `mlp` so that hardening keeps what they learnt, one way after another."""
    settings = {k: v for k, v in settings.items() if k not in (*WHOLE_RUN, "gain")}
    home = staged(settings, "hard units") | {"anchor_to": mlp}
    result = train(mlp, rows, targets, **home, straight_through=True)
    yield "straight-through", result.mlp
    if not result.interrupted:
        yield "layer by layer", _stepwise(mlp, rows, targets, home)


def _stepwise(mlp: MLP, rows: Floats, targets: Floats, settings: dict[str, Any]) -> MLP:
    """Layers hardened one after another from the inputs, the later ones trained on each time.

    It ends before the first layer with an output, as all outputs need the same activation.
    """
    names, frozen = mlp.activations, settings.get("frozen", ())
    for k in range(int(mlp.layer_of[mlp.output_units].min())):
        stepped = tuple("step" if i <= k else name for i, name in enumerate(names))
        fixed = np.union1d(frozen, np.arange(mlp.layer_starts[k + 1])).astype(np.int64)
        part = replace(mlp, activations=stepped)
        result = train(part, rows, targets, **settings | {"frozen": fixed})
        mlp = replace(result.mlp, activations=names)
        if result.interrupted:
            break
    return mlp


def staged(settings: dict[str, Any], stage: str) -> dict[str, Any]:
    """The settings with a callback that hears what is being trained."""
    tell = settings.get("progress")
    if not callable(tell):
        return settings
    return settings | {"progress": lambda epoch: tell(replace(epoch, stage=stage))}


def share_right(network: Network, rows: Floats, targets: Floats) -> float:
    """The share of rows for which all outputs of the network are right."""
    return share_decided(step_net(network), rows, targets)


def share_decided(mlp: MLP, rows: Floats, targets: Floats) -> float:
    """The share of rows for which all decisions of the net are right."""
    decisions = np.asarray(mlp.predict(rows)).reshape(len(rows), -1)
    return float((decisions == (targets >= 0.5)).all(axis=1).mean())
