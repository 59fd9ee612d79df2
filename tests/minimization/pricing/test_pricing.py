from fractions import Fraction
from functools import lru_cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import (
    Cover,
    LimitError,
    LogicnetError,
    NoisyRows,
    PricedCover,
    SpecificationError,
    TruthTable,
    minimize,
)
from logicnet.ground.bits import unpack
from logicnet.ground.budget import Budget
from logicnet.logic.function import function
from logicnet.minimization.incidence.matrices import incidence
from logicnet.minimization.pricing import weighted_covering
from strategies import tables

FAR = 1 << 30
NAMED = {"terms": (1, 0, 0), "literals": (0, 1, 0), "wires": (0, 1, 1)}
COSTS = [
    *NAMED,
    {"terms": 3, "literals": 1},
    {"terms": 1, "memberships": 2},
    {"terms": 1, "literals": 0.5, "memberships": 0.25},
]


def weights(cost):
    if isinstance(cost, str):
        return NAMED[cost]
    return tuple(cost.get(name, 0) for name in ("terms", "literals", "memberships"))


@lru_cache
def terms(n, m):
    """Every term of n inputs and m outputs: the places it holds, as bits, literals, outputs."""
    found = []
    for cube in product("01-", repeat=n):
        bits = [
            r for r, row in enumerate(product("01", repeat=n))
            if all(c in ("-", digit) for c, digit in zip(cube, row, strict=True))
        ]  # fmt: skip
        for outs in range(1, 1 << m):
            places = sum(1 << (j << n) + r for j in range(m) if outs >> j & 1 for r in bits)
            found.append((places, n - cube.count("-"), outs.bit_count()))
    return np.array(found).T


@lru_cache
def cheapest_unions(n, m, cost):
    """For every set of places what the cheapest terms cost that hold it and nothing else."""
    term, literal, membership = cost
    places, literals, outs = terms(n, m)
    prices = term + literal * literals + membership * outs
    least = np.full(1 << (m << n), np.inf)
    least[0] = 0
    for held in range(len(least)):  # a union is never a smaller number than its parts
        np.minimum.at(least, held | places, least[held] + prices)
    return least


def places_of(words, n):
    flags = unpack(words, 1 << n).ravel()
    return sum(1 << k for k, flag in enumerate(flags.tolist()) if flag)


def least_price(table, cost, errors):
    """By every set of places that a cover may hold."""
    n, m = len(table.inputs), len(table.outputs)
    least = cheapest_unions(n, m, weights(cost))
    held, on, dc = np.arange(len(least)), places_of(table.on, n), places_of(table.dc, n)
    apart = (held ^ on) & ~dc & (len(least) - 1)
    wrong = np.array([count.bit_count() for count in apart.tolist()])
    return (least + np.where(wrong == 0, 0, np.inf if errors is None else errors * wrong)).min()


def price_of(found, table, cost, errors):
    """What the cover costs, counted anew; the wrong rows must be those that are said."""
    n, cover = len(table.inputs), found.cover
    term, literal, membership = weights(cost)
    apart = unpack((cover.table().on ^ table.on) & ~table.dc, 1 << n)
    assert {(row.row, row.output) for row in found.wrong} == {
        (f"{r:0{n}b}" if n else "", table.outputs[j]) for j, r in np.argwhere(apart).tolist()
    }
    members = int(unpack(cover.on, len(cover.outputs)).sum())
    terms_price = term * cover.terms + literal * cover.literals + membership * members
    return terms_price + (errors or 0) * len(found.wrong)


SMALL = st.one_of(tables(most_inputs=3, most_outputs=1), tables(most_inputs=2))


@given(SMALL, st.sampled_from(COSTS), st.sampled_from([None, 0.3, 0.7, 1, 5]))
@settings(max_examples=30)
def test_the_least_price_is_found_and_proven(table, cost, errors):
    found = minimize(table, cost=cost, errors=errors)
    if isinstance(found, Cover):  # cost="terms" without errors
        assert found.terms == least_price(table, cost, errors)
        return
    least = least_price(table, cost, errors)
    assert found.price == pytest.approx(least) == pytest.approx(found.bound)
    assert found.proven
    assert price_of(found, table, cost, errors) == pytest.approx(found.price)


