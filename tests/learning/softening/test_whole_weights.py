"""Whole weights decide every row as the numbers that they stand for, added up exactly."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError, SpecificationError, compile, harden, soften
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.agreement import all_rows, disagreement, measured_error
from logicnet.learning.softening.whole_weights import whole_unit

tenths = st.integers(-12, 12).map(lambda k: k / 10)
sizes = st.builds(lambda m, e: m * 2.0**e, st.integers(-9, 9), st.integers(-30, 30))


def decisions(weights, threshold, rows):
    exact = [Fraction(w) for w in weights]
    sums = (sum((w * v for w, v in zip(exact, row, strict=True)), Fraction(0)) for row in rows)
    return [total >= threshold for total in sums]


def check(weights, threshold, low, rows=None):
    high = np.ones(len(weights))
    whole, least = whole_unit(np.array(weights), threshold, np.array(low), high)
    assert {type(v) for v in (*whole, least)} == {int}
    rows = list(product(*((int(a), 1) for a in low))) if rows is None else rows
    assert decisions(whole, least, rows) == decisions(weights, Fraction(threshold), rows)
    return whole, least


@settings(max_examples=200)
@given(st.data())
def test_up_to_ten_wires_decide_alike(data):
    number = data.draw(st.sampled_from([tenths, sizes, st.floats(-2, 2), tenths | sizes]))
    weights = data.draw(st.lists(number, min_size=1, max_size=7))
    low = data.draw(st.lists(st.sampled_from([0.0, -1.0]), min_size=len(weights),
                             max_size=len(weights)))  # fmt: skip
    total = sum(Fraction(w) for w in weights if data.draw(st.booleans()))
    check(weights, data.draw(st.sampled_from([total, float(total)]) | number), low)


@pytest.mark.parametrize("wires", [10, 11])
@pytest.mark.parametrize("least", [0.0, -1.0])
def test_more_wires_decide_alike_at_ties(wires, least):
    rng = np.random.default_rng(wires)
    for weights in (
        rng.integers(-9, 10, wires) / 8,
        rng.normal(size=wires),
        2.0 ** np.arange(wires),
    ):
        tie = sum(Fraction(w) for w in weights[::2].tolist())
        for threshold in (tie, tie + Fraction(1, 2**60), 0.3):
            check(weights.tolist(), threshold, [least] * wires)


def test_many_wires_keep_numbers_that_can_be_whole():
    rng = np.random.default_rng(2)
    weights = (rng.integers(-40, 41, 24) * 4 + 1) / 4
    assert whole_unit(weights, 2.5, np.zeros(24), np.ones(24)) == ((4 * weights).tolist(), 10)
    long = rng.normal(size=24) * 2.0**-40
    long[0] *= 2.0**-20  # more digits than 62 bits hold: the nearest of 32 bits
    whole, threshold = whole_unit(long, 2.0**-41, np.zeros(24), np.ones(24))
    assert max(map(abs, whole)) == 2**32
    scale = 2.0**32 / np.abs(long).max()
    assert np.abs(np.array(whole) / scale - long).max() <= 0.5 / scale
    assert 0 <= threshold - 2.0**-41 * scale < 1


@pytest.mark.parametrize("wires", [3, 12, 24])
@pytest.mark.parametrize("least", [0.0, -1.0])
def test_units_that_never_change_stay_so_with_weights_that_tell_of_the_signs(wires, least):
    weights = np.where(np.arange(wires) % 2, -0.9, 1.0)
    exact = [Fraction(w) for w in weights.tolist()]
    low = sum(min(w * int(least), w) for w in exact)
    top = sum(max(w * int(least), w) for w in exact)
    rows = np.where(np.random.default_rng(0).random((50, wires)) < 0.5, int(least), 1).tolist()
    rows += [
        [int(least) if w > 0 else 1 for w in weights],
        [1 if w > 0 else int(least) for w in weights],
    ]
    for threshold in (low, top + Fraction(1, 2**70)):
        whole, _ = check(weights.tolist(), threshold, [least] * wires, rows)
        assert whole == np.sign(weights).tolist()
    for threshold in (low + Fraction(1, 2**20), top):  # and the next thresholds tell rows apart
        check(weights.tolist(), threshold, [least] * wires, rows if wires < 24 else rows[:-2])


def test_numbers_stay_what_they_are_while_their_sums_fit():
    weights = np.full(24, 2.0**56)
    weights[0] += 16
    for threshold, kept in ((2.0**56, True), (7 * 2.0**56, True), (8 * 2.0**56, False)):
        whole, _ = whole_unit(weights, threshold, np.zeros(24), np.ones(24))
        assert (whole == weights.tolist()) == kept  # sums and threshold together below 2^61
        assert kept or max(whole) == 2**32


def test_units_that_never_fire_are_one_beyond_their_sums():
    assert whole_unit(np.array([2.0, -2.0]), 2.5, np.zeros(2), np.ones(2)) == ([1, -1], 2)
    assert whole_unit(np.array([2.0, -2.0]), -2.0, np.zeros(2), np.ones(2)) == ([1, -1], -1)
    assert whole_unit(np.array([2.0, -2.0]), 4.5, -np.ones(2), np.ones(2)) == ([1, -1], 3)


def test_weights_are_as_small_as_rounding_allows():
    for weights, threshold, small in (
        ([0.5, 0.5, 0.5], 1.0, ([1, 1, 1], 2)), ([0.9, 0.4, 0.5], 0.7, ([2, 1, 1], 2)),
        ([0.0, 0.0], 0.0, ([0, 0], 0)), ([0.0], 0.5, ([0], 1)), ([], -1.0, ([], 0)),
    ):  # fmt: skip
        count = len(weights)
        assert whole_unit(np.array(weights), threshold, np.zeros(count), np.ones(count)) == small


# Agreement -----------------------------------------------------------------------------------


def net(weights, bias):
    mlp = MLP.from_layers([[weights]], [[bias]], gain=8.0)
    return replace(mlp, wiring=replace(mlp.wiring, encoding="binary"))


def test_rows_are_those_of_a_truth_table():
    assert all_rows(net([1.0] * 3, -2.0)).tolist() == [
        list(row) for row in product((0, 1), repeat=3)
    ]
    assert len(all_rows(net([1.0] * 16, 0.0))) == 2**16
    with pytest.raises(LimitError, match="17 inputs exceed the 16"):
        all_rows(net([1.0] * 17, 0.0))


def test_what_differs_is_counted_and_named():
    most, all_of = net([1.0] * 4, -0.5), net([1.0] * 4, -3.5)
    found = disagreement(most, harden(all_of))
    assert found.rows.tolist() == list(range(1, 15))
    assert found.points.tolist() == [list(map(float, f"{row:04b}")) for row in range(1, 15)]
    assert (found.soft[:, 0].tolist(), found.hard[:, 0].tolist()) == ([1] * 14, [0] * 14)
    assert str(found) == "hard and soft differ on 14 of 16 rows: 1, 2, 3, 4, 5, ..."
    assert repr(found) == f"<Disagreement: {found}>"
    given_rows = disagreement(most, harden(all_of), [[1, 0, 0, 0], [1, 1, 1, 1]])
    assert str(given_rows) == "hard and soft differ on 1 of 2 rows: 0"
    assert str(disagreement(most)) == "hard and soft agree on all 16 rows"
    assert str(disagreement(most, x=[[1, 0, 0, 0]])) == "hard and soft agree on the given 1 rows"
    with pytest.raises(SpecificationError, match=r"are \(4, 1\) and \(2, 1\); expected equal"):
        disagreement(most, harden(net([1.0] * 2, -0.5)))


def test_five_rows_are_named_and_no_more():
    never, one_of = net([0.0] * 3, -1.0), net([1.0] * 3, -0.5)
    rows = all_rows(one_of)[1:]
    for count, shown in ((4, "0, 1, 2, 3"), (5, "0, 1, 2, 3, 4"), (6, "0, 1, 2, 3, 4, ...")):
        found = disagreement(one_of, harden(never), rows[:count])
        assert str(found) == f"hard and soft differ on {count} of {count} rows: {shown}"


def test_rows_differ_where_a_single_output_does():
    mlp = MLP.from_layers([[[1.0, 1.0], [1.0, 1.0]]], [[-0.5, -1.5]])
    other = MLP.from_layers([[[1.0, 1.0], [1.0, 1.0]]], [[-0.5, -0.5]])
    points = [[0, 0], [0, 1], [1, 1]]
    found = disagreement(mlp, harden(other), points)
    assert (found.rows.tolist(), found.soft.tolist(), found.hard.tolist()) == (
        [1], [[1, 0]], [[1, 1]]
    )  # fmt: skip


def test_the_measured_error_is_the_largest_of_all_rows():
    mlp = net([1.0, 1.0], -1.5)
    want = 1 / (1 + np.exp(8.0 * 0.5))
    assert measured_error(mlp) == pytest.approx(want)
    assert measured_error(mlp, [[0, 0]]) == pytest.approx(1 / (1 + np.exp(8.0 * 1.5)))


@pytest.mark.parametrize("text", ["a & b | c", "a ^ b ^ c", {"y": "~a", "z": "a | b & c"}, "1"])
def test_relu_nets_are_measured_at_their_outputs_and_have_no_error(text):
    network = compile(text)
    mlp = soften(network, activation="relu")
    assert network(all_rows(mlp)).any()
    assert measured_error(mlp) == 0.0
    assert measured_error(mlp, np.ones((1, len(network.inputs)))) == 0.0


@pytest.mark.parametrize("gain", [0.5, 1.5, 4.0])
def test_the_measured_error_of_tanh_units_is_on_their_scale(gain):
    mlp = soften(compile("a & b"), gain=gain, activation="tanh")
    assert measured_error(mlp) == pytest.approx(1 - np.tanh(gain / 2))
    assert measured_error(mlp, [[0, 0]]) == pytest.approx(1 - np.tanh(gain * 1.5))
