"""Few units for functions that fit no family."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.construction.search.bounds import lower_bound
from logicnet.construction.search.column_generation import fewer_columns
from logicnet.construction.search.constant_ends import (
    Chain,
    Peeling,
    WireLimits,
    agreeing_unit,
    beam,
    directions,
    slab_scores,
)
from logicnet.construction.search.decision_lists import Separable, decision_list
from logicnet.construction.search.least_networks import least_units
from logicnet.construction.search.search import search
from logicnet.construction.search.two_units import two_units
from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import pack
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.one_unit.separation import separate
from logicnet.network.one_unit.threshold import are_threshold
from logicnet.network.simulation import truth_table
from rows import all_rows, table_of


def random_bits(n, seed, density=0.5):
    return np.random.default_rng(seed).random(1 << n) < density


def computes(net, table):
    return not ((truth_table(net).on ^ table.on) & ~table.dc).any()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.1, 0.9), st.booleans())
def test_search_computes_the_function_when_it_is_random(seed, density, skip):
    table = table_of(random_bits(5, seed, density))
    net = search(table, skip=skip, budget=Budget(0.3 * SECOND))
    assert computes(net, table)
    assert net.lower_bound <= net.units
    assert skip or net.is_layered


def test_search_finds_three_units_for_most_random_functions_of_five_inputs():
    units = [search(table_of(random_bits(5, seed))).units for seed in range(16)]
    assert max(units) <= 4
    assert units.count(3) + units.count(2) >= 14


def test_search_needs_fewer_than_half_of_an_or_of_ands_when_inputs_are_eight():
    net = search(table_of(random_bits(8, 1)), budget=Budget(2 * SECOND))
    assert net.units <= 14  # the OR of ANDs has 43 or so


def test_search_is_deterministic_for_a_seed():
    table = table_of(random_bits(6, 4))
    first, second = (search(table, budget=Budget(60 * SECOND, seed=3)) for _ in range(2))
    assert first == second


@settings(max_examples=8, deadline=None)
@given(st.integers(5, 6), st.integers(0, 10**6))
def test_search_uses_dont_cares(n, seed):
    bits = random_bits(n, seed)
    free = random_bits(n, seed + 1, 0.6)
    table = table_of(bits, free)
    net = search(table, budget=Budget(0.4 * SECOND))
    assert computes(net, table)


def test_search_returns_one_unit_when_the_function_is_a_threshold_function():
    bits = all_rows(9) @ np.array([7, -5, 4, 3, 3, -2, 2, 1, 1]) >= 5
    net = search(table_of(bits))
    assert net.units == 1
    assert net.proven_minimal


def test_search_drops_inputs_that_do_not_matter():
    table = TruthTable.from_expression("b ^ (c & f) ^ (h | a)", names="abcdefghijklmno")
    net = search(table)
    assert computes(net, table)
    assert net.inputs == table.inputs


@pytest.mark.parametrize("value", [False, True])
@pytest.mark.parametrize("skip", [False, True])
def test_search_returns_one_unit_when_the_function_is_constant(value, skip):
    table = table_of(np.full(64, value))
    net = search(table, skip=skip)
    assert net.units == 1
    assert computes(net, table)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_search_gives_the_least_network_when_inputs_are_few(n):
    for seed in range(6):
        bits = random_bits(n, seed)
        net = search(table_of(bits))
        word = pack(np.tile(bits, 16 >> n)).astype(np.int64)
        assert net.units == least_units(word)[0]
        assert net.proven_minimal


def test_search_proves_the_least_completion_when_inputs_are_few():
    for seed in range(6):
        table = table_of(random_bits(4, seed), random_bits(4, seed + 50, 0.3))
        assert search(table).proven_minimal
        assert search(table, skip=False).proven_minimal


@pytest.mark.parametrize("depth", [2, 3, 4])
@pytest.mark.parametrize("n", [4, 6])
def test_search_keeps_to_a_depth(n, depth):
    table = table_of(random_bits(n, 8))
    net = search(table, max_depth=depth, budget=Budget(0.4 * SECOND))
    assert net.depth <= depth
    assert computes(net, table)


@pytest.mark.parametrize("weight", [1, 2, 5, 20])
@pytest.mark.parametrize("n", [3, 5, 6])
def test_search_keeps_to_a_weight(n, weight):
    table = table_of(random_bits(n, 9))
    net = search(table, max_weight=weight, budget=Budget(0.4 * SECOND))
    assert np.abs(net.weights).max() <= weight
    assert computes(net, table)


@pytest.mark.parametrize("fan_in", [3, 4, 5])
def test_search_keeps_to_a_fan_in(fan_in):
    table = table_of(random_bits(5, 10))
    try:
        net = search(table, max_fan_in=fan_in, budget=Budget(0.4 * SECOND))
    except LimitError as error:
        assert f"max_fan_in={fan_in}" in str(error)
        assert fan_in < 4
    else:
        assert net.max_fan_in <= fan_in
        assert computes(net, table)


def test_search_says_what_was_asked_when_a_limit_cannot_be_met():
    with pytest.raises(LimitError, match="max_depth=1"):
        search(table_of(all_rows(5).sum(axis=1) % 2 == 1), max_depth=1)


def test_search_refuses_weights_below_one():
    with pytest.raises(SpecificationError, match="max_weight"):
        search(table_of(random_bits(5, 1)), max_weight=0)


def test_search_refuses_many_inputs():
    with pytest.raises(LimitError, match="14 inputs matter"):
        search(table_of(all_rows(14).sum(axis=1) % 2 == 1))


def test_search_refuses_many_outputs():
    with pytest.raises(SpecificationError, match="one output"):
        search(TruthTable.from_string({"p": "01", "q": "10"}))


@pytest.mark.parametrize("skip", [False, True])
def test_lower_bound_is_never_above_what_a_search_finds(skip):
    for seed in range(6):
        table = table_of(random_bits(6, seed, 0.2))
        assert (
            lower_bound(table, skip=skip)
            <= search(table, skip=skip, budget=Budget(0.3 * SECOND)).units
        )


def test_lower_bound_of_parity_is_known_from_its_cofactors():
    table = table_of(all_rows(7).sum(axis=1) % 2 == 1)
    assert lower_bound(table) == 3
    assert lower_bound(table, skip=False) == 5


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_two_units_are_found_when_a_function_is_made_from_two(seed):
    rng = np.random.default_rng(seed)
    rows = all_rows(5)
    first = rows @ rng.integers(-4, 5, 5) >= rng.integers(-3, 4)
    bits = np.column_stack([rows, first]) @ rng.integers(-6, 7, 6) >= rng.integers(-3, 4)
    pair = two_units(bits)
    assert pair is not None
    fires = rows @ np.array(pair[0].weights) >= pair[0].threshold
    whole = np.column_stack([rows, fires])
    assert ((whole @ np.array(pair[1].weights) >= pair[1].threshold) == bits).all()


def test_two_units_are_refused_when_a_cofactor_needs_three():
    bits = random_bits(5, 3)
    cofactors = [bits.reshape((2,) * 5).take(v, i).ravel() for i in range(5) for v in (0, 1)]
    assert least_units(pack(np.array(cofactors))[:, 0].astype(np.int64)).max() == 3
    assert two_units(bits) is None


def test_helpers_of_two_units_are_half_of_all_threshold_functions():
    from logicnet.construction.search.two_units import _helpers

    helpers = _helpers()
    assert len(np.unique(helpers)) == 94572 // 2
    assert are_threshold(helpers[::100], 5).all()
    assert (helpers & np.uint64(1) == 0).all()


def test_the_comparison_of_rows_fails_when_a_threshold_is_changed():
    from dataclasses import replace

    table = table_of(random_bits(5, 12))
    net = search(table)
    thresholds = net.thresholds.copy()
    thresholds[-1] += 1
    assert computes(net, table)
    assert not computes(replace(net, thresholds=thresholds), table)


# The parts of the search ---------------------------------------------------------------------


def test_a_chain_of_slabs_is_nested_and_constant_beside_each_slab():
    n, bits = 6, random_bits(6, 20)
    points = all_rows(n).astype(np.float32)
    peeling = Peeling(
        points, bits, np.ones(64, np.float32), WireLimits(), lambda care: not care.any(), Budget()
    )  # fmt: skip
    start = Chain((np.ones(64, bool),), ())
    _, chain = beam(peeling, start, np.random.default_rng(1), width=4, levels=3)
    assert len(chain.reads) == 3
    for outer, inner in pairwise(chain.cares):
        assert (inner <= outer).all()
        assert inner.sum() < outer.sum()
        beside = outer & ~inner  # true rows on one side, false rows on the other
        assert separate(all_rows(n)[beside & bits], all_rows(n)[beside & ~bits]) is not None


def test_a_slab_keeps_to_small_weights_and_few_wires_when_these_are_limited():
    n, bits = 7, random_bits(7, 21)
    points = all_rows(n).astype(np.float32)
    limits = WireLimits(fan_in=5, weight=6)
    score = slab_scores(np.ones(bits.sum(), np.float32), np.ones((~bits).sum(), np.float32), limits)
    best = directions(points[bits], points[~bits], score, np.random.default_rng(1), limits)
    assert (np.abs(best) <= 6).all()
    assert (best == np.rint(best)).all()
    assert ((best != 0).sum(axis=1) <= 4).all()


def test_a_unit_that_agrees_gains_at_least_as_much_as_single_inputs():
    points = all_rows(6).astype(np.float32)
    bits = random_bits(6, 22)
    gain = np.where(bits, -1, 1).astype(np.float32)
    fires = agreeing_unit(points, gain, np.random.default_rng(1))
    right = (fires == bits).sum()
    assert all(right >= max((x == bits).sum(), (x != bits).sum()) for x in points.T)
    assert separate(all_rows(6)[fires], all_rows(6)[~fires]) is not None


@pytest.mark.parametrize("skip", [True, False])
def test_exchanged_columns_separate_what_the_columns_did(skip):
    bits = random_bits(5, 23)
    columns_before = [np.arange(32) == row for row in np.flatnonzero(bits)]
    after = fewer_columns(
        all_rows(5).astype(np.float32), bits, columns_before,
        skip=skip, rounds=15, rng=np.random.default_rng(1), budget=Budget(),
    )  # fmt: skip
    assert len(after) < len(columns_before)
    features = np.column_stack([all_rows(5)[:, : 5 * skip], *after]).astype(np.int64)
    assert separate(features[bits], features[~bits]) is not None


@pytest.mark.parametrize("skip", [True, False])
def test_a_decision_list_computes_the_rows_that_matter(skip):
    bits, care = random_bits(6, 24), random_bits(6, 25, 0.7)
    rows = Separable(all_rows(6), bits, care, WireLimits())
    flat = decision_list(
        rows, lambda left: len(set(bits[left])) < 2, np.random.default_rng(1),
        skip=skip, most=64, budget=Budget(),
    )  # fmt: skip
    assert flat is not None
    tests = [all_rows(6) @ np.array(h.weights) >= h.threshold for h in flat.hidden]
    features = np.column_stack([all_rows(6)[:, : 6 * skip], *tests]).astype(np.int64)
    fires = features @ np.array(flat.output.weights) >= flat.output.threshold
    assert (fires == bits)[care].all()
