"""When a heuristic has to be done, and whom it tells how many terms it has."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Report: TypeAlias = Callable[[int], None]


@dataclass(frozen=True)
class Clock:
    """A deadline on `time.monotonic` (None: stop when little more is gained), seed, listener."""

    deadline: float | None = None
    seed: int = 0
    report: Report | None = None

    @property
    def left(self) -> float:
        """Seconds until the deadline; infinite without one."""
        return float("inf") if self.deadline is None else self.deadline - time.monotonic()

    @property
    def patient(self) -> bool:
        """Whether there is a deadline, and time before it."""
        return self.deadline is not None and self.left > 0

    def tell(self, terms: int) -> None:
        """Report the terms of the best cover so far."""
        if self.report is not None:
            self.report(terms)
