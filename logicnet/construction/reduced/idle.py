"""Tables of many inputs, some of which change no output: the others are all that is to be built."""

from __future__ import annotations

from collections.abc import Iterator

from logicnet.construction.recognition import mattering, over_inputs
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.bits import pack
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network


def has_idle(task: Task) -> bool:
    """Whether there is a table of too many inputs to be looked at closely, and some are idle."""
    stated = task.function.stated
    if task.table is not None or not isinstance(stated, TruthTable):
        return False
    return len(mattering(stated)) < len(stated.inputs)


def without_idle(task: Task) -> Iterator[Network]:
    """The same function over the inputs that matter."""
    table = task.listed
    kept = mattering(table)
    on, dc = map(pack, over_inputs(table, kept))
    inputs = tuple(table.inputs[i] for i in kept)
    few = TruthTable(inputs=inputs, outputs=table.outputs, on=on, dc=dc)
    part = Task(Target(few), task.limits, task.budget.share(1.0), task.solve,
                part_of=task.part_of, again=task.again)  # fmt: skip
    net = task.solve(part)
    task.settled = True
    yield net.over(table.inputs).described(
        construction=net.construction, lower_bound=net.lower_bound
    )
