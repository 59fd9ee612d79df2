"""Schedules: functions of the epoch, counted from 0, for the options `schedule` and `gain`.

`train(..., schedule=...)` multiplies the rate by what it gives, `train(..., gain=...)` sets the
gain of all layers. Any function of the epoch will do; these print and compare as values.

>>> [CosineDecay(epochs=4)(epoch) for epoch in (0, 2, 4)]
[1.0, 0.5, 0.0]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi

from logicnet.ground.checks import number, whole

__all__ = ["CosineDecay", "ExponentialDecay", "InverseDecay", "Ramp", "Schedule", "StepDecay"]

Schedule = Callable[[int], float]
_MOST = 10**9  # epochs


@dataclass(frozen=True)
class StepDecay:
    """`factor` every `every` epochs.

    >>> [StepDecay(2, 0.5)(e) for e in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    every: int
    factor: float = 0.5

    def __post_init__(self) -> None:
        whole(self.every, "every", 1, _MOST)
        number(self.factor, "factor", 0)

    def __call__(self, epoch: int) -> float:
        return float(self.factor ** (epoch // self.every))


@dataclass(frozen=True)
class InverseDecay:
    """1 / (1 + epoch / half): the rate has halved after `half` epochs.

    >>> InverseDecay(10)(10)
    0.5
    """

    half: float

    def __post_init__(self) -> None:
        number(self.half, "half", 0, inside=True)

    def __call__(self, epoch: int) -> float:
        return 1.0 / (1.0 + epoch / self.half)


@dataclass(frozen=True)
class ExponentialDecay:
    """`factor` an epoch.

    >>> ExponentialDecay(0.5)(2)
    0.25
    """

    factor: float

    def __post_init__(self) -> None:
        number(self.factor, "factor", 0)

    def __call__(self, epoch: int) -> float:
        return float(self.factor**epoch)


@dataclass(frozen=True)
class CosineDecay:
    """Half a cosine from 1 to 0 over `epochs`, after a linear rise over `warmup`.

    >>> [round(CosineDecay(4)(e), 2) for e in range(5)]
    [1.0, 0.85, 0.5, 0.15, 0.0]
    """

    epochs: int
    warmup: int = 0

    def __post_init__(self) -> None:
        whole(self.epochs, "epochs", 0, _MOST)
        whole(self.warmup, "warmup", 0, _MOST)

    def __call__(self, epoch: int) -> float:
        if epoch < self.warmup:
            return (epoch + 1) / (self.warmup + 1)
        done = min(1.0, (epoch - self.warmup) / max(1, self.epochs - self.warmup))
        return (1 + cos(pi * done)) / 2


@dataclass(frozen=True)
class Ramp:
    """From `start` to `end` in equal ratios over `epochs`, then `end`: to anneal a gain.

    >>> Ramp(4, 16, 2)(1)
    8.0
    """

    start: float
    end: float
    epochs: int

    def __post_init__(self) -> None:
        number(self.start, "start", 0, inside=True)
        number(self.end, "end", 0, inside=True)
        whole(self.epochs, "epochs", 0, _MOST)

    def __call__(self, epoch: int) -> float:
        done = min(1.0, epoch / max(1, self.epochs))
        return float(self.start * (self.end / self.start) ** done)


def __dir__() -> list[str]:
    return __all__
