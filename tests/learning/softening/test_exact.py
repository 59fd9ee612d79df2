"""ReLU and hard-sigmoid nets equal their threshold networks, in exact arithmetic and in floats."""

from dataclasses import replace
from fractions import Fraction
from math import ceil, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import LimitError, Network, SpecificationError, compile, disagreement, harden, soften
from logicnet import train as trained
from logicnet.construction.counting.parity import parity
from logicnet.formats.native_json import dumps, loads
from logicnet.learning.softening.agreement import measured_error
from logicnet.learning.softening.exact import exact_certificate
from logicnet.learning.softening.rectifiers import Rectifiers
from logicnet.learning.softening.sigmoid import recertified
from reference import reference, rows
from strategies import networks, real_networks

KINDS = ("relu", "hard_sigmoid")
FUNCTIONS = {
    "relu": lambda z: max(z, Fraction(0)),
    "hard_sigmoid": lambda z: min(max(z + 3, Fraction(0)), Fraction(6)) / 6,
}


def exactly(mlp, row):
    """The outputs of a net in exact arithmetic, and the largest number met on the way."""
    values, most = [Fraction(v) for v in row], Fraction(0)
    for j in range(mlp.units):
        layer = mlp.layer_of[j]
        terms = [Fraction(float(mlp.biases[j]))]
        for source, weight in zip(*mlp.wires_of(j), strict=True):
            terms.append(Fraction(float(weight)) * values[source])
        z = sum(terms) * Fraction(float(mlp.gains[layer]))
        most = max(most, sum(map(abs, terms)))
        values.append(FUNCTIONS[mlp.activations[layer]](z))
    return [values[len(row) + u] for u in mlp.output_units], most


def check(network, mlp):
    low = -1 if network.encoding == "bipolar" else 0
    n = len(network.inputs)
    every = rows(n) if n < 10 else np.random.default_rng(n).integers(0, 2, (40, n)).tolist()
    for row in every:
        at = [max(v, low) if v else low for v in row]
        want = reference(network, at)
        got, most = exactly(mlp, at)
        assert got == want
        assert most < 2**53
        assert mlp.predict_proba(np.array(at, dtype=float).reshape(-1)).tolist() == want


@given(networks(most_inputs=4, most_units=5, encodings=("binary", "bipolar")),
       st.sampled_from(KINDS))  # fmt: skip
def test_any_network_of_whole_weights_is_equal_to_its_exact_net(network, kind):
    mlp = soften(network, activation=kind)
    check(network, mlp)
    assert mlp.certificate.error == 0
    assert harden(mlp) == network
    assert loads(dumps(mlp)) == mlp
    assert not disagreement(mlp, network) if network.inputs else True
    if kind == "relu":
        assert mlp.units <= 2 * network.units + len(network.outputs)
        assert set(mlp.activations) == {"relu"}


def test_every_form_of_a_unit_takes_as_few_relus_as_is_said():
    def units(weights, threshold):
        network = Network.from_units(
            "abc"[: len(weights)], [(range(len(weights)), weights, threshold)]
        )
        mlp = soften(network, activation="relu")
        check(network, mlp)
        return mlp.units

    assert units([1, 1, 1], 3) == 1  # an AND
    assert units([1], 1) == units([-1], 0) == 1  # a literal, which is an output
    assert units([1, 1, 1], 1) == 2  # an OR
    assert units([1, 1, 1], 2) == 2  # any other
    assert units([2, 2, 2], 5) == 1  # an AND whose sums are 2 apart
    assert units([1], 0) == units([1], 2) == 1  # constants


def test_literals_on_the_way_take_no_unit():
    chain = Network.from_units("ab", [([0, 1], [1, 1], 2), ([2], [-1], 0), ([3], [1], 1)])
    mlp = soften(chain, activation="relu")
    assert mlp.units == 2
    check(chain, mlp)


@given(networks(most_inputs=4, most_units=5, encodings=("binary", "bipolar")))
def test_no_unit_has_a_larger_value_than_is_known(network):
    made, low = Rectifiers(network), -1 if network.encoding == "bipolar" else 0
    for row in rows(len(network.inputs)):
        values = [max(v, low) if v else low for v in row]
        for unit in made.units:
            total = sum(weight * values[node] for node, weight in unit.terms.items())
            values.append(max(total + unit.constant, 0))
        assert all(value <= most for value, most in zip(values, made.most, strict=True))


