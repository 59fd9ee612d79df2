"""Sums are exact in whatever way they are added up, and in both Boolean encodings."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings

from logicnet import Network, SpecificationError
from logicnet.network.sums import whole_sums
from reference import reference
from strategies import networks, real_networks

BOTH = ("binary", "bipolar")
SMALL = networks(largest=4, most_inputs=4, most_units=5, encodings=BOTH)
LARGE = networks(largest=2**57, most_inputs=4, most_units=4, encodings=BOTH)


def meaning(net):
    """The outputs at all rows, by the reference loop."""
    values = (-1, 1) if net.encoding == "bipolar" else (0, 1)
    return [reference(net, row) for row in product(values, repeat=len(net.inputs))]


def other(net):
    return "binary" if net.encoding == "bipolar" else "bipolar"


def one_unit(weights, threshold, encoding="binary"):
    names = [f"x{i}" for i in range(len(weights))]
    return Network.from_units(names, [(range(len(weights)), weights, threshold)], encoding=encoding)


@given(real_networks() | SMALL | LARGE)
@settings(max_examples=120)
def test_whole_sums_decide_as_the_numbers_given_do(net):
    sums = whole_sums(net)
    units = [
        (sums.indices[a:b].tolist(), sums.weights[a:b].tolist(), threshold)
        for (a, b), threshold in zip(pairwise(sums.indptr), sums.thresholds.tolist(), strict=True)
    ]
    found = []
    for row in product((0, 1), repeat=len(net.inputs)):
        values = list(row)
        for reads, weights, threshold in units:
            assert {type(v) for v in (*weights, threshold)} == {int}
            total = sum(w * values[s] for s, w in zip(reads, weights, strict=True))
            values.append(int(total >= threshold))
        found.append([values[len(row) + u] for u in net.output_units])
    assert found == meaning(net)
    size = max(abs(t) + sum(map(abs, weights)) for _, weights, t in units)
    assert sums.fit_words == (size < 2**62)


def test_whole_sums_are_as_small_as_the_numbers_allow():
    third = one_unit([0.1, 0.1, 0.1], 0.2)  # no sum of floats, yet 1, 1, 1 >= 2
    assert whole_sums(third).weights.tolist() == [1, 1, 1]
    assert whole_sums(third).thresholds.tolist() == [2]
    far = one_unit([0.5, -0.25], 1e300)  # never reached
    assert (whole_sums(far).weights.tolist(), whole_sums(far).thresholds.tolist()) == ([2, -1], [3])
    low = one_unit([0.5, -0.25], -1e300)
    assert whole_sums(low).thresholds.tolist() == [-1]
    bipolar = one_unit([3, -1], 1, "bipolar")  # 3 (2a - 1) - (2b - 1) >= 1
    assert whole_sums(bipolar).weights.tolist() == [3, -1]
    assert whole_sums(bipolar).thresholds.tolist() == [2]


def test_words_hold_sums_below_two_to_the_62():
    weights = [2.0**62 - 2**9, 2.0**9 - 1]  # they add up to 2^62 - 1
    assert whole_sums(one_unit(weights, 0.0)).fit_words
    assert not whole_sums(one_unit(weights, 1.0)).fit_words
    for least in (0.0, 1.0, 2.0**9):
        net = one_unit(weights, least)
        assert net.table().values().tolist() == meaning(net)


def test_sums_are_kept_and_cannot_be_changed():
    net = one_unit([0.5, 0.25], 0.5)
    sums = whole_sums(net)
    assert sums.weights is whole_sums(net).weights
    assert not sums.weights.flags.writeable
    assert not sums.thresholds.flags.writeable


@given(real_networks() | SMALL | LARGE)
@settings(max_examples=200)
def test_the_other_encoding_is_the_same_function_or_refused(net):
    try:
        turned = net.encoded(other(net))
    except SpecificationError as error:
        assert net.weights.dtype.kind == "f" or "2**62" in str(error)
        assert not whole_sums(net).fit_words or max(map(abs, net.weights.tolist())) > 2**55
        return
    assert meaning(turned) == meaning(net)
    assert meaning(turned.encoded(net.encoding)) == meaning(net)


def test_units_of_quarters_in_both_encodings():
    rng = np.random.default_rng(0)
    for k in range(300):
        n = int(rng.integers(1, 4))
        units = []
        for j in range(3):
            reads = np.flatnonzero(rng.random(n + j) < 0.7)
            weights = rng.integers(-8, 9, len(reads)) / 4
            units.append((reads, weights, float(rng.integers(-4, 5) / 4 + weights.sum() // 2)))
        net = Network.from_units(
            [f"x{i}" for i in range(n)], units, encoding=BOTH[k % 2],
            outputs={"y": 2, "z": 1},
        )  # fmt: skip
        turned = net.encoded(other(net))
        assert turned.weights.dtype == np.float64
        assert meaning(turned) == meaning(net)
        assert turned.encoded(net.encoding) == net  # nothing is lost on the way


@pytest.mark.parametrize("weight", [0.1, 0.3, 0.7])
def test_thresholds_beside_every_sum_in_both_encodings(weight):
    """A threshold that has to be rounded stays between the same two sums."""
    for k, ones, to in product((1, 3, 4), range(5), (-np.inf, 0.0, np.inf)):
        near = float(Fraction(weight) * (2 * ones - k))
        near = near if to == 0.0 else float(np.nextafter(near, to))
        for encoding in BOTH:
            net = one_unit([weight] * k, near, encoding)
            turned = net.encoded(other(net))
            assert turned.weights.dtype == np.float64  # there is room for one between two sums
            assert meaning(turned) == meaning(net)


@given(networks(largest=9, most_inputs=4, encodings=("bipolar",)))
def test_integers_stay_integers_and_do_not_grow_without_need(net):
    turned = net.encoded("binary")
    assert meaning(turned) == meaning(net)
    assert turned.weights.dtype.kind == "i"
    for j in range(net.units):
        (sources, before), (_, after) = net.wires_of(j), turned.wires_of(j)
        inner = sources >= len(net.inputs)
        reads_inputs = not inner.all()
        if reads_inputs and not (before[inner] % 2).any():  # halved
            assert (2 * after[inner] == before[inner]).all()
            assert (after[~inner] == before[~inner]).all()
        elif reads_inputs:
            assert (after[inner] == before[inner]).all()
            assert (after[~inner] == 2 * before[~inner]).all()
        else:
            assert (after == before).all()
            assert turned.thresholds[j] == net.thresholds[j]


def test_a_threshold_that_halves_is_rounded_up():
    # u >= 0 is 2x - 1 >= 0 is x >= 1/2: a half that is rounded down would always fire
    assert meaning(one_unit([1], 0, "bipolar").encoded("binary")) == [[0], [1]]
    assert one_unit([1], 0, "bipolar").encoded("binary").thresholds.tolist() == [1]
    hidden = Network.from_units(
        ["a"], [([0], [1], 1), ([0, 1], [1, 2], 2)], encoding="bipolar"
    )  # fmt: skip
    assert hidden.encoded("binary").thresholds.tolist() == [1, 2]


def test_what_floats_cannot_hold_is_turned_into_whole_numbers():
    # 2 t - sum(w) = 2 - 1 - 2^-53 - 2^-55 has more digits than a float, and none is near enough
    net = one_unit([1.0, 2.0**-53, 2.0**-55], 1.0)
    # and so has t + sum(w) = 1 + 2^-53 + 2^-55
    back = one_unit([1.0, 2.0**-53, 2.0**-55], 0.0, "bipolar")
    for each in (net, back):
        turned = each.encoded(other(each))
        assert turned.weights.dtype.kind == "i"
        assert meaning(turned) == meaning(each)
        assert meaning(turned.encoded(each.encoding)) == meaning(each)
        assert each.layered() is each


def test_a_float_between_two_sums_is_found_where_they_are_far_apart():
    # sums of -1/+1 differ by 2^-52, and between 1 + 2^-52 and 1 + 3 * 2^-53 there is no float
    turned = one_unit([1.0, 2.0**-53], 1 + 2.0**-52).encoded("bipolar")
    assert turned.weights.dtype == np.float64
    assert meaning(turned) == [[0]] * 4


def test_what_no_numbers_can_hold_is_refused():
    huge = one_unit([1.7e308, 2.0**-1000, -(2.0**-1000)], 2.0**-999)
    with pytest.raises(SpecificationError, match="no float where inputs are not binary"):
        huge.encoded("bipolar")
    deep = Network.from_units(["a"], [([0], [1.0], 1.0), ([0, 1], [1.0, 1.7e308], 1.0)])
    with pytest.raises(SpecificationError, match="whole weights, or with floats of fewer digits"):
        deep.encoded("bipolar")


@pytest.mark.parametrize("threshold", [-1.5, -0.5, 0.0, 0.5, 1.0, 1.5, 2.5])
def test_the_least_float_is_not_halved(threshold):
    units = [([0], [1.0], 1.0), ([0, 1, 2], [1.0, 1.5, 5e-324], threshold)]
    net = Network.from_units(["a", "b"], units, encoding="bipolar")
    turned = net.encoded("binary")
    assert turned.wires_of(1)[1].tolist() == [2.0, 3.0, 5e-324]
    assert meaning(turned) == meaning(net)


def test_thresholds_that_differ_by_the_least_are_told_apart():
    net = one_unit([0.1, 0.2, 0.3], 0.6)  # exactly, the three are 0.6000000000000000055...
    above = replace(net, thresholds=np.nextafter(net.thresholds, 1))
    assert meaning(net)[-1] == [1]
    assert meaning(above)[-1] == [0]
    for each in (net, above):
        assert each.table().values().tolist() == meaning(each)
