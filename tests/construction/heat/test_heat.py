"""The heat bath: few units for any function, whole weights, limits on layers, repairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import TruthTable, compile
from logicnet.construction.heat.bath import tried
from logicnet.construction.heat.demand import Demand, layers_within
from logicnet.construction.heat.fewest import fewest
from logicnet.construction.heat.whole_weights import repaired, whole
from logicnet.ground.budget import SECOND, Budget
from rows import all_rows


def demand(bits, work=0.1 * SECOND, **how):
    """All rows of outputs, each a list of -1, 1 and 0."""
    wanted = np.atleast_2d(bits)
    n = wanted.shape[1].bit_length() - 1
    return Demand(2 * all_rows(n).astype(np.int64) - 1, wanted, Budget(work), **how)


def signs(n, seed, outputs=1, values=(-1, 1)):
    return np.random.default_rng(seed).choice(values, (outputs, 1 << n))


def given_by(made, n):
    """The outputs of units over inputs of 0 and 1, row by row, as -1 and 1."""
    found = []
    for row in all_rows(n).astype(int).tolist():
        for reads, weights, threshold in made.units:
            row.append(
                int(sum(w * row[i] for i, w in zip(reads, weights, strict=True)) >= threshold)
            )
        found.append([row[n + end] for end in made.ends])
    return 2 * np.array(found).T - 1


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(-1, 1), (-1, 0, 1), (-1, -1, -1, 1)]))
def test_every_network_is_right_where_it_matters(seed, values):
    wanted = signs(5, seed, values=values)
    found = list(fewest(demand(wanted), 1, 32))
    assert found
    assert sorted({len(made.units) for made in found}, reverse=True) == [
        len(m.units) for m in found
    ]
    assert all((given_by(made, 5) * wanted >= 0).all() for made in found)


def test_random_functions_of_six_inputs_take_four_units():
    found = [list(fewest(demand(signs(6, seed), 0.2 * SECOND), 3, 64)) for seed in range(3)]
    sizes = [len(made[-1].units) for made in found]
    assert np.mean(sizes) <= 4


def test_majority_of_three_planted_units_is_found():
    rng = np.random.default_rng(3)
    rows = 2 * all_rows(8).astype(int) - 1
    votes = np.sign(rows @ rng.standard_normal((8, 3)))
    made = list(fewest(demand(np.sign(votes.sum(axis=1)).astype(int), 3 * SECOND), 3, 64))[-1]
    assert len(made.units) == 3


def test_two_outputs_share_units():
    wanted = signs(5, 7, outputs=2)
    made = list(fewest(demand(wanted, 0.1 * SECOND), 2, 40))[-1]
    assert len(made.units) <= 6
    assert (given_by(made, 5) == wanted).all()


@pytest.mark.parametrize("skip", [True, False])
def test_layers_are_kept(skip):
    how = {"layers": lambda units, rng: layers_within(2, 1, units, rng), "skip": skip}
    wanted = signs(5, 1)
    made = list(fewest(demand(wanted, 0.1 * SECOND, **how), 2, 40))[-1]
    assert all(max(reads) < 5 for reads, _, _ in made.units[:-1])
    assert skip or min(made.units[-1][0]) >= 5
    assert (given_by(made, 5) == wanted).all()


def test_outputs_in_the_last_layer_take_no_relays_and_at_least_what_is_needed():
    """Two hidden units are enough, fewer than two random outputs of so few rows are thought to."""
    table = TruthTable.from_string({"p": "11100000", "q": "11101011"})
    net = compile(table, skip=False)
    assert (net.units, net.depth, net.proven_minimal) == (4, 2, True)


def test_without_skips_a_unit_may_read_the_layer_before_alone():
    asked = demand(signs(3, 1), layers=lambda units, rng: [1, 1, 2, 3], skip=False)
    wires = asked.wires(4, np.random.default_rng(0)).astype(int).tolist()
    first = [1, 1, 1, 1, 0, 0, 0, 0]  # the inputs, the constant, the units
    assert wires == [first, first, [0, 0, 0, 1, 1, 1, 0, 0], [0, 0, 0, 1, 0, 0, 1, 0]]


def test_each_output_is_a_unit_also_where_few_rows_matter():
    wanted = np.random.default_rng(2).choice([-1, 0, 0, 0, 0, 0, 0, 1], (5, 8))
    asked = demand(wanted, skip=False, layers=lambda units, rng: layers_within(None, 5, units, rng))
    made = list(fewest(asked, 1, 9))[-1]
    assert len(set(made.ends)) == 5
    assert (given_by(made, 3) * wanted >= 0).all()


@pytest.mark.parametrize("limits", [{"max_fan_in": 3}, {"max_weight": 3}])
def test_fan_in_and_weights_are_kept(limits):
    wanted = signs(5, 1)
    made = list(fewest(demand(wanted, 0.1 * SECOND, **limits), 2, 31))[-1]
    assert max(len(reads) for reads, _, _ in made.units) <= limits.get("max_fan_in", 99)
    assert max(abs(w) for _, ws, _ in made.units for w in ws) <= limits.get("max_weight", 1 << 30)
    assert (given_by(made, 5) == wanted).all()


def test_no_more_units_are_tried_or_repaired_than_are_asked_for():
    asked = demand(signs(7, 0), 0.1 * SECOND)
    assert list(fewest(asked, 2, 3)) == []
    assert repaired(asked, tried(asked, 2, 3, np.random.default_rng(0)), 6) is None


def test_a_row_that_is_wrong_is_repaired_by_a_unit():
    asked = demand(signs(5, 2))
    found = tried(asked, 3, 3, np.random.default_rng(0))
    assert found.wrong
    made = repaired(asked, found, 1 << 9)
    assert len(made.units) <= 3 + found.wrong
    assert (given_by(made, 5) == asked.wanted).all()


def test_many_units_for_single_rows_keep_their_wires_where_work_is_over():
    given = signs(7, 2)
    asked = [replace(demand(given), budget=Budget(0, patience=p)) for p in (0, 1)]
    found = tried(demand(given), 3, 3, np.random.default_rng(0))
    whole_rows, fewer_wires = (repaired(rows, found, 1 << 9) for rows in asked)
    wires = [[len(reads) for reads, _, _ in made.units] for made in (whole_rows, fewer_wires)]
    assert wires[0][: found.wrong] == [7] * found.wrong
    assert sum(wires[1]) < sum(wires[0])
    assert asked[0].budget.spent < asked[1].budget.spent / 4
    assert all((given_by(made, 7) == given).all() for made in (whole_rows, fewer_wires))


def test_weights_that_are_wrong_in_exact_sums_are_refused():
    asked = demand(signs(5, 2))
    found = tried(asked, 6, 400, np.random.default_rng(0))
    assert not found.wrong
    assert whole(asked, found) is not None
    turned = replace(asked, wanted=-asked.wanted)
    assert whole(turned, found) is None


def test_the_same_seed_gives_the_same_units():
    first, second = (list(fewest(demand(signs(6, 4)), 3, 64)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("work", [0, 1, 1e3, 1e5])
def test_however_little_work_is_left_the_search_ends(work):
    rows = demand(signs(6, 3), work)
    for made in fewest(rows, 2, 5):
        assert len(made.units) <= 5
    assert rows.budget.spent < work + 1e8
