"""One output with weights of 1 or 2 at the most: a heat bath that moves them whole."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from logicnet.construction.draft import Draft
from logicnet.construction.heat.demand import Demand, free_layers, layers_within
from logicnet.construction.heat.steps import fewest_whole
from logicnet.construction.search.bounds import lower_bound
from logicnet.construction.task import Task
from logicnet.ground.bits import columns, unpack
from logicnet.ground.budget import SECOND
from logicnet.network.network import Network

_LEAST_INPUTS, _MOST_INPUTS, _MOST_WEIGHT = 3, 9, 2
_WORK, _LONGEST = {3: 0.1, 4: 0.3, 5: 0.5, 6: 1.0}, 3.0  # seconds at the most
_SHARE, _OF_PARTS = 0.7, 1 / 16  # of the work that is left


def is_small(task: Task) -> bool:
    """Whether weights have to be that small, and the inputs are few."""
    if not (task.one_output and task.in_layers) or task.budget.over() or task.parity is not None:
        return False
    few = _LEAST_INPUTS <= len(task.names) <= _MOST_INPUTS
    return few and task.limits.max_weight in range(1, _MOST_WEIGHT + 1)


def stepped(task: Task) -> Iterator[Network]:
    """What a heat bath over small whole weights finds."""
    n, limits = len(task.names), task.limits
    care = task.care.ravel()
    rows = unpack(columns(n), 1 << n).T[care].astype(np.int64)
    wanted = np.where(task.on.ravel()[care], 1, -1)[None]
    is_open = limits.skip and limits.max_depth is None
    asked = Demand(
        2 * rows - 1,
        wanted,
        task.budget.share(
            _OF_PARTS if task.part_of else _SHARE,
            most=task.budget.patience * _WORK.get(n, _LONGEST) * SECOND,
        ),
        free_layers if is_open else partial(layers_within, limits.max_depth, 1),
        limits.skip,
        limits.max_fan_in,
        limits.max_weight,
    )
    lower = lower_bound(task.rows, skip=limits.skip)
    task.proven = max(task.proven, lower)
    for units, ends in fewest_whole(asked, lower, (task.few or len(rows)) - 1):
        draft = Draft(task.names)
        nodes = draft.embed_units(units, draft.literals)
        yield draft.network({"y": nodes[n + ends[0]]}, "heat bath over small weights")
