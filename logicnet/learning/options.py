"""How to train: every choice in one checked value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ..errors import SpecificationError
from .initialisation import RULES as INITS
from .losses import LOSSES
from .optimisers import Schedule, rule_named

if TYPE_CHECKING:
    from .mlp import MLP


@dataclass(frozen=True)
class Epoch:
    """What a progress callback sees after an epoch."""

    number: int
    loss: float
    validation: float | None
    seconds: float


Callback = Callable[[Epoch], Any]


@dataclass(frozen=True, kw_only=True)
class Options:
    """The keyword arguments of :func:`logicnet.training.train`.

    Loss and steps: `loss` ("auto": cross-entropy where outputs allow it), `optimiser`, `rate`
    (None: usual for the optimiser), `momentum`, `schedule` (factor of the rate by epoch),
    `layer_rates` and `bias_rate` (factors), `batch` (rows a step; None: all, 1: online),
    `shuffle`, `dtype`.

    Penalties added to the loss: `l1` sum |w|, `l2` sum w^2 over weights, and `anchor`
    sum (p - p0)^2 over weights and biases, p0 from `anchor_to` (by default the start).

    What moves: `frozen` units keep their weights and bias, `frozen_wires` is a mask over
    wires; `train_gain` lets the layers' gains learn, `gain` sets them by epoch;
    `straight_through` computes with hard units and learns with their smooth slopes.

    When to stop: `epochs`, `time_limit` in seconds, `stop_below` (training loss),
    `stop_correct` (every training decision right), `stop_update` (largest change in an epoch),
    `patience` (epochs without a better validation loss). `validation` is a share of the rows
    or a pair (x, y); with it the weights of the best validation loss are returned.

    Runs: `restarts` from new random weights (`init`), `seed`; `progress` is True (a bar) or a
    callback that gets an :class:`Epoch` and stops by returning False; `checkpoint` is a file
    written every `checkpoint_every` epochs, from which `resume` continues.
    """

    loss: str = "auto"
    optimiser: str = "adam"
    rate: float | None = None
    momentum: float = 0.9
    schedule: Schedule | None = None
    layer_rates: Sequence[float] | None = None
    bias_rate: float = 1.0
    batch: int | None = None
    shuffle: bool = True
    dtype: Any = np.float64
    l1: float = 0.0
    l2: float = 0.0
    anchor: float = 0.0
    anchor_to: MLP | None = None
    frozen: Sequence[int] = ()
    frozen_wires: ArrayLike | None = None
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
    init: str = "xavier"
    seed: int | None = 0
    progress: bool | Callback = False
    checkpoint: str | PathLike[str] | None = None
    checkpoint_every: int = 100
    resume: bool = False

    def __post_init__(self) -> None:
        rule_named(self.optimiser)
        if self.loss not in ("auto", *LOSSES):
            raise SpecificationError(
                f"loss {self.loss!r} is not known; choose auto, {', '.join(LOSSES)}"
            )
        if self.init not in INITS:
            raise SpecificationError(f"init {self.init!r} is not known; choose {', '.join(INITS)}")
        if np.dtype(self.dtype) not in (np.dtype(np.float32), np.dtype(np.float64)):
            raise SpecificationError(f"dtype is float32 or float64, not {self.dtype}")
        for name in ("rate", "batch", "time_limit", "checkpoint_every", "restarts", "patience"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise SpecificationError(f"{name} must be positive, got {value}")
        for name in ("l1", "l2", "anchor", "momentum", "epochs", "bias_rate"):
            if not getattr(self, name) >= 0:
                raise SpecificationError(f"{name} must not be negative, got {getattr(self, name)}")
        if isinstance(self.validation, (int, float)) and not 0 <= self.validation < 1:
            raise SpecificationError(f"validation is a share below 1 or (x, y): {self.validation}")
        if self.patience is not None and self.validation == 0.0:
            raise SpecificationError("patience watches the validation loss; pass validation=0.25")
        if self.restarts > 1 and self.checkpoint is not None:
            raise SpecificationError("a checkpoint is of one run; pass either it or restarts")
        if self.resume and self.checkpoint is None:
            raise SpecificationError("resume needs checkpoint=...: the file to continue from")
