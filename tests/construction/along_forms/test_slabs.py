"""Slabs of any weights take two units; what is none is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from logicnet.construction.along_forms.slabs import TrueAndFalse, may_be_slab, slab_units, slabs
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.tables.truthtable import TruthTable
from rows import all_rows

ANY = ((0.3, 0.7, False), (0.6, 0.63, False), (0.03, 0.5, True), (0.97, 0.99, False))


def task_of(on, limits=None, care=None, work=5 * SECOND):
    def solve(task):
        raise AssertionError("slabs have no parts")

    values = on if care is None else np.where(care, on, np.nan)
    return Task(Target(TruthTable.from_values(values)), limits or Limits(), Budget(work), solve)


def slab(n, low, high, outside=False, seed=0):
    """TrueAndFalse between two quantiles of a form of real weights."""
    sums = all_rows(n) @ np.random.default_rng([seed, n]).standard_normal(n)
    first, last = np.quantile(sums, [low, high])
    return ((sums >= first) & (sums <= last)) ^ outside


def outputs(net, rows):
    """The output of each row, unit by unit; inputs that do not matter are not read."""
    values = [rows[:, int(name[1:]) - 1].astype(np.int64) for name in net.inputs]
    for unit in range(net.units):
        sources, weights = net.wires_of(unit)
        total = sum(int(w) * values[s] for s, w in zip(sources, weights, strict=True))
        values.append((total >= int(net.thresholds[unit])).astype(np.int64))
    return values[len(net.inputs) + int(net.output_units[0])] == 1


@pytest.mark.parametrize("n", [8, 9, 12])
@pytest.mark.parametrize("shape", ANY)
def test_a_slab_of_any_weights_takes_two_units(n, shape):
    on = slab(n, *shape)
    [net] = slabs(task_of(on))
    assert net.units == 2
    assert (outputs(net, all_rows(n)) == on).all()


def test_only_rows_that_matter_are_told():
    on = slab(10, 0.3, 0.6)
    care = (np.arange(1 << 10) & 15) < 10
    [net] = slabs(task_of(on & care, care=care))
    assert net.units == 2
    assert (outputs(net, all_rows(10)) == on)[care].all()


def test_more_inputs_than_a_table_is_made_for_and_one_side_alone():
    for high, units in ((0.45, 2), (1.0, 1)):
        on = slab(17, 0.4, high)
        [net] = slabs(task_of(on))
        assert net.units == units
        assert (outputs(net, all_rows(17)) == on).all()


def test_layers_take_a_unit_more():
    for outside in (False, True):
        on = slab(9, 0.3, 0.6, outside)
        [net] = slabs(task_of(on, Limits(skip=False)))
        assert (net.units, net.depth) == (3, 2)
        assert all((net.wires_of(unit)[0] < len(net.inputs)).all() for unit in range(2))
        assert (outputs(net, all_rows(9)) == on).all()


def test_what_is_no_slab_is_left_alone():
    rng = np.random.default_rng(3)
    on = rng.random(1 << 9) < 0.5
    assert list(slabs(task_of(on))) == []
    planted = slab(9, 0.3, 0.6)
    planted[rng.permutation(1 << 9)[:9]] ^= True
    assert list(slabs(task_of(planted))) == []


def test_the_search_is_counted_and_alike_each_time():
    on = slab(10, 0.6, 0.63)
    rows = TrueAndFalse(10, np.flatnonzero(on), np.flatnonzero(~on))
    budgets = Budget(), Budget()
    first, second = (slab_units(rows, budget) for budget in budgets)
    assert first == second
    assert budgets[0].spent == budgets[1].spent > 1e6


def test_wires_and_weights_may_be_any():
    on = slab(9, 0.3, 0.6)
    assert may_be_slab(task_of(on))
    for limits in (Limits(max_fan_in=3), Limits(max_weight=2), Limits(max_depth=1)):
        assert not may_be_slab(task_of(on, limits))
    assert not may_be_slab(task_of(on, work=0))
    assert not may_be_slab(task_of(slab(7, 0.3, 0.6)))
