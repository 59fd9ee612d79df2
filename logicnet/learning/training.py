"""Training: gradient steps over batches until a stopping rule holds.

One run is a :class:`_Run`: a parameter vector that workspaces are bound to, an optimiser, a
random generator and a history. Its state is complete at the end of every epoch, which is where
it is stopped, interrupted or written to a file, so that nothing is lost or repeated.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import SpecificationError
from .batches import Batches
from .checkpoint import fingerprint, open_checkpoint, save_checkpoint
from .checks import instance
from .losses import loss_for
from .mlp import MLP
from .optimisers import Optimiser
from .options import Callback, Epoch, Options, options_of
from .progress import interrupts, reporter
from .restraints import Penalties, step_factors
from .rows import same_count
from .threads import one_blas_thread, own_threads_pay

Floats = NDArray[np.float64]
Array = NDArray[Any]


@dataclass(frozen=True)
class Result:
    """What training gave: the net, why it stopped, and the losses epoch by epoch.

    `loss` is that of the returned net: on the validation rows where there are some, else on
    the rows trained on (penalties apart); `restarts` holds it for each run.
    With full batches `losses[e]` is the loss before the step of epoch e, with smaller ones the
    mean over the epoch's batches. `validation_right` counts the rows that were decided right
    after each epoch. `best_loss` and `best_epoch` are those of the curve. `diverged` says that
    the loss became no number, and that the best weights were kept.
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

    @property
    def interrupted(self) -> bool:
        """Whether it ended by Ctrl-C or by the callback."""
        return self.stopped.startswith(("interrupted", "stopped by the callback"))

    def __str__(self) -> str:
        watched = "loss" if self.validation_losses is None else "validation loss"
        return (
            f"{self.epochs} epochs in {self.seconds:.3g} s, {watched} {self.loss:.4g} "
            f"(best {self.best_loss:.4g} in epoch {self.best_epoch}); stopped: {self.stopped}"
        )


def train(mlp: MLP, x: Any, y: ArrayLike, **options: Any) -> Result:
    """The net trained on rows `x` with targets `y`; the options are those of `Options`.

    >>> x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> result = train(MLP.random([2, 4, 1], seed=1), x, y, rate=0.1, stop_below=0.05)
    >>> result.mlp.predict(x).ravel().tolist(), result.stopped
    ([0, 1, 1, 0], 'training loss below 0.05')
    """
    chosen = options_of(options)
    rows, targets = instance(mlp, MLP, "mlp").framed(mlp.rows(x)[0]), mlp.targets(y)
    same_count(rows, targets)
    seeds = np.random.SeedSequence(chosen.seed).spawn(chosen.restarts)
    results: list[Result] = []
    for number, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        start = mlp if number == 0 else mlp.randomised(init=chosen.init, seed=rng)
        results.append(_Run(start, rows, targets, chosen.of_run(number), rng).finish())
        if results[-1].interrupted:
            break
    best = min(results, key=lambda result: np.nan_to_num(result.loss, nan=np.inf))
    return replace(best, restarts=tuple(result.loss for result in results))


