"""How hard a search may try, counted in work; when it must end; whom it tells how far it is.

What is tried depends on counted work alone, so that the same call gives the same result on any
machine, idle or loaded. A unit of work is about what looking at one entry of an array takes in a
compiled loop. The clock only ends a search, which the result then says. It stands still while
modules are loaded and kernels are compiled or fetched.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from logicnet.errors import ArgumentTypeError, SpecificationError, did_you_mean

Effort: TypeAlias = Literal["low", "normal", "high"]
Cut: TypeAlias = Literal["time limit", "interrupt"]
Progress: TypeAlias = Callable[[float, int, int], object]

EFFORTS: dict[str, float] = {"low": 0.1, "normal": 1.0, "high": 10.0}
SECOND = 2.0e8  # work that a core did in about a second when this was written
CALL = 2.0e4  # work that a round of calls of NumPy on small arrays is worth

_PIECE = 1 << 21  # work between two looks at the clock: about a hundredth of a second
_SMALL_PIECE = 1 << 14  # the same where Python may run it
_QUIET = 2.0  # seconds before the first report
_EVERY = 0.5  # seconds between reports
_FOREVER = float("inf")


class OutOfBudget(Exception):
    """Work or time is over, or an interrupt came: whoever has a result returns it."""


@dataclass
class Budget:
    """Work that may be spent, a deadline, a seed, and who hears how far it is.

    A search tells (seconds, best so far, bound), a comparison (seconds, rows done, rows in all),
    training its epochs.

    Work is done in pieces of a few hundredths of a second, which are counted, with a look at the
    clock (`over` or `tick`) after each. A look that finds the time over is remembered in `cut`.

    >>> budget = Budget(work=100)
    >>> part = budget.share(0.25)
    >>> part.count(30)
    >>> part.over(), budget.over(), budget.left
    (True, False, 70.0)
    """

    work: float = _FOREVER
    time_limit: float | None = None
    seed: int = 0
    progress: Callable[..., object] | None = None
    patience: float = 1.0  # of what has no other end, against the usual
    whole: Budget | None = None  # what this is a share of
    granted: bool = False  # whether it may be spent though the whole has less left
    alone: bool = False  # whether results and reports stay in this share
    started: float = field(default_factory=lambda: _now())
    spent: float = 0.0
    terms: int = 0
    lower_bound: int = 0
    settled: tuple[int, int] = (0, 0)  # terms and bound of the parts that are done
    cut: Cut | None = None  # what has ended some of the work early
    best: Any = None  # the smallest result that was offered
    enough: int = 0  # length of a result that is not worth more work, 0 where none is known
    _told: float = 0.0

    def __post_init__(self) -> None:
        if self.progress is not None and not callable(self.progress):
            raise ArgumentTypeError(
                f"progress is called with how far it is; got {self.progress!r:.60}"
            )

    def __reduce__(self) -> tuple[Any, ...]:
        """It travels as what is left of it; what it is a share of and who listens stay behind."""
        ends = time.time() + self.remaining
        return _arrived, (self.left, self.remaining, ends, self.seed, self.patience)

    # Work and time ------------------------------------------------------------------------------

    @property
    def left(self) -> float:
        """Work that may still be spent."""
        left = max(0.0, self.work - self.spent)
        return left if self.whole is None or self.granted else min(left, self.whole.left)

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return _now() - self.started

    @property
    def remaining(self) -> float:
        """Seconds left; infinite without a limit."""
        left = _FOREVER if self.time_limit is None else self.time_limit - self.elapsed
        return left if self.whole is None else min(left, self.whole.remaining)

    def count(self, work: float) -> None:
        """So much work was done."""
        self.spent += work
        if self.whole is not None:
            self.whole.count(work)

    def over(self) -> bool:
        """Whether work or time is over; if it is time, something is cut."""
        return self.late() or self.left <= 0

    def late(self) -> bool:
        """Whether time is over, so that something is cut."""
        if self.remaining <= 0:
            self.lacked_time()
            return True
        return False

    def lacked_time(self) -> None:
        """Note that something was not done, or not to its end, for want of time."""
        self._cut("interrupt" if self._stopped() else "time limit")

    def need(self, work: float) -> None:
        """Raise OutOfBudget where the time is too short for so much work at a stretch."""
        if self.remaining < work / SECOND:
            self.lacked_time()
            raise OutOfBudget

    def tick(self, work: float) -> None:
        """Count, report how far the search is, and raise OutOfBudget when all is spent."""
        self.count(work)
        if self.over():
            raise OutOfBudget
        self.tell()

    def piece(self, loop: Callable[..., Any], *arguments: Any, few: bool = False) -> Any:
        """What a loop returns that counts down its last argument, `work`, and stops below 0.

        Where there are few things to do Python may run it, which needs small pieces.
        """
        import numpy as np

        most = _SMALL_PIECE if few else _PIECE
        work = np.array([most], dtype=np.int64)
        result = loop(*arguments, work)
        self.count(most - int(work[0]))
        return result

    def share(self, part: float, least: float = 0.0, most: float = _FOREVER) -> Budget:
        """A budget for a part of the work and time left, with the same listener.

        There is so much work in it at `least`, even if that is more than is left.
        """
        time_left, work = self.remaining, part * self.left
        return Budget(
            work=min(most, max(least, work)),
            granted=work < least,
            time_limit=None if time_left == _FOREVER else part * max(0.0, time_left),
            seed=self.seed,
            progress=self.progress,
            patience=self.patience,
            whole=self,
        )

    def problem(self) -> Budget:
        """All of it, for a problem of its own: results and reports stay there."""
        own = self.share(1.0)
        own.alone = True
        return own

    def stop(self) -> None:
        """End the time because of an interrupt, also of what this is a share of."""
        self.time_limit = 0.0
        self._cut("interrupt")
        if self.whole is not None:
            self.whole.stop()

    def _stopped(self) -> bool:
        """Whether an interrupt has ended the time."""
        return self.cut == "interrupt" or (self.whole is not None and self.whole._stopped())

    def _cut(self, why: Cut) -> None:
        self.cut = why if self.cut != "interrupt" else self.cut
        if self.whole is not None:
            self.whole._cut(why)

    # Results and reports ------------------------------------------------------------------------

    def offer(self, result: Any) -> None:
        """Keep a result for the whole if it is shorter than what was offered before."""
        if self.whole is not None and not self.alone:
            self.whole.offer(result)
        elif self.best is None or len(result) < len(self.best):
            self.best = result

    def suffice(self, length: int) -> None:
        """Note that a result of this length is not worth more work."""
        self.enough = length
        if self.whole is not None and not self.alone:
            self.whole.suffice(length)

    def tell_part(self, terms: int, lower_bound: int) -> None:
        """Note and report the best of the part at hand, beside the parts that are done."""
        self.tell(self.settled[0] + terms, self.settled[1] + lower_bound)

    def tell(self, terms: int | None = None, lower_bound: int | None = None) -> None:
        """Note the best so far, and report it when the last report is some time ago.

        A listener that raises KeyboardInterrupt, or answers False, ends the time.
        """
        if self.whole is not None and not self.alone:
            self.whole.tell(terms, lower_bound)
            return
        self.terms = self.terms if terms is None else terms
        self.lower_bound = self.lower_bound if lower_bound is None else lower_bound
        now = self.elapsed
        if self.progress is not None and now >= max(_QUIET, self._told + _EVERY):
            self._told = now
            try:
                self.report(now, self.terms, self.lower_bound)
            except KeyboardInterrupt:
                self.stop()

    def report(self, *what: object) -> bool:
        """Tell the listener at once; whether it goes on. One that answers False ends the time."""
        answer = None if self.progress is None else self.progress(*what)
        if type(answer).__name__ in ("bool", "bool_") and not answer:  # NumPy has one too
            self.stop()
            return False
        return True


def _arrived(work: float, remaining: float, ends: float, seed: int, patience: float) -> Budget:
    """A budget that has travelled: what it waited on its way has passed."""
    limit = None if remaining == _FOREVER else max(0.0, min(remaining, ends - time.time()))
    return Budget(work, limit, seed, patience=patience)


def factor(effort: object) -> float:
    """How hard a level of effort tries, 1 for the usual.

    >>> factor("high")
    10.0
    """
    if not isinstance(effort, str) or effort not in EFFORTS:
        raise SpecificationError(
            f"effort is one of {', '.join(EFFORTS)}; got {effort!r}{did_you_mean(effort, EFFORTS)}"
        )
    return EFFORTS[effort]


# The clock ------------------------------------------------------------------------------------

_stood = 0.0  # seconds that the clock stood still
_standing = 0  # reasons for which it stands still now


def _now() -> float:
    """Seconds on a clock that stands still where `standing` says so."""
    return time.monotonic() - _stood


@contextmanager
def standing() -> Iterator[None]:
    """Within, no time is charged to any budget: what is loaded and compiled is paid once.

    >>> budget = Budget()
    >>> with standing():
    ...     time.sleep(0.1)
    >>> budget.elapsed < 0.1
    True
    """
    global _stood, _standing
    began = time.monotonic()
    _standing += 1
    try:
        yield
    finally:
        _standing -= 1
        if not _standing:
            _stood += time.monotonic() - began