def test_outputs_that_share_terms_of_three_inputs_are_cheapest():
    table = function({"s": "a ^ b ^ c", "c": "majority(a, b, c)"}).table()
    found = minimize(table, cost="wires")
    assert found.price == least_price(table, "wires", None)
    assert found.proven


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15)
def test_large_blocks_are_covered_at_the_least_price(seed):
    rng = np.random.default_rng(seed)
    flags = rng.random((12, 9)) < 0.35
    flags[np.arange(12), rng.integers(0, 9, 12)] = True
    costs = rng.integers(0, 6, 9)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighted_covering, "_BRANCHED", 0)
        matrix = incidence(*np.nonzero(flags), flags.shape)
        chosen, bound = weighted_covering.cheapest_columns(matrix, costs, Budget())
    subsets = (np.array(list(product([False, True], repeat=9))) @ flags.T.astype(int) > 0).all(1)
    prices = np.array(list(product([0, 1], repeat=9))) @ costs
    assert flags[:, chosen].any(axis=1).all()
    assert costs[chosen].sum() == bound == prices[subsets].min()


def test_a_price_too_high_is_seen():
    table = TruthTable.from_string("0110", ["a", "b"])
    right = minimize(table, cost="literals")
    assert price_of(right, table, "literals", None) == 4 == least_price(table, "literals", None)
    twice = PricedCover(Cover.from_cubes(["01", "10", "1-"], "ab"), 4)
    with pytest.raises(AssertionError):  # it has a wrong row that it does not tell
        price_of(twice, table, "literals", None)
    dear = PricedCover(Cover.from_cubes(["01", "10", "10"], "ab"), 4)
    assert price_of(dear, table, "literals", None) == 6


# -- data that contradicts itself -------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 7), st.booleans(), st.integers(1, 3)), min_size=1,
                max_size=12), st.sampled_from([0.3, 1, 2.5]))  # fmt: skip
@settings(max_examples=10)
def test_rows_count_by_their_weights(seen, errors):
    x = [[int(d) for d in f"{row:03b}"] for row, _, _ in seen]
    y = [int(value) for _, value, _ in seen]
    rows = NoisyRows.from_rows(x, y, [w for _, _, w in seen], inputs="abc")
    found = minimize(rows, errors=errors)
    least = cheapest_unions(3, 1, NAMED["terms"])
    prices = [
        terms_price + errors * sum(w for row, value, w in seen if (held >> row & 1) != value)
        for held, terms_price in enumerate(least.tolist())
    ]
    assert found.price == pytest.approx(min(prices))
    assert found.proven
    said = found.cover.table().to_string()
    wrong = sum(w for row, value, w in seen if int(said[row]) != value)
    assert found.terms + errors * wrong == pytest.approx(found.price)


def test_rows_that_were_seen_state_what_most_of_them_say():
    x, y = [[0, 0], [0, 0], [0, 1], [0, 1], [0, 1], [1, 0]], [1, 0, 1, 1, 0, 0]
    rows = NoisyRows.from_rows(x, y, inputs="ab", outputs=["c"])
    assert repr(rows) == "<NoisyRows: 3 rows of 2 inputs, weight 6>"
    assert function(rows).table().to_string() == "-10-"
    assert (rows.ones[0][0], rows.zeros[1][0]) == (Fraction(1), Fraction(1))
    assert minimize(rows).terms == 1
    assert minimize(rows, errors=1).price == 3  # a term, and the rows that contradict themselves


def test_rows_seen_both_ways_cost_what_is_no_multiple_of_other_prices():
    found = minimize(NoisyRows.from_rows([[1], [1]], [1, 0]), errors=0.5)
    assert (found.price, found.bound, found.wrong) == (0.5, 0.5, ())
    rows = [[0], [1], [1], [0]]
    seen = NoisyRows.from_rows(rows, [1, 1, 1, 0], [0.5, 2, 2, 0.5])
    assert minimize(seen, cost="literals", errors=0.1).price == 0.05


