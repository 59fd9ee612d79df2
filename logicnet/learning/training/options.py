"""How to train: every choice in one checked value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from os import PathLike
from pathlib import Path
from typing import Any, Literal, TypedDict

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from logicnet.errors import SpecificationError
from logicnet.ground.budget import Budget
from logicnet.ground.checks import (
    choice,
    flag,
    float_type,
    number,
    seed_number,
    shown,
    whole,
)
from logicnet.ground.html import sentence
from logicnet.learning.nets.initialisation import RULES as INITS
from logicnet.learning.nets.initialisation import Init
from logicnet.learning.nets.losses import LOSSES, LossName
from logicnet.learning.nets.mlp import MLP

from .optimisers import OPTIMISERS, OptimiserName
from .schedules import Schedule


@dataclass(frozen=True)
class Epoch:
    """What a progress callback sees after an epoch; `stage` is the part of `fine_tune`."""

    number: int
    loss: float
    validation: float | None
    seconds: float
    stage: str = ""

    def __str__(self) -> str:
        held = "" if self.validation is None else f", validation loss {self.validation:.4g}"
        told = f"{self.number}: loss {self.loss:.4g}{held}, {self.seconds:.3g} s"
        return f"{told}, {self.stage}" if self.stage else told

    def _repr_html_(self) -> str:
        return sentence("Epoch", str(self))


Callback = Callable[[Epoch], Any]


class SharedOptions(TypedDict, total=False):
    """Types of the options that `train` and all that call it take alike."""

    loss: LossName
    optimiser: OptimiserName
    momentum: float
    decays: tuple[float, ...] | None
    epsilon: float
    weight_decay: float
    schedule: Schedule | None
    layer_rates: Sequence[float] | None
    bias_rate: float
    batch: int | None
    shuffle: bool
    dtype: DTypeLike | None
    dropout: float
    l1: float
    l2: float
    anchor_to: MLP | None
    frozen: Iterable[int]
    frozen_wires: ArrayLike | None
    train_gain: bool
    straight_through: bool
    time_limit: float | None
    stop_below: float | None
    stop_correct: bool
    stop_update: float | None
    patience: int | None
    validation: float | tuple[ArrayLike, ArrayLike]
    restarts: int
    init: Init
    progress: bool | Callback
    checkpoint: str | PathLike[str] | None
    checkpoint_every: int
    resume: bool


class StepOptions(SharedOptions, total=False):
    """These, and those that `fine_tune` has a meaning of its own for."""

    rate: float | None
    anchor: float
    anchor_factors: ArrayLike | None
    gain: Schedule | None
    tied: ArrayLike | None
    sample_weight: ArrayLike | None
    class_weight: Mapping[float, float] | Literal["balanced"] | None
    seed: int | np.random.Generator | None


class TrainOptions(StepOptions, total=False):
    """Types of all options of `train`."""

    epochs: int


@dataclass(frozen=True, kw_only=True)
class Options:
    """The keyword arguments of :func:`logicnet.learning.training.training.train`.

    Loss and steps: `loss` ("auto": cross-entropy where outputs allow it), `optimiser`, `rate`
    (None: usual for the optimiser), `momentum`, `decays` of the means of rmsprop (0.9,) and adam
    (0.9, 0.999), `epsilon` beside their roots, `weight_decay` of adamw, `schedule` (factor of the
    rate by epoch, from 0),
    `layer_rates` and `bias_rate` (factors), `batch` (rows a step; None: all, 1: online),
    `shuffle`, `dtype` (None: float32 for `train` on dense layers of 32,768 weights and more, else
    float64; the net that is returned computes in float64). A row counts `sample_weight` times (a
    number a row) and `class_weight` times (by its target, or "balanced": all classes count alike),
    the mean of these being 1 where the loss is a mean.

    Penalties added to the loss: `l1` ``sum |w|``, `l2` ``sum w^2`` over weights, and `anchor` sum
    (p - p0)^2 over weights and biases, p0 from `anchor_to` (by default the start), each times its
    one of `anchor_factors` (a number a wire, then one a unit's bias). They weigh as much at every
    batch size: a batch of a summed loss gets its share of them. `dropout` is the share of hidden
    values that each pass of the training sets to 0, drawn anew; the others are divided by the rest.
    The losses of the epochs are those of these passes.

    What moves: `frozen` units (numbers or a mask) keep their weights and bias, `frozen_wires` is
    a mask over wires; `tied` gives each wire, or each wire and each bias, a number: equal ones from
    0 on are one parameter (it starts as the first of them; -1 is free); `train_gain` lets
    the layers' gains learn, `gain` sets them by epoch (from
    0); `straight_through` computes with hard units and learns with their smooth slopes.

    When to stop: `epochs`, `time_limit` in seconds (shared by all restarts, and looked at after
    each epoch; what ran before a `resume` counts), `stop_below` (training loss:
    as "squares" is half the sum of squares, a sum below 0.2 is ``stop_below=0.1``),
    `stop_correct` (every training decision right), `stop_update` (largest change in an epoch),
    `patience` (epochs without a better validation loss). `validation` is a share of the rows, the
    same rows for all restarts, or a pair (x, y); with it the weights of the best validation loss
    are returned, the first ones where training made none better.

    Runs: `restarts` from new random weights (`init`), of which the one with the least loss at
    its end is returned; `seed` (a number, a generator, or None: unpredictable); `progress` is
    True (a bar) or a callback that gets an :class:`Epoch`, the first of number 1, and stops by
    returning False; `checkpoint` is a file written every `checkpoint_every` epochs and at the
    end, from which `resume` continues as if there had been no break (the second of several
    restarts writes to ``name-2``, and so on).
    """

    loss: LossName = "auto"
    optimiser: OptimiserName = "adam"
    rate: float | None = None
    momentum: float = 0.9
    decays: tuple[float, ...] | None = None
    epsilon: float = 1e-8
    weight_decay: float = 0.01
    schedule: Schedule | None = None
    layer_rates: Sequence[float] | None = None
    bias_rate: float = 1.0
    batch: int | None = None
    shuffle: bool = True
    dtype: DTypeLike | None = None
    sample_weight: ArrayLike | None = None
    class_weight: Mapping[float, float] | Literal["balanced"] | None = None
    dropout: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    anchor: float = 0.0
    anchor_to: MLP | None = None
    anchor_factors: ArrayLike | None = None
    frozen: Iterable[int] = ()
    frozen_wires: ArrayLike | None = None
    tied: ArrayLike | None = None
    train_gain: bool = False
    gain: Schedule | None = None
    straight_through: bool = False
    epochs: int = 1000
    time_limit: float | None = None
    stop_below: float | None = None
    stop_correct: bool = False
    stop_update: float | None = None
    patience: int | None = None
    validation: float | tuple[ArrayLike, ArrayLike] = 0.0
    restarts: int = 1
    init: Init = "xavier"
    seed: int | np.random.Generator | None = 0
    progress: bool | Callback = False
    checkpoint: str | PathLike[str] | None = None
    checkpoint_every: int = 100
    resume: bool = False

    def __post_init__(self) -> None:
        choice(self.loss, "loss", ("auto", *LOSSES))
        choice(self.optimiser, "optimiser", OPTIMISERS)
        choice(self.init, "init", INITS)
        if self.dtype is not None:
            float_type(self.dtype, "dtype")
        for name, limits in _NUMBERS.items():
            if getattr(self, name) is not None or name not in _MAY_BE_NONE:
                number(getattr(self, name), name, **limits)
        for name, low in _WHOLE.items():
            if getattr(self, name) is not None or name not in _MAY_BE_NONE:
                whole(getattr(self, name), name, low)
        object.__setattr__(self, "seed", seed_number(self.seed))
        for name in ("shuffle", "train_gain", "straight_through", "stop_correct", "resume"):
            flag(getattr(self, name), name)
        for name in ("schedule", "gain"):
            value = getattr(self, name)
            if value is not None and not callable(value):
                raise SpecificationError(
                    f"{name} must be a function of the epoch, such as Ramp(4, 8, 100), "
                    f"got {shown(value)}"
                )
        if not isinstance(self.progress, bool) and not callable(self.progress):
            raise SpecificationError(f"progress is True or a function, got {shown(self.progress)}")
        self._check_decays()
        self._check_combinations()
        if self.dropout == 1:
            raise SpecificationError("dropout is a share below 1")
        if self.optimiser == "lbfgs":
            self._check_curvature()
        if self.class_weight is not None and not (
            isinstance(self.class_weight, str) and self.class_weight == "balanced"
        ):
            if not isinstance(self.class_weight, Mapping):
                raise SpecificationError(
                    'class_weight is "balanced" or maps classes to weights, '
                    f"got {shown(self.class_weight)}"
                )
            for value in self.class_weight.values():
                number(value, "a class_weight", 0)

    def _check_decays(self) -> None:
        if self.decays is None:
            return
        usual = OPTIMISERS[self.optimiser].decays
        if not isinstance(self.decays, tuple) or len(self.decays) != len(usual):
            raise SpecificationError(
                f"decays of {self.optimiser} are {usual or 'none'} by default, "
                f"got {shown(self.decays)}"
            )
        for decay in self.decays:
            number(decay, "a decay", 0, 1, inside=True)

    def budget(self) -> Budget:
        """The time, and who hears: what all that is trained for one call has a share of."""
        tell = None if isinstance(self.progress, bool) else self.progress
        return Budget(time_limit=self.time_limit, progress=tell)

    def of_run(self, number: int) -> Options:
        """The options of the restart of that number, which has a checkpoint file of its own."""
        if self.checkpoint is None or number == 0:
            return self
        file = Path(self.checkpoint)
        return replace(self, checkpoint=file.with_name(f"{file.stem}-{number + 1}{file.suffix}"))

    def _check_curvature(self) -> None:
        """Steps that remember gradients want each of the same function of the weights."""
        for name, given in (("tied weights", self.tied), ("batches", self.batch),
                            ("dropout", self.dropout or None)):  # fmt: skip
            if given is not None:
                raise SpecificationError(f"lbfgs has no {name}; the other optimisers have")

    def _check_combinations(self) -> None:
        held = self.validation
        if isinstance(held, tuple):
            if len(held) != 2:
                raise SpecificationError(f"validation needs (x, y), got {len(held)} parts")
        else:
            number(held, "validation (a share of the rows, or a pair (x, y))", 0, 1)
            if held == 1:
                raise SpecificationError("validation is a share below 1, or a pair (x, y)")
        if self.patience is not None and not isinstance(held, tuple) and held == 0:
            raise SpecificationError("patience watches the validation loss; pass validation=0.25")
        if self.checkpoint is not None and not isinstance(self.checkpoint, (str, PathLike)):
            raise SpecificationError(
                f"checkpoint must be a file name, got {shown(self.checkpoint)}"
            )
        if self.resume and self.checkpoint is None:
            raise SpecificationError("resume needs checkpoint=...: the file to continue from")


_NUMBERS: dict[str, dict[str, Any]] = {
    **{name: {"low": 0, "inside": True} for name in ("rate", "time_limit", "stop_update")},
    **{name: {"low": 0} for name in ("l1", "l2", "anchor", "bias_rate", "stop_below")},
    "weight_decay": {"low": 0},
    **{name: {"low": 0, "high": 1} for name in ("momentum", "dropout")},
    "epsilon": {"low": 0, "inside": True},
}
_WHOLE = {"batch": 1, "patience": 1, "epochs": 0, "restarts": 1, "checkpoint_every": 1}
_MAY_BE_NONE = ("rate", "batch", "time_limit", "stop_below", "stop_update", "patience")


def options_of(given: Mapping[str, Any], also: Iterable[str] = ()) -> Options:
    """The options, or an error that names those that there are, and those there are `also`.

    >>> options_of({"epochs": 3}).epochs
    3
    """
    known = [*also, *(field.name for field in fields(Options))]
    for name in given:
        choice(name, "option", known)
    return Options(**given)
