"""What a training run is at the end of an epoch: all that a checkpoint holds."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .optimisers import Optimiser
from .options import Options


class State:
    """Parameters, optimiser, random numbers and history; a run goes on from here."""

    def __init__(
        self, theta: NDArray[Any], parameters: int, options: Options, rng: np.random.Generator,
        entropy: Any,
    ) -> None:  # fmt: skip
        self.theta, self.options, self.rng, self.entropy = theta, options, rng, entropy
        self.optimiser = Optimiser(
            options.optimiser, theta, momentum=options.momentum,
            decays=options.decays, epsilon=options.epsilon, weight_decay=options.weight_decay,
            parameters=parameters,
        )  # fmt: skip
        self.losses: list[float] = []
        self.validation: list[float] = []
        self.right: list[int] = []
        self.best, self.best_loss, self.best_epoch = theta.copy(), inf, 0
        self.seconds = 0.0
        self.stopped = ""
        self.ended = False  # by a stopping rule, so that more epochs change nothing
        self.pending = False  # the step of the last epoch was not taken, as a rule held before
        self.diverged = False
        self.key = ""  # of the start, the data and the options, where there are checkpoints
