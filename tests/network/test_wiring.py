"""The normal form of a network's arrays: numbers arrive exactly or not at all."""

from dataclasses import fields, replace
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from itertools import pairwise
from math import isfinite

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network, SpecificationError, harden, soften
from logicnet.network.exact_numbers import exact, number, numbers
from logicnet.network.wiring import Wiring, sorted_wires
from strategies import networks

WHOLE = [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64, object]
REAL = [np.float16, np.float32, np.float64, np.longdouble, object]


def network(weights, thresholds=(1,), **fields):
    """One unit for each threshold; all wires, from inputs, belong to the last one."""
    count, units = len(weights), len(thresholds)
    arrays = {
        "indptr": np.array([0] * units + [count]), "indices": np.arange(count),
        "layer_starts": np.array([0, units]), "output_units": np.array([units - 1]),
    } | fields  # fmt: skip
    inputs = tuple(f"x{i}" for i in range(max(count, 1)))
    given = {"inputs": inputs, "outputs": ("y",), "weights": weights, "thresholds": thresholds}
    return Network.from_arrays(**given | arrays)


@pytest.mark.parametrize("make", [Network.from_units, Wiring, Network.from_arrays])
def test_units_of_which_none_is_an_output_are_refused(make):
    arrays = {
        "inputs": ["a"], "outputs": [], "indptr": [0, 1], "indices": [0], "layer_starts": [0, 1],
        "output_units": [],
    }  # fmt: skip
    weighed = arrays | {"weights": [1], "thresholds": [1]}
    units = {"inputs": ["a"], "units": [([0], [1], 1)], "outputs": {}}
    given = {Wiring: arrays, Network.from_arrays: weighed}.get(make, units)
    with pytest.raises(SpecificationError, match="none of the 1 units is an output"):
        make(**given)


@pytest.mark.parametrize("wrong", [5, None, b"chain", ["chain"]])
def test_a_construction_is_a_text(wrong):
    with pytest.raises(SpecificationError, match="construction is a text, not"):
        network([1, 1], construction=wrong)
    with pytest.raises(SpecificationError, match="construction is a text, not"):
        network([1, 1]).described(construction=wrong)


# Numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", WHOLE)
@given(st.data())
def test_whole_numbers_of_every_type_arrive_exactly(dtype, data):
    kind = np.dtype(np.int64 if dtype is object else dtype)
    least, most = np.iinfo(kind).min, min(np.iinfo(kind).max, 2**63 - 1)
    values = data.draw(st.lists(st.integers(least, most), max_size=4))
    array = numbers(np.array(values, dtype=dtype), "weight")
    assert (array.dtype, array.tolist()) == (np.int64, values)
    assert numbers(list(np.array(values, dtype=dtype)), "weight").tolist() == values


@pytest.mark.parametrize("dtype", REAL)
@given(st.data())
def test_floats_of_every_type_arrive_exactly(dtype, data):
    width = {np.float16: 16, np.float32: 32}.get(dtype, 64)
    values = data.draw(
        st.lists(st.floats(allow_nan=False, allow_infinity=False, width=width), max_size=4)
    )
    array = numbers(np.array(values, dtype=dtype), "weight")
    assert array.tolist() == values
    assert values == [] or array.dtype == np.float64
    assert not np.signbit(array[array == 0]).any()
    assert numbers(list(np.array(values, dtype=dtype)), "weight").tolist() == values


@given(st.fractions())
def test_a_fraction_arrives_exactly_or_is_refused(value):
    try:
        found = number(value, "weight")
    except SpecificationError:
        digits = value.numerator // (value.numerator & -value.numerator)
        power_of_two = value.denominator & (value.denominator - 1) == 0
        assert not power_of_two or abs(digits).bit_length() > 53
    else:
        assert Fraction(found) == value


