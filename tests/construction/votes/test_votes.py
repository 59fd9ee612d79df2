"""Votes of thresholds: units that count are right for any, and planted ones are found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.construction.heat.demand import Demand
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.construction.votes.descent import Descent, Vote, descended, started
from logicnet.construction.votes.heated_votes import heated
from logicnet.construction.votes.votes import VOTES, may_be_vote, voted, votes
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.one_unit.separation import Separation
from optional import two_blas_threads
from rows import all_rows


def task_of(values, work=5 * SECOND):
    def solve(task):
        raise AssertionError("votes have no parts")

    return Task(Target(TruthTable.from_values(values)), Limits(), Budget(work), solve)


def planted(n, vote, seed):
    sums = (2 * all_rows(n) - 1.0) @ np.random.default_rng(seed).standard_normal((n, vote.units))
    count = (sums > 0).sum(axis=1)
    return count >= vote.least if vote.least else count % 2 == 1


def outputs(net, rows):
    """The output row by row, unit by unit, in plain whole numbers."""
    found = []
    for row in rows.astype(int).tolist():
        values = list(row)
        for unit in range(net.units):
            sources, weights = net.wires_of(unit)
            total = sum(int(w) * values[s] for s, w in zip(sources, weights, strict=True))
            values.append(int(total >= int(net.thresholds[unit])))
        found.append(values[len(row) + int(net.output_units[0])])
    return np.array(found, dtype=bool)


weights = st.lists(st.integers(-5, 5), min_size=4, max_size=4)


@settings(max_examples=40)
@given(st.sampled_from(VOTES), st.lists(st.tuples(weights, st.integers(-4, 5)), min_size=5))
def test_units_that_count_are_right_for_any_thresholds(vote, drawn):
    units = [Separation(tuple(w), t, minimal=False) for w, t in drawn[: vote.units]]
    rows = all_rows(4)
    count = sum((rows @ np.array(each.weights) >= each.threshold).astype(int) for each in units)
    wanted = count >= vote.least if vote.least else count % 2 == 1
    net = voted(task_of(rows[:, 0] ^ rows[:, 1] ^ rows[:, 2] ^ rows[:, 3]).names, vote, units)
    assert (outputs(net, rows) == wanted).all()
    counting = 1 if vote.least else vote.units.bit_length()
    assert net.units <= vote.units - 1 + counting


@pytest.mark.parametrize(("vote", "units"), [(Vote(3, 2), 3), (Vote(3, 0), 4), (Vote(5, 3), 5)])
def test_planted_votes_are_found(vote, units):
    values = planted(10, vote, seed=2)
    nets = list(votes(task_of(values)))
    assert [net.units for net in nets] == [units]
    assert (outputs(nets[0], all_rows(10)) == values).all()


@pytest.mark.parametrize(("n", "vote"), [(7, Vote(2, 0)), (8, Vote(3, 0)), (8, Vote(3, 2))])
def test_units_that_vote_are_found_by_heat(n, vote):
    values = planted(n, vote, seed=1)
    asked = Demand(2 * all_rows(n).astype(np.int64) - 1, np.where(values, 1, -1)[None], Budget())
    rng = np.random.default_rng(0)
    tries = (heated(asked, vote, rng) for _ in range(20))
    found = next(each for each in tries if each is not None)
    sums = found.astype(np.float64) @ np.vstack([2.0 * all_rows(n).T - 1, np.ones(1 << n)])
    count = (sums > 0).sum(axis=0)
    assert found.shape == (vote.units, n + 1)
    assert ((count >= vote.least if vote.least else count % 2 == 1) == values).all()


def test_a_hard_parity_is_tried_again_and_found():
    values = planted(9, Vote(4, 0), seed=9)
    nets = list(votes(task_of(values, 20 * SECOND)))
    assert [net.units for net in nets] == [6]
    assert (outputs(nets[0], all_rows(9)) == values).all()


def test_rows_that_are_free_may_be_anything():
    free = np.random.default_rng(3).random(512) < 0.3
    values = np.where(free, "-", np.where(planted(9, Vote(2, 0), 5), "1", "0"))
    (net,) = votes(task_of(values.tolist()))
    assert net.units <= 3
    assert (outputs(net, all_rows(9)) == planted(9, Vote(2, 0), 5))[~free].all()


def test_a_random_function_is_no_vote_and_few_units_are_enough():
    task = task_of(np.random.default_rng(0).integers(0, 2, 256), 0.05 * SECOND)
    assert may_be_vote(task)
    assert not list(votes(task))
    assert task.budget.spent < 0.05 * SECOND


def test_blas_has_one_thread_while_units_descend(monkeypatch):
    seen = []

    def watched(*given):
        seen.append(threads())
        return descended(*given)

    monkeypatch.setattr("logicnet.construction.votes.votes.descended", watched)
    with two_blas_threads() as threads:
        list(votes(task_of(np.random.default_rng(0).integers(0, 2, 256), 0.01 * SECOND)))
        assert (set(seen), threads()) == ({1}, 2)


def test_a_seed_gives_the_same_units_in_any_order_of_rows_and_sums():
    """All sums are exact: turned rows and other block sizes change nothing."""

    points = np.column_stack([2.0 * all_rows(8) - 1, np.ones(256)])
    wanted = np.where(planted(8, Vote(3, 2), 1), 1.0, -1.0)
    course = Descent(30, 256, (0.5, 6.0), (0.02, 0.02))
    found = []
    for turned in (slice(None), slice(None, None, -1)):
        rng = np.random.default_rng(0)
        weights = started(Vote(3, 2), 4, 9, rng)
        found.append(
            descended(points[turned], wanted[turned], Vote(3, 2), weights, course, rng, Budget())
        )
    assert (found[0].weights == found[1].weights).all()
