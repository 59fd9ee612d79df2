"""Networks within limits that are also what is found without: limits that are wide seldom bind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from logicnet.construction.task import LEAST, Task
from logicnet.network.network import Network

_MOST_INPUTS = 6  # for which what is found without limits is soon known to be least, or near it
_LEAST_FAN_IN = 3  # allowed, below which few networks fit


def may_fit(task: Task) -> bool:
    """Whether a table is to be built within limits that what is built without may keep."""
    limits = task.limits
    if not limits.given or task.table is None or task.function.regions is not None:
        return False
    wide = limits.max_depth != 1 and (limits.max_fan_in or _LEAST_FAN_IN) >= _LEAST_FAN_IN
    return wide and not task.part_of and len(task.table.inputs) <= _MOST_INPUTS


def freely(task: Task) -> Iterator[Network]:
    """What is found without limits on depth, fan-in and weights, where it is within them."""
    limits = replace(task.limits, max_depth=None, max_fan_in=None, max_weight=None, doubled=False)
    budget = task.budget.share(1.0, LEAST)
    budget.patience = max(1.0, budget.patience)  # as for so few inputs without limits
    net = task.solve(Task(task.function, limits, budget, task.solve, least=task.least,
                          again=task.again))  # fmt: skip
    task.proven = max(task.proven, net.lower_bound or 1)
    yield net.over(task.function.inputs).described(construction=net.construction)