class Level(IntEnum):
    high = 7


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Fraction(3, 4), 0.75), (Fraction(6, 2), 3), (Decimal("0.5"), 0.5), (Decimal(3), 3.0),
        (sympy.Integer(-4), -4), (sympy.Rational(1, 8), 0.125), (sympy.Float(0.1), 0.1),
        (np.float32(0.1), float(np.float32(0.1))), (np.longdouble(0.1), 0.1), (Level.high, 7),
        (np.array(5), 5), (np.array(0.5), 0.5), (np.int8(-3), -3), (2**70, 2**70),
    ],
)  # fmt: skip
def test_numbers_of_other_types_are_the_same_in_plain_ones(value, plain):
    found = number(value, "weight")
    assert (type(found), found) == (type(plain), plain)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([2**63], r"a weight lies beyond 64 bits \(9223372036854775808\)"),
        ([1, -(2**63) - 1], r"beyond 64 bits \(-9223372036854775809\)"),
        (np.array([2**63], dtype=np.uint64), r"beyond 64 bits \(9223372036854775808\)"),
        (np.array([2**64 - 1, 1], dtype=np.uint64), r"beyond 64 bits \(18446744073709551615\)"),
        (np.array([2**70], dtype=object), "beyond 64 bits"),
        ([Fraction(1, 3)], "weight 1/3 is no binary fraction of 64 bits; multiply the weights"),
        ([Decimal("0.1")], "weight 0.1 is no binary fraction"),
        ([sympy.Rational(2, 3)], "weight 2/3 is no binary fraction"),
        ([np.longdouble(1) / 3], "is no binary fraction"),
        (np.array([np.longdouble(1) / 3]), "is no binary fraction"),
        ([sympy.Symbol("a")], "a weight is a number, not a"),
        ([1j], "a weight is a number, not 1j"),
        (np.array([1 + 0j]), "a weight is a number, not"),
        (["3"], "a weight is a number, not '3'"),
        (np.array(["3"]), "a weight is a number, not"),
        ([b"3"], "a weight is a number"),
        ([None], "a weight is a number, not None"),
        ([True], "a weight is a number, not True"),
        (np.array([True]), "a weight is a number, not True"),
        ([[1]], r"a weight is a number, not \[1\]"),
        ([np.array([1])], "a weight is a number"),
        (np.array([[1]]), r"weights are a one-dimensional array of numbers, got one of shape"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "a weight is a number"),
        ([float("nan")], "weight nan is not finite"),
        ([float("inf")], "weight inf is not finite"),
        (np.array([1, -np.inf]), "weight -inf is not finite"),
        (np.array([np.nan], dtype=np.float16), "weight nan is not finite"),
        ([Decimal("NaN")], "weight nan is not finite"),
        ([sympy.oo], "weight inf is not finite"),
        ([10**400, 0.5], "no float is the weight 1000"),
        ([2**1024, 0.5], "no float is the weight 1797"),
        ([Fraction(10**400, 3)], "no binary fraction"),
        ([10**5000], "a weight lies beyond 64 bits .a number of thousands of digits"),
        ([[10**5000]], "a weight is a number, not a number of thousands of digits"),
        ([2**53 + 1, 0.5], "no float is the weight 9007199254740993; numbers that are not"),
        (np.ma.masked_array([1], mask=[True]), "some weights are masked"),
        ({1: 2}, "weights are a list or an array of numbers"),
        ("12", "weights are a list or an array of numbers, not '12'"),
    ],
)  # fmt: skip
def test_what_is_no_number_of_64_bits_is_refused(weights, message):
    with pytest.raises(SpecificationError, match=message):
        network(weights)
    with pytest.raises(SpecificationError, match="weight"):
        Network.from_units(
            [f"x{i}" for i in range(len(weights))], [(range(len(weights)), weights, 1)]
        )


