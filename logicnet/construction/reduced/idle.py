"""Tables of many inputs, some of which change no output: the others are all that is to be built."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.bits import pack, unpack
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network


def has_idle(task: Task) -> bool:
    """Whether there is a table of too many inputs to be looked at closely, and some are idle."""
    stated = task.function.stated
    if task.table is not None or not isinstance(stated, TruthTable):
        return False
    return len(_kept(stated)) < len(stated.inputs)


def without_idle(task: Task) -> Iterator[Network]:
    """The same function over the inputs that matter."""
    table = task.listed
    kept = _kept(table)
    shape = (len(table.outputs), *(2,) * len(table.inputs))
    cut = (slice(None), *(slice(None) if i in kept else 0 for i in range(len(table.inputs))))
    on, dc = (pack(unpack(rows, len(table)).reshape(shape)[cut].reshape(shape[0], -1))
              for rows in (table.on, table.dc))  # fmt: skip
    inputs = tuple(table.inputs[i] for i in kept)
    few = TruthTable(inputs=inputs, outputs=table.outputs, on=on, dc=dc)
    part = Task(Target(few), task.limits, task.budget.share(1.0), task.solve,
                part_of=task.part_of, again=task.again)  # fmt: skip
    net = task.solve(part)
    task.settled = True
    yield net.over(table.inputs).described(
        construction=net.construction, lower_bound=net.lower_bound
    )


def _kept(table: TruthTable) -> list[int]:
    """The inputs that change an output, or where it is free."""
    n = len(table.inputs)
    rows = np.concatenate([table.on, table.dc])
    kept = []
    for i in range(n):
        low, high = _halves(rows, n - 1 - i)
        if (low != high).any():
            kept.append(i)
    return kept


def _halves(rows: np.ndarray, place: int) -> tuple[np.ndarray, np.ndarray]:
    """The packed rows whose binary digit at a place is 0, and those beside them."""
    if place >= 6:
        both = rows.reshape(len(rows), -1, 2, 1 << place - 6)
        return both[:, :, 0], both[:, :, 1]
    apart = np.uint64(1 << place)
    low = np.uint64(sum(1 << r for r in range(64) if not r >> place & 1))
    return rows & low, rows >> apart & low
