"""The table of judges: those that prove come first, then those that can only refute.

The judges of a kind are asked in turn until one has a verdict; each is imported when it is asked.
What one that is cut has looked at proves nothing, so that the next one is asked if there is time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from logicnet.ground.registry import Registry

from .judge import Extent, Judge
from .verdict import Verdict

_SHARE = 0.75  # of the time left that each judge has, but the last one
_ROWS, _REGIONS = (
    "logicnet.verification.functions.rows",
    "logicnet.verification.regions.network_of_regions",
)
_DIAGRAMS = "logicnet.verification.functions.diagrams"
_COUNTS = "logicnet.verification.polynomials.counts"
_FIRST = "logicnet.verification.sweeping.first"
_SWEEPING = "logicnet.verification.sweeping.judging"
_OUTLINES = "logicnet.verification.regions.outlines"
_POLYNOMIALS = "logicnet.verification.polynomials.judging"
_TWO = "logicnet.verification.regions.two_regions"
_TRAINED = "logicnet.verification.trained"
JUDGES = Registry(
    "judge",
    ("judge", "of", "decides"),
    (
        Judge("sweeping first", "functions", "what has few inputs and so many gates that all rows "
              "take longer than sweeping, as below", f"{_FIRST}:sweeping_first"),
        Judge("one sum", "functions", "networks of up to 24 inputs that read these through one sum "
              "alone, by units so many that all rows take long",
              "logicnet.verification.functions.one_sum:one_sum"),
        Judge("all rows", "functions", "everything of up to 24 inputs (`max_inputs`)",
              f"{_ROWS}:all_rows"),
        Judge("structure", "functions", "equality, where both sides are the same units or gates",
              f"{_ROWS}:same_structure"),
        Judge("interchangeable rows", "functions", "what treats many inputs alike: one row for "
              "each count of ones", f"{_ROWS}:interchangeable_rows"),
        Judge("sums", "functions", "what reads the inputs through sums, on both sides: one row for "
              "each value of these", "logicnet.verification.functions.sums:sums_read"),
        Judge("decision diagrams", "functions", "what has small diagrams in the order in which "
              "a side reads its inputs: adders, comparisons, multiplexers, parity, ...",
              f"{_DIAGRAMS}:diagrams"),
        Judge("counts", "functions", "what depends on how many inputs are 1, of all or of some: "
              "votes, parity and counters, of any gates", f"{_COUNTS}:counts"),
        Judge("polynomials", "functions", "two circuits, or a circuit and a network, that add, "
              "multiply or square numbers of any size", f"{_POLYNOMIALS}:polynomials"),
        Judge("sweeping", "functions", "circuits of up to some 100,000 gates that have much in "
              "common: what is equal inside is proven and merged, by tables and SAT",
              f"{_SWEEPING}:sweeping"),
        Judge("larger diagrams", "functions", "what has diagrams of up to a million nodes",
              f"{_DIAGRAMS}:larger_diagrams"),
        Judge("longer sweeping", "functions", "the same as sweeping, with up to 400,000 "
              "conflicts of SAT, and more where there are many gates",
              f"{_SWEEPING}:longer_sweeping"),
        Judge("random rows", "functions", "nothing but a difference that it meets",
              f"{_ROWS}:random_rows"),
        Judge("all decisions", "trained", "what a trained net of up to 24 inputs decides, where "
              "rounding cannot move it, and its margin", f"{_TRAINED}:all_decisions"),
        Judge("intervals", "trained", "nets of more inputs than are stated: what these decide, "
              "whatever the others are", f"{_TRAINED}:intervals"),
        Judge("bounds", "trained", "nets whose units keep to their steps on every input, by a "
              "bound for each", f"{_TRAINED}:kept_network"),
        Judge("random decisions", "trained", "nothing but a difference that it meets",
              f"{_TRAINED}:random_decisions"),
        Judge("cells", "regions", "regions of up to some hundred lines: all cells, edges and "
              "corners, exactly", f"{_REGIONS}:all_cells"),
        Judge("outlines", "regions", "polygons of up to some 100,000 edges: cells along these, "
              "exactly", f"{_OUTLINES}:all_outlines"),
        Judge("half-spaces", "regions", "equality, where both sides consist of the same "
              "half-spaces", f"{_REGIONS}:same_half_spaces"),
        Judge("points", "regions", "nothing but a difference that it meets, at random or beside "
              "an edge", f"{_REGIONS}:points"),
        Judge("cells of both", "two regions", "regions against regions of up to a thousand lines: "
              "all cells, edges and corners, exactly", f"{_TWO}:every_cell"),
        Judge("points of both", "two regions", "nothing but a difference that it meets, at random "
              "or beside an edge", f"{_TWO}:near_and_random"),
    ),
)  # fmt: skip


def judged(of: str, sides: Any, extent: Extent) -> Verdict:
    """The verdict of the first judge that has one; one that is cut leaves time for the others."""
    found: Verdict | str = "there is no judge"
    rows, reason, whole = [row for row in JUDGES.values() if row.of == of], "", extent.budget
    for row in rows:
        budget = whole if row is rows[-1] else whole.share(_SHARE)
        found = row.judge(sides, replace(extent, budget=budget), reason)
        if isinstance(found, Verdict) and (found.cut is None or whole.over()):
            break
        reason = found if isinstance(found, str) else found.reason or ""
    if isinstance(found, str):
        found = Verdict(equal=None, method="all judges", reason=found)
    return found if found.equal is not None else replace(found, cut=whole.cut)