def test_thresholds_are_checked_alike():
    with pytest.raises(SpecificationError, match="a threshold is a number, not '1'"):
        Network.from_units(["a"], [([0], [1], "1")])
    with pytest.raises(SpecificationError, match="threshold 1/3 is no binary fraction"):
        network([1], [Fraction(1, 3)])
    with pytest.raises(SpecificationError, match="no float is the threshold 9007199254740993"):
        network([0.5], [2**53 + 1])
    with pytest.raises(SpecificationError, match="no float is the weight 9007199254740993"):
        network(np.array([2**53 + 1]), np.array([0.5]))
    with pytest.raises(SpecificationError, match="thresholds are a list or an array"):
        replace(network([1]), thresholds=1)


def test_whole_numbers_among_floats_stay_what_they_are():
    net = network([2**1023, 0.5], [2**53])
    assert net.weights.tolist() == [2.0**1023, 0.5]
    assert net.thresholds.tolist() == [2.0**53]
    assert net.weights.dtype == net.thresholds.dtype == np.float64
    assert network([], [0.5]).weights.dtype == np.float64
    assert network(np.zeros(0), [1]).thresholds.dtype == np.int64


INTEGERS = st.integers(-(2**65), 2**65) | st.integers(-3, 3).map(lambda v: v + 2**63)
ANY = INTEGERS | INTEGERS.map(lambda v: -v) | st.floats() | INTEGERS.map(float)


@given(st.lists(ANY, max_size=3))
def test_arrays_of_a_type_hold_each_number_or_are_refused(values):
    held = all(isfinite(v) and v == int(v) and -(2**63) <= v < 2**63 for v in values)
    check_exact(values, np.int64, held)
    check_exact(values, np.float64, all(v != v or Fraction(v) == as_float(v) for v in values
                                        if not isinstance(v, float)))  # fmt: skip


def as_float(whole):
    try:
        return Fraction(float(whole))
    except OverflowError:
        return None


def check_exact(values, dtype, held):
    if not held:
        with pytest.raises(SpecificationError, match=f"numbers: {np.dtype(dtype)} cannot hold"):
            exact(values, dtype, "numbers")
        return
    array = exact(values, dtype, "numbers")
    assert array.dtype == dtype
    assert all(a == v or a != a for a, v in zip(array.tolist(), values, strict=True))


@pytest.mark.parametrize(
    ("values", "dtype", "held"),
    [
        ([2**53 + 1, 0.5], np.float64, False), ([2**53 - 1, 0.5], np.float64, True),
        ([0, 0.5], np.float64, True), ([2**1024], np.float64, False),
        ([2**1024 - 2**971], np.float64, True), ([2**63], np.int64, False),
        ([-(2**63), 2**63 - 1], np.int64, True), ([-(2**63) - 1], np.int64, False),
        ([-(2.0**63), 3.0], np.int64, True), ([2.0**63], np.int64, False),
        ([0.5], np.int64, False), ([float("inf")], np.int64, False),
        ([float("nan")], np.int64, False), ([float("nan")], np.float64, True),
    ],
)  # fmt: skip
def test_the_limits_of_a_type(values, dtype, held):
    check_exact(values, dtype, held)


def test_arrays_of_longer_floats_are_not_rounded():
    third = np.array([np.longdouble(1) / 3])
    with pytest.raises(SpecificationError, match="float64 cannot hold"):
        exact(third, np.float64, "numbers")
    assert exact(np.array([np.longdouble(0.5)]), np.float64, "numbers").tolist() == [0.5]
    with pytest.raises(SpecificationError, match="float64 cannot hold 9007199254740993"):
        exact(np.array([2**53 + 1]), np.float64, "numbers")


@pytest.mark.parametrize("whole", [0, 1, -(2**53) + 1, 2**53 - 1, 2**60])
def test_whole_numbers_that_are_floats_stand_beside_floats(whole):
    assert numbers([whole, 0.5], "weight").tolist() == [whole, 0.5]


