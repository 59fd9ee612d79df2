"""Regions: what they contain, however they are stated."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapes_to_try import box_points, features, masks, rings, star

from logicnet import Region, SpecificationError
from logicnet.regions.exact import edge_lines, integers, turn
from logicnet.regions.plane.polygons import meetings
from logicnet.regions.plane.segments import near_pairs
from optional import optional

SQUARE = [(0, 0), (2, 0), (2, 2), (0, 2)]
POINTS = [(1, 1), (3, 1), (2, 1), (2, 2), (0, 0.5)]  # inside, outside, edge, corner, edge


def brute(ring, point):
    """Even-odd membership in fractions, boundary included."""
    x, y = map(Fraction, point)
    inside = False
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        ax, ay, bx, by = map(Fraction, (ax, ay, bx, by))
        area = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if area == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        if (ay > y) != (by > y):
            inside ^= (area > 0) == (by > ay)
    return inside


@given(rings(), st.lists(st.tuples(*[st.floats(-1.2, 1.2)] * 2), min_size=1, max_size=20))
def test_polygon_contains_what_fractions_say(ring, points):
    points = [*points, *map(tuple, ring.tolist())]
    assert Region.polygon(ring).contains(points).tolist() == [brute(ring, p) for p in points]


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1], [*SQUARE, SQUARE[0]],
                                  [(0, 0), *SQUARE, (0, 2), (0, 1)]])  # fmt: skip
def test_winding_closing_and_repetition_do_not_matter(ring):
    assert Region.polygon(ring).contains(POINTS).tolist() == [True, False, True, True, True]
    opened = Region.polygon(ring, boundary="open").contains(POINTS)
    assert opened.tolist() == [True, False, False, False, False]


def test_spikes_are_dropped():
    assert (
        len(Region.polygon([(0, 0), (2, 0), (5, 0), (2, 0), (2, 2)]).leaves()[0].shape.rings[0])
        == 3
    )


@pytest.mark.parametrize(("ring", "message"), [
    ([(0, 0), (1, 1)], "needs three points"),
    ([(0, 0), (1, 1), (2, 2)], "one line"),
    ([(0, 0), (1, float("nan")), (2, 0)], r"point 1 is \(1.0, nan\)"),
    ([(0, 0), (1, 1), (1, 0), (0, 1)], r"crosses itself at \(0.5, 0.5\).*fill rule"),
    ([(0, 0), (1, 1), (2, 2), (2, 0), (1, 1), (0, 2)], "fill rule"),
    ([1, 2, 3], "rows"),
])  # fmt: skip
def test_bad_rings_are_refused(ring, message):
    with pytest.raises(SpecificationError, match=message):
        Region.polygon(ring)


def test_fill_rules_differ_in_the_middle_of_a_pentagram():
    angle = np.pi / 2 + 4 * np.pi / 5 * np.arange(5)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    inside = [Region.polygon(ring, fill_rule=rule).contains([(0, 0)])[0]
              for rule in ("nonzero", "evenodd")]  # fmt: skip
    assert inside == [True, False]


def test_nested_rings_and_overlaps():
    rings = [[(0, 0), (k, 0), (k, k), (0, k)] for k in (9, 5)]
    inner = [(1, 1), (3, 1), (3, 3), (1, 3)]
    nested = Region.polygons([(rings[0], [[(0.5, 0.5), (5, 0.5), (5, 5), (0.5, 5)]]), (inner, [])])
    assert nested.contains([(2, 2), (4, 4), (7, 7)]).tolist() == [True, False, True]
    overlap = Region.polygons([(rings[1], [inner]), ([(2, 2), (8, 2), (8, 8), (2, 8)], [])])
    assert overlap.contains([(1.5, 1.5), (2.5, 2.5), (7, 7), (8, 1)]).tolist() == [
        False,
        True,
        True,
        False,
    ]
    outside = Region.polygon(rings[1], holes=[[(4, 4), (8, 4), (8, 8), (4, 8)]])
    assert outside.contains([(4.5, 4.5), (3, 3), (6, 6)]).tolist() == [False, True, False]


@given(masks())
def test_mask_is_its_pixels(mask):
    region = Region.from_mask(mask)
    rows, columns = np.mgrid[-1 : mask.shape[0] + 1, -1 : mask.shape[1] + 1]
    centres = np.stack([columns.ravel(), rows.ravel()], axis=1) + 0.5
    assert (region.contains(centres) == np.pad(mask, 1).ravel()).all()


def test_svg_path_and_its_errors():
    region = Region.from_svg("M0,0 H4 V4 H0 Z m1 1 h2 v2 h-2 z l.1.1.1-.1z", fill_rule="evenodd")
    assert region.contains([(0.5, 2), (2, 2)]).tolist() == [True, False]
    with pytest.raises(SpecificationError, match="'C' at character 4 is a curve"):
        Region.from_svg("M0 0C1 1 2 2 3 3")


def test_geojson_and_geometry_objects():
    shell = [[0, 0], [2, 0], [2, 2], [0, 0]]
    value = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Polygon", "coordinates": [shell]},
    }

    class Geometry:
        __geo_interface__ = value["geometry"]

    for source in (value, Geometry(), {"type": "FeatureCollection", "features": [value]}):
        assert Region.of(source) == Region.polygon(shell)
    with pytest.raises(SpecificationError, match="'Point'"):
        Region.of({"type": "Point", "coordinates": [0, 0]})


def test_algebra_and_names():
    a, b = Region.box([0, 0], [2, 2]), Region.halfspace([1, 1], 2, strict=True)
    points = np.random.default_rng(0).integers(-1, 4, (50, 2)).astype(float)
    x, y = a.contains(points), b.contains(points)
    for region, expected in [
        (a & b, x & y),
        (a | b, x | y),
        (a ^ b, x ^ y),
        (a - b, x & ~y),
        (~a, ~x),
    ]:
        assert (region.contains(points) == expected).all()
    mixed = a & Region.interval(0, 1, names=["z"])
    assert mixed.names == ("x", "y", "z")
    assert mixed.contains([(1, 1, 0.5), (1, 1, 2)]).tolist() == [True, False]
    assert ~~a is a


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
def test_hull_of_a_cube_has_two_facets_an_axis(dimension):
    corners = np.stack(np.meshgrid(*[[0, 1]] * dimension), axis=-1).reshape(-1, dimension)
    hull = Region.hull(corners)
    assert len(hull.shape.faces) == 2 * dimension
    assert hull.contains(corners).all()


@pytest.mark.parametrize("tolerance", [0.5, 0.1, 0.01, 1e-4])
def test_disk_keeps_its_promise_with_the_fewest_corners(tolerance):
    def spread(ring):
        middle = (ring + np.roll(ring, -1, axis=0)) / 2
        return np.abs(np.concatenate([np.hypot(*ring.T), np.hypot(*middle.T)]) - 1).max()

    ring = Region.disk(tolerance=tolerance).leaves()[0].shape.rings[0]
    assert spread(ring) <= tolerance * (1 + 1e-9)
    if len(ring) > 3:  # even with the best radius one corner less is too few
        half = np.cos(np.pi / (len(ring) - 1))
        assert (1 - half) / (1 + half) > tolerance


@given(st.integers(0, 2**32 - 1), st.integers(2, 150))
def test_the_grid_finds_all_segments_that_meet(seed, count):
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, 40, (count, 2)).astype(float)
    ends = starts + rng.integers(-6, 7, (count, 2))
    found = set(zip(*(v.tolist() for v in near_pairs(starts, ends)), strict=True))
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    for i in range(count):
        for j in range(i + 1, count):
            near = (low[i] <= high[j]).all() and (low[j] <= high[i]).all()
            if not near or (i, j) in found:
                continue
            parted = turn(starts[i], ends[i], starts[j]) != turn(starts[i], ends[i], ends[j])
            other = turn(starts[j], ends[j], starts[i]) != turn(starts[j], ends[j], ends[i])
            assert not (parted and other)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6))
def test_integers_are_exact(values):
    whole, power = integers(np.array(values))
    assert [Fraction(v) * Fraction(2) ** power for v in whole.tolist()] == [
        Fraction(v) for v in values
    ]


def test_lines_are_equal_exactly_when_they_coincide():
    starts = np.array([[0.0, 0.0], [0.3, 0.1], [6.0, 2.0]])
    ends = np.array([[3.0, 1.0], [3.0, 1.0], [3.0, 1.0]])
    lines, sides = edge_lines(starts, ends)
    assert lines[0] == lines[2] != lines[1]
    assert sides[0] == -sides[2]


def test_hard_shapes_are_handled_or_refused():
    refused = set()
    for feature in features("hard.geojson"):
        try:
            region = Region.of(feature)
        except SpecificationError:
            refused.add(feature["properties"]["name"])
            continue
        assert region.contains(region.leaves()[0].shape.rings[0][:2]).all()
    assert refused == {"pentagram", "bow_tie"}


def test_countries_agree_with_shapely():
    shapely = optional("shapely")
    from shapely.geometry import shape

    rng = np.random.default_rng(1)
    for feature in features("countries.geojson"):
        region = Region.of(feature)
        points = box_points(region, 300, rng)
        assert (
            region.contains(points) == shapely.contains_xy(shape(feature["geometry"]), points)
        ).all()


def test_crossings_are_found_between_rings():
    found = meetings([np.array(SQUARE, float), np.array(SQUARE, float) + 1])
    assert len(found.crossing) == 2
    assert not len(meetings([star(40, np.random.default_rng(0))]).crossing)


TETRAHEDRON = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])


@pytest.mark.parametrize("points", [TETRAHEDRON + 1e7, TETRAHEDRON + 1e9, TETRAHEDRON * 1e-9])
def test_hulls_of_any_place_and_size_have_all_facets(points):
    hull = Region.hull(points)
    assert len(hull.shape.faces) == 4
    assert hull.contains(points).all()


def test_hulls_contain_their_points():
    flat = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 1e-8], [0.5, 0.5, -1e-8]])
    corners = np.stack(np.meshgrid(*[[0.0, 1.0]] * 3), axis=-1).reshape(-1, 3)
    turn_x = np.array([[1, 0, 0], [0, np.cos(0.3), -np.sin(0.3)], [0, np.sin(0.3), np.cos(0.3)]])
    turn_z = np.array([[np.cos(1), -np.sin(1), 0], [np.sin(1), np.cos(1), 0], [0, 0, 1]])
    many = np.random.default_rng(0).uniform(size=(200, 3))
    cube = corners @ turn_x @ turn_z
    for points in (flat, cube, np.concatenate([cube, many @ turn_x @ turn_z])):
        hull = Region.hull(points)
        assert hull.contains(points).all()
        middle, reach = points.mean(axis=0), 10 * np.ptp(points, axis=0)
        assert not hull.contains(middle + reach * np.concatenate([np.eye(3), -np.eye(3)])).any()


def test_unsigned_numbers_do_not_wrap():
    low, high = np.array([1, 1], np.uint8), np.array([3, 3], np.uint8)
    assert Region.box(low, high).contains([[1.5, 0], [1.5, 2]]).tolist() == [False, True]


def square(x, y, size):
    return [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]


def test_holes_count_in_their_own_polygon_only():
    stray = (square(0, 0, 1), [square(4, 1, 1)])
    diamond = [(0.5, 0.5), (1, 0.25), (1.5, 0.5), (1, 0.75)]  # half outside, meets corners only
    halves = [(square(0, 0, 1), [diamond]), (square(1, 0, 1), [])]
    for boundary in (None, "closed", "open"):
        region = Region.polygons([stray, (square(3, 0, 3), [])], boundary=boundary)
        assert region.contains([(4.5, 1.5), (0.5, 0.5), (2, 2)]).tolist() == [True, True, False]
        region = Region.polygons(halves, boundary=boundary)
        assert region.contains([(1.25, 0.5), (0.75, 0.5)]).tolist() == [True, False]


def test_edges_inside_another_polygon_or_hole_have_no_say():
    pair = [(square(0, 0, 2), []), (square(1, 1, 2), [])]
    holes = [square(0.5, 0.5, 1), square(1, 1, 2)]
    for boundary in ("closed", "open"):
        union = Region.polygons(pair, boundary=boundary)
        assert union.contains([(1, 1.5), (2, 1.5)]).all()
        rest = Region.polygon(SQUARE, holes, boundary=boundary)
        assert not rest.contains([(1.5, 1.25), (1.25, 1)]).any()
        assert rest.contains([(0.5, 1)]).tolist() == [boundary == "closed"]


def test_edges_of_holes_stay_or_go_where_they_cross_or_follow_the_shell():
    hole = [(-1, 0.5), (1, 0.5), (1, 1), (-1, 1)]
    along = [(0, 0.5), (1, 0.5), (1, 1), (0, 1)]
    on = {None: True, "closed": True, "open": False}
    for boundary, inside in on.items():
        crossed = Region.polygon(SQUARE, holes=[hole], boundary=boundary)
        assert crossed.contains([(1, 0.75), (0.5, 0.75)]).tolist() == [inside, False]
        followed = Region.polygon(SQUARE, holes=[along], boundary=boundary)
        assert followed.contains([(0, 0.75), (0.5, 0.75)]).tolist() == [inside, False]
        emptied = Region.polygon(SQUARE, holes=[SQUARE], boundary=boundary)
        assert emptied.contains([(0, 0), (1, 1)]).tolist() == [inside, False]


# Combinations, and what is asked of them


def test_combinations_are_what_their_parts_are_point_by_point():
    square, half = Region.box([0, 0], [2, 2]), Region.halfspace([1, -1], 0, names="yz")
    seam = Region.halfspace([1], 1, strict=True, names="x")
    points = [(x / 2, y / 2, z / 2) for x in range(-1, 6) for y in range(-1, 6) for z in (0, 1, 3)]
    own = [(0 <= x <= 2 and 0 <= y <= 2, y - z <= 0, x < 1) for x, y, z in points]
    for region, meant in [
        (square & half & seam, lambda a, b, c: a and b and c),
        (square | half | seam, lambda a, b, c: a or b or c),
        (square ^ half ^ seam, lambda a, b, c: a ^ b ^ c),
        (square - half | seam, lambda a, b, c: (a and not b) or c),
        (square - (half ^ ~seam), lambda a, b, c: a and b ^ c),
        (~(~square | ~half) & (seam | ~seam), lambda a, b, c: a and b),
    ]:
        assert region.names == ("x", "y", "z")
        assert region.contains(points).tolist() == [bool(meant(*values)) for values in own]
    assert ~~square == square
    assert len((square & half & seam).parts) == 3
    assert len((square & (half | seam)).parts) == 2
    for operator in ("__and__", "__or__", "__xor__", "__sub__"):
        assert getattr(square, operator)(3) is NotImplemented
    with pytest.raises(TypeError, match="unsupported operand"):
        square - 3


def test_a_region_knows_its_shapes_lines_and_variables():
    square = Region.polygon([(0, 0), (2, 0), (2, 2), (0, 2)])
    mixed = Region.of("b & x + y <= 1 | ~c")
    assert mixed.booleans == {"b", "c"}
    assert square.booleans == frozenset()
    assert [leaf.names for leaf in (square & mixed).leaves()].count(("x", "y")) == 2
    assert repr(square) == "<Region rings over x y, 4 lines>"
    assert repr(square | square.named("u", "v")) == "<Region or over x y u v, 2 shapes, 8 lines>"
    assert repr(Region.halfspace([1, 2], 0)) == "<Region halfspaces over x y, 1 line>"
    assert not square.promises
    assert Region.polygon([(0, 0), (2, 0), (2, 2)], boundary="open").promises
    assert Region.halfspace([1], 0).promises
    assert (square - square).planes() == []
    assert len(square.planes()) == 4


def test_points_on_the_boundary_of_some_shape_are_told():
    square = Region.polygon([(0, 0), (2, 0), (2, 2), (0, 2)])
    other = Region.box([1], [3], names="y")
    points = [(0, 1), (1, 1), (1, 0.5), (1, 3), (2, 2), (3, 3), (5, 5), (3, 2)]
    assert square.on_boundary(points).tolist() == [1, 0, 0, 0, 1, 0, 0, 0]
    assert (square - other).on_boundary(points).tolist() == [1, 1, 0, 1, 1, 1, 0, 0]
    assert (other | square).on_boundary([p[::-1] for p in points]).tolist() == [
        1, 1, 0, 1, 1, 1, 0, 0]  # fmt: skip


def test_the_box_of_a_region_is_that_of_all_its_rings():
    one, two = (Region.polygon(np.array([(0, 0), (2, 0), (1, 3)]) + k) for k in (0, 5))
    assert one.bounds().tolist() == [[0, 0], [2, 3]]
    assert (two ^ one).bounds().tolist() == [[0, 0], [7, 8]]
    assert (one & two.named("y", "x")).bounds() is None
    assert (one & Region.of("x < 1")).bounds() is None


def test_points_of_every_kind_are_taken_exactly_or_refused():
    line = Region.halfspace([1], 2**53, names="t")
    assert line.contains([2**53, 2**53 + 1, -(2**60)]).tolist() == [True, False, True]
    assert line.contains(np.array([2**53 + 1], np.int64)).tolist() == [False]
    assert line.contains([[Fraction(2**53)], [2**53 + Fraction(1, 9)]]).tolist() == [True, False]
    assert line.contains(np.array([1.5, 9e15], np.float32)).tolist() == [True, True]
    assert line.contains([True, False]).tolist() == [True, True]
    beyond = np.array([2**53], np.longdouble) + np.longdouble(1)
    assert line.contains(beyond).tolist() == [beyond[0] <= 2**53]
    plane = Region.halfspace([1, 1], 0)
    for points, message in [
        ([1, 2], r"expected points with 2 coordinates \(x, y\), got an array of \(2,\)"),
        ([[1], [2]], r"got an array of \(2, 1\)"),
        (3.0, r"got an array of \(\)"),
        ([[1, 2], [3]], "all of one length"),
        ([["a", "b"]], "rows of coordinates, got str"),
        ([[0, 0], [0, np.nan], [np.inf, 0]], r"point 1 is \(0.0, nan\)"),
    ]:
        with pytest.raises(SpecificationError, match=message):
            plane.contains(points)


def test_a_region_is_what_it_is_made_of():
    square = Region.box([0, 0], [1, 1])
    for fields, message in [
        ({"names": "xy"}, "either a shape or a combination"),
        ({"names": "xy", "operator": "and", "shape": square.shape}, "either a shape or"),
        ({"names": "xy", "operator": "nand", "parts": (square,)}, "joined by .*, not by 'nand'"),
        ({"names": "xy", "operator": "and"}, "one part at least"),
        ({"names": "xy", "operator": "and", "parts": ("x",)}, "one part at least"),
        ({"names": "xz", "operator": "and", "parts": (square,)}, "coordinate 'y', which is not"),
        ({"names": "x", "shape": square.shape}, "2 coordinates, but 1 are named: x"),
    ]:
        with pytest.raises(SpecificationError, match=message):
            Region(**fields)
    with pytest.raises(SpecificationError, match="expected 2 names, got 1"):
        square.named("u")


def test_disks_have_the_centre_they_are_given():
    disk = Region.disk(radius=1, tolerance=0.1)
    assert disk.contains([(0, 0), (0.85, 0), (-0.85, 0), (0, 0.85), (1.5, 0)]).tolist() == [
        1, 1, 1, 1, 0]  # fmt: skip
    moved = Region.disk((5, -2), tolerance=0.1)
    assert moved.contains([(5, -2), (5.85, -2), (4.15, -2), (0, 0)]).tolist() == [1, 1, 1, 0]
    corner = Region.regular(4, radius=2)
    assert corner.contains([(1.9, 0), (0, -1.9), (1.5, 1.5), (0, 0)]).tolist() == [1, 1, 0, 1]
