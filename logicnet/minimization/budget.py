"""How long a minimisation may take, whom it tells how far it is, and the best it has so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from logicnet.logic.cover import Cut
from logicnet.logic.cubes import Cubes

Method: TypeAlias = Literal["auto", "exact", "heuristic"]
Progress: TypeAlias = Callable[[float, int, int], None]

_QUIET = 2.0  # seconds before the first report
_EVERY = 0.5  # seconds between reports


class OutOfTime(Exception):
    """The time is over, or an interrupt came: whoever has a cover returns it."""


@dataclass
class Budget:
    """A deadline, a seed, and a callback that hears (elapsed, terms, lower bound).

    Work is done in pieces of a few hundredths of a second, with a look at the time (`over` or
    `tick`) after each. A look that finds it over is remembered in `cut`.
    """

    time_limit: float | None = None
    seed: int = 0
    progress: Progress | None = None
    started: float = field(default_factory=time.monotonic)
    terms: int = 0
    lower_bound: int = 0
    settled: tuple[int, int] = (0, 0)  # terms and bound of the parts that are done
    whole: Budget | None = None  # what this is a share of
    cut: Cut | None = None  # what has ended some of the work early
    best: Cubes | None = None  # the smallest cover that was offered
    _told: float = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def remaining(self) -> float:
        """Seconds left; infinite without a limit."""
        left = float("inf") if self.time_limit is None else self.time_limit - self.elapsed
        return left if self.whole is None else min(left, self.whole.remaining)

    def over(self) -> bool:
        """Whether there is no time left; if so, something is cut."""
        if self.remaining > 0:
            return False
        self._cut("time limit")
        return True

    def tick(self) -> None:
        """Report how far the search is, and raise OutOfTime when there is no time left."""
        if self.over():
            raise OutOfTime
        self.tell()

    def stop(self) -> None:
        """End the time because of an interrupt, also of what this is a share of."""
        self.time_limit = 0.0
        self._cut("interrupt")
        if self.whole is not None:
            self.whole.stop()

    def _cut(self, why: Cut) -> None:
        self.cut = why if self.cut != "interrupt" else self.cut
        if self.whole is not None:
            self.whole._cut(why)

    def share(self, part: float) -> Budget:
        """A budget for a part of the time that is left, with the same listener."""
        left = self.elapsed + part * self.remaining
        limit = None if self.remaining == float("inf") else left
        return Budget(
            limit, self.seed, self.progress, self.started, self.terms, self.lower_bound, whole=self
        )

    def offer(self, cubes: Cubes) -> None:
        """Keep a cover of the whole function if it is smaller than what was offered before."""
        if self.whole is not None:
            self.whole.offer(cubes)
        elif self.best is None or len(cubes) < len(self.best):
            self.best = cubes

    def tell_part(self, terms: int, lower_bound: int) -> None:
        """Note and report the best of the part at hand, beside the parts that are done."""
        self.tell(self.settled[0] + terms, self.settled[1] + lower_bound)

    def tell(self, terms: int | None = None, lower_bound: int | None = None) -> None:
        """Note the best so far, and report it when the last report is some time ago.

        A listener that raises KeyboardInterrupt ends the time.
        """
        self.terms = self.terms if terms is None else terms
        self.lower_bound = self.lower_bound if lower_bound is None else lower_bound
        now = self.elapsed
        if self.progress is not None and now >= max(_QUIET, self._told + _EVERY):
            self._told = now
            try:
                self.progress(now, self.terms, self.lower_bound)
            except KeyboardInterrupt:
                self.stop()