# Shapes and wires ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"indptr": np.array([0, 1])}, "2 sources, but indptr ends at 1"),
        ({"indptr": np.array([0, 1, 2])}, "layer_starts must rise strictly from 0 to 2"),
        ({"indptr": np.array([1, 2])}, "indptr must not fall"),
        ({"indptr": np.array([0.0, 2.0])}, "indptr must be a one-dimensional array of whole"),
        ({"indices": np.array([0])}, "1 sources, but indptr ends at 2"),
        ({"indices": np.array([[0, 1]])}, "indices must be a one-dimensional array"),
        ({"indices": np.array([0, 2])}, r"unit 0 \(layer 1\) reads node 2; it may read nodes 0 to"),
        ({"indices": np.array([-1, 0])}, "reads node -1"),
        ({"indices": np.array([0, 0])}, "unit 0 reads node 0 twice"),
        ({"layer_starts": np.array([0, 2])}, "must rise strictly from 0 to 1"),
        ({"layer_starts": np.array([1])}, "must rise strictly from 0 to 1"),
        ({"layer_starts": np.array([], dtype=int)}, "must rise strictly from 0 to 1"),
        ({"layer_starts": np.array([1, 1])}, "must rise strictly from 0 to 1"),
        ({"layer_starts": np.array([0, 0, 1])}, "must rise strictly from 0 to 1"),
        ({"output_units": np.array([1])}, "output units must be 0 to 0"),
        ({"output_units": np.array([-1])}, "output units must be 0 to 0"),
        ({"output_units": np.array([0, 0])}, "one output unit is needed for each output"),
        ({"labels": ("p", "q")}, "2 labels for 1 units"),
        ({"encoding": "ternary"}, "encoding is 'binary'"),
        ({"inputs": ("a", "a")}, "input name 'a' is given twice"),
        ({"outputs": ("y", "y")}, "output name 'y' is given twice"),
        ({"centre": [0.0, 0.0]}, "only coordinates have a centre"),
        ({"encoding": "real", "centre": [0.0]}, "centre must be 2 numbers, got"),
        ({"encoding": "real", "centre": [0.0, np.nan]}, "centre nan is not finite"),
        ({"encoding": "real", "centre": ["0", "1"]}, "a centre is a number, not '0'"),
        ({"encoding": "real", "scale": [1.0, 2**53 + 1]}, "no float is the scale 90071992"),
        ({"encoding": "real", "scale": [1.0, 0.0]}, "scale must be positive"),
        ({"encoding": "real", "scale": [1.0, np.inf]}, "scale inf is not finite"),
        ({"lower_bound": 2}, "lower_bound is a whole number from 0 to the 1 units, or None"),
        ({"lower_bound": -1}, "lower_bound is a whole number from 0"),
        ({"lower_bound": 1.0}, "lower_bound is a whole number from 0"),
        ({"lower_bound": True}, "lower_bound is a whole number from 0"),
        ({"cut": "boredom"}, "cut is 'boredom'; expected 'time limit', 'interrupt' or None"),
    ],
)  # fmt: skip
def test_arrays_that_disagree_are_refused(fields, message):
    with pytest.raises(SpecificationError, match=message):
        network([1, 1], **fields)


def test_arrays_are_brought_to_one_form():
    net = network([5, 0, 7], [0, 1], indices=np.array([2, 0, 1]), lower_bound=0)
    assert (net.indices.tolist(), net.weights.tolist()) == ([1, 2], [7, 5])
    assert net.indptr.tolist() == [0, 0, 2]
    assert net.indptr.dtype == net.indices.dtype == net.layer_starts.dtype == np.int64
    assert network([1, 1], indices=np.array([1, 0])) == network([1, 1])
    same = {name: getattr(net, name) for name in ("indices", "weights", "thresholds", "indptr")}
    assert not any(array.flags.writeable for array in same.values())
    empty = Network.from_arrays(
        inputs=(), outputs=(), indptr=[0], indices=[], weights=[], thresholds=[],
        layer_starts=[0], output_units=[],
    )  # fmt: skip
    assert (empty.units, empty.depth) == (0, 0)


