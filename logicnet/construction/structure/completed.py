"""Functions with don't-cares: also what is known of functions without, that agree with them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from logicnet.construction.target import Target
from logicnet.construction.task import LEAST, Task
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.minimizing import minimized
from logicnet.network.network import Network

_SHARE = 1 / 4  # of the budget for each


def has_room(task: Task) -> bool:
    """Whether the function as it was stated has don't-cares, and all its rows are there."""
    return task.table is not None and not task.part_of and bool(task.table.dc.any())


def completions(task: Task) -> Iterator[Network]:
    """Networks of functions without don't-cares: with 0, with 1, or with few product terms."""
    table = task.tabled
    few = minimized(table, task.budget.share(_SHARE, LEAST)).table().over(table.inputs)
    known: set[bytes] = set()
    for on in (table.on & ~table.dc, table.on | table.dc, few.on):
        if on.tobytes() not in known and not task.done:
            known.add(on.tobytes())
            whole = TruthTable(
                inputs=table.inputs, outputs=table.outputs, on=on, dc=np.zeros_like(table.dc)
            )
            budget = task.budget.share(_SHARE)
            net = task.solve(Task(Target(whole), task.limits, budget, task.solve, part_of=True))
            yield net.over(table.inputs).described(construction=net.construction)
