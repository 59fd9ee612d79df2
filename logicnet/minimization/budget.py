"""How long a minimisation may take, and whom it tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Method: TypeAlias = Literal["auto", "exact", "heuristic"]
Progress: TypeAlias = Callable[[float, int, int], None]

_QUIET = 2.0  # seconds before the first report
_EVERY = 0.5  # seconds between reports


@dataclass
class Budget:
    """A deadline, a seed, and a callback that hears (elapsed, terms, lower bound)."""

    time_limit: float | None = None
    seed: int = 0
    progress: Progress | None = None
    started: float = field(default_factory=time.monotonic)
    terms: int = 0
    lower_bound: int = 0
    settled: tuple[int, int] = (0, 0)  # terms and bound of the parts that are done
    whole: Budget | None = None  # what this is a share of
    _told: float = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def remaining(self) -> float:
        """Seconds left; infinite without a limit."""
        return float("inf") if self.time_limit is None else self.time_limit - self.elapsed

    def share(self, part: float) -> Budget:
        """A budget for a part of the time that is left, with the same listener."""
        left = self.elapsed + part * self.remaining
        limit = None if self.time_limit is None else left
        return Budget(
            limit, self.seed, self.progress, self.started, self.terms, self.lower_bound, whole=self
        )

    def stop(self) -> None:
        """End the time, also of what this is a share of: every search returns what it has."""
        self.time_limit = 0.0
        if self.whole is not None:
            self.whole.stop()

    def tell_part(self, terms: int, lower_bound: int) -> None:
        """Note and report the best of the part at hand, beside the parts that are done."""
        self.tell(self.settled[0] + terms, self.settled[1] + lower_bound)

    def tell(self, terms: int | None = None, lower_bound: int | None = None) -> None:
        """Note the best so far, and report it when the last report is some time ago."""
        self.terms = self.terms if terms is None else terms
        self.lower_bound = self.lower_bound if lower_bound is None else lower_bound
        now = self.elapsed
        if self.progress is not None and now >= max(_QUIET, self._told + _EVERY):
            self._told = now
            self.progress(now, self.terms, self.lower_bound)