def test_sums_are_limited_so_that_none_overflows():
    edge = 2**61
    network([edge, -edge + 2**11], [-(2**9)])
    for weights, threshold in (([edge, -edge], 0), ([edge], edge), ([1], -(2**62)), ([2**62], 0)):
        with pytest.raises(SpecificationError, match=r"unit 1 .*exact sums need less than 2\*\*62"):
            network(weights, [0, threshold])
    network([2.0**70], [2.0**70])  # floats have no such limit


def test_inputs_are_found_by_name():
    net = network([1, 2])
    assert net.over(["x1", "c", "x0"]).wires_of(0)[0].tolist() == [0, 2]
    with pytest.raises(
        SpecificationError, match=r"reads 'x0', .* 2 inputs given; did you mean 'x'"
    ):
        net.over(["x1", "x"])
    three = Network.from_units(["a", "b", "c"], [([0], [1], 1)])
    assert three.over(["a"]).inputs == ("a",)


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        (([0], [1]), "a unit is the nodes it reads, their weights and a threshold, not"),
        (3, "a unit is the nodes it reads"),
        (([0, 1], [1], 1), "a unit has 2 sources but 1 weights"),
        ((0, [1], 1), "reads nodes, which are whole numbers, not 0"),
        (([0.5], [1], 1), "reads nodes, which are whole numbers"),
        (([True], [1], 1), "reads nodes, which are whole numbers"),
        (([[0], [0, 1]], [1], 1), "reads nodes, which are whole numbers"),
        (([0], 1, 1), "weights are a list or an array"),
        (([0], [1], [1]), "a threshold is a number"),
        (([5], [1], 1), "unit 0 reads node 5, but only nodes 0 to 1 come before it"),
        (([-2], [1], 1), "unit 0 reads node -2"),
    ],
)
def test_units_that_are_none_are_refused(unit, message):
    with pytest.raises(SpecificationError, match=message):
        Network.from_units(["a", "b"], [unit])


def test_wires_of_weight_zero_are_none():
    net = Network.from_units(["a"], [([0], [1], 1), ([0, 1], [1, 0], 1)])
    assert (net.depth, net.wires) == (1, 2)


XOR = Wiring.full([2, 2, 1], inputs=["a", "b"])


def test_wirings_join_alike_whatever_their_names():
    assert XOR.joins(XOR)
    assert XOR.joins(Wiring.full([2, 2, 1], outputs=["z"], encoding="bipolar"))
    shape = {"indptr": [0, 1], "indices": [0], "layer_starts": [0, 1], "output_units": [0]}
    one = Wiring(inputs=["a"], outputs=["y"], **shape)
    assert not one.joins(Wiring(inputs=["a", "b"], outputs=["y"], **shape))
    two = shape | {"indptr": [0, 1, 2], "indices": [0, 0], "layer_starts": [0, 2]}
    pair = Wiring(inputs=["a"], outputs=["y"], **two)
    assert not one.joins(pair)
    for change in (
        {"layer_starts": [0, 1, 2]},
        {"output_units": [1]},
        {"indptr": [0, 0, 1], "indices": [0]},
    ):
        other = Wiring(inputs=["a"], outputs=["y"], **two | change)
        assert not pair.joins(other)
        assert not other.joins(pair)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"indptr": [], "indices": []},
            "indptr is empty; it has one entry more than there are units",
        ),
        ({"indptr": [0, 2, 1], "indices": [0]}, "indptr must not fall"),
        ({"indptr": [0, 3, 3], "indices": [0, 2, 2]}, "unit 0 reads node 2 twice"),
        ({"indptr": [0, 3, 3], "indices": [1, 1, 2]}, "unit 0 reads node 1 twice"),
        ({"indptr": [0, 3, 3], "indices": [2, 0, 1]}, "the wires of unit 0 must be sorted"),
        ({"indptr": [0, 1, 3], "indices": [0, 1, 0]}, "the wires of unit 1 must be sorted"),
    ],
)
def test_wires_that_are_out_of_order_are_refused(fields, message):
    rest = {"inputs": ["a", "b", "c"], "outputs": ["y"], "layer_starts": [0, 2]}
    with pytest.raises(SpecificationError, match=message):
        Wiring(**rest, output_units=[1], **fields)


