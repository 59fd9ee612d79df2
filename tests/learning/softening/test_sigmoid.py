"""Softening with a certificate, and hardening back."""

from dataclasses import replace
from itertools import product
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError, Network, Region, SpecificationError, compile
from logicnet.learning.nets.certificate import rounded_up
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.agreement import all_rows, disagreement, measured_error, step_net
from logicnet.learning.softening.margins import nearest_sums, unit_gaps
from logicnet.learning.softening.sigmoid import harden, recertified, soften, step_form
from logicnet.learning.softening.whole_weights import whole_unit
from strategies import networks

KINDS = st.sampled_from(["sigmoid", "tanh"])


def xor_chain(n):
    """x1 xor ... xor xn, one after the other, each in three units."""
    units, last = [], 0
    for i in range(1, n):
        b = n + len(units)
        units += [([last, i], [1, 1], 1), ([last, i], [-1, -1], -1), ([b, b + 1], [1, 1], 2)]
        last = b + 2
    return Network.from_units([f"x{i}" for i in range(n)], units)


def least_measured_gain(network, error, rows=None):
    """By bisection, the gain from which on no unit is further off than `error`."""
    mlp, low, high = soften(network, error), 0.1, 100.0
    while high / low > 1.02:
        middle = (low * high) ** 0.5
        good = measured_error(mlp.with_parameters(gain=middle), rows) <= error
        low, high = (low, middle) if good else (middle, high)
    return high


@settings(max_examples=150, deadline=None)
@given(networks(), st.sampled_from([0.3, 0.1, 0.01]), KINDS, st.sampled_from(["binary", "bipolar"]))
def test_certificate_holds_and_hardening_returns_the_network(network, error, kind, encoding):
    network = network.encoded(encoding)
    mlp = soften(network, error, activation=kind)
    assert mlp.certificate.error <= error
    assert measured_error(mlp) <= mlp.certificate.error
    assert harden(mlp) == network
    assert not disagreement(mlp, network)


@settings(max_examples=80, deadline=None)
@given(networks(), st.floats(0.5, 30), KINDS)
def test_a_given_gain_certifies_no_more_than_is_true(network, gain, kind):
    mlp = soften(network, gain=gain, activation=kind)
    certificate = mlp.certificate
    assert certificate.gain == gain == mlp.gains[0]
    if certificate.error is None:
        assert "may be off" in str(certificate)
    else:
        assert measured_error(mlp) <= certificate.error


def steps_of(mlp, rows):
    """What `mlp` with threshold units computes, by the definition, for each row and unit."""
    answer = []
    for row in rows:
        values = list(row)
        for j in range(mlp.units):
            sources, weights = mlp.wires_of(j)
            total = sum(w * values[s] for s, w in zip(sources, weights, strict=True))
            values.append(float(total + mlp.biases[j] >= 0))
        answer.append(values[len(row) :])
    return np.array(answer)


@settings(max_examples=80, deadline=None)
@given(networks(), st.integers(0, 10**6), st.sampled_from(["binary", "bipolar"]))
def test_moved_weights_harden_to_the_function_that_they_have_now(network, seed, encoding):
    mlp, rng = soften(network.encoded(encoding)), np.random.default_rng(seed)
    moved = rng.random(mlp.wires) < 0.5
    mlp = mlp.with_parameters(
        weights=mlp.weights + moved * rng.normal(size=mlp.wires),
        biases=mlp.biases + rng.normal(size=mlp.units) * rng.integers(0, 2, mlp.units),
    )
    rows, hard = all_rows(mlp), harden(mlp)
    assert hard.weights.dtype == np.int64
    assert (hard(rows) == steps_of(mlp, rows)[:, mlp.output_units]).all()