def test_steps_of_one_sum_share_their_units():
    wires = [0, 1, 2, 3], [1] * 4
    steps = Network.from_units("abcd", [(*wires, 2), (*wires, 3), ([4, 5], [1, 1], 2)])
    mlp = soften(steps, activation="relu")
    assert mlp.units == 4  # r(s - 1), r(s - 2), r(s - 3) and the AND
    check(steps, mlp)


def test_each_output_is_a_unit_of_its_own():
    both = [0, 1], [1, 1], 2
    for outputs in ({"y": 0, "z": 1}, {"y": 0, "z": 1, "read": 2}):
        network = Network.from_units("ab", [both, both, ([2, 3], [1, 1], 2)], outputs=outputs)
        mlp = soften(network, activation="relu")
        assert len({*mlp.output_units.tolist()}) == len(outputs)
        check(network, mlp)


def test_what_stands_beside_a_parity_is_read_too():
    steps = [([0, 1, 2], [1, 1, 1], t) for t in (1, 2, 3)]
    units = [*steps, ([3, 4], [1, 1], 2), ([5, 6, 7, 8], [1, -1, 1, 1], 2)]
    network = Network.from_units("abcde", units)
    check(network, soften(network, activation="relu"))


@pytest.mark.parametrize("n", [2, 3, 4, 5, 8, 9, 13])
@pytest.mark.parametrize("even", [False, True])
def test_parity_of_steps_is_folded(n, even):
    network = parity(n, skip=False, even=even)
    mlp = soften(network, activation="relu")
    assert mlp.units == max(1, ceil(log2(n))) + 1
    check(network, mlp)


def test_steps_that_are_no_parity_are_not_folded():
    counts = "exactly(1, a, b, c, d) | exactly(3, a, b, c, d)"
    network = compile(counts, skip=False)
    check(network, soften(network, activation="relu"))
    short = Network.from_units(  # from a + b + c + d >= 2 on, so a sum of 4 lies beyond it
        "abcd", [([0, 1, 2, 3], [1] * 4, 1), ([0, 1, 2, 3], [1] * 4, 2), ([4, 5], [1, -1], 1)]
    )
    check(short, soften(short, activation="relu"))


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_exact_up_to_where_floats_are(kind):
    most = 2**48
    network = Network.from_units("ab", [([0, 1], [most, -most], most - 1), ([0, 2], [1, 1], 1)])
    check(network, soften(network, activation=kind))
    for large in (2**52, 2**58):
        beyond = Network.from_units("ab", [([0, 1], [large, -large], large - 1)])
        with pytest.raises(LimitError, match=r"unit 0 has sums of up to .*2\*\*53"):
            soften(beyond, activation=kind)


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_no_gaps_is_refused(kind):
    with pytest.raises(SpecificationError, match="reads coordinates"):
        soften(compile("x + y <= 1"), activation=kind)
    with pytest.raises(SpecificationError, match=r"unit 0 has the weight 0.5"):
        soften(Network.from_units("a", [([0], [0.5], 0.25)]), activation=kind)
    with pytest.raises(SpecificationError, match="have no band"):
        soften(compile("a & b"), activation=kind, band=0.1)
    with pytest.raises(SpecificationError, match="gain" if kind == "relu" else "gain must"):
        soften(compile("a & b"), activation=kind, gain=5.9)


def test_a_hard_sigmoid_may_be_steeper_and_trains_and_hardens():
    network = compile("a & b | c")
    mlp = soften(network, activation="hard_sigmoid", gain=7.7)
    check_values = mlp.predict_proba(rows(3))
    assert (check_values == network(rows(3))).all()
    assert mlp.certificate.error == 0
    moved = trained(mlp, rows(3), network(rows(3)), epochs=3).mlp
    assert (harden(moved)(rows(3)) == network(rows(3))).all()


