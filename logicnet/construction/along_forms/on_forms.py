"""Functions of a linear form of the inputs: blocks along it, by count, and a heat bath over it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from logicnet.construction.along_forms import blocks
from logicnet.construction.along_forms.differences import forms
from logicnet.construction.along_forms.form import of_weights
from logicnet.construction.task import Task
from logicnet.ground.bits import unpack
from logicnet.ground.budget import SECOND
from logicnet.network.network import Network

_LEAST_INPUTS = 5
_OF_PARTS = 1 / 4  # of the work for parts of functions, of which there may be many
_SHARE, _WORK = 1 / 8, 0.6 * SECOND  # of a heat bath


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
        sums = blocks.sums_of(weights)
        met, places = np.unique(sums - sums.min(), return_inverse=True)
        wanted = np.zeros((len(on), len(met)), dtype=np.int64)
        for row, values, known in zip(wanted, on, care, strict=True):
            row[places[known]] = 2 * values[known] - 1.0
        found = of_weights(table.inputs, table.outputs, weights, met, wanted)
        if blocks.fits(task.limits):
            yield from found.blocks(task.limits.skip)
        yield from found.counted(task)
        if task.limits.none and task.few > 1:
            yield from found.heated(task, heat)
