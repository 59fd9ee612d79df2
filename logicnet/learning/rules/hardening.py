"""From a trained net to the threshold network that keeps most of what it learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Cut
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.sigmoid import harden
from logicnet.learning.training.training import Result, train
from logicnet.network.network import Network

Floats = NDArray[np.float64]

PLAIN = "plain hardening"  # the name of hardening as it comes, beside the ways to do better
WHOLE_RUN = ("checkpoint", "checkpoint_every", "resume")  # options of the training on all rows


class Hardened(NamedTuple):
    """A threshold network, what it was hardened from, how, and what cut the training for it."""

    network: Network
    mlp: MLP
    method: str
    cut: Cut | None


def hardened(result: Result, rows: Floats, targets: Floats, settings: dict[str, Any]) -> Hardened:
    """The threshold network that gets most rows right."""
    found, cut = Hardened(harden(result.mlp), result.mlp, PLAIN, None), result.cut
    most, soft = share_right(found.network, rows, targets), share_decided(found.mlp, rows, targets)
    if most < soft and not result.interrupted:
        for name, candidate, ended in _harder(result.mlp, rows, targets, settings):
            network, cut = harden(candidate), ended or cut
            reached = share_right(network, rows, targets)
            if reached > most:
                found, most = Hardened(network, candidate, name, None), reached
            if most >= soft:
                break
    return found._replace(cut=cut)


def _harder(
    mlp: MLP, rows: Floats, targets: Floats, settings: dict[str, Any]
) -> Iterator[tuple[str, MLP, Cut | None]]:
    """Nets trained from `mlp` so that hardening keeps what they learnt, one way after another."""
    settings = {k: v for k, v in settings.items() if k not in (*WHOLE_RUN, "gain")}
    home = staged(settings, "hard units") | {"anchor_to": mlp}
    result = train(mlp, rows, targets, **home, straight_through=True)
    yield "straight-through", result.mlp, result.cut
    if not result.interrupted:
        yield "layer by layer", *_stepwise(mlp, rows, targets, home)


def _stepwise(
    mlp: MLP, rows: Floats, targets: Floats, settings: dict[str, Any]
) -> tuple[MLP, Cut | None]:
    """Layers hardened one after another from the inputs, the later ones trained on each time.

    It ends before the first layer with an output, as all outputs need the same activation.
    """
    names, frozen = mlp.activations, settings.get("frozen", ())
    cut: Cut | None = None
    for k in range(int(mlp.layer_of[mlp.output_units].min())):
        stepped = tuple("step" if i <= k else name for i, name in enumerate(names))
        fixed = np.union1d(frozen, np.arange(mlp.layer_starts[k + 1])).astype(np.int64)
        part = replace(mlp, activations=stepped)
        result = train(part, rows, targets, **settings | {"frozen": fixed})
        mlp, cut = replace(result.mlp, activations=names), result.cut or cut
        if result.interrupted:
            break
    return mlp, cut


def staged(settings: dict[str, Any], stage: str) -> dict[str, Any]:
    """The settings with a callback that hears what is being trained."""
    tell = settings.get("progress")
    if not callable(tell):
        return settings
    return settings | {"progress": lambda epoch: tell(replace(epoch, stage=stage))}


def share_right(network: Network, rows: Floats, targets: Floats) -> float:
    """The share of rows for which all outputs of the network are right."""
    return _share(network(rows), targets)


def share_decided(mlp: MLP, rows: Floats, targets: Floats) -> float:
    """The share of rows for which all decisions of the net are right."""
    return _share(mlp.predict(rows), targets)


def _share(found: Any, targets: Floats) -> float:
    decisions = np.asarray(found).reshape(len(targets), -1)
    return float((decisions == (targets >= 0.5)).all(axis=1).mean())
