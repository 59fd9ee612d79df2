"""Three changes along a direction of any weights take two units, four of them three."""

from __future__ import annotations

import numpy as np
import pytest

from logicnet.construction.along_forms.courses import courses, may_change_along
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.tables.truthtable import TruthTable
from rows import all_rows


def task_of(values, limits=None):
    def solve(task):
        raise AssertionError("changes have no parts")

    return Task(
        Target(TruthTable.from_values(values)), limits or Limits(), Budget(5 * SECOND), solve
    )


def planted(n, at, first):
    """Rows by quantiles of a form of real weights, between which the value changes."""
    sums = all_rows(n) @ np.random.default_rng([len(at), n]).standard_normal(n)
    return (np.searchsorted(np.quantile(sums, at), sums, side="right") % 2 == 1) ^ first


@pytest.mark.parametrize("at", [(0.2, 0.5, 0.7), (0.1, 0.4, 0.6, 0.8)])
@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("n", [9, 11])
def test_changes_along_any_weights_take_few_units(at, first, n):
    on = planted(n, at, first)
    care = np.random.default_rng(n).random(1 << n) < 0.9
    for values in (on, np.where(care, on, np.nan)):
        net = min(courses(task_of(values)), key=lambda net: net.units)
        assert net.units == len(at) - 1
        columns = [int(name[1:]) - 1 for name in net.inputs]
        assert (net(all_rows(n)[:, columns])[:, 0] == on)[values == values].all()


def test_layers_and_what_changes_often():
    on = planted(9, (0.2, 0.5, 0.7), first=False)
    [net] = courses(task_of(on, Limits(skip=False)))
    assert (net(all_rows(9))[:, 0] == on).all()
    assert net.depth == 2
    assert list(courses(task_of(np.random.default_rng(3).random(1 << 9) < 0.5))) == []
    assert may_change_along(task_of(on))
    assert not may_change_along(task_of(on, Limits(max_fan_in=3)))
