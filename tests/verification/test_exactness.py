"""Nothing is called equal that was not decided exactly: thin cells, boundaries, Boolean inputs."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapes_to_try import star

from logicnet import LimitError, Region, SpecificationError, compile, verify
from logicnet.regions.cells.arrangement import Arrangement, _sides
from logicnet.regions.cells.cells import cells, values_in_cells
from logicnet.regions.exact import hyperplane, widened
from logicnet.verification.verifying import verify_region


def plane(normal, offset):
    return hyperplane([Fraction(v) for v in normal], Fraction(offset))[0]


def sides(rows, point):
    """The signs of normal.x - offset, in fractions."""
    values = [sum(a * x for a, x in zip(row, point, strict=False)) - row[-1] for row in rows]
    return [(v > 0) - (v < 0) for v in values]


@settings(max_examples=40)
@given(st.integers(1, 3), st.integers(0, 6), st.integers(0, 2**32 - 1))
def test_every_face_has_a_point_and_every_point_a_face(dimension, count, seed):
    rng = np.random.default_rng(seed)
    rows = [rng.integers(-2, 3, dimension + 1).tolist() for _ in range(count)]
    rows = [row for row in rows if any(row[:-1])]
    found = Arrangement(rows, dimension)
    points = found.points(np.arange(len(found.signs)))
    assert [sides(rows, p) for p in points.tolist()] == found.signs.tolist()
    known = set(map(tuple, found.signs.tolist()))
    assert len(known) == len(found.signs)
    for _ in range(60):
        point = [Fraction(int(v), 2) for v in rng.integers(-6, 7, dimension)]
        assert tuple(sides(rows, point)) in known


@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 70, 1000]))
def test_sides_by_floats_are_those_by_integers(seed, bits):
    rng = np.random.default_rng(seed)
    planes = rng.integers(-3, 4, (6, 3)).astype(object) * (1 << bits)
    planes += rng.integers(-1, 2, (6, 3)).astype(object)
    points = rng.integers(-3, 4, (9, 3)).astype(object) * (1 << bits)
    assert _sides(points, planes).tolist() == np.sign(points @ planes.T).tolist()


def test_cells_are_counted_as_by_formula():
    rng = np.random.default_rng(0)
    for dimension, count, most in ((2, 12, 79), (3, 9, 130), (4, 7, 99)):
        rows = rng.integers(-(10**6), 10**6, (count, dimension + 1)).tolist()
        assert len(Arrangement(rows, dimension, faces=False).signs) == most


def test_boolean_coordinates_are_0_or_1_and_others_floats():
    both = [plane([20, 1], 60), plane([1, 0], Fraction(1, 2))]
    found = cells(both, 2, booleans=[0])
    assert {p[0] for p in found.points(np.arange(len(found.signs)), True).tolist()} == {0, 1}
    third = [plane([3], 1), plane([1], Fraction(float(Fraction(1, 3))))]
    assert (cells(third, 1).signs != 0).all(axis=1).sum() == 2  # no float lies between them


GRID = st.lists(st.tuples(*[st.integers(0, 4)] * 2), min_size=3, max_size=9)


def curves(rings, rule, boundary, names):
    try:
        return Region.curves(rings, rule, boundary=boundary, names=names)
    except SpecificationError:
        assume(False)


@given(st.lists(GRID, min_size=1, max_size=2), st.sampled_from(["nonzero", "evenodd"]),
       st.sampled_from([None, "closed", "open"]), st.sampled_from(["xy", "yx"]),
       st.sampled_from([1.0, 0.1]))  # fmt: skip
def test_cells_of_rings_are_what_points_in_fractions_are(rings, rule, boundary, names, size):
    region = curves([np.array(r) * size for r in rings], rule, boundary, names)
    own = [widened(p, ["xy".index(n) for n in names], 2)[0] for p in region.planes()]
    planes = list(dict.fromkeys([*own, plane([1, 3], 2), plane([0, 1], 1)]))
    found = cells(planes, 2)
    inside, promised = values_in_cells(region, ("x", "y"), planes, found)
    points = found.points(np.arange(len(found.signs)), True)[:, ["xy".index(n) for n in names]]
    stated, on = region.shape.located(points)
    assert inside.tolist() == stated.tolist()
    assert promised.tolist() == (~on | (boundary is not None)).tolist()


def test_cells_of_many_lines_are_looked_up_at_floats(monkeypatch):
    asked = []
    usual = Arrangement.points
    monkeypatch.setattr(Arrangement, "points", lambda a, k: asked.extend(k) or usual(a, k))
    region = Region.polygon(star(40, np.random.default_rng(0)))
    assert verify(compile(region), region)
    assert len(asked) <= 3


THIN = [
    "p & q & x >= 60 & x <= 60",
    "x >= 0 & x <= 0 & y + z > 0",
    "~(((-1*z + 2*x + 3*y >= -1) -> (2*x >= 2)) | ((1*x <= 1) & (-2*y > 0)))",
    "x + y >= 5000000 & x + y <= 5000000.25 & x - z >= 0",
    "0 <= x + y <= 0.25 & z <= 3000000 & x - z >= 0",
    "x + y + z <= 1e-9 & x >= 0 & y >= 0 & z >= 0",
]
INSIDE = [
    {"p": 1, "q": 1, "x": 60}, {"x": 0, "y": 1, "z": 1}, {"x": 1, "y": 0, "z": -3},
    {"x": 5e6, "y": 0.125, "z": 0}, {"x": 0.125, "y": 0, "z": -1}, {"x": 0, "y": 0, "z": 0},
]  # fmt: skip


@pytest.mark.parametrize("style", ["compact", "wide", "formula", "shallow"])
@pytest.mark.parametrize(("text", "point"), list(zip(THIN, INSIDE, strict=True)))
def test_thin_regions_are_not_lost(text, point, style):
    network = compile(text, style)
    region = Region.of(text)
    expected = region.contains([[point[name] for name in region.names]])[0]
    assert network(point)["inside"] == expected
    assert verify(network, text)


@pytest.mark.parametrize(("one", "other"), [
    ("x>0&y>0&z>0", "x>=0&y>=0&z>=0"),
    ("a & b & age>60", "a & b & age>=60"),
    ("x+y+z<=1 & x>=-1000 & y>=0 & z>=1000", "x+y+z<=1.00001 & x>=-1000 & y>=0 & z>=1000"),
    ("x+y+z<=1000000 & x>=0&y>=0&z>=0", "x+y+z<=1000000.01 & x>=0&y>=0&z>=0"),
    ("p & x > 1", "p & x >= 1"),
    ("x >= 20000000000000000000001", "x >= 20000000000000000000000"),
])  # fmt: skip
def test_near_regions_are_told_apart(one, other):
    network = compile(one)
    assert verify(network, one)
    verdict = verify(network, other)
    assert verdict.equal is False
    point = verdict.counterexample.inputs
    assert all(point[name] in (0, 1) for name in ("a", "b", "p") if name in point)
    stated = Region.of(other)
    at = np.array([[Fraction(point[name]) for name in stated.names]], dtype=object)
    assert stated.contains(at)[0] == verdict.counterexample.specification["inside"]


def test_small_shapes_are_told_apart():
    small, large = (Region.polygon([(0, 0), (s, 0), (0, s)]) for s in (1e-20, 9e-20))
    assert verify_region(compile(small), large).equal is False
    boxes = [Region.box([0, 0], [s, s]) for s in (3e-15, 2.9e-15)]
    assert verify_region(compile(boxes[0]), boxes[1]).equal is False


def test_boolean_variables_need_no_unit():
    network = compile("smoker & age >= 60")
    assert (network.units, network.proven_minimal) == (2, True)
    ages = np.array([59.0, 60.0])
    for smoker in (0, 1):
        got = network({"age": ages, "smoker": np.full(2, float(smoker))})["inside"]
        assert got.tolist() == [0, smoker]
    negated = compile("(~smoker | age < 60) & age > 20")
    assert verify(negated, "(~smoker | age < 60) & age > 20")
    rows = [[30.0, 1.0], [70.0, 1.0], [70.0, 0.0], [10.0, 0.0]]
    assert negated(rows)[:, 0].tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize("text", ["(a ^ b) & x > 0", "a & x > 1 | b & x > 2", "a | ~b & x <= 3"])
@pytest.mark.parametrize("style", ["compact", "wide", "formula", "shallow"])
def test_mixed_rules_are_proven(text, style):
    assert verify(compile(text, style), text)


def test_an_exclusive_or_of_variables_has_one_hidden_layer():
    text = "(a ^ b) & x > 0"
    network = compile(text, "one-hidden")
    assert network.depth == 2
    assert verify(network, text)


def test_a_line_crossed_both_ways_needs_one_setting():
    from logicnet.construction.planes.one_hidden import one_hidden

    assert one_hidden(Region.of("a & x > 1 | ~a & x <= 1")).certificate is None or (
        one_hidden(Region.of("a & x > 1 | ~a & x <= 1")).certificate.line is None
    )


@pytest.mark.parametrize("style", ["compact", "layered", "formula", "shallow", "deep"])
@pytest.mark.parametrize("text", [
    "1e-300*x + 3*y < 1e-300", "1e300*x + 1e300*y <= 1e300", "x - y > 1e-320", "x + y <= 1e308",
    "x + y + z < 1e16 & x > 1e16", "1e-300*x + y >= 0 & x - 1e-300*y >= 0",
])  # fmt: skip
def test_numbers_of_any_size_are_stated_and_proven(text, style):
    assert verify(compile(text, style), text)


def test_half_spaces_that_no_floats_hold_are_refused_and_single_bounds_are_kept():
    with pytest.raises(LimitError, match=r"floats cannot hold x1 \+ 3\*x2 <= -1.*e\+2000: its num"):
        compile(Region.halfspace([1, 3], -(10**2000)), "formula")
    huge = 10**400
    for normal, bound, expected in ((1, huge, 1), (1, -huge, 0), (-1, huge, 1), (-1, -huge, 0)):
        region = Region.halfspace([normal], bound)
        network = compile(region, "formula")
        largest = np.finfo(float).max
        assert network([[largest], [-largest]])[:, 0].tolist() == [expected] * 2
        assert verify(network, region)
    whole = Region.halfspace([3, 3], Fraction(2**53 + 1, 7)) & Region.halfspace([1, 0], 5)
    assert "rounded" not in verify(compile(whole), whole).method


def test_large_numbers_are_decided_as_stated():
    assert compile("x >= 9007199254740993")([[2.0**53], [2.0**53 + 2]])[:, 0].tolist() == [0, 1]
    assert compile("3*x >= 1")([[1 / 3], [np.nextafter(1 / 3, 1)]])[:, 0].tolist() == [0, 1]


CORNERS = [(0.1, 0.2), (0.9, 0.3), (0.4, 0.7)]


@pytest.mark.parametrize("boundary", ["closed", "open"])
def test_corners_keep_the_promise_and_rounding_is_not_called_equal(boundary):
    region = Region.polygon(CORNERS, boundary=boundary)
    network = compile(region)
    assert network(CORNERS)[:, 0].tolist() == [int(boundary == "closed")] * 3
    verdict = verify_region(network, region)
    assert str(verdict) == (
        "unknown: equal but for points within rounding of the 3 lines that floats cannot hold, "
        "while a boundary is promised (corners are on the promised side)"
    )
    assert verify_region(network, region, rounding=True)
    free = verify_region(network, Region.polygon(CORNERS))
    assert "within rounding" in free.method


def moved(network, step):
    """The network with the threshold of every half-space moved by so many floats."""
    first = network.layer_of == 0
    thresholds = network.thresholds.copy()
    for _ in range(abs(step)):
        thresholds[first] = np.nextafter(thresholds[first], np.inf * step)
    return replace(network, thresholds=thresholds)


def test_rounding_that_floats_need_not_do_is_refuted():
    whole = Region.polygon([(1, 2), (9, 3), (4, 7)], boundary="closed")
    assert verify_region(compile(whole), whole)
    assert verify_region(moved(compile(whole), 1), whole).equal is False
    region = Region.polygon(CORNERS, boundary="closed")
    assert "0 of 3 corners" in verify_region(moved(compile(region), 2), region).reason
    assert verify_region(moved(compile(region), 100), region).equal is False


@pytest.mark.parametrize("boundary", ["closed", "open"])
def test_promises_within_rounding_are_unknown_where_only_points_are_tried(boundary, monkeypatch):
    monkeypatch.setattr("logicnet.verification.regions.network_of_regions.MOST_PLANES", 2)
    left = "logicnet.verification.regions.outlines.all_outlines"
    monkeypatch.setattr(left, lambda claim, extent, reason: reason)
    region = Region.polygon(CORNERS, boundary=boundary)
    network = compile(region)
    verdict = verify_region(network, region)
    assert "within rounding of lines (corners are on the promised side)" in verdict.reason
    kept = {"closed": 0, "open": 2}[boundary]
    assert f"({kept} of 3 corners" in verify_region(moved(network, 2), region).reason
    further = replace(network, thresholds=network.thresholds + 0.01 * (network.layer_of == 0))
    assert verify_region(further, region).equal is False


@pytest.mark.parametrize("dimension", [2, 3, 4])
def test_hulls_keep_their_corners_and_promise_no_more_within_rounding(dimension):
    points = np.random.default_rng(dimension).normal(size=(8, dimension))
    hull = Region.hull(points)
    network = compile(hull)
    assert hull.contains(points).all()
    assert network(points).all()
    verdict = verify(network, hull)
    assert verdict
    assert "within rounding" in verdict.method


def test_lower_bounds_count_both_sides_of_a_line():
    assert compile("x >= 60 & x <= 60 & y >= 0").lower_bound == 3
    point = compile("x >= 60 & x <= 60")
    assert (point.units, point.proven_minimal) == (3, True)
    assert compile("smoker & age >= 40 | age >= 60").lower_bound == 1


def wheel(count, bound, numbers="{:.4f}*x + {:.4f}*y <= {}"):
    """Half-planes around a disk; the first has its own bound."""
    angles = np.linspace(0, 6.2, count)
    bounds = [bound] + [1] * (count - 1)
    return " & ".join(
        numbers.format(np.cos(a), np.sin(a), b) for a, b in zip(angles, bounds, strict=True)
    )


def test_many_half_planes_are_proven_or_refuted():
    assert verify(compile(wheel(70, 1)), wheel(70, 1))
    assert verify(compile(wheel(70, 1)), wheel(70, 1.01)).equal is False
    far = " & x <= 1000000"
    assert verify(compile(wheel(70, 1) + far), wheel(70, 1.5) + far).equal is False


def test_points_say_what_they_lie_beside(monkeypatch):
    monkeypatch.setattr("logicnet.regions.cells.arrangement.MOST_CORNERS", 100)
    network = compile(wheel(41, 1))
    assert verify(network, wheel(41, 1))  # the same half-spaces, whatever their cells
    reason = verify(network, wheel(41, 1) + " & (x <= 5 | x + y <= 5)").reason
    assert "20000 points at random and" in reason
    assert "of 43 hyperplanes" in reason
    assert verify(network, wheel(41, 1.001)).equal is False


def test_boxes_of_many_dimensions_are_compared():
    box = Region.box([0] * 11, [1] * 11)
    network = compile(box)
    assert verify(network, box)
    assert verify(network, Region.box([0] * 11, [1] * 10 + [1.01])).equal is False


def test_polytopes_of_many_faces_are_compiled_and_decided():
    rng = np.random.default_rng(0)
    hull = Region.hull(rng.normal(size=(12, 3)))
    network = compile(hull)
    assert network.units == len(hull.shape.faces) + 1
    assert verify_region(network, hull, rounding=True)
    region = Region.polytope(rng.normal(size=(10, 6)), [2.0] * 10)
    assert verify(compile(region), region)


def test_points_in_blocks_refute_what_all_at_once_refute(monkeypatch):
    rng = np.random.default_rng(2)
    monkeypatch.setattr("logicnet.verification.regions.network_of_regions.MOST_PLANES", 1)
    left = "logicnet.verification.regions.outlines.all_outlines"
    monkeypatch.setattr(left, lambda claim, extent, reason: reason)
    classes = {f"c{k}": Region.polygon(star(9, rng, (3 * k, 0))) for k in range(3)}
    network = compile(classes)
    monkeypatch.setattr("logicnet.verification.regions.network_of_regions._MOST_OUTPUTS", 10_000)
    assert verify(network, classes).equal is None
    other = {**classes, "c2": classes["c2"] | Region.polygon(star(5, rng, (9, 0)))}
    verdict = verify(network, other)
    assert verdict.equal is False
    assert verdict.counterexample.specification == {"c0": 0, "c1": 0, "c2": 1}
