"""Which functions one unit computes, with which weights."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.bits import pack, unpack, words
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.one_unit.separation import separate
from logicnet.network.one_unit.threshold import (
    Threshold,
    are_threshold,
    find_threshold,
    threshold_of,
    threshold_weights,
)
from logicnet.network.simulation import truth_table
from rows import all_rows, table_of


def computes(found, bits, cared=None):
    """Whether the weights give `bits` on the rows that matter."""
    n = len(found.weights)
    fires = all_rows(n) @ np.array(found.weights, dtype=np.int64) >= found.threshold
    return bool((fires == bits)[slice(None) if cared is None else cared].all())


def all_threshold(n):
    """The packed threshold functions of n inputs, from the fact that their halves are two."""
    if n == 0:
        return np.array([0, 1], dtype=np.uint64)
    half = all_threshold(n - 1)
    both = (half[:, None] | half << np.uint64(1 << (n - 1))).ravel()
    return both[are_threshold(both, n)]


def all_small_weights(n, largest):
    """The packed functions that integer weights from -largest to largest give."""
    grid = np.array(np.meshgrid(*[np.arange(-largest, largest + 1)] * n)).reshape(n, -1)
    sums = grid.T @ all_rows(n).T
    return {
        int(word)
        for t in range(-n * largest, n * largest + 2)
        for word in np.unique(pack(sums >= t))
    }


@pytest.mark.parametrize(("n", "count"), [(1, 4), (2, 14), (3, 104), (4, 1882), (5, 94572)])
def test_are_threshold_counts_every_threshold_function_when_all_are_asked(n, count):
    assert len(all_threshold(n)) == count


@pytest.mark.parametrize(("n", "largest"), [(1, 1), (2, 1), (3, 2), (4, 3)])
def test_are_threshold_agrees_with_enumerated_weights_when_inputs_are_few(n, largest):
    tables = np.arange(1 << (1 << n), dtype=np.uint64)
    assert set(tables[are_threshold(tables, n)].tolist()) == all_small_weights(n, largest)


def test_threshold_weights_compute_their_functions_when_inputs_are_five():
    tables = all_threshold(5)
    found, weights, thresholds = threshold_weights(tables, 5)
    assert found.all()
    fires = weights @ all_rows(5).T >= thresholds[:, None]
    assert (pack(fires)[:, 0] == tables).all()


@pytest.mark.parametrize(("n", "classes", "largest_sum"), [(5, 119, 16), (6, 1113, 33)])
def test_class_table_holds_the_known_number_of_classes(n, classes, largest_sum):
    from logicnet.network.one_unit.threshold import _classes

    weights, thresholds, _ = _classes()
    few = (weights[:, n:] == 0).all(axis=1)
    assert few.sum() == classes
    assert weights[few].sum(axis=1).max() == largest_sum
    fires = weights[few][:, :n] @ all_rows(n).T >= thresholds[few][:, None]
    assert len(np.unique(fires, axis=0)) == classes
    assert are_threshold(pack(fires), n).all()


def test_class_table_holds_all_classes_of_seven_inputs_each_once():
    from logicnet.network.one_unit.threshold import _classes

    weights, thresholds, keys = _classes()
    assert len(keys) == len(np.unique(keys)) == 29375
    fires = weights @ all_rows(7).T >= thresholds[:, None]
    assert len(np.unique(pack(fires), axis=0)) == 29375


def test_table_and_linear_program_agree_when_functions_have_six_inputs():
    from logicnet.network.one_unit.threshold import _classes

    weights, thresholds, _ = _classes()
    rng = np.random.default_rng(5)
    few = np.flatnonzero((weights[:, 6] == 0) & (weights[:, 5] > 0))
    for k in rng.choice(few, 60, replace=False):
        fires = all_rows(6) @ weights[k][:6] >= thresholds[k]
        other = separate(all_rows(6)[fires], all_rows(6)[~fires])
        assert sum(map(abs, other.weights)) == weights[k].sum()
        assert other.minimal


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9), st.data())
def test_find_threshold_recovers_the_function_when_it_is_made_from_weights(n, data):
    weights = np.array(data.draw(st.lists(st.integers(-20, 20), min_size=n, max_size=n)))
    t = data.draw(st.integers(-40, 40))
    bits = all_rows(n) @ weights >= t
    found = find_threshold(table_of(bits))
    assert found is not None
    assert computes(found, bits)
    if found.minimal:
        assert sum(map(abs, found.weights)) <= np.abs(weights).sum()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 8), st.integers(0, 10**9), st.floats(0.1, 0.9))
def test_find_threshold_uses_dont_cares_when_some_completion_is_a_threshold_function(n, seed, p):
    rng = np.random.default_rng(seed)
    bits = all_rows(n) @ rng.integers(-9, 10, n) >= rng.integers(-9, 10)
    free = rng.random(1 << n) < p
    found = find_threshold(table_of(bits, free))
    assert found is not None
    assert computes(found, bits, ~free)


@pytest.mark.parametrize("n", [3, 4, 5, 8])
def test_find_threshold_keeps_every_row_that_matters(n):
    for seed in range(60 if n < 8 else 15):
        rng = np.random.default_rng(seed)
        bits = all_rows(n) @ rng.integers(-4, 5, n) >= rng.integers(-4, 5)
        free = rng.random(1 << n) < rng.choice([0.05, 0.2, 0.4])
        found = find_threshold(table_of(bits, free))
        assert found is not None
        assert computes(found, bits, ~free)


@pytest.mark.parametrize("n", [6, 7, 8])
def test_a_single_row_that_is_free_counts(n):
    """Of a majority one row is turned, which no weights give, and then left open."""
    bits = all_rows(n).sum(axis=1) > n // 2
    for row in (0, 63, (1 << n) - 1):
        turned = bits.copy()
        turned[row] ^= True
        free = np.arange(1 << n) == row
        assert find_threshold(table_of(turned)) is None
        found = find_threshold(table_of(turned, free))
        assert computes(found, bits, ~free)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_find_threshold_is_exact_when_few_rows_of_three_inputs_are_free(seed):
    rng = np.random.default_rng(seed)
    bits, free = rng.random(8) < 0.5, rng.random(8) < 0.4
    every = unpack(np.arange(256, dtype=np.uint64)[:, None], 8)
    completions = pack(every[(every == bits)[:, ~free].all(axis=1)])
    expected = are_threshold(completions, 3).any()
    found = find_threshold(table_of(bits, free))
    assert (found is not None) == expected
    if found is not None:
        assert computes(found, bits, ~free)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_find_threshold_agrees_with_a_plain_program_when_inputs_are_eight(seed):
    rng = np.random.default_rng(seed)
    sums = all_rows(8) @ rng.integers(-30, 31, 8)
    bits = sums >= np.median(sums)
    bits[rng.choice(np.argsort(np.abs(sums - np.median(sums)))[:8], 2, replace=False)] ^= True
    found = find_threshold(table_of(bits))
    plain = separate(all_rows(8)[bits], all_rows(8)[~bits], smallest=False)
    assert (found is None) == (plain is None)
    assert found is None or computes(found, bits)


def test_find_threshold_is_exact_when_weights_are_powers_of_two():
    n = 16
    weights = (1 << np.arange(n)) * np.where(np.arange(n) % 2, -1, 1)
    bits = all_rows(n) @ weights >= 1
    found = find_threshold(table_of(bits))
    assert found is not None
    assert computes(found, bits)


def test_find_threshold_uses_the_least_weights_when_a_majority_has_fifteen_inputs():
    bits = all_rows(15).sum(axis=1) >= 8
    assert find_threshold(table_of(bits)) == Threshold(
        tuple(f"x{i + 1}" for i in range(15)), (1,) * 15, 8
    )


@pytest.mark.parametrize("n", [0, 1, 3, 8, 10])
@pytest.mark.parametrize("value", [False, True])
def test_find_threshold_gives_no_weights_when_the_function_is_constant(n, value):
    found = find_threshold(table_of(np.full(1 << n, value)))
    assert found is not None
    assert found.weights == (0,) * n
    assert (found.threshold <= 0) == value


def test_find_threshold_ignores_inputs_when_they_do_not_matter():
    found = find_threshold(TruthTable.from_expression("a & ~f", names="abcdefghij"))
    assert found is not None
    assert found.weights == (1, 0, 0, 0, 0, -1, 0, 0, 0, 0)


@pytest.mark.parametrize("n", [2, 5, 7, 9, 12])
def test_find_threshold_is_none_when_the_function_is_parity(n):
    assert find_threshold(table_of(all_rows(n).sum(axis=1) % 2 == 1)) is None


def test_find_threshold_is_none_when_a_unate_function_is_not_separable():
    assert find_threshold("a & b | c & d") is None
    assert find_threshold("(a & b | c & d) & (e | f) & (g | h) & ~i") is None


def test_find_threshold_accepts_every_way_to_state_a_function():
    import sympy

    a, b, c = sympy.symbols("a b c")
    expected = Threshold(("a", "b", "c"), (2, 1, 1), 3)
    assert find_threshold(a & (b | c)) == expected
    assert find_threshold(Cover.from_cubes(["11-", "1-1"], inputs="abc")) == expected
    assert find_threshold(lambda a, b, c: a and (b or c)) == expected
    assert find_threshold(expected.network()) == expected


def test_find_threshold_does_not_depend_on_the_order_of_inputs():
    bits = all_rows(4) @ np.array([3, -2, 2, 1]) >= 3
    expected = find_threshold(table_of(bits)).weights
    for order in permutations(range(4)):
        found = find_threshold(table_of(bits.reshape((2,) * 4).transpose(order).ravel()))
        assert found is not None
        assert found.weights == tuple(expected[i] for i in order)


def test_threshold_network_computes_the_function():
    found = find_threshold("atleast(2, a, b, ~c)")
    assert found is not None
    net = found.network()
    assert net.units == 1
    assert net.proven_minimal
    assert truth_table(net).on[0].tolist() == TruthTable.from_expression(
        "atleast(2, a, b, ~c)"
    ).on[0].tolist()  # fmt: skip
    assert str(found) == "a + b - c >= 1"


def test_find_threshold_refuses_many_outputs():
    with pytest.raises(SpecificationError, match=r"table\.output"):
        find_threshold(TruthTable.from_string({"p": "01", "q": "10"}))


def test_batch_refuses_more_inputs_than_the_table_has():
    with pytest.raises(LimitError, match="8 inputs exceed the 7"):
        are_threshold(np.zeros((1, words(8)), np.uint64), 8)


def test_a_checker_of_weights_fails_when_one_weight_is_changed():
    bits = all_rows(5) @ np.array([3, 2, 2, 1, 1]) >= 5
    found = find_threshold(table_of(bits))
    assert found is not None
    wrong = Threshold(found.inputs, (found.weights[0] - 2, *found.weights[1:]), found.threshold)
    assert computes(found, bits)
    assert not computes(wrong, bits)


def test_separate_is_none_within_a_weight_limit_when_larger_weights_are_needed():
    bits = all_rows(3) @ np.array([2, 1, 1]) >= 3
    on, off = all_rows(3)[bits], all_rows(3)[~bits]
    assert separate(on, off, max_weight=1) is None
    assert separate(on, off, max_weight=2).weights == (2, 1, 1)


def test_separate_adds_the_rows_it_needs_when_there_are_thousands():
    rng = np.random.default_rng(3)
    points = rng.integers(0, 2, (6000, 20))
    fires = points @ rng.integers(-9, 10, 20) >= 1
    found = separate(points[fires], points[~fires])
    assert found is not None
    assert ((points @ np.array(found.weights) >= found.threshold) == fires).all()


def test_threshold_of_agrees_with_the_batch_when_inputs_are_seven():
    rng = np.random.default_rng(11)
    bits = all_rows(7) @ rng.integers(-5, 6, (7, 40)) >= rng.integers(-4, 5, 40)
    tables = pack(bits.T)
    found, weights, thresholds = threshold_weights(tables, 7)
    assert found.all()
    for table, w, t in zip(tables, weights, thresholds, strict=True):
        single = threshold_of(table, np.zeros_like(table), 7)
        assert (single.weights, single.threshold) == (tuple(w.tolist()), int(t))


# Certainty ---------------------------------------------------------------------------------------


def crosses(p, q, r, s):
    """Whether two segments of the plane have a point in common, in whole numbers."""

    def turn(a, b, c):
        area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
        return (area > 0) - (area < 0)

    def within(a, b, c):
        return all(min(a[k], b[k]) <= c[k] <= max(a[k], b[k]) for k in (0, 1))

    t = turn(p, q, r), turn(p, q, s), turn(r, s, p), turn(r, s, q)
    if t[0] * t[1] < 0 and t[2] * t[3] < 0:
        return True
    return any(turned == 0 and within(a, b, c) for turned, a, b, c in
               zip(t, (p, p, r, r), (q, q, s, s), (r, s, p, q), strict=True))  # fmt: skip


def meet(on, off):
    """Whether the hulls of two sets of points of the plane have a point in common."""
    if any(crosses(p, q, r, s) for p in on for q in on for r in off for s in off):
        return True

    def holds(points, place):  # place in a triangle of points
        def area(a, b, c):
            return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

        return any(
            min(area(a, b, place), area(b, c, place), area(c, a, place)) >= 0
            for a in points for b in points for c in points if area(a, b, c) > 0
        )  # fmt: skip

    return any(holds(on, q) for q in off) or any(holds(off, p) for p in on)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 30, 10**6, 10**9, 10**14]))
def test_separate_is_right_however_near_the_points_are_to_each_other(seed, size):
    rng = np.random.default_rng(seed)
    way = [int(v) for v in rng.integers(-size, size + 1, 2)]
    points = [(k * way[0] + int(a), k * way[1] + int(b))
              for k, (a, b) in enumerate(rng.integers(-1, 2, (6, 2)))]  # fmt: skip
    side = rng.random(6) < 0.5
    on = [p for p, s in zip(points, side, strict=True) if s]
    off = [p for p, s in zip(points, side, strict=True) if not s]
    found = separate(np.array(on).reshape(-1, 2), np.array(off).reshape(-1, 2), proven=True)
    assert (found is None) == (bool(on) and bool(off) and meet(on, off))
    if found is not None:
        sums = [sum(w * v for w, v in zip(found.weights, p, strict=True)) for p in points]
        assert [s >= found.threshold for s in sums] == side.tolist()


def fibonacci(n):
    a, b = 1, 1
    for _ in range(n):
        a, b = b, a + b
    return a, b


@pytest.mark.parametrize("n", [20, 40, 60, 80])
def test_weights_that_floats_cannot_tell_apart_are_found_exactly(n):
    """Three points of which one is beyond the line through the others, by as little as can be."""
    a, b = fibonacci(n)
    c, d = fibonacci(n + 1)
    on, off = [(0, 0), (c, d)], [(a, b)] if a * d - b * c > 0 else [(c - a, d - b)]
    found = separate(np.array(on), np.array(off), proven=True)
    assert found is not None
    sums = [sum(w * v for w, v in zip(found.weights, p, strict=True)) for p in (*on, *off)]
    assert [s >= found.threshold for s in sums] == [True, True, False]
    between = [(0, 0), (2 * a, 2 * b)], [(a, b)]
    assert separate(*map(np.array, between), proven=True) is None


def test_none_is_decided_in_fractions_when_the_solver_says_so(monkeypatch):
    from logicnet.network.one_unit import separation

    bits = all_rows(9) @ np.array([1, 1, 2, 3, 5, 8, 13, 21, 34]) >= 44
    monkeypatch.setattr(separation._Program, "solve", lambda *args, **kw: None)
    found = find_threshold(table_of(bits))
    assert computes(found, bits)
    assert not found.minimal
    parity = separate(np.array([[0, 0], [1, 1]]), np.array([[0, 1], [1, 0]]), proven=True)
    assert parity is None
    assert separate(np.array([[1, 1]]), np.array([[0, 0]])) is None  # not asked for certainty


def test_weights_that_may_not_be_negative_are_not():
    on, off = np.array([[1, 0, 0], [0, 2, 0]]), np.array([[0, 0, 1], [0, 1, 2]])
    for free, exists in (([True] * 3, True), ([False] * 3, True), ([False, False, True], True)):
        found = separate(on, off, free=np.array(free), proven=True)
        assert (found is not None) == exists
        assert all(w >= 0 for w, f in zip(found.weights, free, strict=True) if not f)
    assert separate(off, on, free=np.zeros(3, dtype=bool), proven=True) is not None
    low, high = np.array([[0, 0]]), np.array([[1, 1]])
    assert separate(low, high, free=np.zeros(2, dtype=bool), proven=True) is None
    assert separate(low, high, proven=True) is not None


@pytest.mark.parametrize(("weights", "threshold"), [
    ((1, float("nan")), 1), ((1, "2"), 1), ((1, None), 1), ((1, True), 1), ((1, 2), float("inf")),
])  # fmt: skip
def test_what_is_no_number_is_no_weight(weights, threshold):
    with pytest.raises(SpecificationError, match="finite numbers, not"):
        Threshold(("a", "b"), weights, threshold)


def test_float_weights_of_a_unit_are_summed_exactly():
    unit = Threshold(("a", "b", "c"), (0.1, 0.2, 0.3), 0.6000000000000001)
    assert not unit.network()([[1, 1, 1]])[0, 0]
    exact = sum(map(Fraction, unit.weights))
    assert exact < Fraction(unit.threshold)
    assert Threshold(("a",), (np.int64(2),), np.float64(0.5)).weights == (2,)
    with pytest.raises(SpecificationError, match="'a' is given twice"):
        Threshold(("a", "a"), (1, 1), 1)
