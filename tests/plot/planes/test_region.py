"""Pictures of the plane: values, lines and their sides against the network itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.path import Path

from drawn import clipped, legend_covers, overlapping, with_id
from logicnet import SpecificationError, compile, plot
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.sigmoid import soften
from logicnet.learning.training.training import train
from logicnet.plot.planes.surface import Line, Plane, mesh
from logicnet.plot.planes.surface import clipped as cut
from logicnet.plot.style import SERIES, figure_of
from logicnet.regions.region import Region

M = Region.polygon([(0, 0), (4, 0), (4, 3), (2, 1), (0, 3)])
FAR = Region.polygon([(1000, 2000), (1400, 2000), (1400, 2300), (1200, 2100), (1000, 2300)])
XOR = compile("a ^ b", "wide")
MLP2 = MLP.random([2, 5, 1], seed=3)
SOURCES = {
    "region": M,
    "network": compile(M),
    "far": compile(FAR),
    "boolean": XOR,
    "bipolar": compile("a ^ b", "wide", encoding="bipolar"),
    "soft": soften(XOR, gain=6.0),
    "mlp": MLP2,
    "classes": compile({"low": M, "high": Region.box([0, 4], [4, 5])}),
}


@pytest.mark.parametrize("name", SOURCES)
def test_every_kind_of_source_is_drawn_without_overlaps(name):
    ax = plot.region(SOURCES[name], title=name, resolution=60)
    assert clipped(ax) == []  # also the first time that the figure is drawn
    assert overlapping(ax) == clipped(ax) == []
    assert (ax.get_xlabel(), ax.get_ylabel()) == Plane(SOURCES[name]).names


def filled(ax, points):
    """Which points lie in the area of the only output: within an odd number of its loops."""
    (area,) = with_id(ax, "area ")
    found = np.zeros(len(points), dtype=bool)
    for loop in area.get_path().to_polygons(closed_only=False):
        found ^= Path(loop).contains_points(points)
    return found


@pytest.mark.parametrize("source", [M, compile(M)], ids=["region", "network"])
def test_the_area_is_the_region(source):
    box = (-1.0, 5.0, -1.0, 4.0)
    points = mesh(box, 50)
    assert (filled(plot.region(source, bounds=box), points) == M.contains(points)).all()


def test_inequalities_state_a_region():
    text = "2*x + y <= 2 & x >= 0 & y >= 0"
    ax = plot.region(text, bounds=(-1, 3, -1, 3), resolution=40)
    points = mesh((-1, 3, -1, 3), 40)
    assert (filled(ax, points) == Region.of(text).contains(points)).all()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")
    assert Plane("a <-> b").names == Plane("a => b").names == ("a", "b")


def test_values_of_units_are_those_of_the_network():
    rng = np.random.default_rng(0)
    for name in ("network", "far"):
        net = SOURCES[name]
        low, high = np.array(Plane(net).box(None)).reshape(2, 2).T
        points = low + rng.random((500, 2)) * (high - low)
        values = Plane(net).unit_values(points)
        assert (values[:, net.output_units] == net(points)).all()
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    assert (Plane(XOR).values(corners) == XOR(corners)).all()
    bipolar = SOURCES["bipolar"]
    assert (Plane(bipolar).values(2 * corners - 1) == bipolar(2 * corners - 1)).all()


@pytest.mark.parametrize("name", ["network", "far", "boolean", "bipolar", "mlp"])
def test_units_change_on_their_lines_and_strokes_lie_where_they_fire(name):
    plane = Plane(SOURCES[name])
    ax = plot.region(SOURCES[name], resolution=30)
    middle = 0.5
    assert plane.lines()
    for line in plane.lines():
        (drawn,) = with_id(ax, f"line h{line.unit + 1}") or (None,)
        if drawn is None:
            continue
        ends = drawn.get_xydata()
        assert np.allclose(ends @ [line.a, line.b], line.c)
        (sides,) = [c for c in ax.collections if c.get_gid() == f"side h{line.unit + 1}"]
        tips = np.array([stroke[1] for stroke in sides.get_segments()])
        assert (plane.unit_values(tips)[:, line.unit] > middle).all()
        feet = np.array([stroke[0] for stroke in sides.get_segments()])
        assert (plane.unit_values(2 * feet - tips)[:, line.unit] < middle).all()


@given(
    st.tuples(*[st.floats(-3, 3)] * 3).filter(lambda v: abs(v[0]) + abs(v[1]) > 0.1),
)
def test_clipped_lines_end_on_the_box(coefficients):
    line, box = Line(0, *coefficients), (-1.0, 2.0, -3.0, 1.0)
    ends = cut(line, box)
    corners = np.array([(x, y) for x in box[:2] for y in box[2:]])
    sides = corners @ [line.a, line.b] - line.c
    if ends is None:
        assert (sides >= -1e-9).all() or (sides <= 1e-9).all()
        return
    assert np.allclose(ends @ [line.a, line.b], line.c, atol=1e-6)
    for x, y in ends:
        assert min(abs(x - box[0]), abs(x - box[1]), abs(y - box[2]), abs(y - box[3])) < 1e-6


def test_soft_surfaces_have_contours_and_hard_ones_have_none():
    soft = plot.region(SOURCES["soft"], resolution=60)
    drawn = [c for c in soft.collections if type(c).__name__ == "QuadContourSet"]
    levels = [level for each in drawn for level in each.levels.tolist()]
    assert sorted(levels) == pytest.approx([0.1, 0.25, 0.5, 0.75, 0.9])
    kinds = [type(c).__name__ for c in plot.region(XOR, resolution=60).collections]
    assert "QuadContourSet" not in kinds


def test_contours_end_where_they_would_merge():
    steep = MLP.from_layers([[[400.0, 0.0]]], [[-200.0]])
    drawn = plot.region(steep, bounds=(0, 1, 0, 1), resolution=60).collections
    lengths = [sum(len(p.vertices) for p in c.get_paths()) for c in drawn if hasattr(c, "levels")]
    assert [length > 0 for length in lengths] == [False, True]  # the one of one half is whole


def test_points_have_markers_and_wrong_ones_a_ring():
    points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    ax = plot.region(XOR, points=points, classes=[0, 1, 1, 1], resolution=40)
    rings = [c for c in ax.collections if c.get_label() == "decided wrongly"]
    assert rings[0].get_offsets().tolist() == [[1.0, 1.0]]
    labels = {c.get_label() for c in ax.collections}
    assert {"class 0", "class 1"} <= labels
    assert [t.get_text() for t in ax.get_legend().get_texts()] == [
        "y = 1", "y = 0", "class 0", "class 1", "decided wrongly"
    ]  # fmt: skip
    assert overlapping(ax) == clipped(ax) == []
    right = plot.region(XOR, points=points, classes=[0, 1, 1, 0], resolution=40)
    assert "decided wrongly" not in {c.get_label() for c in right.collections}


def test_small_multiples_show_what_every_unit_sees():
    net = compile(M)
    axes = plot.hidden_units(net, resolution=40)
    assert len(axes) == net.units
    box = Plane(net).box(None)
    values = Plane(net).unit_values(mesh(box, 40))
    for unit, ax in enumerate(axes):
        assert (filled(ax, mesh(box, 40)) == (values[:, unit] > 0.5)).all()
    assert axes[-1].get_title().startswith("inside")
    assert overlapping(axes) == clipped(axes) == []
    many = plot.hidden_units(MLP.random([2, 40, 1], seed=0), resolution=10, most=12)
    assert len(many) == 12


def test_where_no_class_holds_a_point_none_is_decided():
    classes = SOURCES["classes"]
    points = np.array([[1.0, 0.5], [1.0, 4.5], [-1.0, -1.0]])
    assert Plane(classes).decided(classes(points)).tolist() == [0, 1, -1]
    ax = plot.region(classes, points=points, classes=[0, 1, 0], resolution=40)
    rings = [c for c in ax.collections if c.get_label() == "decided wrongly"]
    assert rings[0].get_offsets().tolist() == [[-1.0, -1.0]]
    named = [t.get_text() for t in ax.get_legend().get_texts()]
    assert named == ["low", "high", "decided wrongly"]
    assert overlapping(ax) == clipped(ax) == []


@pytest.mark.parametrize(
    ("activation", "least", "middle"), [("sigmoid", 0.0, 0.5), ("tanh", -1.0, 0.0)]
)
def test_bounded_activations_have_the_colours_of_their_bounds(activation, least, middle):
    mlp = MLP.random([2, 4, 1], activation=activation, seed=1)
    assert Plane(mlp).span(0, np.zeros(3)) == (least, middle, 1.0)
    assert plot.hidden_units(mlp, resolution=20)[0].images[0].get_clim() == (least, 1.0)


def test_nothing_is_white_for_rectifiers():
    mlp = MLP.random([2, 4, 1], activation="relu", output="linear", seed=1)
    for ax in plot.hidden_units(mlp, resolution=20):
        low, high = ax.images[0].get_clim()
        assert low == -high
        assert high == pytest.approx(np.abs(ax.images[0].get_array()).max())


def test_lines_that_are_almost_parallel_do_not_blow_up_the_picture():
    mlp = MLP.from_layers(
        [[[1, 0], [1, 0.01], [0, 1], [0, 1]], [[1, 1, 1, 1]]], [[-1, 1, -1, 1], [0]]
    )
    box = np.array(Plane(mlp).box(None))
    assert np.abs(box).max() < 5
    one = MLP.random([2, 4, 1], activation="relu", seed=1)  # without biases: all lines meet
    assert np.ptp(Plane(one).box(None)[:2]) >= 2
    assert (box[[1, 3]] - box[[0, 2]] > 1).all()


def test_before_and_after_share_their_bounds():
    x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    result = train(MLP2, x, y, epochs=20)
    axes = plot.before_and_after(MLP2, result, points=x, classes=y, resolution=40)
    assert axes[0].get_xlim() == axes[1].get_xlim()
    assert [ax.get_title() for ax in axes] == ["before", "after"]
    assert overlapping(axes) == clipped(axes) == []


def test_other_dimensions_are_refused():
    with pytest.raises(SpecificationError, match="needs 2 coordinates, got a, b, c"):
        plot.region("a & b & c")
    with pytest.raises(SpecificationError, match="a region has no units"):
        plot.hidden_units(M)


def test_a_side_that_is_wrong_is_noticed():
    plane = Plane(XOR)
    line = plane.lines()[0]
    point = np.array([[line.a, line.b]]) * (abs(line.c) + 2) / (line.a**2 + line.b**2)
    assert plane.unit_values(point)[0, line.unit] == 1
    assert plane.unit_values(-point)[0, line.unit] == 0


# Many classes -------------------------------------------------------------------------------

BLOBS = np.concatenate([np.random.default_rng(k).normal(k, 0.4, (20, 2)) for k in range(3)])
KINDS = np.repeat([0, 1, 2], 20)
SOFTMAX = train(MLP.random([2, 4, 3], output="softmax", seed=1), BLOBS, KINDS, epochs=30).mlp


def test_classes_have_one_key_for_areas_and_points():
    ax = plot.region(SOFTMAX, points=BLOBS, classes=KINDS, resolution=30)
    named = [t.get_text() for t in ax.get_legend().get_texts()]
    assert named[:3] == list(SOFTMAX.outputs)
    assert len(named) == len(set(named))
    assert len([a for a in ax.get_children() if type(a).__name__ == "Legend"]) == 1
    assert clipped(ax) == overlapping(ax) == legend_covers(ax) == []
    plain = plot.region(SOFTMAX, resolution=30)
    assert [t.get_text() for t in plain.get_legend().get_texts()] == list(SOFTMAX.outputs)
    assert clipped(plain) == []


def test_keys_of_two_pictures_stay_apart():
    start = MLP.random([2, 4, 3], output="softmax", seed=1)
    axes = plot.before_and_after(start, SOFTMAX, points=BLOBS, classes=KINDS, resolution=30)
    assert clipped(axes) == overlapping(axes) == legend_covers(axes) == []


def test_points_of_three_classes_have_three_colours_in_small_multiples():
    axes = plot.hidden_units(SOFTMAX, points=BLOBS, classes=KINDS, resolution=20)
    for ax in axes:
        colours = [to_hex(c.get_facecolor()[0]) for c in ax.collections if len(c.get_offsets()) > 1]
        assert colours[-3:] == [c.lower() for c in SERIES[:3]]


def test_outputs_that_are_compared_have_no_line_of_their_own():
    single = train(MLP.random([2, 3], output="softmax", seed=1), BLOBS, KINDS, epochs=30).mlp
    assert Plane(single).lines() == []
    assert [line.unit for line in Plane(SOFTMAX).lines()] == [0, 1, 2, 3]
    assert not with_id(plot.region(single, resolution=30), "line ")
    assert all(not with_id(ax, "line ") for ax in plot.hidden_units(single, resolution=20))


# What is shown ------------------------------------------------------------------------------


@pytest.mark.parametrize("softened", [False, True])
@pytest.mark.parametrize("region", [M, FAR], ids=["near", "far"])
def test_the_picture_shows_a_bounded_region_and_little_else(region, softened):
    net = compile(region)
    box = np.array(Plane(soften(net, gain=20.0) if softened else net).box(None)).reshape(2, 2)
    low, high = region.bounds()
    size = high - low
    assert (box[:, 0] <= low).all()
    assert (box[:, 1] >= high).all()
    assert (box[:, 1] - box[:, 0] < 1.7 * size).all()


def test_points_do_not_crop_a_region_that_was_built():
    for source in (M, compile(M)):
        box = Plane(source).box(np.array([[1.0, 0.5]]))
        low, high = M.bounds()
        assert box[0] <= low[0] < high[0] <= box[1]
        assert box[2] <= low[1] < high[1] <= box[3]
    trained = Plane(MLP2).box(np.array([[0.0, 0.0], [1.0, 1.0]]))
    assert trained == pytest.approx((-0.18, 1.18, -0.18, 1.18))


def test_regions_without_bounds_show_where_their_lines_cross():
    wedge = compile(Region.of("x + y >= 3 & x - y >= 1"))
    x0, x1, y0, y1 = Plane(wedge).box(None)
    assert x0 < 2 < x1
    assert y0 < 1 < y1


def test_more_than_twenty_lines_are_left_out_until_asked_for():
    turns = np.arange(21) * 2 * np.pi / 21
    many = compile(Region.polygon(np.stack([np.cos(turns), np.sin(turns)], axis=1)))
    assert not with_id(plot.region(many, resolution=30), "line ")
    assert len(with_id(plot.region(many, resolution=30, lines=True), "line ")) == 21


def on_line(ax, line):
    """The borders that lie on a line."""
    (drawn,) = with_id(ax, "borders")
    return [part for part in drawn.get_segments() if np.allclose(part @ line[1:3], line.c)]


@pytest.mark.parametrize("source", [M, compile(M)], ids=["region", "network"])
def test_lines_are_strong_along_the_edges_only(source):
    ax = plot.region(source, resolution=30)
    plane, delta = Plane(source), 0.02
    for line in plane.lines():
        normal = delta * np.array([line.a, line.b]) / np.hypot(line.a, line.b)
        (whole,) = with_id(ax, f"line h{line.unit + 1}")
        assert whole.get_alpha() < 0.5
        ends = whole.get_xydata()
        shares = np.linspace(0.005, 0.995, 57)
        points = ends[0] + shares[:, None] * (ends[1] - ends[0])
        border = (plane.values(points + normal) != plane.values(points - normal))[:, 0]
        strong = np.zeros(len(shares), dtype=bool)
        for part in on_line(ax, line):
            at = (part - ends[0]) @ (ends[1] - ends[0]) / ((ends[1] - ends[0]) ** 2).sum()
            strong |= (at.min() - 1e-9 <= shares) & (shares <= at.max() + 1e-9)
        assert (strong == border).mean() > 0.95
        assert strong.any()


def test_each_layer_of_small_multiples_begins_a_row():
    net = compile(M)
    axes = plot.hidden_units(net, resolution=20)
    cells = [ax.get_subplotspec() for ax in axes]
    for unit, (ax, cell) in enumerate(zip(axes, cells, strict=True)):
        begins = unit in net.layer_starts
        assert bool(ax.get_ylabel()) == begins
        assert not begins or cell.colspan.start == 0
    figure_of(axes).draw_without_rendering()
    widths = {round(ax.get_position().width, 3) for ax in axes}
    assert len(widths) == 1
    assert not any("…" in ax.get_title() for ax in axes)


def test_a_line_that_another_unit_moves_is_drawn_where_it_decides():
    (drawn,) = with_id(plot.region(compile("a ^ b")), "borders")
    sums = [part.sum(axis=1) for part in drawn.get_segments()]
    assert np.allclose(sorted(map(tuple, sums)), [[0.5, 0.5], [1.5, 1.5]])  # one line for each
    carry = Plane(compile({"s": "a ^ b", "c": "a & b"})).inner_lines((0, 1, 0, 1))
    assert {round(line.c / line.a, 9) for line in carry} == {0.5, 2.5}
    assert Plane(M).inner_lines((0, 1, 0, 1)) == Plane(MLP2).inner_lines((0, 1, 0, 1)) == []


def test_what_one_class_hides_of_another_is_hatched():
    two = compile({"low": "x >= 0 & x <= 2 & y >= 0 & y <= 1", "high": "x >= 1 & x <= 3 & y >= 0"})
    ax = plot.region(two, bounds=(-1, 4, -1, 2), resolution=60)
    (hatched,) = with_id(ax, "also 1")
    corners = hatched.get_path().vertices
    assert {tuple(each) for each in corners.round(9).tolist()} == {(1, 0), (2, 0), (2, 1), (1, 1)}
    assert not with_id(ax, "also 0")
    assert not with_id(plot.region(SOURCES["classes"], resolution=60), "also 1")
    softmax = Plane(MLP.random([2, 3], output="softmax", seed=1))
    assert not softmax.also(softmax.values(mesh((0, 1, 0, 1), 8))).any()


def test_units_that_are_left_out_are_counted():
    told = [ax.get_xlabel() for ax in plot.hidden_units(compile(M), resolution=20, most=4)]
    left = compile(M).units - 4
    assert told == ["", "", f"after {left} units that\nare not shown (most=4)", ""]
    assert not any(ax.get_xlabel() for ax in plot.hidden_units(compile(M), resolution=20))
