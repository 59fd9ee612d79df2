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
from logicnet.construction.heat.fewest import MOST_INPUTS, fewest
from logicnet.construction.task import Task
from logicnet.ground.bits import unpack
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

_LEAST_INPUTS = 5
_MOST_SUMS = 4096
_MOST_ENDS, _FEW_ENDS = 256, 64  # of blocks that a heat bath is over; where inputs have their own
_OF_PARTS = 1 / 4  # of the work for parts of functions, of which there may be many
_SHARE, _WORK, _WORK_PER_ENTRY = 1 / 8, 0.6 * SECOND, 0.01 * SECOND  # of a heat bath


def may_have_form(task: Task) -> bool:
    """Whether there are all rows, and time to look for differences."""
    return task.in_layers and len(task.tabled.inputs) >= _LEAST_INPUTS and not task.budget.over()


def along_forms(task: Task) -> Iterator[Network]:
    """Few units for functions of a linear form, such as equality or a remainder."""
    table = task.rows if task.one_output else task.tabled
    shape = (len(table.outputs), *(2,) * len(table.inputs))
    on, care = unpack(table.on, len(table)), ~unpack(table.dc, len(table))
    most = task.budget.patience * _WORK * (_OF_PARTS if task.part_of else 1)
    heat = task.budget.share(2 * _SHARE, most=2 * most)
    search = task.budget.share(_SHARE, most=most)
    for weights in forms(on.reshape(shape), care.reshape(shape), search):
        if blocks.fits(task.limits):
            yield blocks.along(table, weights, task.limits, "blocks along a form")
        sums = blocks.sums_of(weights)
        sums -= sums.min()
        if sums.max() < _MOST_SUMS:
            yield from _counted(task, table, weights, _by_sum(sums, on, care))
        open_ = task.limits.none
        if open_ and task.few > 1:
            yield from _heated(task, table, weights, sums, on, care, heat)


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
    work: Budget,
) -> Iterator[Network]:
    """Units over the form alone, right at both ends of each block of sums."""
    met = np.unique(sums[care.any(axis=0)])
    wanted = np.zeros((len(on), len(met)), dtype=np.int64)
    for row, values, known in zip(wanted, on, care, strict=True):
        row[np.searchsorted(met, sums[known])] = 2 * values[known] - 1.0
    changed = (wanted[:, 1:] != wanted[:, :-1]).any(axis=0)
    ends = np.concatenate([[True], changed]) | np.concatenate([changed, [True]])
    if ends.sum() > (_FEW_ENDS if len(table.inputs) <= MOST_INPUTS else _MOST_ENDS):
        return
    most = task.budget.patience * _WORK_PER_ENTRY * wanted[:, ends].size
    budget = work.share(1 / 2, most=most * (_OF_PARTS if task.part_of else 1))
    asked = Demand(2 * met[ends, None] - 1, wanted[:, ends], budget)
    least = max(task.bound, 2, _fewest_along(wanted))
    for units, ends in fewest(asked, least, task.few - 1):
        draft = Draft(table.inputs)
        nodes = draft.embed_units(units, [_sum(draft, weights)])
        outputs = dict(zip(table.outputs, [nodes[1 + end] for end in ends], strict=True))
        yield draft.network(outputs, "heat bath over a form")


def _fewest_along(wanted: NDArray[np.int64]) -> int:
    """Units that any network over the form alone needs.

    A unit more changes once at the most where those before it stay the same, so k of them tell
    2**k runs of sums apart.
    """
    known = wanted[:, (wanted != 0).all(axis=0)]
    runs = 1 + int((known[:, 1:] != known[:, :-1]).any(axis=0).sum())
    return (runs - 1).bit_length()
