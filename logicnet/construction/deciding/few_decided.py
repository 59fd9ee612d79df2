"""Functions of five to seven inputs: two units and three, found or excluded for certain."""

from __future__ import annotations

from collections.abc import Iterator

from logicnet.construction.deciding.decided import clauses_of, decided
from logicnet.construction.draft import Draft
from logicnet.construction.search.bounds import lower_bound
from logicnet.construction.task import Task
from logicnet.ground.budget import SECOND
from logicnet.network.network import Network

_LEAST_INPUTS, _MOST_INPUTS = 5, 7
_MOST_UNITS = 3
_CLAUSE, _CONFLICT = 400.0, 0.3  # work to state a clause, and for a clause at each conflict
_NEEDED = {(6, 3): 12_000, (7, 3): 24_000}  # conflicts that most random functions take
_SHARE, _MOST = 0.9, SECOND / 2  # of the work that is left


def is_decidable(task: Task) -> bool:
    """Whether the inputs are few, any units are allowed, and one fewer than found may do."""
    if not task.one_output or not task.limits.none or task.part_of or task.budget.over():
        return False
    few = _LEAST_INPUTS <= len(task.names) <= _MOST_INPUTS
    return few and task.few not in (1, 2) and task.one_unit is None


def decisions(task: Task) -> Iterator[Network]:
    """The fewest units, where two or three are enough; otherwise what that proves is kept."""
    care = task.care.ravel()
    on = task.on.ravel() & care
    budget = task.budget.share(_SHARE, most=task.budget.patience * _MOST)
    task.proven = max(task.proven, lower_bound(task.rows))
    for units in range(max(task.bound, 2), min(task.few or _MOST_UNITS + 1, _MOST_UNITS + 1)):
        size = clauses_of(len(task.names), units)
        budget.count(_CLAUSE * size)
        conflicts = int(budget.left / (_CONFLICT * size))
        if conflicts < _NEEDED.get((len(task.names), units), 0):
            return
        found = decided(on, care, units, conflicts)
        budget.count(_CONFLICT * size * found.conflicts)
        if found.units is not None:
            draft = Draft(task.names)
            last = draft.embed_units(found.units, draft.literals)[-1]
            yield draft.network({"y": last}, f"{units} units, decided", units)
        if found.enough is not False:
            return
        task.proven = max(task.proven, units + 1)
