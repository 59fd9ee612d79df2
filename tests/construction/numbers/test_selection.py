"""Comparators, selectors, encoders and sorting against Python."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import LimitError, SpecificationError
from logicnet.construction.draft import Draft
from logicnet.construction.limits import largest_weight
from logicnet.construction.numbers.selection import (
    decision_list,
    decoder,
    equal,
    greater,
    greater_equal,
    maximum,
    multiplexer,
    priority_encoder,
    sorting,
)
from rows import all_rows, assert_computes

COMPARISONS = [
    (greater, lambda a, b: int(a > b), 1),
    (greater_equal, lambda a, b: int(a >= b), 1),
    (equal, lambda a, b: int(a == b), 2),
    (maximum, max, None),
]


@pytest.mark.parametrize(("make", "function", "units"), COMPARISONS)
@pytest.mark.parametrize("n", range(1, 5))
def test_comparisons_are_exact_within_every_weight(make, function, units, n):
    assert make(n).units == (units or 2 * n + 1)
    for max_weight in (None, 1, 2, 4, 5):
        net = make(n, max_weight=max_weight)
        assert_computes(net, [n, n], function)
        assert max_weight is None or largest_weight(net) <= max_weight


@pytest.mark.parametrize(("make", "function", "units"), COMPARISONS)
def test_wide_comparisons_take_blocks(make, function, units):
    with pytest.raises(LimitError, match="max_weight"):
        make(64)
    assert_computes(make(64, max_weight=2**24), [64, 64], function, samples=60)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_selectors_select(k):
    assert_computes(multiplexer(k), [k, 2**k], lambda s, d: d >> s & 1)
    assert_computes(decoder(k), [k], lambda s: 1 << s)
    assert multiplexer(k).units == decoder(k).units == 2**k


def highest(*x):
    place = max((i for i, bit in enumerate(x) if bit), default=0)
    return (place, int(any(x))) if len(x) > 1 else int(any(x))


@pytest.mark.parametrize("n", range(1, 10))
def test_orders_are_found(n):
    for max_weight in (None, 1, 2, 5):
        net = priority_encoder(n, max_weight=max_weight)
        assert_computes(net, [1] * n, highest)
    assert priority_encoder(n).units == (n - 1).bit_length() + 1
    assert_computes(sorting(n), [1] * n, lambda *x: 2 ** sum(x) - 1)


def test_a_long_priority_list_is_cut_into_blocks():
    with pytest.raises(LimitError, match="max_weight"):
        priority_encoder(128)
    assert_computes(priority_encoder(128, max_weight=2**40), [1] * 128, highest, samples=100)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 1)), max_size=8),
    st.integers(0, 1), st.sampled_from([None, 1, 2]),
)  # fmt: skip
def test_a_decision_list_is_one_unit(rules, otherwise, max_weight):
    rules = list({i: (i, plain, value) for i, plain, value in rules}.values())
    draft = Draft("abcde")
    conditions = [
        (draft.literals[i] if plain else 1 - draft.literals[i], value) for i, plain, value in rules
    ]
    net = draft.network({"y": decision_list(draft, conditions, otherwise, max_weight)})
    assert max_weight is not None or net.units == 1
    for row, (got,) in zip(all_rows(5), net(all_rows(5)), strict=True):
        wanted = next((v for i, plain, v in rules if row[i] == plain), otherwise)
        assert got == wanted


def test_sizes_start_at_one():
    with pytest.raises(SpecificationError, match="n is a whole number from 1"):
        sorting(0)
