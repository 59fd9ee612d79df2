"""What the other styles make of a function, as far as that may have fewer units than is known.

Compact networks are to have no more units than those of any other style. So these are built as
well, each unless it is proven that it cannot have fewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from logicnet.construction.formulas.deep import deep
from logicnet.construction.one_layer.lower_bound import fewest_two_level
from logicnet.errors import LogicnetError
from logicnet.ground.bits import popcount
from logicnet.ground.budget import SECOND
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.minimizing import minimized
from logicnet.minimization.polarity import chosen_polarity
from logicnet.network.network import Network

from .limits import Limits
from .one_layer import wide
from .target import Target
from .task import Task

_LARGEST_TABLE = 20  # inputs up to which a function that is no cover is minimised here
_MOST_SIDES = 64  # half-spaces up to which trees are built over them
_USUAL = 20 * SECOND  # work of all minimisations together
_LEAST = 2 * SECOND  # work of each at least


def is_followed(task: Task) -> bool:
    """Whether there is a formula for trees to follow."""
    from_text = not isinstance(task.function.stated, (TruthTable, Network))
    few = task.function.regions is None or len(task.function.inputs) <= _MOST_SIDES
    return not task.part_of and from_text and few


def trees(task: Task) -> Iterator[Network]:
    """The formula in trees of fan-in 2, and of the largest fan-in that is allowed."""
    return _deep(task.function, len(task.function.inputs), task.limits)


def has_fewer_rows(task: Task) -> bool:
    """Whether the true rows are fewer than the units that are known to do."""
    if task.table is None or task.part_of:
        return False
    return not task.few or int(popcount(np.bitwise_or.reduce(task.table.on, axis=0))) < task.few


def minterms(task: Task) -> Iterator[Network]:
    """One AND a true row."""
    yield wide.minterms(Target(task.tabled))


def may_be_wide(task: Task) -> bool:
    """Whether two levels may have fewer units; those of regions are their pieces."""
    function, inputs = task.function, len(task.function.inputs)
    if task.part_of or function.regions is not None:
        return False
    if task.table is None:
        return inputs <= _LARGEST_TABLE or isinstance(function.stated, Cover)
    read = isinstance(function.stated, (TruthTable, Network))
    enough = task.few + (2 * inputs if read else 0)  # trees read literals as such
    return not task.few or fewest_two_level(task.table, enough) < enough


def two_level(task: Task) -> Iterator[Network]:
    """The minimised OR of ANDs, or its dual, and where no formula is stated, trees of its terms."""
    function, outputs = task.function, len(task.function.outputs)
    with suppress(LogicnetError):  # too large to be minimised
        budget = task.budget.whole or task.budget
        each = budget.patience * max(_LEAST, _USUAL / (2 * outputs + 2))
        chosen = chosen_polarity(function.rows, budget, each)
        yield wide.from_cover(chosen.cover, chosen.complemented)
        if isinstance(function.stated, (TruthTable, Network)):
            cover = chosen.cover
            if any(chosen.complemented):
                cover = minimized(function.rows, budget.share(1.0, each, each))
            yield from _deep(Target(cover), len(function.inputs), task.limits)


def _deep(function: Any, inputs: int, limits: Limits) -> Iterator[Network]:
    for fan_in in {2, max(2, limits.max_fan_in or inputs)}:
        with suppress(LogicnetError):
            yield deep(function, max_fan_in=fan_in)
