"""What a judge is: one way to a verdict, and how much it is to look at."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, NamedTuple

from .verdict import Verdict

MOST_EXHAUSTIVE = 24  # inputs up to which every row is compared unless told otherwise


class Extent(NamedTuple):
    """How much is looked at: inputs up to which all rows are, and samples beyond (None: usual)."""

    max_inputs: int = MOST_EXHAUSTIVE
    samples: int | None = None
    seed: int = 0
    executor: Executor | None = None


@dataclass(frozen=True)
class Judge:
    """One way to a verdict: what it judges, what it decides, and the function that does it.

    The function takes the two sides, an `Extent`, and the reason why no judge before had a
    verdict. Sides are a `rows.Comparison` of functions, or a `claims.Claim` of regions.
    """

    name: str
    of: Literal["functions", "regions"]
    decides: str
    home: str  # "module:function"

    def __str__(self) -> str:
        return self.name

    def cells(self) -> tuple[str, ...]:
        """Name, kind and what it decides, as the pages list them."""
        return self.name, self.of, self.decides

    def judge(self, sides: Any, extent: Extent = Extent(), reason: str = "") -> Verdict | str:  # noqa: B008
        """The verdict, or why there is none."""
        module, _, function = self.home.partition(":")
        way: Callable[..., Verdict | str] = getattr(import_module(module), function)
        return way(sides, extent, reason)
