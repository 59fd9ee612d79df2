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
from .checkpoint import fingerprint, load_checkpoint, save_checkpoint
from .losses import loss_for
from .mlp import MLP
from .optimisers import Optimiser
from .options import Callback, Epoch, Options
from .progress import interrupts, reporter
from .threads import one_blas_thread, own_threads_pay

Floats = NDArray[np.float64]
Array = NDArray[Any]


@dataclass(frozen=True)
class Result:
    """What training gave: the net, why it stopped, and the losses epoch by epoch.

    With full batches `losses[e]` is the loss before the step of epoch e, with smaller ones the
    mean over the epoch's batches. `validation_right` counts the rows that were decided right
    after each epoch. `restarts` holds the final loss of each run.
    """

    mlp: MLP
    stopped: str
    epochs: int
    seconds: float
    losses: Floats = field(repr=False)
    validation_losses: Floats | None = field(repr=False)
    validation_right: NDArray[np.int64] | None = field(repr=False)
    best_epoch: int
    best_loss: float
    restarts: tuple[float, ...] = ()

    def __str__(self) -> str:
        watched = "loss" if self.validation_losses is None else "validation loss"
        return (
            f"{self.epochs} epochs in {self.seconds:.3g} s, best {watched} {self.best_loss:.4g} "
            f"(epoch {self.best_epoch}); stopped: {self.stopped}"
        )


def train(mlp: MLP, x: Any, y: ArrayLike, **options: Any) -> Result:
    """The net trained on rows `x` with targets `y`; the options are those of `Options`.

    >>> x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> result = train(MLP.random([2, 4, 1], seed=1), x, y, rate=0.1, stop_below=0.05)
    >>> result.mlp.predict(x).ravel().tolist(), result.stopped
    ([0, 1, 1, 0], 'training loss below 0.05')
    """
    chosen = Options(**options)
    rows, targets = mlp.framed(mlp.rows(x)[0]), mlp.targets(y)
    if targets.shape[1] != len(rows) or not len(rows):
        raise SpecificationError(f"{len(rows)} rows, but targets for {targets.shape[1]}")
    seeds = np.random.SeedSequence(chosen.seed).spawn(chosen.restarts)
    results = []
    for number, seed in enumerate(seeds):
        rng = np.random.default_rng(seed)
        start = mlp if number == 0 else mlp.randomised(init=chosen.init, seed=rng)
        results.append(_Run(start, rows, targets, chosen, rng).finish())
        if results[-1].stopped == "interrupted":
            break
    best = min(results, key=lambda result: result.best_loss)
    return replace(best, restarts=tuple(result.best_loss for result in results))


