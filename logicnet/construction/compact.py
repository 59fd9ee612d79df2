"""Few units: every construction that may suit a function is tried, the smallest result is kept.

The table of `constructions` is walked until none can have fewer units; all other styles are in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from logicnet.errors import LimitError
from logicnet.ground.budget import SECOND, Budget, Effort, factor
from logicnet.ground.checks import number
from logicnet.network.network import Network

from .constructions import FOR_FEW_UNITS, STYLES
from .limits import Limits
from .registry import Construction, Constructions
from .target import Target, target_of
from .task import Task

_SHARE = 0.75  # of a time limit that the search has, before the other styles have their turn
_EXPLAINED = 3 * SECOND  # work in which what is possible is looked for, where limits are not met


def compact(
    source: Any,
    *,
    skip: bool = True,
    max_depth: int | None = None,
    max_fan_in: int | None = None,
    max_weight: int | None = None,
    effort: Effort = "normal",
    time_limit: float | None = None,
) -> Network:
    """The network with the fewest units known within the limits, no more than any style has.

    `construction` says how it was made, `lower_bound` how many units are needed at least; with
    `skip=False`, among networks whose wires join neighbouring layers only. `effort` is "low",
    "normal" or "high": how much work the search may do, counted, so that the same call gives the
    same network on any machine. "normal" is about five seconds of one core, one over half-spaces;
    the others are a tenth and ten times of that. `time_limit` (seconds, for all of it) only cuts,
    which the network then says (`cut`).

    >>> net = compact("a ^ b ^ c ^ d")
    >>> net.units, net.proven_minimal, compact("a ^ b ^ c ^ d", skip=False).units
    (3, True, 5)
    """
    function = target_of(source)
    limits = function.within(
        Limits(max_depth=max_depth, max_fan_in=max_fan_in, max_weight=max_weight, skip=skip)
    )
    if time_limit is not None:
        time_limit = number(time_limit, "time_limit (seconds, or None)", 0)
    tries = factor(effort)
    try:
        return _smallest(function, limits, Budget(time_limit=time_limit, patience=tries))
    except LimitError as error:
        if not limits.given:
            raise
        text = _refusal(function, limits)
        raise (LimitError(text) if text else error) from None


def _smallest(function: Target, limits: Limits, budget: Budget) -> Network:
    """The best of what the constructions find within the limits."""
    searched = budget.share(_SHARE, most=budget.patience * function.work)
    task = Task(function, limits, searched, CONSTRUCTIONS.solve, least=function.lower_bound or 0)
    found = CONSTRUCTIONS.solve(task)
    return found if budget.cut is None or found.proven_minimal else replace(found, cut=budget.cut)


def _refusal(function: Target, limits: Limits) -> str:
    """Why the limits cannot be met: for each, what is possible when it alone is loosened."""
    budget = Budget(_EXPLAINED, patience=factor("low"))
    possible = []
    for name, value in limits.given.items():
        for looser in (value + 1, value + 2, value + 4, 2 * value + 6, None):
            try:
                loosened: dict[str, Any] = {name: looser}
                net = _smallest(function, replace(limits, **loosened), budget)
            except LimitError:
                net = None
            if net is not None or budget.over():
                break
        possible += [] if net is None else [net]
    if not possible:
        possible = [_smallest(function, function.within(Limits(skip=limits.skip)), budget)]
    shown = "; or ".join(
        f"{net.units} unit{'s' * (net.units != 1)}, but {' and '.join(excess)}"
        for net in possible
        if (excess := limits.excess(net))
    )
    count = len(function.outputs)
    what = "this function" if count == 1 else f"these {count} functions"
    return shown and (
        f"no network known for {what} of {len(function.inputs)} inputs fits {limits.text}; "
        f"possible: {shown}"
    )


def layered(
    source: Any,
    *,
    max_depth: int | None = None,
    max_fan_in: int | None = None,
    max_weight: int | None = None,
    effort: Effort = "normal",
    time_limit: float | None = None,
) -> Network:
    """The network with the fewest units known whose wires join neighbouring layers only.

    >>> layered("a ^ b ^ c").units
    4
    """
    return compact(
        source, skip=False, max_depth=max_depth, max_fan_in=max_fan_in, max_weight=max_weight,
        effort=effort, time_limit=time_limit,
    )  # fmt: skip


CONSTRUCTIONS = Constructions(
    (
        *FOR_FEW_UNITS,
        *STYLES,
        Construction("layered", page="few_units", style=layered),
        Construction("compact", page="few_units", style=compact),
    )
)
