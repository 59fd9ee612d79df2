"""Symmetric functions: counts of units, equivalence under all limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import LimitError, SpecificationError
from logicnet.construction.counting.symmetric import (
    at_least,
    changes,
    exactly,
    lower_bound,
    majority,
    radices,
    symmetric,
)
from rows import all_rows, random_rows

vectors = st.lists(st.integers(0, 1), min_size=1, max_size=11)


def assert_counts(net, values, negated=()):
    n = len(net.inputs)
    rows = all_rows(n) if n <= 11 else random_rows(n, 400)
    flipped = np.array([name in negated for name in net.inputs], dtype=int)
    counts = (rows ^ flipped).sum(axis=1) if n else np.zeros(1, dtype=int)
    assert np.array_equal(net(rows)[:, 0], np.array(values)[counts])


@given(vectors, st.sampled_from([
    {}, {"skip": False}, {"max_depth": 2}, {"max_depth": 3}, {"max_fan_in": 2},
    {"max_fan_in": 3}, {"max_fan_in": 4, "skip": False}, {"max_weight": 1}, {"max_weight": 3},
]))  # fmt: skip
def test_every_value_vector_is_computed_within_limits(values, limits):
    net = symmetric(values, **limits)
    assert_counts(net, values)
    assert net.depth <= limits.get("max_depth", net.depth)
    assert net.max_fan_in <= limits.get("max_fan_in", net.max_fan_in)
    assert np.abs(net.weights).max(initial=0) <= limits.get("max_weight", 1 << 62)
    assert net.is_layered or limits.get("skip", True)


@given(vectors)
def test_changes_decide_how_many_units_suffice(values):
    t = len(changes(values))
    assert symmetric(values).units <= t // 2 + 1
    assert symmetric(values, skip=False).units == (t + 1 if t > 1 else 1)
    assert lower_bound(values) <= symmetric(values).units


@given(vectors, st.data())
def test_inputs_can_count_negated(values, data):
    names = [f"x{i}" for i in range(1, len(values))]
    negated = data.draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    assert_counts(symmetric(values, negated=negated), values, negated)


@pytest.mark.parametrize("seed", range(4))
def test_large_functions_take_about_two_roots_of_their_changes(seed):
    values = np.random.default_rng(seed).integers(0, 2, 257).tolist()
    net = symmetric(values)
    assert_counts(net, values)
    assert net.depth == 3
    assert net.units <= 2 * np.sqrt(len(changes(values))) + 1


@pytest.mark.parametrize(("modulus", "rest", "units"), [(3, 0, 6), (3, 1, 6), (4, 2, 6), (8, 3, 5)])
def test_periodic_functions_take_logarithmically_many_units(modulus, rest, units):
    values = [int(s % modulus == rest) for s in range(65)]
    net = symmetric(values)
    assert net.units <= units
    assert_counts(net, values)


def test_dont_cares_are_used():
    assert symmetric([0, -1, 1, None, 1]).units == 1
    assert symmetric([-1, 0, -1, -1]).units == 1


def test_counting_functions_have_their_minimum():
    assert at_least(9, 4).units == 1
    assert majority(101).units == 1
    assert (exactly(9, 4).units, exactly(9, 4, skip=False).units) == (2, 3)
    assert exactly(9, 4).proven_minimal


@given(st.integers(1, 500), st.integers(1, 6), st.one_of(st.none(), st.integers(1, 40)))
def test_radices_reach_the_product_within_the_bound(product, parts, most):
    found = radices(product, parts, most)
    assert np.prod(found) >= product
    assert most is None or np.prod(found[1:]) <= most


def test_what_cannot_be_is_refused_with_the_reason():
    with pytest.raises(SpecificationError, match="3 inputs have 4 possible counts; got 3 values"):
        symmetric([0, 1, 0], inputs="abc")
    with pytest.raises(SpecificationError, match="value is 0, 1"):
        symmetric([0, 2])
    with pytest.raises(SpecificationError, match="negated inputs"):
        symmetric([0, 1], negated=["b"])
    with pytest.raises(LimitError, match="2 units, but depth 2 exceeds max_depth=1"):
        symmetric([0, 1, 0], max_depth=1)
