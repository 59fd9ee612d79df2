"""Gaps and error bounds of units, beside sums and values that are worked out one by one."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import inf, isinf, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError, Network, Region, SpecificationError, compile
from logicnet.ground.checks import as_float
from logicnet.learning.softening.error_bounds import ErrorBounds
from logicnet.learning.softening.margins import nearest_sums, unit_gaps
from logicnet.learning.softening.sigmoid import harden, soften
from strategies import networks, real_networks

BOTH = ("binary", "bipolar")


def sums_of(network, unit):
    """All sums of a unit, whatever values its sources take, exactly."""
    sources, weights = network.wires_of(unit)
    low = [-1 if network.encoding == "bipolar" and s < len(network.inputs) else 0 for s in sources]
    rows = product(*((least, 1) for least in low))
    return {sum((Fraction(w) * v for w, v in zip(weights.tolist(), row, strict=True)), Fraction(0))
            for row in rows}  # fmt: skip


@settings(max_examples=150)
@given(networks(encodings=BOTH) | networks(largest=1, encodings=BOTH)
       | networks(largest=2**40, encodings=BOTH) | real_networks())  # fmt: skip
def test_gaps_are_those_of_all_sums(network):
    gaps = unit_gaps(network)
    for j in range(network.units):
        sums, t = sums_of(network, j), Fraction(network.thresholds[j].item())
        size = max(sums) - min(sums)
        if max(map(abs, (*sums, size, t))) > Fraction(10) ** 300:
            continue  # as floats some of these are infinite
        doubt = Fraction(gaps.doubt[j].item())
        near = [(gaps.below[j], max((s for s in sums if s < t), default=-inf)),
                (gaps.above[j], min((s for s in sums if s >= t), default=inf))]  # fmt: skip
        for found, exact in near:
            assert found == exact or abs(Fraction(found.item()) - exact) <= doubt / 4
        for found, exact in ((gaps.base[j], min(sums)), (gaps.size[j], size)):
            assert abs(Fraction(found.item()) - exact) <= doubt / 4
        below, above, centre = (x[j].item() for x in (gaps.below, gaps.above, gaps.centre))
        if isinf(below):
            assert centre <= min(above, float(t)) - 0.5 * (1 - 1e-9)
            assert (
                centre >= min(above, float(t)) - 0.5 - float(abs(min(sums)) + size + abs(t)) / 1e9
            )
        elif isinf(above):
            assert centre >= max(below, float(t) - 1) + 0.5 * (1 - 1e-9)
        else:
            assert centre == (below + above) / 2
        assert doubt <= 64 * len(network.inputs + network.outputs) * Fraction(2) ** -52 * (
            size + 2 * abs(min(sums)) + 2 * abs(t) + abs(Fraction(centre)) + 1
        )
    assert not gaps.geometric.any()


def test_units_that_read_coordinates_have_no_gap():
    units = [([0, 1], [3.0, -4.0], 2.5), ([2, 0], [1.0, 1.0], 1.0), ([2, 3], [1.0, 1.0], 2.0)]
    gaps = unit_gaps(Network.from_units(["x", "y"], units, encoding="real"))
    assert gaps.geometric.tolist() == [True, True, False]
    assert gaps.below.tolist() == [*gaps.centre.tolist()[:2], 1.0] == [2.5, 1.0, 1.0]
    assert gaps.above.tolist() == [2.5, 1.0, 2.0]


def test_sums_beyond_floats_are_infinite():
    assert [as_float(v) for v in (10**400, -(10**400), 3, Fraction(1, 4))] == [inf, -inf, 3, 0.25]


@pytest.mark.parametrize("count", [31, 32, 33, 40])
@pytest.mark.parametrize("unit", [1, 2**61])
def test_nearest_sums_of_many_large_weights(count, unit):
    """One odd weight among even ones: a sum is odd only with it."""
    weights = [unit * (2**21 + 2 * k) for k in range(count - 1)] + [unit * (2**22 + 1)]
    total = sum(weights)
    apart = min(weights) if count <= 32 else unit  # multiples of the common divisor
    assert nearest_sums(weights, total) == (total - apart, total)
    assert nearest_sums(weights, total + 1) == (total, inf)
    following = weights[1] if count <= 32 else weights[0] + unit
    assert nearest_sums(weights, weights[0] + 1) == (weights[0], following)


def test_nearest_sums_of_many_small_weights_are_found():
    """Of three and a single two: no sum is 1 or 4, from either end."""
    weights = [3] * 40 + [2]
    assert [nearest_sums(weights, t) for t in (1, 2, 4, 5)] == [(0, 2), (0, 2), (3, 5), (3, 5)]
    assert [nearest_sums(weights, t) for t in (118, 121)] == [(117, 119), (120, 122)]


# Error bounds --------------------------------------------------------------------------------


def worst_errors(network, mlp):
    """How far each unit is from its Boolean value, at most over all rows, and one by one."""
    low, worst = (-1 if network.encoding == "bipolar" else 0), np.zeros(network.units)
    for row in product((low, 1), repeat=len(network.inputs)):
        exact = list(row)
        for j in range(network.units):
            sources, weights = network.wires_of(j)
            total = sum(w * exact[s] for s, w in zip(sources, weights.tolist(), strict=True))
            exact.append(int(total >= network.thresholds[j]))
        wanted = np.array(exact[len(row) :])
        if mlp.activations[0] == "tanh":
            wanted = 2 * wanted - 1
        worst = np.maximum(worst, np.abs(mlp.values(np.array([row], dtype=float))[0] - wanted))
    return worst


@given(networks(most_units=1, encodings=BOTH), st.floats(0.5, 12), st.booleans())
def test_the_bound_of_a_unit_of_inputs_is_its_largest_error(network, gain, tanh):
    unit = Network.from_units(
        network.inputs, [(*network.wires_of(0), network.thresholds[0].item())],
        encoding=network.encoding,
    )  # fmt: skip
    mlp = soften(unit, gain=gain, activation="tanh" if tanh else "sigmoid")
    assert mlp.certificate.bounds == pytest.approx(worst_errors(unit, mlp), rel=1e-9)


@given(st.lists(st.tuples(st.sampled_from([-5, -2, 1, 3]), st.booleans()), min_size=1, max_size=6),
       st.floats(2, 12), st.sampled_from(BOTH))  # fmt: skip
def test_the_bounds_of_a_chain_are_its_largest_errors(links, gain, encoding):
    """Each unit copies or negates the one before: nothing is lost by bounding."""
    units = [([k], [w], (1 if w > 0 else 0) if k or encoding == "binary" else 0)
             for k, (w, _) in enumerate(links)]  # fmt: skip
    network = Network.from_units(["a"], units, encoding=encoding)
    mlp = soften(network, gain=gain)
    assert mlp.certificate.bounds == pytest.approx(worst_errors(network, mlp), rel=1e-6, abs=1e-12)


@settings(max_examples=150)
@given(networks(most_inputs=4, most_units=5), st.floats(1, 12))
def test_no_unit_exceeds_its_bound(network, gain):
    mlp = soften(network, gain=gain)
    if mlp.units == network.units:
        assert (worst_errors(network, mlp) <= mlp.certificate.bounds).all()


@pytest.mark.parametrize("kind", ["and", "or"])
@pytest.mark.parametrize("gain", [6, 10])
def test_a_tree_of_copies_loses_nothing_where_all_must_hold(kind, gain):
    """All sources of an AND are true at once, each off by its bound, and false at once for OR."""
    copies = [([k], [1], 1) for k in range(3)]
    network = Network.from_units("abc", [*copies, ([3, 4, 5], [1] * 3, 3 if kind == "and" else 1)])
    mlp = soften(network, gain=gain)
    row = np.full((1, 3), 1.0 if kind == "and" else 0.0)
    error = abs(mlp.values(row)[0, -1] - row[0, 0])
    assert mlp.certificate.bounds[-1] >= error
    assert mlp.certificate.bounds[-1] == pytest.approx(error, rel=1e-6)


@pytest.mark.parametrize(("n", "k"), [(1, 1), (3, 1), (3, 2), (3, 3), (5, 2), (5, 3), (5, 4)])
def test_copies_err_as_often_as_they_can_decide(n, k):
    """With k copies true each of them may lack its error, with n - k + 1 false each may add it."""
    copies = [([i], [1], 1) for i in range(n)]
    network = Network.from_units("abcde"[:n], [*copies, (range(n, 2 * n), [1] * n, k)])
    own, *_, last = soften(network, gain=9.0).certificate.bounds
    assert own == pytest.approx(1 / (1 + np.exp(4.5)))
    assert last == pytest.approx(1 / (1 + np.exp(9 * (0.5 - max(k, n - k + 1) * own))))


@pytest.mark.parametrize("power", [-30, 30])
@pytest.mark.parametrize("band", [1e-3, 10.0])
def test_the_unit_of_length_changes_no_gain(power, band):
    wedge = compile(Region.polygon([(0, 0), (4, 0), (4, 3), (2, 1), (0, 3)]))
    outer = wedge.indices < len(wedge.inputs)
    weights = np.where(outer, wedge.weights / 2.0**power, wedge.weights)
    longer = replace(wedge, weights=weights, labels=None)
    mlp, other = soften(wedge, band=band), soften(longer, band=band * 2.0**power)
    assert other.gains.tolist() == pytest.approx(mlp.gains.tolist(), rel=1e-9)
    assert other.certificate.bounds.tolist() == pytest.approx(mlp.certificate.bounds.tolist())


def test_a_margin_that_rounding_may_use_up_to_the_last_digit_is_refused():
    """Eight weights, sums of 0 and 2 around a threshold of 1, and 1 is what rounding may do."""
    weights = [2] + [2**45 - 2] * 2 + [2**45] * 4 + [2**46]
    network = Network.from_units("abcdefgh", [(range(8), weights, 1)])
    assert sum(weights) == 2**48 - 2
    gaps = unit_gaps(network)
    assert (gaps.below[0], gaps.centre[0], gaps.above[0], gaps.doubt[0]) == (0, 1, 2, 1)
    with pytest.raises(SpecificationError, match="no gap around its threshold"):
        soften(network)


def test_a_bound_of_a_half_certifies_nothing(monkeypatch):
    network = compile("a & b | c & d")
    bounds = ErrorBounds(network, 0.01, None)
    found = np.full(network.units, 0.25)
    monkeypatch.setattr(bounds, "errors_at", lambda *_: found)
    assert bounds.certificate(9.0, 2.0, None)[0].error == 0.5  # on a scale of 2
    found[1:] = 0.5
    certificate, _ = bounds.certificate(9.0, 2.0, None)
    assert (certificate.error, certificate.bounds.tolist()) == (None, (2 * found).tolist())
    assert certificate.reason == f"unit 1 ({network.unit_label(1)}) may be off by 1/2 or more"


@pytest.mark.parametrize("scale", [None, [2.0, 0.5]])
@pytest.mark.parametrize("kind", ["sigmoid", "tanh"])
def test_the_bound_of_a_half_plane_is_its_error_at_the_band(scale, kind):
    net = Network.from_units(["x", "y"], [([0, 1], [3.0, 4.0], 1.0)], encoding="real", scale=scale)
    normal = np.array([3.0, 4.0]) / (scale or [1.0, 1.0])
    norm = np.linalg.norm(normal)
    for options in ({"gain": 3.0}, {"gain": 3.0, "band": 0.25}, {"error": 0.02}, {"band": 0.125}):
        mlp = soften(net, activation=kind, **options)
        band = mlp.certificate.band
        if "error" in options:  # is met, and no more than met
            assert mlp.certificate.error == pytest.approx(0.02, rel=1e-4)
        assert band == options.get("band", band)
        foot = normal / norm**2  # on the line
        for side in (1, -1):
            point = foot + side * band * normal / norm
            wanted = max(side, -1 if kind == "tanh" else 0)
            error = abs(mlp.values(point[None])[0, 0] - wanted)
            assert mlp.certificate.bounds[0] == pytest.approx(error, rel=1e-4)


def test_a_band_is_kept_by_the_layers_that_read_coordinates_alone():
    """The second layer has a half-plane beside a copy, and the third only logic."""
    units = [([0], [1.0], 0.0), ([0], [1.0], 2.0), ([1], [1.0], 1.0), ([2, 3], [1.0, 1.0], 2.0)]
    mlp = soften(Network.from_units(["x"], units, encoding="real"), band=0.001)
    first, last = mlp.gains[0], mlp.gains[-1]
    assert first > 1000 > 20 > last == mlp.certificate.gain
    units = [([0], [1.0], 0.0), ([0, 1], [1.0, 1e-4], 2.0), ([1], [1.0], 1.0),
             ([2, 3], [1.0, 1.0], 2.0)]  # fmt: skip
    mixed = soften(Network.from_units(["x"], units, encoding="real"), band=0.001)
    assert mixed.gains[0] > 1000
    assert mixed.gains[1] > 1000
    assert mixed.gains[2] == mixed.certificate.gain < 20


@pytest.mark.parametrize("encoding", BOTH)
@pytest.mark.parametrize("weights", [[1.7e308], [1.7e308, 1.7e308], [1.7e308, -1.7e308, 1.0]])
def test_weights_that_no_float_holds_twice_are_softened_or_refused(encoding, weights):
    unit = (range(len(weights)), weights, 0.5)
    network = Network.from_units("abc"[: len(weights)], [unit], encoding=encoding)
    try:
        mlp = soften(network)
    except (LimitError, SpecificationError) as error:
        assert "no gap around its threshold" in str(error) or "certifies" in str(error)
    else:
        assert harden(mlp) == network
        assert worst_errors(network, mlp) <= 0.01


@pytest.mark.parametrize("error", [0.4, 0.25, 1e-3, 1e-9])
@pytest.mark.parametrize(("weight", "threshold"), [(1, 1), (3, 2), (1.5, 1.0)])
def test_the_least_gain_of_one_unit_is_worked_out_by_hand(error, weight, threshold):
    network = Network.from_units(["a"], [([0], [weight], threshold)])
    gain = ErrorBounds(network, error, None).least_gain()
    assert gain == pytest.approx(log(1 / error - 1) / (weight / 2), rel=2e-4)


@pytest.mark.parametrize("error", [0.25, 1e-3])
@pytest.mark.parametrize("band", [0.01, 0.5, 100.0])
def test_half_planes_gain_what_keeps_them_to_the_band(error, band):
    network = Network.from_units(
        ["x", "y"],
        [([0, 1], [3.0, 4.0], 1.0), ([0], [2.0], 1.0), ([2, 3], [1.0, 1.0], 2.0)],
        encoding="real",
    )
    found = ErrorBounds(network, error, band)
    least = log(1 / error - 1) / (band * 2)  # of the shorter normal
    assert found.gains(1.0) == pytest.approx([max(1.0, least), 1.0], rel=1e-5)
    assert found.gains(2 * least)[0] == pytest.approx(2 * least, rel=1e-5)
    assert found.least_band(1.0) == band
    free = ErrorBounds(network, error, None)
    assert free.gains(3.0).tolist() == [3.0, 3.0]
    assert free.least_band(3.0) == pytest.approx(log(1 / error - 1) / (3 * 2), rel=1e-5)


@pytest.mark.parametrize(
    ("error", "gain", "part"), [(0.2, 2.0, 4), (0.2, 2.2, 4), (0.15, 1.5, 4), (0.1, 2.0, 1)]
)
def test_a_gain_too_small_for_the_error_certifies_with_the_narrowest_band(error, gain, part):
    """Half-planes keep to the error or to a part of it: the next part needs a wider band."""
    wedge = compile(Region.polygon([(0, 0), (4, 0), (4, 3), (2, 1), (0, 3)]))
    certificate = soften(wedge, error, gain).certificate
    assert error < certificate.error < 0.5
    margin = gain * certificate.band * min(np.linalg.norm(wedge.wires_of(j)[1]) for j in range(5))
    assert 1 / (1 + np.exp(margin)) == pytest.approx(error / part, rel=1e-4)


def test_a_band_changes_nothing_where_no_unit_reads_coordinates():
    network = Network.from_units("abc", [([0, 1], [2, 1], 2), ([3, 2], [1, -1], 1)])
    assert soften(network, band=0.5) == soften(network)
    assert ErrorBounds(network, 0.01, 0.5).least_band(3.0) is None


@pytest.mark.parametrize("size", [10**3, 10**6, 10**8])
@pytest.mark.parametrize(
    ("signs", "threshold"), [((1, -1), 0), ((1,), 0), ((-1,), 1)], ids=["both", "always", "never"]
)
def test_a_bound_has_room_for_what_rounding_may_do_to_a_sum(size, signs, threshold):
    """The nearest sum is 1/2 away; half a digit of the largest one is taken off that at least."""
    weights = [*(size * sign for sign in signs), *[-1] * (len(signs) - 1)]
    network = Network.from_units("abc"[: len(weights)], [(range(len(weights)), weights, threshold)])
    bound = soften(network, gain=1.0).certificate.bounds[0]
    assert bound >= 1 / (1 + np.exp(0.5 - size * 2.0**-53))
    assert bound == pytest.approx(1 / (1 + np.exp(0.5)), rel=1e-4)


def test_truth_values_among_coordinates_have_a_gap():
    units = [([0], [1.0], 60.0), ([1, 3], [1, 1], 2), ([1, 2, 4], [-1, 1, 2], 2)]
    mixed = Network.from_units(
        ["age", "ill", "old"], units, encoding="real", booleans=["ill", "old"]
    )
    assert unit_gaps(mixed).geometric.tolist() == [True, False, False]
    assert unit_gaps(mixed).centre.tolist() == [60.0, 1.5, 1.5]
    soft = soften(mixed)  # no gain did, for units that were taken for half-planes of truth values
    far = [[60 + side * 1.01 * soft.certificate.band, a, b]
           for side in (-1, 1) for a in (0, 1) for b in (0, 1)]  # fmt: skip
    assert (abs(soft(far) - mixed(far)) <= soft.certificate.error).all()
    assert harden(soft) == mixed
