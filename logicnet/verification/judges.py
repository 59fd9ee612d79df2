"""The table of judges: those that prove come first, then those that can only refute.

A judge gets both sides and returns a verdict or, where it has none, the reason why; the next one
of the same kind is asked then. It is imported when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, NamedTuple

from logicnet.ground.registry import Registry

from .verdict import Verdict

MOST_EXHAUSTIVE = 24  # inputs up to which every row is compared unless told otherwise


class Effort(NamedTuple):
    """How much is looked at: inputs up to which all rows are, and samples beyond (None: usual)."""

    max_inputs: int = MOST_EXHAUSTIVE
    samples: int | None = None
    seed: int = 0
    executor: Executor | None = None


@dataclass(frozen=True)
class Judge:
    """One way to a verdict: what it judges, what it decides, and the function that does it.

    The function takes the two sides, an `Effort`, and the reason why no judge before had a
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

    def judge(self, sides: Any, effort: Effort = Effort(), reason: str = "") -> Verdict | str:  # noqa: B008
        """The verdict, or why there is none."""
        module, _, function = self.home.partition(":")
        way: Callable[..., Verdict | str] = getattr(import_module(module), function)
        return way(sides, effort, reason)


_ROWS, _REGIONS = "logicnet.verification.rows", "logicnet.verification.regions"
JUDGES = Registry(
    "judge",
    ("judge", "of", "decides"),
    (
        Judge("all rows", "functions", "everything of up to 24 inputs (`max_inputs`)",
              f"{_ROWS}:all_rows"),
        Judge("interchangeable rows", "functions", "what treats many inputs alike: one row for "
              "each count of ones", f"{_ROWS}:interchangeable_rows"),
        Judge("random rows", "functions", "nothing but a difference that it meets",
              f"{_ROWS}:random_rows"),
        Judge("cells", "regions", "regions of up to some hundred lines: all cells, edges and "
              "corners, exactly", f"{_REGIONS}:all_cells"),
        Judge("half-spaces", "regions", "equality, where both sides consist of the same "
              "half-spaces", f"{_REGIONS}:same_half_spaces"),
        Judge("points", "regions", "nothing but a difference that it meets, at random or beside "
              "an edge", f"{_REGIONS}:points"),
    ),
)  # fmt: skip


def judged(of: str, sides: Any, effort: Effort) -> Verdict:
    """The verdict of the first judge that has one."""
    reason = ""
    for row in JUDGES.values():
        if row.of == of:
            found = row.judge(sides, effort, reason)
            if isinstance(found, Verdict):
                return found
            reason = found
    return Verdict(equal=None, method="all judges", reason=reason or "there is no judge")
