"""Functions of a linear form of the inputs: blocks along it, by count, and a heat bath over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.along_forms import blocks
from logicnet.construction.along_forms.differences import forms
from logicnet.construction.counting.symmetric import Maker, filled, makers
from logicnet.construction.draft import Draft, Form, total, weighted
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.fewest import fewest
from logicnet.construction.task import Task
from logicnet.ground.bits import unpack
from logicnet.ground.budget import SECOND
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

_LEAST_INPUTS = 5
_MOST_SUMS = 4096
_MOST_ENDS = 256  # of blocks that a heat bath is over
_SHARE, _WORK = 1 / 8, 0.6 * SECOND  # of a heat bath


def may_have_form(task: Task) -> bool:
    """Whether there are all rows, and time to look for differences."""
    return task.in_layers and len(task.tabled.inputs) >= _LEAST_INPUTS and not task.budget.over()


def along_forms(task: Task) -> Iterator[Network]:
    """Few units for functions of a linear form, such as equality or a remainder."""
    table = task.rows if task.one_output else task.tabled
    shape = (len(table.outputs), *(2,) * len(table.inputs))
    on, care = unpack(table.on, len(table)), ~unpack(table.dc, len(table))
    for weights in forms(on.reshape(shape), care.reshape(shape), task.budget.share(_SHARE)):
        if blocks.fits(task.limits):
            yield blocks.along(table, weights, task.limits, "blocks along a form")
        sums = blocks.sums_of(weights)
        sums -= sums.min()
        if sums.max() < _MOST_SUMS:
            yield from _counted(task, table, weights, _by_sum(sums, on, care))
        open_ = task.limits.none
        if open_ and task.few > 1:
            yield from _heated(task, table, weights, sums, on, care)


def _by_sum(sums: NDArray[np.int64], on: NDArray[np.bool_], care: NDArray[np.bool_]) -> list[
    tuple[int, ...]
]:  # fmt: skip
    """The values of each output for every sum, those that are free like the one before."""
    found = []
    for values, known in zip(on, care, strict=True):
        by_sum = np.full(int(sums.max()) + 1, -1)
        by_sum[sums[known]] = values[known]
        found.append(filled(by_sum.tolist()))
    return found


def _sum(draft: Draft, weights: Sequence[int]) -> Form:
    """The form, from 0 up."""
    low = sum(w for w in weights if w < 0)
    return total([weighted(weights, draft.literals), -low])


def _counted(
    task: Task, table: TruthTable, weights: Sequence[int], values: list[tuple[int, ...]]
) -> Iterator[Network]:
    """What is known of functions of a count, each output by what is smallest for it."""
    draft = Draft(table.inputs)
    form, made = _sum(draft, weights), {}
    for name, each in zip(table.outputs, values, strict=True):
        alone: list[tuple[int, int, Maker]] = []
        for _, make in makers(each, task.limits):
            trial = Draft(table.inputs)
            value = make(trial, _sum(trial, weights), each)
            net = trial.network({name: value})
            if not task.limits.excess(task.limits.fitted(net)):
                alone.append((net.units, len(alone), make))
        if not alone:
            return
        made[name] = min(alone)[2](draft, form, each)
    yield draft.network(made, "function of a form")


def _heated(
    task: Task,
    table: TruthTable,
    weights: Sequence[int],
    sums: NDArray[np.int64],
    on: NDArray[np.bool_],
    care: NDArray[np.bool_],
) -> Iterator[Network]:
    """Units over the form alone, right at both ends of each block of sums."""
    met = np.unique(sums[care.any(axis=0)])
    wanted = np.zeros((len(on), len(met)), dtype=np.int64)
    for row, values, known in zip(wanted, on, care, strict=True):
        row[np.searchsorted(met, sums[known])] = 2 * values[known] - 1.0
    changed = (wanted[:, 1:] != wanted[:, :-1]).any(axis=0)
    ends = np.concatenate([[True], changed]) | np.concatenate([changed, [True]])
    if ends.sum() > _MOST_ENDS:
        return
    budget = task.budget.share(_SHARE, most=task.budget.patience * _WORK)
    asked = Demand(2 * met[ends, None] - 1, wanted[:, ends], budget)
    for units, ends in fewest(asked, max(task.bound, 2), task.few - 1):
        draft = Draft(table.inputs)
        nodes = [_sum(draft, weights)]
        for reads, factors, threshold in units:
            nodes.append(draft.fires(weighted(factors, [nodes[i] for i in reads]), threshold))
        outputs = dict(zip(table.outputs, [nodes[1 + end] for end in ends], strict=True))
        yield draft.network(outputs, "heat bath over a form")
