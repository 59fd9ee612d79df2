"""Arithmetic networks against Python integers: all rows where small, random rows where large."""

from math import isqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import LimitError, SpecificationError
from logicnet.construction.limits import largest_weight
from logicnet.construction.numbers.arithmetic import (
    adder,
    divider,
    linear_form,
    multiplier,
    popcount,
    square,
    square_root,
)
from rows import assert_computes

SIZES = range(1, 5)


def divided(n):
    return lambda a, b: (a // b, a % b) if b else (2**n - 1, a)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize(
    "options", [{}, {"depth": 2}, {"max_weight": 1}, {"max_weight": 2}, {"max_weight": 5}]
)
def test_adder_adds(n, options):
    assert_computes(adder(n, **options), [n, n], lambda a, b: a + b)
    net = adder(n, carry_in=True, **options)
    assert_computes(net, [n, n, 1], lambda a, b, c: a + b + c)
    assert largest_weight(net) <= options.get("max_weight", 1 << 62)
    assert net.depth <= options.get("depth", net.depth)


def test_adder_has_a_unit_for_each_output():
    net = adder(16)
    assert net.units == 17
    assert net.proven_minimal
    assert_computes(net, [16, 16], lambda a, b: a + b, samples=200)
    assert adder(16, depth=2).units == 32
    assert_computes(adder(16, depth=2), [16, 16], lambda a, b: a + b, samples=200)


def test_wide_adder_takes_blocks():
    net = adder(128, max_weight=2**24)
    assert net.units == 128 + 6
    assert_computes(net, [128, 128], lambda a, b: a + b, samples=50)


@pytest.mark.parametrize("n", range(1, 12))
@pytest.mark.parametrize("max_weight", [None, 1, 2, 3, 4])
def test_popcount_counts(n, max_weight):
    net = popcount(n, max_weight=max_weight)
    assert_computes(net, [1] * n, lambda *x: sum(x))
    assert max_weight is not None or net.units == n.bit_length()


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(0, 9),
    st.sampled_from([None, 1, 2, 4, 16]),
)  # fmt: skip
def test_a_linear_form_is_written_in_binary(coefficients, constant, max_weight):
    def value(*x):
        return sum(c * b for c, b in zip(coefficients, x, strict=True)) + constant

    ones = [1] * len(coefficients)
    net = linear_form(coefficients, constant, max_weight=max_weight)
    assert_computes(net, ones, value)
    assert max_weight is None or largest_weight(net) <= max_weight
    assert max_weight is not None or net.units <= max(1, value(*ones).bit_length())
    assert_computes(linear_form(coefficients, constant, bits=3), ones, lambda *x: value(*x) % 8)


@pytest.mark.parametrize("n", SIZES)
def test_products_quotients_and_roots_are_exact(n):
    assert_computes(multiplier(n), [n, n], lambda a, b: a * b)
    assert_computes(multiplier(n, 2), [n, 2], lambda a, b: a * b)
    assert_computes(multiplier(2, n), [2, n], lambda a, b: a * b)
    assert_computes(square(n), [n], lambda a: a * a)
    assert_computes(divider(n), [n, n], divided(n))
    assert_computes(square_root(n), [2 * n], isqrt)


@pytest.mark.parametrize("max_weight", [1, 2, 4, 8, 16])
def test_products_keep_a_bound_on_weights(max_weight):
    net = multiplier(4, max_weight=max_weight)
    assert_computes(net, [4, 4], lambda a, b: a * b)
    assert largest_weight(net) <= max_weight
    net = square(5, max_weight=max_weight)
    assert_computes(net, [5], lambda a: a * a)
    assert largest_weight(net) <= max_weight


@pytest.mark.parametrize("n", [1, 2, 5, 16])
def test_sizes_are_the_documented_ones(n):
    assert multiplier(n).units == n * n + 2 * n - 1
    assert square(n).units == n * (n - 1) // 2 + 2 * n
    assert divider(n).units == n * (n + 1) // 2 + 2 * n
    assert square_root(n).units == n + (n - 1) * (n - 2) // 2


def test_large_ones_agree_with_python_at_random():
    assert_computes(multiplier(12), [12, 12], lambda a, b: a * b, samples=100)
    assert_computes(square(14), [14], lambda a: a * a, samples=100)
    assert_computes(divider(16), [16, 16], divided(16), samples=100)
    assert_computes(square_root(14), [28], isqrt, samples=100)
    net = multiplier(32, max_weight=2**24)
    assert_computes(net, [32, 32], lambda a, b: a * b, samples=20)


def test_weights_beyond_exact_sums_are_refused_with_the_way_out():
    with pytest.raises(LimitError, match=r"adder.*max_weight=\.\.\."):
        adder(62)
    with pytest.raises(LimitError, match="multiplier"):
        multiplier(40)
    with pytest.raises(SpecificationError, match="n is a whole number from 1"):
        adder(0)
    with pytest.raises(SpecificationError, match="non-negative"):
        linear_form([1, -1])
    with pytest.raises(LimitError, match="two layers"):
        adder(4, depth=1)


def test_a_wrong_sum_is_noticed():
    with pytest.raises(AssertionError):
        assert_computes(adder(2), [2, 2], lambda a, b: a + b + 1)
