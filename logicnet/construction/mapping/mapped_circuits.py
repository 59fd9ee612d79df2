"""The construction: a circuit of many gates, mapped, with what its proof needs."""

from __future__ import annotations

from collections.abc import Iterator

from logicnet.construction.task import Task
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.circuits.circuit import Circuit
from logicnet.network.network import Network

from .caps import Caps

_ASIDE = 0.5 * SECOND  # work beside that of what looks at rows, which loses none by it
_FEW_GATES = 64, 4  # up to which rows are looked at alone, of one output and of several
_FEW_OF_MANY = 16  # the same of too many inputs for rows: few gates of many operands


def is_mapped(task: Task) -> bool:
    """Whether a circuit over names has many gates."""
    stated = task.function.stated
    if task.part_of or task.function.regions is not None or not isinstance(stated, Circuit):
        return False
    few = _FEW_OF_MANY if task.table is None else _FEW_GATES[len(stated.outputs) > 1]
    return stated.gates > few and stated.of_names and task.limits.max_fan_in != 1


def mapped_circuits(task: Task) -> Iterator[Network]:
    """A circuit of any size, covered by units that read up to six nodes, then joined."""
    from .mapped import mapped  # with kernels, which small circuits need not wait for

    caps = Caps(task.limits.max_fan_in, task.limits.max_weight)
    budget = task.budget if task.table is None else _aside(task.budget)
    network, meant, through = mapped(task.function.circuit, caps, budget, task.limits.max_depth)
    task.function.say(network, meant, through)
    yield network


def _aside(budget: Budget) -> Budget:
    """A budget of its own, within the same time."""
    left = budget.remaining
    limit = None if left == float("inf") else left
    return Budget(_ASIDE * budget.patience, time_limit=limit, seed=budget.seed)
