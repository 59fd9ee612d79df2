"""One training run: gradient steps over batches until a stopping rule holds.

A :class:`TrainingRun` is a parameter vector that workspaces are bound to, an optimiser, a random
generator and a history. Its state is complete at the end of every epoch, which is where it is
stopped, interrupted or written to a file, so that nothing is lost or repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError, warn
from logicnet.ground.budget import Budget, Cut
from logicnet.ground.html import sentence
from logicnet.ground.running.one_blas_thread import one_blas_thread
from logicnet.learning.nets.losses import loss_for
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.nets.threads import own_threads_pay

from .batches import Batches
from .checkpoint import fingerprint, open_checkpoint, save_checkpoint
from .options import Epoch, Options
from .progress import TrainingInterrupt, shown_progress
from .restraints import Penalties, Ties, step_factors
from .rows.at_hand import TrainingData
from .scheduled import Scheduled
from .state import State

Floats = NDArray[np.float64]
Array = NDArray[Any]

_DIVERGED = 1e6  # a loss so many times the first one, or that of outputs 0, is no loss any more


@dataclass(frozen=True)
class Result:
    """What training gave: the net, why it stopped, and the losses epoch by epoch.

    `loss` is that of the returned net: on the validation rows where there are some, else on
    the rows trained on (penalties apart); `restarts` holds it for each run.
    Epochs are counted from 1, and epoch e has `losses[e - 1]`: with full batches the loss before
    its step, with smaller ones the mean over its batches. `validation_losses` are those after
    each epoch, and `validation_right` counts the rows that were then decided right (None where
    the outputs are values and no decisions). `best_loss` and `best_epoch` are those of the curve,
    epoch 0 being the start; after the last step the loss may be less still.
    With `straight_through` the curves are those of the hard units.
    `diverged` says that the loss became no number, or a million times what it was, and that the
    best weights were kept. `cut` is what ended it early, or one of several runs, so that some may
    not have begun: "time limit", or "interrupt" for Ctrl-C and the callback; None if nothing did.
    """

    mlp: MLP
    stopped: str
    epochs: int
    seconds: float
    loss: float
    losses: Floats = field(repr=False)
    validation_losses: Floats | None = field(repr=False)
    validation_right: NDArray[np.int64] | None = field(repr=False)
    best_epoch: int
    best_loss: float
    restarts: tuple[float, ...] = ()
    diverged: bool = False
    cut: Cut | None = None

    @property
    def interrupted(self) -> bool:
        """Whether it ended by Ctrl-C or by the callback."""
        return self.cut == "interrupt"

    def __repr__(self) -> str:
        return f"<Result: {self}>"

    def _repr_html_(self) -> str:
        return sentence("Result", str(self))

    def __str__(self) -> str:
        watched = "loss" if self.validation_losses is None else "validation loss"
        epoch = f"epoch {self.best_epoch}" if self.best_epoch else "the start"
        if self.validation_losses is not None or self.diverged:  # whose weights are returned
            best = f" with the weights of {epoch}"
        elif self.best_loss < self.loss:
            best = f" ({self.best_loss:.4g} in {epoch})"
        else:
            best = ""
        told = f"{self.epochs} epochs in {self.seconds:.3g} s, {watched} {self.loss:.4g}{best}"
        return f"{told}; stopped: {self.stopped}"


class TrainingRun(State):
    """One training run; `finish` carries it to its end."""

    def __init__(
        self,
        mlp: MLP,
        data: TrainingData,
        held: TrainingData | None,
        options: Options,
        budget: Budget,
        rng: np.random.Generator,
        entropy: Any,
    ) -> None:
        super().__init__(mlp.theta(options.dtype), mlp.parameters, options, rng, entropy)
        self.mlp, self.budget = mlp, budget
        known = data.known if held is None else np.hstack([data.known, held.known])
        self.loss = loss_for(options.loss, mlp.output_activation, known)
        self.rate = self.optimiser.rule.rate if options.rate is None else options.rate
        self.factors = step_factors(mlp, options)
        self.ties = Ties(mlp, options, self.theta, self.factors)
        np.copyto(self.best, self.theta)
        self.held = None if held is None else self._over(held)
        self.batches = self._over(data, options.dropout)
        if options.stop_correct and not self.batches.decides:
            raise SpecificationError(
                f"stop_correct needs outputs that decide, not {mlp.output_activation} ones; "
                "use stop_below"
            )
        self.penalties = Penalties(mlp, options)
        with np.errstate(all="ignore"):
            self.limit = _DIVERGED * self.batches.size()
            if self.held is not None:
                self.best_loss = float(np.nan_to_num(self.held.value(), nan=inf))
        if options.checkpoint is not None:
            parts = (
                [self.batches.rows] if self.held is None else [self.batches.rows, self.held.rows]
            )
            self.key = fingerprint(mlp, parts, options)
            open_checkpoint(self, options.checkpoint)
        budget.started -= self.seconds  # as if there had been no break
        self.scheduled = Scheduled(options, mlp.depth, len(self.losses))

    def _over(self, data: TrainingData, dropout: float = 0.0) -> Batches:
        weights = data.weights
        if weights is not None and self.loss.cells is not None:  # a mean: of weights with mean 1
            weights = weights / weights.mean() if weights.any() else np.ones(len(weights))
        return Batches(
            self.mlp, self.theta, data.opened(self.theta.dtype, weights), self.loss,
            hard=self.options.straight_through, dropout=dropout, rng=self.rng,
        )  # fmt: skip

    # One epoch -----------------------------------------------------------------------------

    def epoch(self, rate: float, gain: Floats | None) -> None:
        """Go over the rows once."""
        options, batches, theta = self.options, self.batches, self.theta
        if gain is not None:
            theta[self.mlp.parameters :] = gain
        before = theta.copy() if options.stop_update is not None else None
        if options.batch is None or options.batch >= batches.count:
            self._full_step(rate)
        else:
            self._small_steps(rate, options.batch)
        if before is not None and not self.stopped:
            change = float(np.abs(theta - before).max(initial=0.0))
            if change < (options.stop_update or 0.0):
                self._end(f"largest update below {options.stop_update:g}")

    def _full_step(self, rate: float) -> None:
        value, gradient = self.batches.gradient(gains=self.options.train_gain)
        self.losses.append(value)
        self._note(value)
        options = self.options
        if options.stop_below is not None and value < options.stop_below:
            self._end(f"training loss below {options.stop_below:g}")
        elif options.stop_correct and self.batches.correct():
            self._end("every training decision is right")
        self.pending = bool(self.stopped)
        if not self.pending:
            self._step(gradient, rate, self.batches.count)

    def _small_steps(self, rate: float, size: int) -> None:
        batches, options, total = self.batches, self.options, 0.0
        if options.shuffle:
            batches.shuffle(self.rng)
        for start in range(0, batches.count, size):
            stop = min(start + size, batches.count)
            value, gradient = batches.gradient(start, stop, gains=options.train_gain)
            total += value * (stop - start if self.loss.cells is not None else 1)
            self._step(gradient, rate, stop - start)
        value = total / batches.count if self.loss.cells is not None else total
        self.losses.append(value)
        self._note(value)
        if options.stop_below is not None and value < options.stop_below:
            if batches.value() < options.stop_below:
                self._end(f"training loss below {options.stop_below:g}")
        elif options.stop_correct and not self.stopped and batches.correct(again=True):
            self._end("every training decision is right")

    def _end(self, reason: str) -> None:
        """Stop by a rule, unless there is another reason already."""
        self.stopped, self.ended = self.stopped or reason, True

    def _step(self, gradient: Array, rate: float, rows: int) -> None:
        share = 1.0 if self.loss.cells is not None else rows / self.batches.count
        self.penalties.add(gradient, self.theta, share)
        self.ties.add_up(gradient)
        self.optimiser.update(self.theta, gradient, rate, self.factors)
        if self.options.train_gain:
            gains = self.theta[self.mlp.parameters :]
            np.maximum(gains, 1e-3, out=gains)

    def _note(self, value: float) -> None:
        """Keep the weights if they are the best so far; stop where the loss is no number."""
        if not value <= self.limit:
            self._fall_back(f"the loss became {value:.4g} in epoch {len(self.losses)}")
        elif self.held is None and value < self.best_loss:
            self._is_best(value)

    def _is_best(self, value: float) -> None:
        self.best_loss, self.best_epoch = value, len(self.losses)
        np.copyto(self.best, self.theta)

    def _fall_back(self, reason: str) -> None:
        """Return to the best weights, as the loss grew beyond all bounds."""
        np.copyto(self.theta, self.best)
        self.diverged = True
        self._end(f"{reason}; {self._kept()}: try a smaller rate or rescale the inputs")

    def _kept(self) -> str:
        which = f"weights of epoch {self.best_epoch}" if self.best_epoch else "first weights"
        return f"the {which} were kept"

    def _validate(self) -> None:
        if self.held is None or self.pending or self.diverged:
            return
        value, right = self.held.check()
        self.validation.append(value)
        self.right.append(right)
        if value < self.best_loss:
            self._is_best(value)
        patience = self.options.patience
        if patience is not None and len(self.losses) - self.best_epoch >= patience:
            self._end(f"validation loss no better for {patience} epochs")

    # The whole run -------------------------------------------------------------------------

    def finish(self, interrupt: TrainingInterrupt) -> Result:
        """Epochs until a stopping rule holds, and what came out."""
        options = self.options
        quiet = np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore")
        rows = options.batch or self.batches.count
        threads = own_threads_pay(len(self.theta), rows, self.batches.chunk)
        with shown_progress(options, self.budget), one_blas_thread(threads) as ours, quiet:
            if ours:
                self.batches.open()
            try:
                with interrupt.at_once():
                    self._epochs(interrupt)
            except KeyboardInterrupt:  # the second Ctrl-C, in the middle of an epoch
                np.copyto(self.theta, self.best)
                self.budget.stop()
                self.stopped = f"interrupted within an epoch; {self._kept()}"
            else:
                self._save()
            loss = self._settle()
            self.batches.close()
        return self._result(loss)

    def _epochs(self, interrupt: TrainingInterrupt) -> None:
        limited = self.budget.remaining < inf
        while not self._is_over(limited):
            number = len(self.losses)
            try:
                factor, gain = self.scheduled.factor(number), self.scheduled.gain(number)
            except SpecificationError as error:  # later than the run's first and last epoch
                self.stopped = str(error)
                break
            self.epoch(self.rate * factor, gain)
            self._validate()
            self.seconds = self.budget.elapsed
            self._after_epoch(interrupt)

    def _is_over(self, limited: bool) -> bool:
        """Whether there is to be no further epoch; the first one is done whatever the time."""
        if not self.stopped and len(self.losses) >= self.options.epochs:
            self.stopped = f"{len(self.losses)} epochs"
        elif not self.stopped and limited and self.seconds and self.budget.over():
            limit = self.options.time_limit
            told = "time limit" if limit is None else f"time limit of {limit:g} s"
            self.stopped = "interrupted" if self.budget.cut == "interrupt" else told
        return bool(self.stopped)

    def _after_epoch(self, interrupt: TrainingInterrupt) -> None:
        number = len(self.losses)
        if self.budget.progress is not None:
            held = self.validation[-1] if self.validation else None
            if not self.budget.report(Epoch(number, self.losses[-1], held, self.seconds)):
                self.stopped = self.stopped or "stopped by the callback"
        if interrupt.noted:
            self.stopped = self.stopped or "interrupted"
        if number % self.options.checkpoint_every == 0:
            self._save()

    def _save(self) -> None:
        """Write the checkpoint; where that fails, the run goes on with a warning."""
        if self.options.checkpoint is None:
            return
        try:
            save_checkpoint(self, self.options.checkpoint)
        except OSError as error:
            text = f"checkpoint {str(self.options.checkpoint)!r} was not written: {error}"
            warn(text, RuntimeWarning)

    def _settle(self) -> float:
        """Take the weights that are returned, and measure their loss.

        The losses of the epochs come before their last step, so that it is only seen here if
        the last step was too far.
        """
        if self.held is not None:
            np.copyto(self.theta, self.best)
            return self.held.soft_value() if self.held.hard else self.best_loss
        self.batches.restore_order()
        value = self.batches.soft_value()
        if not (value <= self.limit and np.isfinite(self.theta).all()):
            self.stopped = ""
            self._fall_back(f"the loss became {value:.4g} by the last step")
            value = self.batches.value()
        return value

    def _result(self, loss: float) -> Result:
        parts = np.split(self.theta.astype(np.float64), [self.mlp.wires, self.mlp.parameters])
        moved = self.mlp.with_parameters(weights=parts[0], biases=parts[1], gain=parts[2])
        decided = self.held is not None and self.held.decides
        return Result(
            mlp=moved,
            stopped=self.stopped,
            epochs=len(self.losses),
            seconds=self.seconds,
            loss=loss,
            losses=np.array(self.losses),
            validation_losses=np.array(self.validation) if self.held is not None else None,
            validation_right=np.array(self.right) if decided else None,
            best_epoch=self.best_epoch,
            best_loss=self.best_loss if self.losses else loss,
            diverged=self.diverged,
            cut=self.budget.cut,
        )