def test_wirings_are_equal_with_their_names():
    assert Wiring.full([2, 2, 1], inputs=["a", "b"]) == XOR
    assert Wiring.full([2, 2, 1], inputs=["a", "c"]) != XOR
    assert Wiring.full([2, 2, 1], inputs=["a", "b"], outputs=["z"]) != XOR
    assert (XOR.outputs, Wiring.full([1, 2]).outputs) == (("y",), ("y1", "y2"))
    assert Wiring.full([1, 2], outputs=["p", "q"]).outputs == ("p", "q")


def test_a_wiring_says_what_it_is():
    assert repr(XOR) == "<Wiring 2 inputs, 2 layers of 2 1 units, 6 wires>"
    assert repr(Wiring.full([2, 1])) == "<Wiring 2 inputs, 1 layer of 1 unit, 2 wires>"
    assert "8 layers of 1 1 1 1 1 1 1 2 units" in repr(Wiring.full([1] * 8 + [2]))
    assert "9 layers of 1 1 1 1 ... 2 units" in repr(Wiring.full([1] * 9 + [2]))


# One wiring for networks and MLPs --------------------------------------------------------------


def parts(wiring):
    """The fields of a wiring as lists, to be damaged and put together again."""
    found = {field.name: getattr(wiring, field.name) for field in fields(Wiring)}
    return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in found.items()}


def damages(wiring):
    """Fields that a damage changes, each of which makes the wiring wrong."""
    given, units, n = parts(wiring), wiring.units, len(wiring.inputs)

    def changed(name, start, stop, *new):
        return {name: [*given[name][:start], *new, *given[name][stop:]]}

    for j, (start, stop) in enumerate(pairwise(given["indptr"])):
        first = n + int(wiring.layer_starts[wiring.layer_of[j]])
        for k in range(start, stop):
            yield from (changed("indices", k, k + 1, node) for node in (-1, first, n + j))
        read = given["indices"][start:stop]
        if len(read) > 1:
            yield changed("indices", start, stop, *reversed(read))
            yield changed("indices", start, stop, *[read[0]] * len(read))
    for name in ("indptr", "layer_starts"):
        yield {name: given[name][:-1]}
        yield {name: [*given[name], given[name][-1]]}
        yield {name: [1, *given[name][1:]]}
        yield {name: [float(v) for v in given[name]]}
    for k in range(len(wiring.outputs)):
        yield from (changed("output_units", k, k + 1, unit) for unit in (-1, units))
    yield {"output_units": given["output_units"][1:]}
    yield {"outputs": (*wiring.outputs, wiring.outputs[0])}
    yield {"inputs": (*wiring.inputs, "")}
    yield {"encoding": "odd"}
    yield {"encoding": "binary", "scale": [1.0] * n}


@given(networks(most_inputs=4, most_units=5, encodings=("binary", "bipolar")))
def test_a_wiring_that_is_damaged_anywhere_is_refused(net):
    given = parts(net.wiring)
    assert Wiring(**given) == net.wiring
    for damage in damages(net.wiring):
        with pytest.raises(SpecificationError):
            Wiring(**given | damage)