class _Run:
    """One training run; `finish` carries it to its end."""

    def __init__(
        self, mlp: MLP, rows: Floats, targets: Floats, options: Options, rng: np.random.Generator
    ) -> None:
        self.mlp, self.options, self.rng = mlp, options, rng
        apart = _held_apart(mlp, options)
        known = targets if apart is None else np.concatenate([targets, apart[1]], axis=1)
        self.loss = loss_for(options.loss, mlp.output_activation, known)
        self.theta: Array = mlp.theta(options.dtype)
        self.optimiser = Optimiser(options.optimiser, self.theta, momentum=options.momentum)
        self.rate = self.optimiser.rule.rate if options.rate is None else options.rate
        self.factors = step_factors(mlp, options)
        self.held: Batches | None = None if apart is None else self._over(*apart)
        kept = self._hold_out(rows, targets)
        self.batches = self._over(rows[kept], targets[:, kept])
        self.penalties = Penalties(mlp, options)
        self.losses: list[float] = []
        self.validation: list[float] = []
        self.right: list[int] = []
        self.best, self.best_loss, self.best_epoch = self.theta.copy(), float("inf"), 0
        self.seconds = 0.0
        self.stopped = ""
        self.ended = False  # by a stopping rule, so that more epochs change nothing
        self.pending = False  # the step of the last epoch was not taken, as a rule held before
        self.diverged = False
        self.key = ""
        if options.checkpoint is not None:
            self.key = fingerprint(mlp, rows, targets, options)
            open_checkpoint(self, options.checkpoint)

    def _over(self, rows: Floats, targets: Floats) -> Batches:
        hard = self.options.straight_through
        return Batches(self.mlp, self.theta, rows, targets, self.loss, hard=hard)

    def _hold_out(self, rows: Floats, targets: Floats) -> Any:
        """Keep a share of the rows apart; returns which rows are trained on."""
        share = self.options.validation
        if not isinstance(share, tuple) and share > 0:
            order = self.rng.permutation(len(rows))
            count = round(share * len(rows))
            if not 0 < count < len(rows):
                raise SpecificationError(f"{share:g} of {len(rows)} rows leaves one part empty")
            apart = np.sort(order[:count])
            self.held = self._over(rows[apart], targets[:, apart])
            return np.sort(order[count:])
        return slice(None)

    # One epoch -----------------------------------------------------------------------------

    def epoch(self, number: int) -> None:
        """Go over the rows once."""
        options, batches, theta = self.options, self.batches, self.theta
        rate = self.rate * (options.schedule(number) if options.schedule else 1.0)
        if options.gain is not None:
            theta[self.mlp.parameters :] = options.gain(number)
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
            self._step(gradient, rate)

    def _small_steps(self, rate: float, size: int) -> None:
        batches, options, total = self.batches, self.options, 0.0
        if options.shuffle:
            batches.shuffle(self.rng)
        for start in range(0, batches.count, size):
            stop = min(start + size, batches.count)
            value, gradient = batches.gradient(start, stop, gains=options.train_gain)
            total += value * (stop - start if self.loss.cells is not None else 1)
            self._step(gradient, rate)
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

    def _step(self, gradient: Array, rate: float) -> None:
        self.penalties.add(gradient, self.theta)
        self.optimiser.update(self.theta, gradient, rate, self.factors)
        if self.options.train_gain:
            gains = self.theta[self.mlp.parameters :]
            np.maximum(gains, 1e-3, out=gains)

    def _note(self, value: float) -> None:
        """Keep the weights if they are the best so far; stop where the loss is no number."""
        if not np.isfinite(value):
            self._fall_back(f"the loss became {value} in epoch {len(self.losses)}")
        elif self.held is None and value < self.best_loss:
            self.best_loss, self.best_epoch = value, len(self.losses) - 1
            np.copyto(self.best, self.theta)

    def _fall_back(self, reason: str) -> None:
        """Return to the best weights, as the loss grew beyond all numbers."""
        np.copyto(self.theta, self.best)
        self.diverged = True
        kept = f"the weights of epoch {self.best_epoch} were kept"
        self._end(f"{reason}; {kept}: try a smaller rate or rescale the inputs")

    def _validate(self) -> None:
        if self.held is None or self.pending or self.diverged:
            return
        value, right = self.held.check()
        self.validation.append(value)
        self.right.append(right)
        if value < self.best_loss:
            self.best_loss, self.best_epoch = value, len(self.losses) - 1
            np.copyto(self.best, self.theta)
        patience = self.options.patience
        if patience is not None and len(self.losses) - 1 - self.best_epoch >= patience:
            self._end(f"validation loss no better for {patience} epochs")

    # The whole run -------------------------------------------------------------------------

    def finish(self) -> Result:
        """Epochs until a stopping rule holds, and what came out."""
        options = self.options
        quiet = np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore")
        threads = own_threads_pay(len(self.theta), options.batch or self.batches.count)
        with (
            interrupts() as interrupted,
            reporter(options) as report,
            one_blas_thread(threads) as ours,
            quiet,
        ):
            if ours:
                self.batches.open()
            try:
                self._epochs(report, interrupted)
                if options.checkpoint is not None:
                    save_checkpoint(self, options.checkpoint)
            except KeyboardInterrupt:  # the second Ctrl-C, in the middle of an epoch
                np.copyto(self.theta, self.best)
                self.stopped = (
                    f"interrupted within an epoch; the weights of epoch {self.best_epoch} were kept"
                )
            loss = self._settle()
            self.batches.close()
        return self._result(loss)

    def _epochs(self, report: Callback | None, interrupted: list[int]) -> None:
        began = time.perf_counter() - self.seconds
        while not self._is_over():
            self.epoch(len(self.losses))
            self._validate()
            self.seconds = time.perf_counter() - began
            self._after_epoch(report, bool(interrupted))

    def _is_over(self) -> bool:
        limit = self.options.time_limit
        if not self.stopped and len(self.losses) >= self.options.epochs:
            self.stopped = f"{len(self.losses)} epochs"
        elif not self.stopped and limit is not None and self.seconds >= limit:
            self.stopped = f"time limit of {limit:g} s"
        return bool(self.stopped)

    def _after_epoch(self, report: Callback | None, interrupted: bool) -> None:
        options, number = self.options, len(self.losses)
        if report is not None:
            held = self.validation[-1] if self.validation else None
            if report(Epoch(number, self.losses[-1], held, self.seconds)) is False:
                self.stopped = self.stopped or "stopped by the callback"
        if interrupted:
            self.stopped = self.stopped or "interrupted"
        if options.checkpoint is not None and number % options.checkpoint_every == 0:
            save_checkpoint(self, options.checkpoint)

    def _settle(self) -> float:
        """Take the weights that are returned, and measure their loss.

        The losses of the epochs come before their last step, so that it is only seen here if
        the last step was too far.
        """
        if self.validation:
            np.copyto(self.theta, self.best)
            return self.best_loss
        self.batches.restore_order()
        value = self.batches.value()
        if not (np.isfinite(value) and np.isfinite(self.theta).all()):
            self.stopped = ""
            self._fall_back(f"the loss became {value} by the last step")
            value = self.batches.value()
        return value

    def _result(self, loss: float) -> Result:
        parts = np.split(self.theta.astype(np.float64), [self.mlp.wires, self.mlp.parameters])
        moved = self.mlp.with_parameters(weights=parts[0], biases=parts[1], gain=parts[2])
        return Result(
            mlp=moved,
            stopped=self.stopped,
            epochs=len(self.losses),
            seconds=self.seconds,
            loss=loss,
            losses=np.array(self.losses),
            validation_losses=np.array(self.validation) if self.held is not None else None,
            validation_right=np.array(self.right) if self.held is not None else None,
            best_epoch=self.best_epoch,
            best_loss=self.best_loss if self.losses else loss,
            diverged=self.diverged,
        )


def _held_apart(mlp: MLP, options: Options) -> tuple[Floats, Floats] | None:
    """Rows and targets for validation that are no share of those trained on."""
    if not isinstance(options.validation, tuple):
        return None
    rows, targets = mlp.framed(mlp.rows(options.validation[0])[0]), options.validation[1]
    same_count(rows, mlp.targets(targets))
    return rows, mlp.targets(targets)
