"""What a judge is: one way to a verdict, how much it is to look at, and for how long."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any, Literal, TypedDict, TypeVar

from logicnet.errors import LimitError
from logicnet.ground.budget import Budget, OutOfBudget, Progress
from logicnet.ground.checks import number
from logicnet.ground.digits import is_whole
from logicnet.ground.workers.parallel import Workers, mapped, workers

from .verdict import Verdict

T = TypeVar("T")

MOST_EXHAUSTIVE = 24  # inputs up to which every row is compared unless told otherwise
_PIECE = 1 << 26  # items of a block times wires: up to about a tenth of a second


class VerifyOptions(TypedDict, total=False):
    """Types of the options of `verify`."""

    max_inputs: int
    samples: int | None
    seed: int
    time_limit: float | None
    progress: Progress | None
    executor: Workers | None
    certificate: str | PathLike[str] | None
    by_position: bool


@dataclass(frozen=True)
class Extent:
    """How much is looked at: inputs up to which all rows are, and samples beyond (None: usual).

    An executor's workers look at it. The budget has the seed, ends it when time is over, and tells
    how far it is; what is looked at, and in which order, does not depend on it.
    """

    max_inputs: int = MOST_EXHAUSTIVE
    samples: int | None = None
    executor: Workers | None = None
    budget: Budget = field(default_factory=Budget)
    certificate: Path | None = None  # where files go that prove a verdict

    def __post_init__(self) -> None:
        _check_whole(self.max_inputs, "max_inputs", 0)
        if self.samples is not None:
            _check_whole(self.samples, "samples", 1)
        _check_whole(self.budget.seed, "seed", 0)
        if self.budget.time_limit is not None:
            number(self.budget.time_limit, "time_limit (seconds, or None)", 0)
        object.__setattr__(self, "executor", workers(self.executor))

    def looked(
        self, look: Callable[[Any], T], blocks: Sequence[Any], size: int, total: int, what: str
    ) -> Generator[T, None, None]:
        """What `look` gives of each block of `size`; OutOfBudget when that is over before all are.

        `what` has a total, and says what became of those that were looked at.
        """
        done, over = 0, self.budget.over
        with closing(mapped(look, blocks, self.executor, over=over)) as results:
            for found in results:
                yield found
                done = min(total, done + size)
                self.budget.tell(done, total)
                if done < total and over():
                    break
        if done < total:
            raise OutOfBudget(f"when {done} of {total} {what}")


def _check_whole(value: object, name: str, least: int) -> None:
    if not (is_whole(value) and value >= least):  # type: ignore[operator]
        raise LimitError(f"{name} is a whole number from {least}, not {value!r:.80}")


def in_pieces(most: int, wires: int, least: int) -> int:
    """How many items are looked at between two looks at the clock, `most` where wires are few."""
    return max(1, min(most, max(least, _PIECE // max(1, wires))))


@dataclass(frozen=True)
class Judge:
    """One way to a verdict: what it judges, what it decides, and the function that does it.

    The function takes the two sides, an `Extent`, and the reason why no judge before had a
    verdict. Sides are a `rows.Sides` of functions or of a trained net and a function, a
    `claimed_regions.Claim` of a network and regions, or a `two_regions.Pairs` of regions.
    """

    name: str
    of: Literal["functions", "trained", "regions", "two regions"]
    decides: str
    home: str  # "module:function"

    def __str__(self) -> str:
        return self.name

    def cells(self) -> tuple[str, ...]:
        """Name, kind and what it decides, as the pages list them."""
        return self.name, self.of, self.decides

    def judge(self, sides: Any, extent: Extent, reason: str = "") -> Verdict | str:
        """The verdict, or why there is none; of one that is cut, what had been looked at."""
        module, _, function = self.home.partition(":")
        way: Callable[..., Verdict | str] = getattr(import_module(module), function)
        try:
            return way(sides, extent, reason)
        except OutOfBudget as end:
            cut = extent.budget.cut
            text = f"cut by the {cut or 'limit of work'} {end}" + (f"; {reason}" if reason else "")
            return Verdict(equal=None, method=self.name, reason=text, cut=cut)
