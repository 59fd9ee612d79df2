"""Networks over coordinates that are compiled keep their half-spaces, number by number."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError, Network, SpecificationError, compile, verify
from logicnet.compiling import judge
from logicnet.construction.planes.kept import MOST_HALF_SPACES, KeptPlanes, stacked

STYLES = ("compact", "layered", "wide", "minterms", "deep", "formula")
NUMBERS = st.sampled_from([-2.0, -1.0, -0.5, 0.1, 1.0, 3.0])


@st.composite
def networks(draw, most=5):
    """Networks over two coordinates: half-spaces, some of them parallel, and units over them."""
    count = draw(st.integers(1, most))
    normals = st.sampled_from([[1.0, 0.0], [0.0, 1.0], [1.0, 2.0], [-1.0, 0.0]])
    units = [([0, 1], draw(normals), draw(NUMBERS)) for _ in range(count)]
    for j in range(draw(st.integers(1, 4))):
        reads = draw(st.lists(st.integers(2, count + j + 1), min_size=1, max_size=4, unique=True))
        weights = draw(st.lists(NUMBERS, min_size=len(reads), max_size=len(reads)))
        units.append((reads, weights, draw(NUMBERS)))
    last = len(units) - 1
    frame = draw(st.sampled_from([{}, {"centre": [0.5, -1.0], "scale": [2.0, 0.25]}]))
    ends = {"y": last, "z": draw(st.integers(0, last))}
    return Network.from_units(["a", "b"], units, outputs=ends, encoding="real", **frame)


def points(network):
    """Points around, and on and beside the boundaries."""
    rng = np.random.default_rng(0)
    rows = [rng.normal(0, 3, (100, 2)), rng.integers(-4, 5, (100, 2)) / 2]
    for unit in range(network.units):
        sources, weights = network.wires_of(unit)
        if len(sources) == 1 and sources[0] < 2 and network.centre is None:
            cut = network.thresholds[unit] / weights[0]
            beside = rng.normal(0, 3, (3, 2))
            beside[:, sources[0]] = [cut, np.nextafter(cut, 9), np.nextafter(cut, -9)]
            rows.append(beside)
    return np.concatenate(rows)


@settings(max_examples=25)
@given(networks(), st.sampled_from(STYLES))
def test_what_is_built_above_the_half_spaces_is_the_same_function(network, style):
    built = compile(network, style)
    rows = points(network)
    assert (built(rows) == network(rows)).all()
    stored = {tuple(map(tuple, (s, w, [t]))) for s, w, t in first_layer(network)}
    assert {tuple(map(tuple, (s, w, [t]))) for s, w, t in first_layer(built)} <= stored
    if style == "compact":
        assert built.units <= network.units


def first_layer(network):
    for unit in range(network.units):
        sources, weights = network.wires_of(unit)
        if (sources < len(network.inputs)).any():
            yield sources.tolist(), weights.tolist(), network.thresholds[unit].item()


def interval():
    """x >= 1 but not x >= 3, with a unit too many."""
    units = [([0], [1.0], 1.0), ([0], [1.0], 3.0), ([1, 2], [1.0, -1.0], 1.0), ([3], [1.0], 1.0)]
    return Network.from_units(["x"], units, encoding="real")


def test_parallel_half_spaces_exclude_combinations():
    target = KeptPlanes(interval())
    assert target.table.to_string() == "0-10"  # no x is above 3 and not above 1
    assert compile(interval()).units == 3


def test_a_wrong_function_of_the_half_spaces_is_noticed():
    network = interval()
    target = KeptPlanes(network)
    assert target.verdict(compile(network)).equal
    wrong = replace(compile(network), thresholds=np.array([1.0, 3.0, 0.0]))
    with pytest.raises(Exception, match="is wrong: different"):
        judge(wrong, target.verdict(wrong))


def test_a_variable_beside_half_spaces_and_many_half_spaces_stay_as_they_are():
    mixed = Network.from_units(
        ["x", "b"], [([0], [1.0], 1.0), ([1, 2], [1.0, 1.0], 2.0)], encoding="real", booleans=["b"]
    )
    assert compile(mixed) == mixed
    assert verify(mixed, "x >= 1 & b").equal
    count = MOST_HALF_SPACES + 1
    many = Network.from_units(
        ["x"], [*(([0], [1.0], float(k)) for k in range(count)),
                (list(range(1, count + 1)), [1.0, -1.0] * (count // 2) + [1.0], 1.0)],
        encoding="real",
    )  # fmt: skip
    assert compile(many) == many


def test_limits_hold_of_a_network_that_stays():
    with pytest.raises(LimitError, match="depth 3 exceeds max_depth=2"):
        deep = [([0], [1.0], 1.0), ([0, 1], [1.0, 1.0], 1.5), ([0, 2], [1.0, 1.0], 1.0)]
        compile(Network.from_units(["x"], deep, encoding="real"), max_depth=2)
    with pytest.raises(SpecificationError, match="bipolar"):
        compile(interval(), encoding="bipolar")


def test_stacking_leaves_out_what_nothing_reads():
    below = Network.from_units(
        ["x", "b"], [([0], [1.0], 1.0), ([0], [1.0], 2.0)],
        outputs={"p": 0, "q": 1}, encoding="real", booleans=["b"],
    )  # fmt: skip
    above = Network.from_units(["q", "p", "b"], [([0], [1], 1), ([2, 3], [1, 1], 2)])
    found = stacked(below, {"p": 0, "q": 1}, above)
    assert found.units == 2  # q, and b & q: the unit that hands q on is none
    assert found([[2.0, 1], [1.5, 1], [3.0, 0]]).tolist() == [[1], [0], [0]]


def test_a_variable_that_is_an_output_keeps_its_unit():
    below = Network.from_units(["x", "b"], [([0], [1.0], 1.0)], encoding="real", booleans=["b"])
    above = Network.from_units(["b"], [([0], [1], 1)])
    assert stacked(below, {"y": 0}, above)([[5.0, 1], [5.0, 0]]).tolist() == [[1], [0]]


def test_units_without_wires_have_one_value():
    units = [([], [], 0), ([], [], 1), ([0], [1.0], 1.0), ([1, 2, 3], [1.0, 1.0, 1.0], 2.0)]
    network = Network.from_units(["x"], units, encoding="real")  # x >= 1
    assert KeptPlanes(network).leaves == 3
    small = compile(network)
    assert small.units == 1
    assert small([[0.9], [1.0]]).tolist() == [[0], [1]]


def test_depth_counts_the_half_spaces():
    assert compile(interval(), max_depth=2).depth == 2
    with pytest.raises(LimitError, match="depth 2 exceeds max_depth=1"):
        compile(interval(), max_depth=1)
