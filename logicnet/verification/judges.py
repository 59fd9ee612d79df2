"""The table of judges: those that prove come first, then those that can only refute.

The judges of a kind are asked in turn until one has a verdict; each is imported when it is asked.
"""

from __future__ import annotations

from typing import Any

from logicnet.ground.registry import Registry

from .judge import Extent, Judge
from .verdict import Verdict

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


def judged(of: str, sides: Any, extent: Extent) -> Verdict:
    """The verdict of the first judge that has one."""
    reason = ""
    for row in JUDGES.values():
        if row.of == of:
            found = row.judge(sides, extent, reason)
            if isinstance(found, Verdict):
                return found
            reason = found
    return Verdict(equal=None, method="all judges", reason=reason or "there is no judge")
