"""Outputs one after the other, and units left out: they share, and are right on all rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logicnet
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.fewer import Fewer
from logicnet.construction.heat.whole_weights import Made
from logicnet.construction.structure.in_turn import Turn, told
from logicnet.construction.structure.sharing import shared
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


def apart(known, n):
    """The networks of all outputs beside each other."""
    units, ends = [], []
    for net in known:
        first = len(units)
        for reads, weights, threshold in net:
            read = [node if node < n else node + first for node in reads]
            units.append((read, weights, threshold))
        ends.append(len(units) - 1)
    return Made(units, ends)


def sharing(wanted, work=0.15, least=1, seed=0):
    n = int(wanted.shape[1]).bit_length() - 1
    known = [by_rows(each, n) for each in wanted]
    rows = Demand(signs(n), wanted, Budget(work * SECOND, seed=seed))
    return list(shared(rows, known, apart(known, n), least))


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.sampled_from([(-1, 1), (-1, 0, 1), (0, 1)]))
def test_all_outputs_are_right_where_they_matter(seed, outputs, values):
    wanted = np.random.default_rng(seed).choice(values, (outputs, 32))
    found = sharing(wanted, 0.1)
    sizes = [len(made.units) for made in found]
    assert found
    assert sizes == sorted(set(sizes), reverse=True)
    assert all((given_by(made, signs(5)) * wanted >= 0).all() for made in found)


def test_prefix_parities_take_two_units_each():
    found = sharing(parities(5), 0.5, least=9)[-1]
    assert (given_by(found, signs(5)) == parities(5)).all()
    assert len(found.units) == 9


def test_a_round_goes_on_from_some_outputs_of_another():
    wanted = parities(4)
    known = [by_rows(each, 4) for each in wanted]
    rng = np.random.default_rng(0)
    first = Turn(signs(4), wanted, known, Budget(), 60, rng).made(99)
    again = Turn(signs(4), wanted, known, Budget(), 60, rng).begun(first, [2, 0])
    assert list(again.ends) == [2, 0]
    begun = Made(again.units, list(again.ends.values()))
    assert (given_by(begun, signs(4)) == wanted[[2, 0]]).all()
    assert len(again.units) == again.values.shape[1] - 4 < len(first.units)
    made = again.made(99)
    assert (given_by(made, signs(4)) == wanted).all()


def test_where_there_is_no_room_for_the_next_output_a_round_ends():
    rng = np.random.default_rng(1)
    turn = Turn(signs(5), rng.choice([-1, 1], (3, 32)), [], Budget(), 60, rng)
    assert turn.made(3) is None
    assert not turn.units


def test_without_work_nothing_is_found():
    wanted = np.random.default_rng(3).choice([-1, 1], (2, 16))
    assert not sharing(wanted, 0.0)


def test_what_follows_at_once_ends_no_search():
    x = all_rows(5)
    first = x[:, :4].sum(axis=1) % 2 == 1
    wanted = 2 * np.array([first, first & x[:, 4], first | x[:, 4]]).astype(np.int64) - 1
    for seed in range(4):
        assert len(sharing(wanted, 0.15, 5, seed)[-1].units) <= 6


def fewer(wanted, made, work=1.0, least=1):
    n = int(wanted.shape[1]).bit_length() - 1
    rows = Demand(signs(n), wanted, Budget(work * SECOND))
    return Fewer(rows, made, np.random.default_rng(0))


def test_units_that_are_not_needed_are_left_out():
    """A sum of three bits, and units that nobody reads or that do what others do."""
    wanted = 2 * np.array([all_rows(3).sum(axis=1) & 1, all_rows(3).sum(axis=1) >= 2]) - 1
    known = [by_rows(each, 3) for each in wanted]
    way = fewer(wanted, apart(known, 3))
    assert len(way.now.units) == 10
    while len(way.now.units) > 2 and not way.rows.budget.over():
        before = len(way.now.units)
        way.now = way.once(2) or way.now
        assert len(way.now.units) <= before
        assert (given_by(way.now, signs(3)) == wanted).all()
    assert len(way.now.units) == 2


def test_units_change_places_where_wires_allow():
    wanted = np.random.default_rng(4).choice([-1, 1], (2, 16))
    made = apart([by_rows(each, 4) for each in wanted], 4)
    moved = fewer(wanted, made)._reordered()
    assert moved.ends != made.ends
    assert all(max(reads) < 4 + u for u, (reads, _, _) in enumerate(moved.units))
    assert (given_by(moved, signs(4)) == wanted).all()


def test_no_more_units_are_left_out_than_may_be():
    wanted = np.random.default_rng(4).choice([-1, 1], (2, 32))
    made = apart([by_rows(each, 5) for each in wanted], 5)
    way = fewer(wanted, made)
    way.part = 1.0
    least = len(made.units) - 2
    assert len(way.once(least).units) == least


def test_where_all_units_are_outputs_and_any_would_do_the_search_ends():
    wanted = np.array([[1, -1, 0, 0], [0, 0, 1, -1]])
    known = [[([0], [-1], 0)], [([1], [1], 1)]]
    rows = Demand(signs(2), wanted, Budget(SECOND))
    assert not list(shared(rows, known, apart(known, 2), 1))
    assert rows.budget.spent < SECOND / 2


def test_known_outputs_share_more_with_more_work():
    """The digits of a product of three bits by three, without the last two."""
    high, low = np.divmod(np.arange(64), 8)
    digits = (high * low >> 2)[:, None] >> np.arange(4) & 1
    assert logicnet.compile(TruthTable.from_values(digits), effort="low").units <= 7


def test_random_outputs_share_most_of_their_units():
    table = TruthTable.from_values(np.random.default_rng(7).integers(0, 2, (64, 4)))
    assert logicnet.compile(table, effort="low").units <= 13  # 18 where none is left out


def test_a_perceptron_reads_the_helper_that_tells():
    values = np.column_stack([signs(4), signs(4).prod(axis=1)])
    heard = told(values, values[:, 4], Budget())
    assert heard.wrong == 0
    assert np.argmax(np.abs(heard.weights)) == 4
    assert told(signs(4), values[:, 4], Budget()).wrong >= 5  # no unit does better at parity


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
    assert network.units <= 9  # 10 where outputs read none but outputs
    assert logicnet.verify(network, table).equal
    assert np.abs(network.weights).max() <= 64
