"""Two levels as far as they may have fewer units than is known: true rows, and product terms.

Compact networks are to have no more units than those of any other style. So these are built as
well, each unless it is proven that it cannot have fewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from logicnet.construction.formulas.following import in_trees
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.errors import LogicnetError
from logicnet.ground.bits import popcount
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.numbers import Numbers
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.minimizing import minimized
from logicnet.minimization.polarity import chosen_polarity
from logicnet.minimization.problem import Method
from logicnet.network.network import Network

from . import wide
from .fewest_terms import fewest_two_level

_LARGEST_TABLE = 20  # inputs up to which a function that is no cover is minimised here
_EACH = 5 * SECOND  # work of a minimisation, of which there are four at most
_QUICK = 0.2 * SECOND  # of one that is only to tell about how many terms are needed
_FACTORED = 16  # terms for each unit that is known, of which trees may have fewer
_FEW = 2  # units than which only a single one is less, which is found before
_FAR = 2  # times as many units as are known: too many for a quick cover to be improved


def has_fewer_rows(task: Task) -> bool:
    """Whether the true rows are fewer than the units that are known to do."""
    table = task.function.all_rows
    if table is None or task.part_of:
        return False
    return not task.few or int(popcount(np.bitwise_or.reduce(table.on, axis=0))) < task.few


def true_rows(task: Task) -> Iterator[Network]:
    """One AND a true row."""
    yield wide.minterms(Target(task.listed))


def may_be_wide(task: Task) -> bool:
    """Whether two levels may have fewer units; those of regions are their pieces."""
    function, inputs = task.function, len(task.function.inputs)
    if task.part_of or function.regions is not None or 0 < task.few <= _FEW:
        return False
    if function.all_rows is None:
        return inputs <= _LARGEST_TABLE or isinstance(function.stated, Cover)
    read = isinstance(function.stated, (TruthTable, Numbers, Network))
    enough = task.few + (2 * inputs if read else 0)  # trees read literals as such
    return not task.few or fewest_two_level(function.all_rows, enough) < enough


def terms(task: Task) -> Iterator[Network]:
    """The minimised OR of ANDs, or its dual, and where no formula is stated, trees of its terms."""
    function = task.function
    with suppress(LogicnetError):  # too large to be minimised
        budget = task.budget.whole or task.budget
        method: Method = "heuristic" if _is_far(task, budget) else "auto"
        each = _QUICK if method == "heuristic" else task.budget.patience * _EACH
        chosen = chosen_polarity(function.rows, budget, each, method)
        if not task.is_beaten(chosen.cover):
            yield wide.from_cover(chosen.cover, chosen.complemented)
        if isinstance(function.stated, (TruthTable, Numbers, Network)):
            cover = chosen.cover
            if any(chosen.complemented):
                cover = minimized(function.rows, budget.share(1.0, each, each), method)
            if not task.few or cover.terms <= _FACTORED * task.few:
                yield from in_trees(Target(cover), len(function.inputs), task.limits)


def _is_far(task: Task, budget: Budget) -> bool:
    """Whether a quick cover has so many terms that the fewest are not worth a search."""
    if not task.one_output or not task.few:
        return False
    quick = chosen_polarity(task.function.rows, budget, _QUICK, "heuristic")
    units = wide.from_cover(quick.cover, quick.complemented).units
    return units > _FAR * task.few + len(task.function.inputs)
