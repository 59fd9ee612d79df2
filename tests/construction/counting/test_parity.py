"""Parity: the minimum for every size, the whole family between two layers and the cascade."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import LimitError
from logicnet.construction.counting.parity import parity
from logicnet.construction.limits import largest_weight
from rows import all_rows, random_rows


def assert_parity(net, even=False):
    n = len(net.inputs)
    rows = all_rows(n) if n <= 12 else random_rows(n, 130)
    assert np.array_equal(net(rows)[:, 0], rows.sum(axis=1) % 2 ^ even)


@pytest.mark.parametrize("n", range(1, 257))
def test_parity_of_every_size_has_the_fewest_units(n):
    net = parity(n)
    assert net.units == n.bit_length()
    assert net.proven_minimal
    assert_parity(net)


@pytest.mark.parametrize(("n", "parameters"), [(2, 7), (4, 16), (8, 36), (9, 40), (10, 50)])
def test_parity_has_few_parameters(n, parameters):
    assert parity(n).parameters <= parameters


@pytest.mark.parametrize("n", [5, 8, 12, 33, 100])
def test_depth_trades_against_units_from_half_of_the_inputs_to_the_logarithm(n):
    units = [parity(n, max_depth=d).units for d in range(2, n.bit_length() + 1)]
    assert units[0] == n // 2 + 1
    assert units[-1] == n.bit_length()
    assert units == sorted(units, reverse=True)
    for d in range(2, n.bit_length() + 1):
        net = parity(n, max_depth=d)
        assert net.depth <= d
        assert_parity(net)


@given(
    st.integers(1, 40), st.booleans(), st.booleans(),
    st.sampled_from([None, 2, 3, 4, 5, 9, 17]), st.sampled_from([None, 1, 2, 4, 7]),
)  # fmt: skip
def test_limits_on_fan_in_and_weight_are_kept(n, even, skip, max_fan_in, max_weight):
    net = parity(n, even=even, skip=skip, max_fan_in=max_fan_in, max_weight=max_weight)
    assert_parity(net, even)
    assert max_fan_in is None or net.max_fan_in <= max_fan_in
    assert max_weight is None or largest_weight(net) <= max_weight
    assert skip or net.is_layered


def test_layers_without_skip_wires_take_a_unit_more_than_inputs():
    assert [parity(n, skip=False).units for n in (2, 3, 4, 16)] == [3, 4, 5, 17]
    assert parity(4, skip=False).proven_minimal


def test_bounded_fan_in_costs_a_unit_for_each_input_of_a_full_adder_tree():
    assert parity(33, max_fan_in=4).units == 32
    assert parity(31, max_fan_in=9).units == 15
    assert parity(100, max_weight=4).units == 27


@pytest.mark.parametrize(
    "limits", [{"max_depth": 1}, {"max_fan_in": 1}, {"max_fan_in": 2, "max_depth": 3}]
)
def test_impossible_limits_are_refused(limits):
    with pytest.raises(LimitError, match=r"possible: .* units, but .* exceeds"):
        parity(8, **limits)
