"""Outputs that are the same or complements: no more units than one of each, and a complement."""

from __future__ import annotations

import numpy as np
import pytest

from logicnet import TruthTable, compile
from logicnet.construction.reduced.same_outputs import merged
from logicnet.ground.bits import popcount
from reference import reference, rows

LIMITS = [{}, {"skip": False}, {"max_fan_in": 3}]


def table(values, free=False):
    names = [f"y{k}" for k in range(len(values))]
    told = np.where(free, np.nan, np.array(values, dtype=float))
    return TruthTable.from_values(told.T, list("abcdefg")[: (len(told.T) - 1).bit_length()], names)


@pytest.mark.parametrize("limits", LIMITS, ids=str)
def test_a_copy_takes_no_unit_and_a_complement_one_within_limits(limits):
    rng = np.random.default_rng(11)
    first, second = rng.integers(0, 2, (2, 128))
    alone = compile(table([first, second]), effort="low", **limits)
    values = np.array([first, second, 1 - first, first, 1 - first])
    net = compile(table(values), effort="low", **limits)
    assert net.units <= alone.units + 1
    assert net.lower_bound == alone.lower_bound + 1
    assert net.max_fan_in <= limits.get("max_fan_in", 99)
    assert net.is_layered >= (limits.get("skip") is False)
    assert (np.array([reference(net, row) for row in rows(7)]) == values.T).all()


def test_outputs_that_may_be_the_same_become_one():
    rng = np.random.default_rng(5)
    values, free = rng.integers(0, 2, 128), rng.random((3, 128)) < 0.4
    asked = table([values, 1 - values, values], free)
    net = compile(asked, effort="low")
    kept, places = merged(asked)
    assert places == [(0, False), (0, True), (0, False)]
    assert popcount(kept.dc) == free.all(axis=0).sum()
    assert net.units <= compile(kept, effort="low").units + 1
    given = np.array([reference(net, row) for row in rows(7)]).T
    assert (given[0] == values)[~free[0]].all()
    assert (given[1] != values)[~free[1]].all()
    assert (given[2] == values)[~free[2]].all()


def test_an_output_agrees_with_all_that_are_one_with_it():
    """The first agrees with each of the others, which disagree."""
    kept, places = merged(TruthTable.from_string({"p": "--01", "q": "0101", "r": "0001"}))
    assert (kept.outputs, places) == (("p", "r"), [(0, False), (0, False), (1, False)])


def test_one_function_that_is_both_may_take_more_units_than_two():
    """Two units, one by one, each right at half of the rows: no bound of the whole is said."""
    rng = np.random.default_rng(14)
    points = np.array(rows(4))
    first, second = points @ [3, -2, 2, 1] >= 2, points @ [-1, 3, 1, -2] >= 1
    half = rng.random(16) < 0.5
    asked = table([first, second], [half, ~half])
    assert len(merged(asked)[0].outputs) == 1
    assert compile(merged(asked)[0], effort="low").lower_bound > 2
    net = compile(asked, effort="low")
    assert net.units == 2
    assert net.lower_bound <= 2
