"""Least networks for functions of up to 4 inputs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.construction.search.least_networks import least_units, smallest
from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import pack, unpack
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.one_unit.threshold import are_threshold
from logicnet.network.simulation import truth_table


def table_of(word, n=4, free=0):
    return TruthTable(
        inputs=tuple(f"x{i}" for i in range(n)),
        outputs=("y",),
        on=np.array([[word & ~free]], dtype=np.uint64),
        dc=np.array([[free]], dtype=np.uint64),
    )


@pytest.mark.parametrize(
    ("skip", "expected"),
    [(True, {1: 1882, 2: 50284, 3: 13370}), (False, {1: 1882, 3: 39732, 4: 23920, 5: 2})],
)
def test_least_units_have_the_known_distribution_over_all_functions(skip, expected):
    units, counts = np.unique(least_units(np.arange(65536), skip), return_counts=True)
    assert dict(zip(units.tolist(), counts.tolist(), strict=True)) == expected


def test_one_unit_is_least_exactly_when_the_function_is_a_threshold_function():
    single = least_units(np.arange(65536)) == 1
    assert (single == are_threshold(np.arange(65536, dtype=np.uint64), 4)).all()


@pytest.mark.parametrize("skip", [True, False])
def test_smallest_computes_the_function_with_the_least_units(skip):
    for word in range(0, 65536, 23):
        net = smallest(table_of(word), skip=skip)
        assert int(truth_table(net).on[0, 0]) == word
        assert net.units == least_units(np.array([word]), skip)[0]
        assert net.proven_minimal
        assert net.depth <= 2
        assert skip or net.is_layered


@pytest.mark.parametrize("n", [0, 1, 2, 3])
@pytest.mark.parametrize("skip", [True, False])
def test_smallest_computes_every_function_of_fewer_inputs(n, skip):
    for word in range(1 << (1 << n)):
        net = smallest(table_of(word, n), skip=skip)
        assert int(truth_table(net).on[0, 0]) == word


def test_two_units_are_least_for_the_functions_that_one_more_unit_explains():
    """Two units compute f iff some g makes f, as a function of x and g(x), separable."""
    from logicnet.network.one_unit.separation import separate

    rng = np.random.default_rng(2)
    rows = np.arange(8)[:, None] >> np.arange(3)[::-1] & 1
    helpers = np.flatnonzero(are_threshold(np.arange(256, dtype=np.uint64), 3))
    for word in rng.choice(256, 25, replace=False).tolist():
        bits = unpack(np.array([word], dtype=np.uint64), 8)
        found = any(
            separate(points[bits], points[~bits], smallest=False) is not None
            for g in helpers.tolist()
            for points in [np.column_stack([rows, g >> np.arange(8) & 1])]
        )
        assert found == (least_units(np.array([word << 8 | word]))[0] <= 2)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2**30), st.booleans())
def test_smallest_uses_dont_cares_to_reach_the_best_completion(n, seed, skip):
    rng = np.random.default_rng(seed)
    bits, free = rng.random((2, 1 << n)) < 0.5
    word, dont_care = int(pack(bits & ~free)[0]), int(pack(free)[0])
    net = smallest(table_of(word, n, dont_care), skip=skip)
    assert int(truth_table(net).on[0, 0]) & ~dont_care == word
    every = unpack(np.arange(1 << (1 << n), dtype=np.uint64)[:, None], 1 << n)
    completions = every[(every == bits)[:, ~free].all(axis=1)]
    whole = pack(np.tile(completions, 16 >> n))[:, 0].astype(np.int64)
    assert net.units == least_units(whole, skip).min()


def test_smallest_drops_inputs_that_do_not_matter():
    table = TruthTable.from_expression("b ^ e ^ (g & h)", names="abcdefgh")
    net = smallest(table)
    assert net.units == 2
    assert (truth_table(net).on == table.on).all()


def test_smallest_keeps_the_name_of_the_output():
    assert smallest(TruthTable.from_string({"carry": "0001"}, ["a", "b"])).outputs == ("carry",)


def test_smallest_refuses_five_inputs_that_matter():
    with pytest.raises(LimitError, match="5 inputs matter"):
        smallest(TruthTable.from_expression("a & b & c & d & e"))


def test_smallest_refuses_many_outputs():
    with pytest.raises(SpecificationError, match="one output"):
        smallest(TruthTable.from_string({"p": "01", "q": "10"}))


def test_the_comparison_of_rows_fails_when_a_weight_is_changed():
    from dataclasses import replace

    net = smallest(table_of(0x6996))
    weights = net.weights.copy()
    weights[0] = -weights[0]
    assert int(truth_table(replace(net, weights=weights)).on[0, 0]) != 0x6996
