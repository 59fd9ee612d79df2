"""Diagrams of networks: every element is checked against the network, not against pixels."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from corpus import CORPUS
from drawn import clipped, overlapping, texts, with_id
from logicnet import Network, SpecificationError, TruthTable, build, compile, fine_tune, plot
from logicnet.construction.counting.parity import parity
from logicnet.construction.numbers.arithmetic import adder
from logicnet.construction.search.least_networks import smallest
from logicnet.learning.nets.mlp import MLP
from logicnet.plot.diagrams.captions import meanings
from logicnet.plot.diagrams.diagram import svg
from logicnet.plot.diagrams.firing import unit_values
from logicnet.plot.diagrams.geometry import geometry
from logicnet.plot.diagrams.layout import Route, arrange, separated
from logicnet.plot.style import NEGATIVE, POSITIVE, number, sheet, text_width, write
from reference import reference, rows

XOR = smallest(TruthTable.from_string("0110", names=["a", "b"]))
NETS = {
    "xor with a skip wire": XOR,
    "adder": adder(3),
    "parity of 8": parity(8),
    "deep": compile("a & b | (c ^ d) & e", "deep"),
    "two outputs": compile({"sum": "a ^ b", "carry": "a & b"}, "wide"),
    "smooth": MLP.from_layers([[[3, 4], [6, 5]], [[2, 4]]], [[1, -6], [-3.93]]),
    "bipolar": compile("a ^ b & c", "wide", encoding="bipolar"),
    "long names": compile("temperature_above_limit & ~pressure_is_low | emergency_button", "wide"),
}


def wires_of(net):
    """(name of source, name of unit, weight) of each wire."""
    for unit in range(net.units):
        for source, weight in zip(*net.wires_of(unit), strict=True):
            n = len(net.inputs)
            name = net.inputs[source] if source < n else f"h{source - n + 1}"
            yield name, f"h{unit + 1}", float(weight)


def check_drawing(net, ax):
    """Everything of the network is there once, and nothing covers anything else."""
    assert overlapping(ax) == []
    assert clipped(ax) == []
    lines = {line.get_gid(): line for line in with_id(ax, "wire ")}
    assert len(lines) == net.wires + len(net.outputs)
    for source, unit, weight in wires_of(net):
        line = lines[f"wire {source} {unit}"]
        assert to_hex(line.get_color()).upper() == (POSITIVE if weight > 0 else NEGATIVE)
        assert line.is_dashed() == (weight < 0)
    assert len(with_id(ax, "unit ")) == net.units
    assert len(with_id(ax, "input ")) == len(net.inputs)
    assert [t.get_text() for t in with_id(ax, "output ")] == list(net.outputs)


DRAWN = [(case, "wide") for case in CORPUS]
DRAWN += [(case, style) for case in CORPUS if case.inputs <= 4 for style in ("deep", "compact")]


@pytest.mark.parametrize(
    ("case", "style"), DRAWN, ids=[f"{case.name}, {style}" for case, style in DRAWN]
)
def test_every_network_of_the_corpus_is_drawn_whole(case, style):
    net = compile(case.source, style)
    if net.wires > 400:
        assert "weight matrices" in plot.network(net).texts[0].get_text()
    else:
        check_drawing(net, plot.network(net))


@pytest.mark.parametrize("name", NETS)
def test_networks_of_all_kinds_are_drawn_whole(name):
    check_drawing(NETS[name], plot.network(NETS[name], title=name))


@pytest.mark.parametrize("name", NETS)
def test_wires_end_at_their_units_and_pass_around_the_others(name):
    net = NETS[name]
    ax = plot.network(net)
    circles = {c.get_gid()[5:]: c for c in with_id(ax, "unit ")}
    for line in with_id(ax, "wire "):
        source, target = line.get_gid().split()[1:]
        points = line.get_xydata()
        if target in circles:
            away = np.hypot(*(points[-1] - circles[target].center))
            assert away == pytest.approx(circles[target].radius, abs=0.5)
        for unit, circle in circles.items():
            if unit not in (source, target):
                dense = np.concatenate([np.linspace(p, q, 20) for p, q in pairwise(points)])
                near = np.hypot(*(dense - circle.center).T).min()
                assert near > 0.6 * circle.radius, (line.get_gid(), unit)


def test_units_show_threshold_and_label_and_wires_their_weights():
    net = compile("a ^ b", "deep")
    written = [text for text, _ in texts(plot.network(net))]
    for unit in range(net.units):
        assert f"≥ {net.thresholds[unit]}" in written
        assert net.unit_label(unit) in written
    assert written.count("−1") == 1
    assert number(-2.5) == "−2.5"
    assert number(3.0) == "3"
    assert number(1234567.0) == "1.23e6"


def test_columns_follow_the_layers_and_inputs_keep_their_order():
    net = parity(8)
    ax = plot.network(net)
    x = {c.get_gid(): c.center[0] for c in with_id(ax, "unit ")}
    assert [x[f"unit h{j + 1}"] for j in range(net.units)] == sorted(x.values())
    heights = [p.get_bbox().y0 for p in with_id(ax, "input ")]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("name", ["adder", "product", "two outputs"])
def test_outputs_keep_their_order(name):
    net = build("multiplier", 2) if name == "product" else NETS[name]
    written = with_id(plot.network(net), "output ")
    assert [t.get_text() for t in written] == list(net.outputs)
    heights = [t.get_position()[1] for t in written]
    assert heights == sorted(heights, reverse=True)


WEIGHTED = {
    "start": compile("a & b | ~a & c", "wide"),
    "parity of 3": compile("a ^ b ^ c", "wide"),
    "three outputs": compile({"u": "a & b | c", "v": "a ^ b", "w": "b | ~c"}, "wide"),
    "parity of 5": parity(5),
    "long names": NETS["long names"],
}


@pytest.mark.parametrize("name", WEIGHTED)
def test_each_weight_stands_on_its_wire_apart_from_others(name):
    net = WEIGHTED[name]
    plan = geometry(net, net.inputs, weighted=True, said=meanings(net))
    assert len(plan.spots) == net.wires
    places = np.array(list(plan.spots.values()))
    for k, spot in plan.spots.items():
        half = np.array([text_width(number(plan.wires[k][2]), 6.5) / 2, 3.2])
        for other, curve in enumerate(plan.curves):
            steps = pairwise(curve)
            dense = np.concatenate([np.linspace(p, q, 40) for p, q in steps])
            away = np.abs(dense - spot)
            assert (away <= half).all(axis=1).any() == (other == k), (k, other)
        apart = np.delete(np.abs(places - spot), list(plan.spots).index(k), axis=0)
        assert ((apart[:, 0] > 2 * half[0] - 1) | (apart[:, 1] > 6.4)).all()


def test_many_wires_have_no_numbers_and_weights_can_be_asked_for():
    net = compile("parity(a, b, c, d)", "wide")
    assert net.wires > 32
    ax = plot.network(net)
    assert "−1" not in [text for text, _ in texts(ax)]
    ax = plot.network(net, weights=True)
    assert [text for text, _ in texts(ax)].count("−1") == 16
    assert overlapping(ax) == []


def test_a_row_shows_which_units_fire():
    net = compile("a ^ b", "deep")
    ax = plot.network(net, at={"a": 1, "b": 0})
    values = unit_values(net, [1, 0])
    faces = {c.get_gid()[5:]: to_rgb(c.get_facecolor()) for c in with_id(ax, "unit ")}
    for unit in range(net.units):
        assert (faces[f"h{unit + 1}"] == (1, 1, 1)) == (values[2 + unit] == 0)
    faint = {line.get_gid() for line in with_id(ax, "wire ") if line.get_alpha() < 1}
    assert "wire b h1" in faint
    assert "wire a h1" not in faint


@pytest.mark.parametrize("name", ["xor with a skip wire", "adder", "bipolar", "two outputs"])
def test_the_highlighted_values_are_those_of_the_network(name):
    net = NETS[name]
    low = -1 if net.encoding == "bipolar" else 0
    rng = np.random.default_rng(1)
    for row in rng.integers(0, 2, (8, len(net.inputs))):
        row = np.where(row == 1, 1, low)
        shown = unit_values(net, row)[len(net.inputs) + net.output_units]
        assert shown.tolist() == net(row).tolist()


def test_wrong_rows_are_refused():
    with pytest.raises(SpecificationError, match="a value for each of a, b"):
        plot.network(XOR, at={"a": 1})
    with pytest.raises(SpecificationError, match="2 values, got 3"):
        plot.network(XOR, at=[1, 0, 1])
    with pytest.raises(SpecificationError, match=r"inputs are \[0.0, 1.0\]"):
        plot.network(XOR, at=[1, 2])


@pytest.mark.parametrize("size", [(1.5, 1.0), (3, 3), (12, 5)])
def test_a_picture_scales_to_the_axes_it_is_given(size):
    figure = Figure(figsize=size, layout="constrained")
    ax = figure.add_subplot(1, 2, 1)
    assert plot.network(XOR, ax=ax) is ax
    check_drawing(XOR, ax)
    inside = ax.get_window_extent()
    for _, box in texts(ax):
        assert inside.x0 - 1 < box.x0 < box.x1 < inside.x1 + 1


def test_large_networks_become_matrices():
    net = compile("parity(a, b, c, d, e, f, g)", "wide")
    ax = plot.network(net)
    assert "512 wires in 2 layers, drawn as weight matrices" in [t for t, _ in texts(ax)]
    first, second = ax.images
    dense = np.zeros((64, 7))
    for unit in range(64):
        sources, weights = net.wires_of(unit)
        dense[unit, sources] = weights
    assert (np.sign(first.get_array()) == np.sign(dense)).all()
    assert second.get_array().shape == (1, 64)
    (signs,) = with_id(ax, "minus signs 1")
    assert len(signs.get_segments()) == (dense < 0).sum()
    positive, negative = (np.dot(first.cmap(t)[:3], (0.3, 0.59, 0.11)) for t in (1.0, 0.0))
    assert negative - positive > 0.2  # the signs stay apart in grey
    assert overlapping(ax) == clipped(ax) == []


def test_long_layers_become_matrices_though_their_wires_are_few():
    units = [([0], [1], 1)] * 41
    tall = Network.from_units(["a"], [*units, (list(range(1, 42)), [1] * 41, 1)])
    assert "82 wires in 2 layers" in plot.network(tall).texts[0].get_text()
    units = [([0], [1], 1)] * 40
    fits = Network.from_units(["a"], [*units, (list(range(1, 41)), [1] * 40, 1)])
    assert len(with_id(plot.network(fits), "unit ")) == 41


def test_deep_and_huge_networks_say_what_is_left_out():
    units = [([0], [1], 1)] + [([j], [1], 1) for j in range(1, 3000)]
    chain = Network.from_units(["a"], units)
    ax = plot.network(chain)
    assert any("2,994 more" in text for text, _ in texts(ax))
    assert overlapping(ax) == clipped(ax) == []
    rng = np.random.default_rng(0)
    wide = [(rng.choice(900, 40, replace=False), rng.integers(1, 9, 40), 3) for _ in range(2000)]
    big = Network.from_units([f"x{i}" for i in range(900)], wide)
    shown = plot.network(big).images[0].get_array()
    assert max(shown.shape) <= 200
    assert (shown >= 0).all()


def test_the_same_network_gives_the_same_bytes(tmp_path):
    for kind in ("svg", "png", "pdf", "tex"):
        octets = []
        for run in range(2):
            path = tmp_path / f"{run}.{kind}"
            plot.save(plot.network(XOR), path)
            octets.append(path.read_bytes())
        assert octets[0] == octets[1]
    with pytest.raises(SpecificationError, match=r"ends in \.svg, \.png, \.pdf or \.tex"):
        plot.save(plot.network(XOR), tmp_path / "x.jpg")


def test_notebooks_get_a_picture_of_all_but_huge_networks():
    assert XOR._repr_svg_().startswith("<svg")
    assert svg(XOR) in XOR._repr_html_()
    large = compile("parity(a, b, c, d, e, f, g)", "wide")
    assert large._repr_svg_().startswith("<svg")
    assert large._repr_html_().count("<tr>") == 42  # a head, 40 units, and what is left out
    many = Network.from_units(["a"], [([0], [1], 1)] * 100_001)
    assert many._repr_svg_() is None
    assert "<svg" not in many._repr_html_()


# The layout ---------------------------------------------------------------------------------


def test_crossings_that_can_go_do_go():
    wires = [Route(0, 5, 0), Route(1, 4, 0), Route(2, 3, 0)]
    found = arrange([0, 0, 0, 1, 1, 1], [(5, 5)] * 6, wires)
    assert found.crossings == 0
    assert found.columns == [[0, 1, 2], [5, 4, 3]]


@settings(max_examples=40)
@given(st.data())
def test_nodes_of_a_column_keep_apart_and_routes_pass_every_column(data):
    sizes = data.draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    column_of = [c for c, size in enumerate(sizes) for _ in range(size)]
    nodes = range(len(column_of))
    pairs = [(a, b) for a in nodes for b in nodes if column_of[a] < column_of[b]]
    chosen = data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12))
    found = arrange(column_of, [(6.0, 9.0)] * len(column_of), [Route(a, b, 0) for a, b in chosen])
    for (a, b), path in zip(chosen, found.paths, strict=True):
        assert (path[0], path[-1]) == (a, b)
        assert len(path) == column_of[b] - column_of[a] + 1
    for column in found.columns:
        real = [n for n in column if n < len(column_of)]
        for upper, lower in pairwise(real):
            assert found.heights[upper] - found.heights[lower] >= 15 - 1e-6


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=7))
def test_heights_are_the_nearest_that_keep_apart(wanted):
    offsets = 10.0 * np.arange(len(wanted))
    y = separated(np.array(wanted), offsets, -1e9, 1e9)
    assert (-np.diff(y) >= 10 - 1e-9).all()
    best = ((y - wanted) ** 2).sum()
    rng = np.random.default_rng(0)
    for _ in range(20):
        moved = np.sort(y + rng.normal(0, 1, len(y)) + offsets)[::-1] - offsets
        assert ((moved - wanted) ** 2).sum() >= best - 1e-6
    low, high = -40.0, 40.0
    inside = separated(np.array(wanted), offsets, low, high)
    assert (-np.diff(inside) >= 10 - 1e-9).all()
    assert low - 1e-9 <= inside.min() <= inside.max() <= high + 1e-9


# The checks themselves ------------------------------------------------------------------------


def test_overlapping_and_clipped_texts_are_noticed():
    ax = sheet(None, 100, 50)
    write(ax, 50, 25, "one", 10)
    write(ax, 55, 27, "two", 10)
    write(ax, 98, 10, "outside", 10)
    assert overlapping(ax) == [("one", "two")]
    assert clipped(ax) == ["outside"]


def test_a_wire_of_the_wrong_sign_is_noticed():
    ax = plot.network(XOR)
    line = with_id(ax, "wire ")[0]
    line.set_color(POSITIVE if to_hex(line.get_color()).upper() == NEGATIVE else NEGATIVE)
    with pytest.raises(AssertionError):
        check_drawing(XOR, ax)


def test_what_is_shown_are_exact_sums():
    """As floats 0.3 + 0.2 + 0.1 is 0.6, and 2**70 + 0.1 is 2**70."""
    weights = [[0.3, 0.2, 0.1], [0.1, 0.2, 0.3], [2.0**70, 0.1, -(2.0**70)]]
    net = Network.from_units(
        ["a", "b", "c"],
        [(range(3), w, t) for w, t in zip(weights, [0.6000000000000001, 0.6, 0.1], strict=True)],
        outputs={"x": 0, "y": 1, "z": 2},
    )
    for row in rows(3):
        assert unit_values(net, row)[3:].tolist() == reference(net, row)
    assert meanings(net) == ["0", "a & b & c", "(a & b) | (a & ~c) | (b & ~c)"]
    with pytest.raises(SpecificationError, match="a value of at must be a finite number"):
        unit_values(compile("x >= 0"), [float("nan")])


def test_what_states_a_function_is_compiled_and_results_are_drawn_by_their_net():
    text = plot.network("a ^ b")
    net = plot.network(compile("a ^ b"))
    assert [t.get_text() for t in text.texts] == [t.get_text() for t in net.texts]
    rows, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 1]
    tuned = fine_tune(compile("a & b"), rows, y, anchor=0, epochs=20, free_units=0)
    drawn = [t.get_text() for t in plot.network(tuned).texts]
    assert drawn == [t.get_text() for t in plot.network(tuned.network).texts]
    drawn = [t.get_text() for t in plot.network(tuned.result).texts]
    assert drawn == [t.get_text() for t in plot.network(tuned.result.mlp).texts]


def test_a_network_without_wires_has_matrices():
    assert "0 wires" in plot.matrices(compile("1")).texts[0].get_text()