@given(networks(most_inputs=4, most_units=5), st.randoms(use_true_random=False))
def test_wires_in_any_order_are_one_network(net, random):
    given = parts(net.wiring) | {"thresholds": net.thresholds, "labels": net.labels}
    indices, weights = [], []
    for j in range(net.units):
        wires = list(zip(*(part.tolist() for part in net.wires_of(j)), strict=True))
        random.shuffle(wires)
        indices += [source for source, _ in wires]
        weights += [weight for _, weight in wires]
    mixed = Network.from_arrays(**given | {"indices": indices, "weights": weights})
    assert mixed == net
    assert hash(mixed) == hash(net)


def test_a_wiring_is_checked_once_and_shared(monkeypatch):
    net = Network.from_units(["a", "b"], [([0, 1], [1, 1], 1), ([0, 2], [-1, 2], 1)])
    checked = []
    usual = Wiring.__post_init__
    monkeypatch.setattr(Wiring, "__post_init__", lambda w: (checked.append(w), usual(w)))
    smooth = soften(net)
    tuned = smooth.with_parameters(weights=1.5 * smooth.weights)
    same = [net.described(construction="x"), smooth, tuned, harden(smooth)]
    assert all(other.wiring is net.wiring for other in same)
    assert not checked
    thinner = replace(net, weights=[1, 0, -1, 2])  # a wire goes, so this is another wiring
    assert (thinner.indices.tolist(), len(checked)) == ([0, 0, 2], 1)


def test_nodes_of_any_number_are_refused_without_an_overflow():
    for nodes in ([2**62, 0], [-(2**63), 2**63 - 1, 5]):
        given = {"inputs": ["a"], "outputs": ["y"], "weights": [1] * len(nodes)}
        with pytest.raises(SpecificationError, match="reads node"):
            Network.from_arrays(
                **given, indptr=[0, len(nodes)], indices=nodes, layer_starts=[0, 1],
                output_units=[0], thresholds=[1],
            )  # fmt: skip


@given(st.lists(st.lists(st.integers(-2, 9), max_size=5), max_size=6))
def test_wires_are_sorted_unit_by_unit(reads):
    indptr = np.cumsum([0, *map(len, reads)])
    indices = np.array([node for read in reads for node in read], dtype=np.int64)
    found, weights = sorted_wires(indptr, indices, np.arange(len(indices)))
    assert found.tolist() == [node for read in reads for node in sorted(read)]
    assert np.array_equal(indices[weights], found)
    assert sorted(weights.tolist()) == list(range(len(indices)))


@pytest.mark.parametrize("kind", [np.int64, np.float64, np.int32, np.float32])
def test_a_network_keeps_none_of_the_arrays_that_it_is_given(kind):
    arrays = {
        "weights": np.array([1, -1, 2], kind), "thresholds": np.array([0, 1], kind),
        "indptr": np.array([0, 2, 3]), "indices": np.array([0, 1, 2]),
        "layer_starts": np.array([0, 1, 2]), "output_units": np.array([1]),
    }  # fmt: skip
    seen = {name: array[:] for name, array in arrays.items()}  # views are given as well
    for view in seen.values():
        view.flags.writeable = False
    for parts in (arrays, seen):
        net = Network.from_arrays(inputs=["a", "b"], outputs=["y"], **parts)
        before = net.weights.tolist(), net.thresholds.tolist(), net.indices.tolist()
        saved = {name: array.copy() for name, array in arrays.items()}
        for array in arrays.values():
            array[:] = 0
        assert (net.weights.tolist(), net.thresholds.tolist(), net.indices.tolist()) == before
        for name, array in saved.items():
            arrays[name][:] = array


def test_there_is_one_zero():
    arrays = {"weights": np.array([1.0]), "thresholds": np.array([-0.0])}
    net = Network.from_arrays(inputs=["a"], outputs=["y"], indptr=[0, 1], indices=[0],
                              layer_starts=[0, 1], output_units=[0], **arrays)  # fmt: skip
    assert not np.signbit(net.thresholds).any()
    assert np.signbit(arrays["thresholds"]).all()
