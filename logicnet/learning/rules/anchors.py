"""How strongly the rule holds what is learnt, and for how long, by cross-validation on the rows."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget
from logicnet.learning.training.options import options_of
from logicnet.learning.training.training import trained

from .hardening import WHOLE_RUN, staged
from .tuning_task import Task

Floats = NDArray[np.float64]

ANCHORS = (0.03, 0.01, 0.003, 0.0)  # tried from the strongest
_FOLDS = 5
_FEWEST = 20  # rows from which cross-validation says something


def chosen_anchor(task: Task, budget: Budget) -> tuple[float | None, int]:
    """The anchor and epochs of fewest held-out errors, or None where the rule should stay.

    Of anchors with equally many errors the one of least held-out loss is taken. The rule as it
    stands is only left for a clear gain: the standard error of a count of e rare errors is
    about sqrt(e), and a lead of one row never counts.
    """
    stated = len(task.rows) * (1 - task.before)
    if stated == 0:
        return None, 0
    if len(task.rows) < _FEWEST:
        return ANCHORS[1], int(task.settings["epochs"])
    trials = []
    for k, strength in enumerate(ANCHORS):
        losses, errors = _curves(task, strength, budget.share(1 / (len(ANCHORS) - k)))
        if budget.cut == "interrupt":
            return None, 0
        epoch = int(np.argmin(losses))
        trials.append((float(errors[epoch]), float(losses[epoch]), strength, epoch + 1))
    wrong, _, strength, epochs = min(trials)
    if stated <= wrong + max(1.0, sqrt(wrong)):
        return None, 0
    return strength, epochs


def _curves(task: Task, strength: float, budget: Budget) -> tuple[Floats, Floats]:
    """Held-out loss and held-out errors by epoch, summed over the folds."""
    order = np.random.default_rng(task.settings["seed"]).permutation(len(task.rows))
    settings = {k: v for k, v in task.settings.items() if k not in WHOLE_RUN}
    settings["anchor"] = strength * task.gain**2
    losses, errors = np.zeros(settings["epochs"]), np.zeros(settings["epochs"])
    for k in range(_FOLDS):
        held = order[k::_FOLDS]
        kept = np.setdiff1d(order, held)
        stage = f"anchor {strength:g}, part {k + 1} of {_FOLDS} held out"
        options = options_of(settings | {"validation": (task.rows[held], task.targets[held])})
        part = staged(budget, stage, 1 / (_FOLDS - k))
        run = trained(task.start, task.rows[kept], task.targets[kept], options, part)
        if run.validation_losses is None or run.validation_right is None:
            continue
        if run.interrupted:
            break
        losses += _extended(run.validation_losses, settings["epochs"]) * len(held)
        errors += len(held) - _extended(run.validation_right, settings["epochs"])
    return losses, errors


def _extended(curve: NDArray[Any], length: int) -> Floats:
    """The curve to `length` epochs; where a run ended early its last value goes on."""
    return np.concatenate([curve, np.full(length - len(curve), curve[-1])]).astype(np.float64)