class _Run:
    """One training run; `finish` carries it to its end."""

    def __init__(
        self, mlp: MLP, rows: Floats, targets: Floats, options: Options, rng: np.random.Generator
    ) -> None:
        self.mlp, self.options, self.rng = mlp, options, rng
        self.loss = loss_for(options.loss, mlp.output_activation, targets)
        self.theta: Array = mlp.theta(options.dtype)
        self.optimiser = Optimiser(options.optimiser, self.theta, momentum=options.momentum)
        self.rate = self.optimiser.rule.rate if options.rate is None else options.rate
        self.scale = _scale(mlp, options)
        self.held: Batches | None = None
        kept = self._hold_out(rows, targets)
        self.batches = self._over(rows[kept], targets[:, kept])
        self.penalties = _Penalties(mlp, options)
        self.losses: list[float] = []
        self.validation: list[float] = []
        self.right: list[int] = []
        self.best, self.best_loss, self.best_epoch = self.theta.copy(), float("inf"), 0
        self.seconds = 0.0
        self.stopped = ""
        self.key = ""
        if options.checkpoint is not None:
            self.key = fingerprint(mlp, rows, targets, options)
            if options.resume:
                load_checkpoint(self, options.checkpoint)

    def _over(self, rows: Floats, targets: Floats) -> Batches:
        hard = self.options.straight_through
        return Batches(self.mlp, self.theta, rows, targets, self.loss, hard=hard)

    def _hold_out(self, rows: Floats, targets: Floats) -> Any:
        """Keep the validation rows apart; returns which rows are trained on."""
        share = self.options.validation
        if isinstance(share, tuple):
            held = self.mlp.framed(self.mlp.rows(share[0])[0])
            self.held = self._over(held, self.mlp.targets(share[1]))
        elif share > 0:
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
                self.stopped = f"largest update below {options.stop_update:g}"

    def _full_step(self, rate: float) -> None:
        value, gradient = self.batches.gradient(gains=self.options.train_gain)
        self.losses.append(value)
        self._note(value)
        options = self.options
        if options.stop_below is not None and value < options.stop_below:
            self.stopped = f"training loss below {options.stop_below:g}"
        elif options.stop_correct and self.batches.correct():
            self.stopped = "every training decision is right"
        if not self.stopped:
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
        if self.stopped:
            return
        if options.stop_below is not None and value < options.stop_below:
            if batches.value() < options.stop_below:
                self.stopped = f"training loss below {options.stop_below:g}"
        elif options.stop_correct and batches.correct(again=True):
            self.stopped = "every training decision is right"

    def _step(self, gradient: Array, rate: float) -> None:
        self.penalties.add(gradient, self.theta)
        self.optimiser.update(self.theta, gradient, rate, self.scale)
        if self.options.train_gain:
            gains = self.theta[self.mlp.parameters :]
            np.maximum(gains, 1e-3, out=gains)

    def _note(self, value: float) -> None:
        """Keep the weights if they are the best so far; stop where the loss is no number."""
        if not np.isfinite(value):
            np.copyto(self.theta, self.best)
            self.stopped = (
                f"the loss became {value} in epoch {len(self.losses)}; the weights of epoch "
                f"{self.best_epoch} were kept: try a smaller rate or rescale the inputs"
            )
        elif self.held is None and value < self.best_loss:
            self.best_loss, self.best_epoch = value, len(self.losses) - 1
            np.copyto(self.best, self.theta)

    def _validate(self) -> None:
        if self.held is None:
            return
        value, right = self.held.check()
        self.validation.append(value)
        self.right.append(right)
        if value < self.best_loss:
            self.best_loss, self.best_epoch = value, len(self.losses) - 1
            np.copyto(self.best, self.theta)
        patience = self.options.patience
        if patience is not None and len(self.losses) - 1 - self.best_epoch >= patience:
            self.stopped = f"validation loss no better for {patience} epochs"

    # The whole run -------------------------------------------------------------------------

    def finish(self) -> Result:
        """Epochs until a stopping rule holds, and what came out."""
        options, began = self.options, time.perf_counter() - self.seconds
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
            while not self.stopped and len(self.losses) < options.epochs:
                self.epoch(len(self.losses))
                if self.held is not None and not self.stopped:
                    self._validate()
                self.seconds = time.perf_counter() - began
                self._after_epoch(report, bool(interrupted))
            self.batches.close()
        if not self.stopped:
            self.stopped = f"{options.epochs} epochs"
        if options.checkpoint is not None:
            save_checkpoint(self, options.checkpoint)
        return self._result()

    def _after_epoch(self, report: Callback | None, interrupted: bool) -> None:
        options, number = self.options, len(self.losses)
        if self.stopped:
            return
        if options.time_limit is not None and self.seconds >= options.time_limit:
            self.stopped = f"time limit of {options.time_limit:g} s"
        elif interrupted:
            self.stopped = "interrupted"
        if report is not None:
            held = self.validation[-1] if self.validation else None
            if report(Epoch(number, self.losses[-1], held, self.seconds)) is False:
                self.stopped = "stopped by the callback"
        if options.checkpoint is not None and number % options.checkpoint_every == 0:
            save_checkpoint(self, options.checkpoint)

    def _result(self) -> Result:
        chosen = self.theta if self.held is None or not self.validation else self.best
        parts = np.split(chosen.astype(np.float64), [self.mlp.wires, self.mlp.parameters])
        moved = self.mlp.with_parameters(weights=parts[0], biases=parts[1], gain=parts[2])
        return Result(
            mlp=moved,
            stopped=self.stopped,
            epochs=len(self.losses),
            seconds=self.seconds,
            losses=np.array(self.losses),
            validation_losses=np.array(self.validation) if self.held is not None else None,
            validation_right=np.array(self.right) if self.held is not None else None,
            best_epoch=self.best_epoch,
            best_loss=self.best_loss,
        )


class _Penalties:
    """What penalties add to the gradient."""

    def __init__(self, mlp: MLP, options: Options) -> None:
        self.l1, self.l2, self.anchor = options.l1, options.l2, options.anchor
        self.wires, self.parameters = mlp.wires, mlp.parameters
        anchor = mlp if options.anchor_to is None else options.anchor_to
        if anchor.plan_key() != mlp.plan_key():
            raise SpecificationError("anchor_to must have the same wires as the net")
        self.home = anchor.theta(options.dtype)[: self.parameters]

    def add(self, gradient: Array, theta: Array) -> None:
        """Add the penalties' derivatives at `theta`."""
        weights = theta[: self.wires]
        if self.l1:
            gradient[: self.wires] += self.l1 * np.sign(weights)
        if self.l2:
            gradient[: self.wires] += 2 * self.l2 * weights
        if self.anchor:
            gradient[: self.parameters] += 2 * self.anchor * (theta[: self.parameters] - self.home)


def _scale(mlp: MLP, options: Options) -> Array | None:
    """The factor of each parameter's step, or None where all are 1."""
    plan = mlp.plan
    layers = np.ones(mlp.depth) if options.layer_rates is None else np.asarray(options.layer_rates)
    if layers.shape != (mlp.depth,):
        raise SpecificationError(f"layer_rates needs {mlp.depth} factors, got {layers.shape}")
    units = layers[plan.layer_of_unit].astype(np.float64)
    frozen = np.asarray(options.frozen, dtype=np.int64)
    if frozen.size and not (frozen.min() >= 0 and frozen.max() < mlp.units):
        raise SpecificationError(f"frozen units must be 0 to {mlp.units - 1}, got {frozen}")
    units[frozen] = 0.0
    wires = units[plan.unit_of]
    if options.frozen_wires is not None:
        mask = np.asarray(options.frozen_wires, dtype=bool)
        if mask.shape != (mlp.wires,):
            raise SpecificationError(f"frozen_wires needs a mask of {mlp.wires}, got {mask.shape}")
        wires[mask] = 0.0
    gains = np.full(mlp.depth, float(options.train_gain))
    scale = np.concatenate([wires, units * options.bias_rate, gains])
    if options.train_gain or (scale[: mlp.parameters] != 1.0).any():
        return scale.astype(options.dtype)
    return None