@pytest.mark.parametrize("wires", [4, 15, 25])
@pytest.mark.parametrize("low", [0.0, -1.0])
def test_whole_weights_keep_the_function(wires, low):
    rng = np.random.default_rng(wires)
    for _ in range(5):
        weights, threshold = rng.normal(size=wires), float(rng.normal())
        whole, t = whole_unit(weights, threshold, np.full(wires, low), np.ones(wires))
        rows = np.where(rng.random((4000, wires)) < 0.5, low, 1.0)
        assert ((rows @ weights >= threshold) == (rows @ whole >= t)).all()
    assert wires > 4 or max(map(abs, whole)) < 50


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 12), max_size=7), st.integers(-3, 40), st.sampled_from([1, 0.3]))
def test_nearest_sums_are_those_of_all_subsets(weights, threshold, scale):
    weights, threshold = [w * scale for w in weights], threshold * scale
    sums = [sum(w for w, y in zip(weights, bits, strict=True) if y)
            for bits in product([0, 1], repeat=len(weights))]  # fmt: skip
    below, above = nearest_sums(weights, threshold)
    near = 1e-9
    assert below == pytest.approx(max((s for s in sums if s < threshold - near), default=-inf)) or (
        scale != 1 and abs(below - threshold) < near
    )
    assert above == pytest.approx(min((s for s in sums if s >= threshold - near), default=inf)) or (
        scale != 1 and abs(below - threshold) < near
    )


