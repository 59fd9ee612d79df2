"""Exclusive sums: equal to the function, and as few terms as an oracle finds."""

from functools import lru_cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError, SpecificationError, TruthTable, exclusive_sum, verify
from logicnet.ground.budget import Budget
from logicnet.minimization.exclusive.exorlink import Exorlink
from logicnet.minimization.exclusive.kronecker import Kronecker
from logicnet.minimization.exclusive.tables import (
    exact_terms,
    fewest_of_four,
    fewest_terms,
    least_terms,
    table_of,
)
from strategies import tables

PARITY = "a ^ b ^ c ^ d ^ e ^ f"


@lru_cache
def fewest(n):
    """The fewest terms of each function of n inputs, by adding one cube at a time."""
    cubes = [
        sum(
            1 << r
            for r, row in enumerate(product("01", repeat=n))
            if all(d in ("-", bit) for d, bit in zip(digits, row, strict=True))
        )
        for digits in product("01-", repeat=n)
    ]
    known, level, count = {0: 0}, {0}, 0
    while level:
        count += 1
        level = {f ^ c for f in level for c in cubes} - known.keys()
        known.update(dict.fromkeys(level, count))
    return known


def xor_of(cubes):
    total = 0
    for cube in cubes:
        total ^= table_of(cube)
    return total


def test_all_functions_of_three_inputs_are_the_fewest():
    for table, least in fewest(3).items():
        cubes = exact_terms(table, 3)
        assert (xor_of(cubes), len(cubes)) == (table, least)
    assert max(fewest(3).values()) == 3
    # as published: of 65536 functions of four inputs these many need 0 to 6 terms
    assert np.bincount(fewest_of_four()).tolist() == [1, 81, 2268, 21744, 37530, 3888, 24]


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_five_inputs_are_exact(table):
    cubes = exact_terms(table, 5)
    assert xor_of(cubes) == table
    assert len(cubes) == fewest_terms(table, 5) >= least_terms(table & 0xFFFF, 4, Budget())
    forms = Kronecker()
    other = forms.terms(table, 5)
    assert xor_of(other) == table
    assert len(other) == forms.fewest(table, 5) >= len(cubes)


@settings(max_examples=40)
@given(tables(3, 2))
def test_what_is_found_is_the_function_and_bounds_hold(table):
    form = exclusive_sum(table)
    assert verify(form, table)
    n = len(table.inputs)
    columns = table.values().T.tolist()
    free = [[r for r, v in enumerate(column) if v < 0] for column in columns]
    least = []
    for column, rows in zip(columns, free, strict=True):
        base = sum(1 << r for r, v in enumerate(column) if v == 1)
        fillings = product([0, 1], repeat=len(rows))
        values = (base | sum(b << r for b, r in zip(f, rows, strict=True)) for f in fillings)
        least.append(min(fewest(n)[value] for value in values))
    assert max(least) <= form.terms <= sum(least)
    assert form.lower_bound is None or form.lower_bound <= form.terms
    assert len(columns) > 1 or (form.terms, form.proven) == (least[0], True)


@pytest.mark.parametrize(("source", "terms"), [
    (PARITY, 6), ("majority(a, b, c)", 3), ("a & b | c & d", 3), ("a & 0", 0), ("1", 1),
    ({"s": "a ^ b ^ c", "k": "majority(a, b, c)"}, 5),
])  # fmt: skip
def test_known_forms(source, terms):
    form = exclusive_sum(source)
    assert form.terms == terms
    assert verify(form, source)


def test_the_search_goes_below_where_it_begins():
    rng = np.random.default_rng(5)
    table = int.from_bytes(rng.bytes(16), "little")
    begun = Kronecker().fewest(table, 7)
    stated = TruthTable.from_string("".join(str(table >> r & 1) for r in range(128)))
    form = exclusive_sum(stated, effort="low")
    assert verify(form, stated)
    assert 1 < form.lower_bound <= least_terms(table, 7, Budget()) <= form.terms < begun


def test_a_link_is_the_same_two_cubes():
    """And one that is not is noticed."""
    link = Exorlink(4, Budget())
    rng = np.random.default_rng(0)
    for _ in range(60):
        a, b = ((rng.integers(1, 4, 4) << np.arange(0, 8, 2)).sum() | 1 << 8 for _ in range(2))
        a, b = np.uint64(a), np.uint64(b)
        far = int(link.distances(np.array([a]), np.array([b]))[0, 0])
        if far in (2, 3):
            ways = link.links(a, b)
            assert len(ways) == (2 if far == 2 else 6)
            for way in ways:
                assert xor_of(digits(way)) == xor_of(digits([a, b]))
            planted = ways[0] ^ np.uint64(1 << 8)
            assert len(planted) == far
            broken = [ways[0][0] ^ np.uint64(3), *ways[0][1:]]
            broken = [code if code & 3 else code | 3 for code in map(int, broken)]
            assert broken == [int(c) for c in ways[0]] or xor_of(digits(broken)) != xor_of(
                digits([a, b])
            )


def digits(codes):
    """The cubes as texts."""
    return ["".join(" 01-"[int(code) >> 2 * i & 3] for i in range(4)) for code in codes]


def test_what_is_too_large_or_unknown_is_refused():
    with pytest.raises(LimitError, match="13 inputs and 1 outputs exceed"):
        exclusive_sum(" ^ ".join("abcdefghijklm"))
    with pytest.raises(SpecificationError, match="effort"):
        exclusive_sum("a", effort="much")
    assert exclusive_sum(PARITY, time_limit=0).terms >= 6
