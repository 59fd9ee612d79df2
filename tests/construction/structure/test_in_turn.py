"""Outputs one after the other, and all at once: they share units, and are right on all rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logicnet
from logicnet.construction.heat.bath import grown
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.whole_weights import Try
from logicnet.construction.structure.in_turn import Turn, in_turn, told
from logicnet.construction.structure.jointly import jointly
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.tables.truthtable import TruthTable
from rows import all_rows


def signs(n):
    return 2 * all_rows(n).astype(np.int64) - 1


def given_by(made, points):
    """The outputs of units over inputs of 0 and 1, row by row, as -1 and 1."""
    found = []
    for row in ((points + 1) // 2).tolist():
        for reads, weights, threshold in made.units:
            row.append(
                int(sum(w * row[i] for i, w in zip(reads, weights, strict=True)) >= threshold)
            )
        found.append([row[points.shape[1] + end] for end in made.ends])
    return 2 * np.array(found).T - 1


def by_rows(wanted, n):
    """Units for one output: one for each true row, and one that fires where any of them does."""
    rows = all_rows(n).astype(int)[np.asarray(wanted) > 0]
    units = [(range(n), (2 * row - 1).tolist(), int(row.sum())) for row in rows]
    return [*units, (range(n, n + len(rows)), [1] * len(rows), 1)]


def parities(n):
    """The parities of the first inputs, as many as there are."""
    return 2 * (np.cumsum(all_rows(n).astype(int), axis=1).T % 2) - 1


def turns(wanted, work=0.15, most=10**3, least=1):
    n = int(wanted.shape[1]).bit_length() - 1
    known = [by_rows(each, n) for each in wanted]
    budget = Budget(work * SECOND)
    return list(in_turn(signs(n), wanted, known, budget, most, least))


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.sampled_from([(-1, 1), (-1, 0, 1), (0, 1)]))
def test_all_outputs_are_right_where_they_matter(seed, outputs, values):
    wanted = np.random.default_rng(seed).choice(values, (outputs, 32))
    found = turns(wanted, 0.02)
    sizes = [len(made.units) for made in found]
    assert found
    assert sizes == sorted(set(sizes), reverse=True)
    assert all((given_by(made, signs(5)) * wanted >= 0).all() for made in found)


def test_prefix_parities_take_two_units_each():
    found = turns(parities(5), 0.5, least=9)[-1]
    assert (given_by(found, signs(5)) == parities(5)).all()
    assert len(found.units) == 9


def test_a_round_goes_on_from_the_first_outputs_of_another():
    wanted = parities(4)
    known = [by_rows(each, 4) for each in wanted]
    rng = np.random.default_rng(0)
    first = Turn(signs(4), wanted, known, Budget(), 60, rng)
    assert first.made(99) is not None
    again = Turn(signs(4), wanted, known, Budget(), 60, rng).begun(first, 2)
    kept = list(first.ends)[:2]
    units = first.ends[kept[1]] + 1
    assert list(again.ends) == kept
    assert len(again.units) == again.values.shape[1] - 4 == units
    made = again.made(99)
    assert (given_by(made, signs(4)) == wanted).all()
    assert made.units[:units] == first.units[:units]


def test_where_there_is_no_room_for_the_next_output_a_round_ends():
    rng = np.random.default_rng(1)
    turn = Turn(signs(5), rng.choice([-1, 1], (3, 32)), [], Budget(), 60, rng)
    assert turn.made(3) is None
    assert not turn.units


def test_all_at_once_begins_nothing_that_it_cannot_end():
    asked = Demand(signs(6), np.random.default_rng(1).choice([-1, 1], (8, 64)), Budget(1e6))
    assert not list(jointly(asked, 8, 40))
    assert asked.budget.spent == 0


def test_without_work_outputs_are_those_known():
    wanted = np.random.default_rng(3).choice([-1, 1], (2, 16))
    budget = Budget(1.0)
    budget.count(0.5)
    known = [by_rows(each, 4) for each in wanted]
    found = list(in_turn(signs(4), wanted, known, budget, 99, 1))
    assert [len(made.units) for made in found] == [sum(map(len, known))]
    assert (given_by(found[0], signs(4)) == wanted).all()
    assert not list(in_turn(signs(4), wanted, known, Budget(1.0), 3, 1))


def test_what_follows_at_once_ends_no_search():
    x = all_rows(5)
    first = x[:, :4].sum(axis=1) % 2 == 1
    wanted = 2 * np.array([first, first & x[:, 4], first | x[:, 4]]).astype(np.int64) - 1
    known = [by_rows(each, 5) for each in wanted]
    for seed in range(4):
        budget = Budget(0.15 * SECOND, seed=seed)
        found = list(in_turn(signs(5), wanted, known, budget, 99, 1))
        assert len(found[-1].units) < sum(map(len, known))
        assert budget.over()


def test_known_outputs_share_more_with_more_work():
    """The digits of a product of three bits by three, without the last two."""
    high, low = np.divmod(np.arange(64), 8)
    digits = (high * low >> 2)[:, None] >> np.arange(4) & 1
    assert logicnet.compile(TruthTable.from_values(digits)).units <= 7


def test_a_perceptron_reads_the_helper_that_tells():
    values = np.column_stack([signs(4), signs(4).prod(axis=1)])
    heard = told(values, values[:, 4], Budget())
    assert heard.wrong == 0
    assert np.argmax(np.abs(heard.weights)) == 4
    assert told(signs(4), values[:, 4], Budget()).wrong >= 5  # no unit does better at parity


def test_one_heat_bath_makes_all_outputs():
    wanted = parities(5)[1:]
    asked = Demand(signs(5), wanted, Budget(0.3 * SECOND))
    found = list(jointly(asked, 8, 12))
    assert found
    assert len(found[-1].units) <= 9
    assert all((given_by(made, signs(5)) == wanted).all() for made in found)


def test_a_try_grows_by_a_unit_for_each_wrong_row():
    points, wanted = signs(4), np.array([[-1] * 13 + [1] * 3, [1] + [-1] * 15])
    weights = np.zeros((2, 7), dtype=np.float32)
    weights[:, 4] = -1.0  # both are false everywhere
    wires = np.tri(2, 7, 4, dtype=bool)
    asked = Demand(points, wanted, Budget())
    found = grown(asked, Try(weights, wires, np.array([0, 1]), 4), 4, 1, np.random.default_rng(0))
    assert len(found.weights) == 6
    assert found.ends.tolist() == [4, 5]
    assert found.wrong == 0
    fewer = grown(asked, Try(weights, wires, np.array([0, 1]), 4), 1, 1, np.random.default_rng(0))
    assert len(fewer.weights) == 3
    assert 0 < fewer.wrong <= 3


@pytest.mark.parametrize("limit", [{"max_weight": 2}])
def test_under_limits_it_stands_aside(limit):
    table = TruthTable.from_values((parities(3).T > 0).astype(int))
    free, bound = (
        logicnet.compile(table, effort="low"),
        logicnet.compile(table, effort="low", **limit),
    )
    assert free.units <= 5
    assert free.units <= bound.units
    assert bound.depth <= limit.get("max_depth", 99)
    assert np.abs(bound.weights).max() <= limit.get("max_weight", 10**9)


def test_within_wide_limits_outputs_share_units():
    table = TruthTable.from_values(np.random.default_rng(3).random((3, 32)).T < 0.5)
    network = logicnet.compile(table, effort="low", max_fan_in=32, max_weight=64)
    assert network.units <= 8  # 10 where outputs read none but outputs
    assert logicnet.verify(network, table).equal
    assert np.abs(network.weights).max() <= 64