def test_nearest_sums_of_large_weights_are_found_by_halves():
    weights = [3**k for k in range(25)]
    below, above = nearest_sums(weights, 3**20)
    assert (below, above) == ((3**20 - 1) // 2, 3**20)


def test_a_unit_with_many_huge_weights_gets_the_gap_of_whole_numbers():
    weights = [10**6 + k for k in range(40)]
    assert nearest_sums(weights, 10**7) == (10**7 - 1, 10**7)


def test_the_empirical_minimum_is_found_by_bisection():
    network = compile("parity(a, b, c, d)", style="wide")
    least = least_measured_gain(network, 0.01)
    mlp = soften(network)
    assert least <= mlp.certificate.gain <= 1.5 * least
    for factor, holds in ((1.03, True), (0.97, False)):
        at = mlp.with_parameters(gain=factor * least)
        assert (measured_error(at) <= 0.01) == holds


def test_the_gain_of_a_chain_does_not_grow_with_its_depth():
    rows = np.random.default_rng(0).integers(0, 2, (256, 64))
    long, short = soften(xor_chain(64)), soften(xor_chain(4))
    assert xor_chain(64).depth == 126
    assert long.certificate.gain == pytest.approx(short.certificate.gain, rel=1e-3)
    assert measured_error(long, rows) <= 0.01
    assert long.certificate.gain <= 1.1 * least_measured_gain(xor_chain(64), 0.01, rows)


def test_four_as_a_gain_is_not_certified_for_parity():
    certificate = soften(xor_chain(8), gain=4).certificate
    assert certificate.error is None
    assert "certifies nothing: unit" in str(certificate)


def test_half_planes_hold_outside_the_band():
    triangle = Network.from_units(
        ["x", "y"],
        [([0, 1], [2.0, 0.0], 0.0), ([0, 1], [0.0, 1.0], 0.0), ([0, 1], [-1.0, -1.0], -4.0),
         ([2, 3, 4], [1.0, 1.0, 1.0], 3.0)],
        encoding="real",
    )  # fmt: skip
    points = np.random.default_rng(0).uniform(-1, 5, (2000, 2))
    for band in (None, 0.05):
        mlp = soften(triangle, band=band)
        kept = mlp.certificate.band
        assert band is None or kept == band
        x, y = points.T
        far = np.abs([x, y, (4 - x - y) / 2**0.5]).min(axis=0) >= kept
        assert far.any()
        assert measured_error(mlp, points[far]) <= 0.01
        assert harden(mlp) == triangle
        assert not disagreement(mlp, triangle, points[far])
    assert "0.05 from each boundary" in str(soften(triangle, band=0.05).certificate)


WEDGE = [(0, 0), (4, 0), (4, 3), (2, 1), (0, 3)]


def polygon(*corners):
    """Its half-planes, and a unit of weights up to 2 over them."""
    return compile(Region.polygon(corners))


@pytest.mark.parametrize("kind", ["sigmoid", "tanh"])
@pytest.mark.parametrize("band", [None, 0.05])
def test_many_half_planes_are_certified_for_any_error(band, kind):
    """Their own error is chosen with the gain: 8 weights times the full one exceed any margin."""
    network = polygon(*WEDGE)
    gains = []
    for error in (0.3, 0.2, 0.1, 0.01, 0.001):
        certificate = soften(network, error, band=band, activation=kind).certificate
        assert certificate.error <= error
        assert certificate.band == pytest.approx(band or certificate.band)
        gains.append(certificate.gain)
    assert gains == sorted(gains)
    assert gains[-1] < 20


def test_a_polygon_of_many_edges_needs_no_large_gain():
    angles = np.linspace(0, 2 * np.pi, 41)[:-1]
    network = polygon(*np.column_stack([np.cos(angles), np.sin(angles)]).round(3).tolist())
    certificate = soften(network).certificate
    assert certificate.gain < 14  # 40 errors of 0.01 would leave a fifth of the margin
    assert certificate.error <= 0.01


def test_the_certificate_names_the_gain_of_half_planes():
    network = polygon(*WEDGE)
    mlp = soften(network, band=0.05)
    assert mlp.certificate.gains.tolist() == mlp.gains.tolist()
    assert mlp.gains[0] > mlp.gains[1] == mlp.certificate.gain
    steep = float(str(mlp.certificate).split("(")[1].split()[0])
    assert mlp.gains[0] <= steep <= 1.001 * mlp.gains[0]
    assert "for half-planes" not in str(soften(network, gain=10).certificate)
    tanh = soften(network, band=0.05, activation="tanh")
    assert tanh.certificate.gains.tolist() == tanh.gains.tolist()


@given(st.floats(1e-300, 1e300), st.integers(1, 6))
def test_what_is_printed_is_never_less(value, digits):
    shown = float(rounded_up(value, digits))
    assert value <= shown <= value * (1 + 1.1 * 10.0 ** (1 - digits))
    assert rounded_up(shown, digits) == rounded_up(value, digits)


@pytest.mark.parametrize("error", [0.01, 0.05, 0.2])
def test_a_printed_gain_certifies_the_printed_error(error):
    network = xor_chain(3)
    shown = str(soften(network, error).certificate)
    gain, within = shown.removeprefix("gain ").split(": each unit within ")
    gain, within = float(gain), float(within.split()[0])
    assert within <= error
    assert soften(network, gain=gain).certificate.error <= within


@st.composite
def geometric_networks(draw):
    """Half-planes, logic over them, units that read both, with a frame or without."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n, units = draw(st.integers(1, 3)), []
    for j in range(draw(st.integers(1, 5))):
        if j == 0 or rng.random() < 0.6:
            reads = rng.choice(n, rng.integers(1, n + 1), replace=False).tolist()
            weights = (rng.normal(size=len(reads)) * rng.choice([0.1, 1, 30])).tolist()
            if j and rng.random() < 0.3:
                reads, weights = [*reads, n + int(rng.integers(j))], [*weights, 2.0]
            units.append((reads, weights, float(rng.normal())))
        else:
            reads = (n + rng.choice(j, rng.integers(1, j + 1), replace=False)).tolist()
            weights = rng.integers(-3, 4, len(reads)).astype(float).tolist()
            units.append((reads, weights, float(rng.integers(-3, 4))))
    frame = {"centre": 10 * rng.normal(size=n), "scale": np.exp(rng.normal(size=n))}
    names = [f"x{i}" for i in range(n)]
    return Network.from_units(
        names, units, encoding="real", **(frame if draw(st.booleans()) else {})
    )


def distances(network, points, values):
    """How far each point is from the nearest boundary of a unit that reads coordinates."""
    n = len(network.inputs)
    scale = np.ones(n) if network.scale is None else network.scale
    nodes, least = np.concatenate([step_net(network).framed(points), values], 1), inf
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        outer = sources < n
        norm = np.linalg.norm(weights[outer] / scale[sources[outer]])
        if norm > 0:
            apart = np.abs(nodes[:, sources] @ weights - network.thresholds[j]) / norm
            least = np.minimum(least, apart)
    return least


@settings(max_examples=100, deadline=None)
@given(geometric_networks(), st.sampled_from([None, 0.05, 0.3]), KINDS, st.integers(0, 10**6))
def test_certificates_of_half_planes_hold_outside_their_band(network, band, kind, seed):
    mlp = soften(network, 0.1, activation=kind, band=band)
    assert harden(mlp) == network
    points = 3 * np.random.default_rng(seed).normal(size=(300, len(network.inputs)))
    if network.scale is not None:
        points = points * network.scale + network.centre
    exact = step_net(network).values(points)
    far = distances(network, points, exact) >= (mlp.certificate.band or 0.0)
    wanted = 2 * exact - 1 if kind == "tanh" else exact
    assert np.abs(mlp.values(points) - wanted)[far].max(initial=0) <= 0.1 + 1e-9


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([8, 10]), KINDS)
def test_certificates_of_real_weights_hold_or_are_refused(seed, parts, kind):
    """Tenths have sums that differ by a rounding alone; no float tells on which side they are."""
    rng = np.random.default_rng(seed)
    units = [
        (
            reads,
            rng.integers(1, 6, len(reads)) * rng.choice([-1, 1], len(reads)) / parts,
            int(rng.integers(-6, 7)) / parts,
        )
        for reads in ([0, 1, 2, 3], [1, 2, 4], [0, 4, 5])
    ]
    network = Network.from_units("abcd", units)
    try:
        mlp = soften(network, activation=kind)
    except SpecificationError as error:
        assert parts == 10
        assert "no gap around its threshold" in str(error)
        assert harden(soften(network, gain=4, activation=kind)) == network
        return
    rows = all_rows(mlp)
    assert (mlp.predict(rows) == network(rows)).all()
    assert measured_error(mlp) <= mlp.certificate.error
    assert harden(mlp) == network


def test_hardening_needs_no_memory_of_the_source_for_integer_weights():
    network = xor_chain(4)
    mlp = soften(network, activation="tanh")
    bare = MLP(**{k: getattr(mlp, k) for k in mlp.__dataclass_fields__ if k != "source"})
    assert bare.source is None
    assert harden(bare) == network


def test_a_trained_net_hardens_to_its_decisions():
    mlp = MLP.from_layers([[[0.3, -0.7], [1.1, 0.2]], [[-2.2, 0.4]]], [[0.1, -0.5], [0.9]], gain=50)
    network = harden(mlp)
    x = np.random.default_rng(0).normal(size=(200, 2))
    steps = (x @ [[0.3, 1.1], [-0.7, 0.2]] + [0.1, -0.5] >= 0).astype(float)
    assert (network(x)[:, 0] == (steps @ [-2.2, 0.4] + 0.9 >= 0)).all()


def test_disagreement_names_the_rows():
    mlp = soften(xor_chain(3), gain=1)
    found = disagreement(mlp)
    assert found
    assert str(found).startswith("hard and soft differ on")
    again = mlp.predict(found.points)
    assert (again == found.soft).all()
    assert (found.soft != found.hard).any(axis=1).all()


def test_gaps_of_weights_with_a_common_divisor_are_wider():
    gaps = unit_gaps(Network.from_units(["a", "b"], [([0, 1], [4, 4], 3)]))
    assert (gaps.below[0], gaps.above[0], gaps.centre[0]) == (0, 4, 2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda n: soften(n, 0.5), SpecificationError, "between 0 and 0.5"),
        (lambda n: soften(n, gain=-1), SpecificationError, "gain must be positive"),
        (lambda n: soften(n, band=0), SpecificationError, "band must be positive"),
        (lambda n: soften(n, activation="linear"), SpecificationError, "'linear'"),
        (lambda n: soften(n, "a"), SpecificationError, "error must lie between 0 and 0.5"),
        (lambda n: soften(n, gain=float("nan")), SpecificationError, "gain must be positive"),
        (lambda n: soften(n, band=float("inf")), SpecificationError, "band must be positive"),
        (lambda n: soften("a & b"), SpecificationError, "network must be a Network"),
        (lambda n: harden(n), SpecificationError, "mlp must be an MLP, got a Network; soften"),
        (lambda n: disagreement(soften(n), xor_chain(4)), SpecificationError, "expected equal"),
        (lambda n: harden(MLP.random([2, 2, 1], activation="relu")), SpecificationError,
         "layer 1 has relu units"),
        (lambda n: disagreement(soften(xor_chain(20))), LimitError, "20 inputs exceed"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call(xor_chain(3))


def test_units_that_have_not_moved_decide_as_they_were_stated_however_near_their_sums_are():
    """The nearest sums of the first are 1 and 1 + 2^-52; no float lies between them."""
    units = [([0, 1], [1.0, 2.0**-52], 1 + 2.0**-52), ([2, 1], [0.5, 0.25], 0.375)]
    network = Network.from_units("ab", units, outputs={"y": 0, "z": 1})
    mlp = moved(soften(network, gain=4), weights=(3, 0.125))
    hard = harden(mlp)
    assert hard.weights.dtype == np.int64
    assert hard([[0, 0], [1, 0], [0, 1], [1, 1]]).tolist() == [[0, 0], [0, 0], [0, 0], [1, 1]]


def test_units_that_have_not_moved_keep_weights_and_thresholds_as_they_were_stated():
    units = [([0, 1], [4, 4], 3), ([0, 2], [2, 2], 3)]
    for name, place, stays in (("weights", 3, 0), ("weights", 0, 1), ("biases", 0, 1)):
        mlp = soften(Network.from_units("ab", units))
        hard = harden(moved(mlp, **{name: (place, 0.5)}))
        assert hard.wires_of(stays)[1].tolist() == units[stays][1]
        assert hard.thresholds[stays] == 3


@pytest.mark.parametrize(
    ("weights", "bias", "least"), [([4, 4], -3, 3), ([6, -2], -1.5, 2), ([3, 5], -6, 6)]
)
def test_whole_weights_stay_what_they_are_without_a_source(weights, bias, least):
    mlp = MLP.from_layers([[weights]], [[bias]])
    hard = harden(replace(mlp, wiring=replace(mlp.wiring, encoding="binary")))
    assert hard.weights.tolist() == weights
    assert hard.thresholds.tolist() == [least]


def test_parts_of_a_threshold_count_beside_whole_weights():
    """The first unit stays as it was stated, in floats, while the second moves."""
    units = [([0, 1], [1.0, 1.0], 1.5), ([0, 1], [0.5, 0.75], 1.0)]
    network = Network.from_units("ab", units, outputs={"y": 0, "z": 1})
    hard = harden(moved(soften(network), weights=(2, 0.125)))
    assert hard.weights.dtype == np.int64
    assert hard([[0, 0], [1, 0], [0, 1], [1, 1]]).tolist() == [[0, 0], [0, 0], [0, 0], [1, 1]]


def test_parts_of_weights_count_beside_a_whole_threshold():
    mlp = MLP.from_layers([[[0.5, 0.75]]], [[-1.0]])
    hard = harden(replace(mlp, wiring=replace(mlp.wiring, encoding="binary")))
    assert hard.weights.dtype == np.int64
    assert hard([[0, 0], [1, 0], [0, 1], [1, 1]]).tolist() == [[0], [0], [0], [1]]


def test_whole_sums_get_whole_thresholds_where_no_coordinate_is_read():
    biases = {-0.5: 1.0, 0.5: 0.0, -2.0: 2.0}
    for bias, least in biases.items():
        mlp = MLP.from_layers([[[1.0, -2.0]], [[3.0]]], [[bias], [bias]])
        assert step_form(mlp)[1].tolist() == [-bias, least]  # coordinates are read by the first
        binary = replace(mlp, wiring=replace(mlp.wiring, encoding="binary"))
        assert step_form(binary)[1].tolist() == [least, least]
        tanh = replace(binary, activations=("tanh", "tanh"))  # 3 (2 x - 1) + b: a sum of 6 x
        assert step_form(tanh)[0].tolist() == [1.0, -2.0, 6.0]
        assert step_form(tanh)[1].tolist() == [least, 3 + least]
        halves = moved(binary, weights=(0, 0.5))
        assert step_form(halves)[1].tolist() == [-bias, least]


# Certificates of nets that come from files ---------------------------------------------------


@settings(max_examples=40)
@given(networks(), st.floats(0.5, 30), KINDS, st.sampled_from(["binary", "bipolar"]))
def test_a_certificate_worked_out_anew_is_the_one_that_softening_gave(net, gain, kind, encoding):
    mlp = soften(net.encoded(encoding), gain=gain, activation=kind)
    found = recertified(mlp, gain, None)
    assert found == mlp.certificate
    assert found.bounds.tolist() == mlp.certificate.bounds.tolist()
    assert found.gains.tolist() == mlp.gains.tolist()


@pytest.mark.parametrize("kind", ["sigmoid", "tanh"])
def test_a_certificate_with_a_band_is_worked_out_from_the_gains_of_the_layers(kind):
    mlp = soften(polygon(*WEDGE), band=0.05, activation=kind)
    found = recertified(mlp, mlp.certificate.gain, 0.05)
    assert found == mlp.certificate
    assert found.bounds.tolist() == mlp.certificate.bounds.tolist()


def moved(mlp, **by):
    """The net with one of its numbers changed."""
    changed = {name: getattr(mlp, name).copy() for name in by}
    for name, (place, value) in by.items():
        changed[name][place] += value
    return mlp.with_parameters(**changed)


@pytest.mark.parametrize(
    "change",
    [
        lambda mlp: moved(mlp, weights=(0, 0.5)),
        lambda mlp: moved(mlp, biases=(-1, 2.0**-40)),
        lambda mlp: replace(mlp, activations=("sigmoid", "tanh")),
        lambda mlp: replace(mlp, activations=("tanh", "tanh")),
        *(
            lambda mlp, kind=kind: replace(mlp, activations=(kind, kind))
            for kind in ("relu", "leaky_relu", "linear", "step")
        ),
        lambda mlp: replace(mlp, source=None),
        lambda mlp: replace(mlp, source=xor_chain(3)),
        lambda mlp: replace(mlp, wiring=replace(mlp.wiring, inputs=("p", "q"))),
        lambda mlp: replace(mlp, wiring=replace(mlp.wiring, encoding="bipolar")),
    ],
)
def test_a_net_that_has_moved_has_no_certificate(change):
    mlp = soften(xor_chain(2), gain=9.0)
    assert recertified(mlp, 9.0, None) == mlp.certificate
    with pytest.raises(SpecificationError, match="for a net as soften makes it of its source"):
        recertified(change(replace(mlp, certificate=None)), 9.0, None)


@pytest.mark.parametrize("gains", [[5.9, 6.0], [6.0, 5.9], [1.0, 1.0]])
def test_hard_sigmoids_are_certified_where_all_layers_are_steep(gains):
    mlp = soften(xor_chain(2), activation="hard_sigmoid")
    assert recertified(mlp, mlp.certificate.gain, None) == mlp.certificate
    flat = mlp.with_parameters(gain=gains)
    assert measured_error(flat) > 0
    with pytest.raises(SpecificationError, match="for a net as soften makes it of its source"):
        recertified(flat, min(gains), None)


def test_what_is_claimed_beside_a_certificate_fits_the_net():
    mlp, half_planes = soften(xor_chain(2), gain=9.0), soften(polygon(*WEDGE), band=0.05)
    least = half_planes.certificate.gain
    assert recertified(mlp, 8.0, None).error == mlp.certificate.error  # the layers have 9
    for net, gain, band, message in (
        (mlp, 9.5, None, "gain 9.5 is none"), (mlp, 0.0, None, "gain 0.0 is none"),
        (mlp, -1.0, None, "gain -1.0 is none"), (mlp, 9.0, 0.05, "has a band where"),
        (half_planes, least, None, "has a band where"),
        (half_planes, half_planes.gains.max(), 0.05, "is none that layers"),
    ):  # fmt: skip
        with pytest.raises(SpecificationError, match=message):
            recertified(net, gain, band)