def test_a_relu_net_that_moved_does_not_harden_and_has_no_certificate():
    mlp = soften(compile("a ^ b"), activation="relu")
    moved = mlp.with_parameters(biases=mlp.biases + 0.25)
    with pytest.raises(SpecificationError, match="as long as it is as soften made it"):
        harden(moved)
    with pytest.raises(SpecificationError, match="as soften makes it"):
        recertified(replace(moved, certificate=None), 1.0, None)
    assert measured_error(mlp) == 0


def test_a_certificate_without_any_error_says_so():
    said = str(soften(compile("a ^ b"), activation="relu").certificate)
    assert said.startswith("each output is its Boolean value on every input, exactly")


@given(real_networks(most_inputs=2, most_units=2))
def test_real_weights_are_refused_or_exact(network):
    try:
        mlp = soften(network, activation="relu")
    except SpecificationError:
        assert network.encoding == "real" or (network.weights % 1).any()
    except LimitError:
        assert max(*np.abs(network.weights), *np.abs(network.thresholds), 0) > 2**47
    else:
        check(network, mlp)


@pytest.mark.parametrize(
    ("kind", "option", "message"),
    [
        ("relu", {"band": 0.5}, "relu units have no band"),
        ("relu", {"gain": 9.0}, "relu units have no gain"),
        ("relu", {"gain": 9.0, "band": 0.5}, "relu units have no band"),
        ("hard_sigmoid", {"band": 0.5}, "hard_sigmoid units have no band"),
        ("hard_sigmoid", {"gain": 9.0, "band": 0.5}, "hard_sigmoid units have no band"),
    ],
)
def test_what_has_no_error_has_no_band_and_relu_units_no_gain(kind, option, message):
    network = compile("a & b")
    with pytest.raises(SpecificationError, match=message):
        soften(network, activation=kind, **option)
    assert set(soften(network, gain=9.0, activation="hard_sigmoid").gains) == {9.0}


@pytest.mark.parametrize("gain", [6.0, 7.5, 9.0])
def test_the_certificate_names_the_gain_that_the_net_has(gain):
    network = compile("a & b | c & ~a")
    mlp = soften(network, activation="hard_sigmoid", gain=gain)
    found = mlp.certificate
    assert (found.gain, found.gains.tolist()) == (gain, [gain] * mlp.depth)
    assert (found.error, found.bounds.tolist()) == (0.0, [0.0] * mlp.units)
    steeper = replace(mlp, gains=mlp.gains + np.arange(mlp.depth))
    assert recertified(steeper, gain, None).gain == gain
    relu = soften(network, activation="relu").certificate
    assert (relu.gain, set(relu.gains), set(relu.bounds)) == (1.0, {1.0}, {0.0})


def test_what_is_no_exact_net_gets_no_certificate():
    """Sums of this size are exact for ReLU units, and not times 6."""
    weights = [2**51, -(2**51)]
    network = Network.from_units("ab", [([0, 1], weights, 1)])
    small = Network.from_units("ab", [([0, 1], [1, -1], 1)])
    with pytest.raises(LimitError, match=r"unit 0 has sums of up to 4.5e\+15"):
        exact_certificate(network, soften(small, activation="hard_sigmoid"))
    mixed = Network.from_units("ab", [([0, 1], [1, 1], 1), ([0, 1], weights, 1)])
    with pytest.raises(LimitError, match=r"unit 1 has sums of up to 4.5e\+15"):
        soften(mixed, activation="hard_sigmoid")


@pytest.mark.parametrize("total", [2**53 // 6 + k for k in range(-8, 8)])
def test_no_sum_times_six_is_beyond_what_floats_hold(total):
    weight = total // 2
    network = Network.from_units("a", [([0], [weight], total - weight)])
    try:
        mlp = soften(network, activation="hard_sigmoid")
    except LimitError:
        assert 6 * (total + 4) > 2**53
    else:
        assert 6 * (total + 1) <= 2**53  # half a sum for the centre, and 3 before it is divided
        check(network, mlp)


@pytest.mark.parametrize("kind", KINDS)
def test_units_are_labelled_where_those_of_the_network_are(kind):
    network = compile("a & b | c & ~a", "formula")
    mlp = soften(network, activation=kind)
    assert mlp.labels[mlp.output_units[0]] == network.labels[network.output_units[0]]
    assert soften(replace(network, labels=None), activation=kind).labels is None