def test_a_rule_is_found_behind_noise_in_many_columns():
    rng = np.random.default_rng(1)
    x = rng.integers(0, 2, (200, 30))
    y = (x[:, 0] & x[:, 1]) | (x[:, 2] & (1 - x[:, 3]))
    y[rng.permutation(200)[:10]] ^= 1
    found = minimize(NoisyRows.from_rows(x, y), errors=0.2, effort="low")
    assert str(found) in ("y = (x1 & x2) | (x3 & ~x4)", "y = (x3 & ~x4) | (x1 & x2)")
    assert (found.price, len(found.wrong), found.bound) == (4, 10, None)


# -- what is refused, and how results show themselves ------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cost": "literal"}, "did you mean 'literals'"),
        ({"cost": {"term": 1}}, "did you mean 'terms'"),
        ({"cost": {"terms": -1}}, "the price of terms is -1; expected a number, >= 0"),
        ({"cost": {"terms": float("nan")}}, "the price of terms is nan"),
        ({"cost": {"terms": True}}, "the price of terms is True"),
        ({"cost": {}}, "every price of cost is 0"),
        ({"cost": 3}, "cost is 3; expected 'terms', 'literals', 'wires', or prices"),
        ({"cost": {"terms": 1, "literals": 1 / 3}}, "whole multiples of a unit"),
        ({"errors": 0}, "errors is 0; expected the price of a wrong row"),
        ({"errors": "1"}, "errors is '1'; expected a number"),
        ({"cost": "wires", "phases": "best"}, "leave phases and explain out"),
        ({"errors": 1, "explain": True}, "leave phases and explain out"),
        ({"errors": 1, "method": "exat"}, "did you mean 'exact'"),
        ({"errors": 1, "time_limit": -1}, "time_limit is -1"),
    ],
)
def test_options_that_mean_nothing_are_refused(options, message):
    with pytest.raises(SpecificationError) as info:
        minimize("a & b", **options)
    assert message in str(info.value)


def test_errors_of_functions_without_rows_are_refused():
    wide = " | ".join(f"a{k} & b{k}" for k in range(10))
    with pytest.raises(LimitError, match=r"errors are for listed rows .* 16 inputs; got 20"):
        minimize(wide, errors=1)
    rows = NoisyRows.from_rows(np.eye(30, dtype=int), np.arange(30) % 2)
    with pytest.raises(LimitError, match="30 inputs are too many to look at all terms"):
        minimize(rows, "exact", errors=1)
    for weights, message in (
        ([1], "2 rows, but 1 weights"),
        ([1, -1], "NoisyRows: the weight of row 2 is -1; expected a number, >= 0"),
        (3, "weights"),
    ):
        with pytest.raises((SpecificationError, TypeError), match=message) as info:
            NoisyRows.from_rows([[0], [1]], [0, 1], weights)
        assert isinstance(info.value, LogicnetError)


@pytest.mark.parametrize("limit", [0, 0.05])
def test_there_is_a_cover_at_any_limit(limit):
    table = function({f"y{k}": f"majority(a, b, c, d, x{k})" for k in range(4)}).table()
    for cost, errors in (("wires", None), ("literals", None), ("terms", 0.5)):
        found = minimize(table, cost=cost, errors=errors, time_limit=limit)
        assert price_of(found, table, cost, errors) == pytest.approx(found.price)


@pytest.mark.parametrize(("n", "free"), [(15, False), (15, True), (17, False)])
def test_tables_of_more_than_14_inputs_have_prices(n, free):
    """Where no row is free, primes are those of the cover, so that the least price is proven."""
    ones = np.arange(1 << n) % 1000 == 7
    values = ones.astype(int)
    values[1 << n - 1] = -free
    table = TruthTable.from_values(values)
    found = minimize(table, cost="literals")
    assert price_of(found, table, "literals", None) == found.price == n * ones.sum()
    assert found.proven is not free


def test_a_priced_cover_is_a_function_and_says_what_it_costs():
    found = minimize("a ^ b ^ c", cost="wires", errors=1.5)
    assert function(found).terms == found.terms
    assert (
        repr(found) == "<PricedCover: 0 terms, 0 literals; price 6 (least, proven), 4 wrong rows>"
    )
    assert found.wrong[0]._asdict() == {"row": "001", "output": "y", "stated": 1, "price": 1.5}
    assert "wrong row" in found._repr_html_()
    with pytest.raises(SpecificationError, match="the bound, 9, is above the price, 6"):
        PricedCover(found.cover, 6, 9)
