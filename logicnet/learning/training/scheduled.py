"""What users' functions of the epoch give, checked before a long run meets a wrong value."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.checks import number

from .options import Options

Floats = NDArray[np.float64]


class Scheduled:
    """The factor of the rate and the gains, epoch by epoch; tried in the first and last epoch."""

    def __init__(self, options: Options, depth: int, first: int) -> None:
        self.options, self.depth = options, depth
        for epoch in {first, options.epochs - 1}:
            if first <= epoch:
                self.factor(epoch)
                self.gain(epoch)

    def factor(self, epoch: int) -> float:
        """What the rate is multiplied by."""
        schedule = self.options.schedule
        return 1.0 if schedule is None else number(schedule(epoch), f"schedule({epoch})", 0)

    def gain(self, epoch: int) -> Floats | None:
        """The gain of each layer, or None where it does not depend on the epoch."""
        if self.options.gain is None:
            return None
        value: Any = self.options.gain(epoch)
        several = list(value) if np.ndim(value) == 1 and len(value) == self.depth else [value]
        each = [number(part, f"gain({epoch})", 0, inside=True) for part in several]
        return np.array(each * (self.depth if len(each) == 1 else 1))
