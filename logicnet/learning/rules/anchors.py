"""How strongly the rule holds what is learnt, and for how long, by cross-validation on the rows.

The trainings are blocks of their own, a fold of an anchor each: here, one after another, each takes
its share of what time is left; by workers, each takes the same share of all of it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from math import inf, sqrt
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget
from logicnet.ground.workers.parallel import Workers, mapped, workers
from logicnet.learning.evidence.pool import CrossValidated, stated_error
from logicnet.learning.training.options import Epoch, options_of
from logicnet.learning.training.training import trained

from .growth import unit_places, wire_places
from .hardening import WHOLE_RUN, staged
from .tuning_task import TuningTask

Floats = NDArray[np.float64]

ANCHORS = (0.03, 0.01, 0.003, 0.0)  # tried from the strongest
_FOLDS = 5
_FEWEST = 20  # rows from which cross-validation says something


class Strengths(NamedTuple):
    """The anchor of what the rule has, and that of added wires and free units."""

    stated: float
    added: float

    def __str__(self) -> str:
        if self.added == self.stated:
            return f"anchor {self.stated:g}"
        return f"anchor {self.stated:g}, {self.added:g} of what is added"


class Choice(NamedTuple):
    """What to train with, or None where the rule should stay, and errors of rows held out.

    `held_out` has those of the rule, and the fewest of each anchor by all numbers of epochs.
    """

    strengths: Strengths | None
    epochs: int
    held_out: dict[str, CrossValidated]


def chosen_anchor(
    task: TuningTask, added: float | Literal["auto"] | None, budget: Budget,
    executor: Workers | None = None,
) -> Choice:  # fmt: skip
    """The anchor and epochs of fewest held-out errors, or None where the rule should stay.

    Of anchors with equally many errors the one of least held-out loss is taken. That of what is
    `added` is the same (None), given, or chosen next, with the first one as it is. The rule as it
    stands is only left for a clear gain: the standard error of a count of e rare errors is
    about sqrt(e), and a lead of one row never counts.
    """
    stated = len(task.rows) * (1 - task.before)
    given = added if isinstance(added, (int, float)) else None
    first = [Strengths(s, s if given is None else given) for s in ANCHORS]
    if stated == 0:
        return Choice(None, 0, {})
    if len(task.rows) < _FEWEST:
        return Choice(first[1], int(task.settings["epochs"]), {})
    is_next = added == "auto"
    part = budget.share(len(first) / (2 * len(first) - 1)) if is_next else budget
    trials = _trials(task, first, part, executor)
    if is_next and len(trials) == len(first):
        best = min(trials).strengths
        others = [Strengths(best.stated, s) for s in ANCHORS if s != best.stated]
        trials += _trials(task, others, budget, executor)
        first += others
    rows = len(task.rows)
    loss = task.start.loss(task.rows, task.targets, task.settings.get("loss", "auto"))
    held_out = {"rule": stated_error(stated, rows, loss)} | {
        str(each.strengths): stated_error(each.wrong, rows, each.loss / rows) for each in trials
    }
    if budget.cut == "interrupt" or len(trials) < len(first):
        return Choice(None, 0, held_out)
    wrong, _, strengths, epochs = min(trials)
    if stated <= wrong + max(1.0, sqrt(wrong)):
        return Choice(None, 0, held_out)
    return Choice(strengths, epochs, held_out)


class _Trial(NamedTuple):
    """Errors and loss of rows held out, with an anchor and so many epochs."""

    wrong: float
    loss: float
    strengths: Strengths
    epochs: int


def _trials(
    task: TuningTask, listed: list[Strengths], budget: Budget, executor: Workers | None
) -> list[_Trial]:
    """The epochs of least loss with each anchor, as far as there is time."""
    trials = []
    for strengths, losses, errors in _curves(task, listed, budget, executor):
        epoch = int(np.argmin(losses))
        trials.append(_Trial(float(errors[epoch]), float(losses[epoch]), strengths, epoch + 1))
    return trials


class _Fold(NamedTuple):
    """A training: its number, its anchor, and the rows that are held out."""

    number: int
    strengths: Strengths
    held: NDArray[np.int64]

    @property
    def stage(self) -> str:
        """What a listener hears of it."""
        part = self.number % _FOLDS + 1
        return f"{self.strengths}, part {part} of {_FOLDS} held out"


def _folds(task: TuningTask, listed: list[Strengths]) -> Iterator[_Fold]:
    order = np.random.default_rng(task.settings["seed"]).permutation(len(task.rows))
    for a, strengths in enumerate(listed):
        for k in range(_FOLDS):
            yield _Fold(a * _FOLDS + k, strengths, order[k::_FOLDS])


def _curves(
    task: TuningTask, listed: list[Strengths], budget: Budget, executor: Workers | None
) -> Iterator[tuple[Strengths, Floats, Floats]]:
    """Each anchor with its held-out loss and errors by epoch, summed over the folds."""
    epochs = task.settings["epochs"]
    losses, errors = np.zeros(epochs), np.zeros(epochs)
    with closing(_runs(task, listed, budget, executor)) as runs:
        for fold, run in zip(_folds(task, listed), runs, strict=False):
            if run.interrupted:
                return
            if run.losses is not None and run.right is not None:
                losses += _extended(run.losses, epochs) * len(fold.held)
                errors += len(fold.held) - _extended(run.right, epochs)
            if (fold.number + 1) % _FOLDS == 0:
                yield fold.strengths, losses, errors
                losses, errors = np.zeros(epochs), np.zeros(epochs)


class _Run(NamedTuple):
    """What a training says of the rows that were held out, and its last epoch if somebody hears."""

    losses: Floats | None
    right: NDArray[np.int64] | None
    interrupted: bool
    last: Epoch | None = None


def _runs(
    task: TuningTask, listed: list[Strengths], budget: Budget, executor: Workers | None
) -> Generator[_Run, None, None]:
    """A run for each fold, as far as there is time."""
    pool, count = workers(executor), _FOLDS * len(listed)
    if pool is None:
        for fold in _folds(task, listed):
            yield _run(task, fold, staged(budget, fold.stage, 1 / (count - fold.number)))
        return
    settings = {k: v for k, v in task.settings.items() if k != "progress"}
    limit = None if budget.remaining == inf else max(0.0, budget.remaining) / count
    train = _Training(task._replace(settings=settings), limit, budget.progress is not None)
    with closing(mapped(train, _folds(task, listed), pool, over=budget.late)) as runs:
        for fold, run in zip(_folds(task, listed), runs, strict=False):
            if run.last is not None and not budget.report(replace(run.last, stage=fold.stage)):
                return
            yield run


@dataclass(frozen=True)
class _Training:
    """What a worker does for each fold; whoever wants to hear of it does so at its end."""

    task: TuningTask
    time_limit: float | None
    heard: bool

    def __call__(self, fold: _Fold) -> _Run:
        last: list[Epoch] = []
        hear = (lambda epoch: last.__setitem__(slice(None), [epoch])) if self.heard else None
        run = _run(self.task, fold, Budget(time_limit=self.time_limit, progress=hear))
        return run._replace(last=last[0] if last else None)


def _run(task: TuningTask, fold: _Fold, budget: Budget) -> _Run:
    kept = np.setdiff1d(np.arange(len(task.rows)), fold.held)
    settings = {k: v for k, v in task.settings.items() if k not in WHOLE_RUN}
    settings |= anchored(task, fold.strengths)
    settings["validation"] = task.rows[fold.held], task.targets[fold.held]
    options = options_of(settings)
    run = trained(task.start, task.rows[kept], task.targets[kept], options, budget)
    return _Run(run.validation_losses, run.validation_right, run.interrupted)


def anchored(task: TuningTask, strengths: Strengths) -> dict[str, Any]:
    """The options of training that stand for anchors of the rule's parts and of what is added."""
    greatest = max(strengths)
    if strengths.stated == strengths.added:
        return {"anchor": greatest * task.gain**2}
    own = np.zeros(task.start.parameters, dtype=bool)
    own[wire_places(task.stated, task.start)] = True
    own[task.start.wires + unit_places(task.stated, task.start)] = True
    factors = np.where(own, strengths.stated, strengths.added) / greatest
    return {"anchor": greatest * task.gain**2, "anchor_factors": factors}


def _extended(curve: NDArray[Any], length: int) -> Floats:
    """The curve to `length` epochs; where a run ended early its last value goes on."""
    return np.concatenate([curve, np.full(length - len(curve), curve[-1])]).astype(np.float64)
