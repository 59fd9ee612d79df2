"""Points that tell regions apart stand on both sides of everything that bounds them."""

import numpy as np
import pytest

from logicnet import Region
from logicnet.verification.regions.near_points import near_points

DISTANCES = (1e-2, 1e-5, 1e-8)
WEDGE = [(0, 0), (4, 0), (4, 3), (2, 1), (0, 3)]


def found(region, names="xy", booleans=(), count=50, seed=0):
    """The points at random, the others, and the text."""
    rng = np.random.default_rng(seed)
    regions = region if isinstance(region, dict) else {"y": region}
    near = near_points(regions, list(names), list(booleans), count, rng)
    assert near.random == count
    return near.points[:count], near.points[count:], near.text


def holds(points, wanted):
    """Whether each of the wanted points is there, but for rounding."""
    apart = np.abs(points[:, None] - wanted[None]).max(axis=2).min(axis=0)
    return (apart < 1e-12).all()


def sides_of(corners):
    """Starts, ends, and the turned edges of a ring."""
    starts, ends = np.array(corners, dtype=float), np.roll(corners, -1, axis=0).astype(float)
    along = ends - starts
    return starts, ends, np.stack([-along[:, 1], along[:, 0]], axis=1)


def test_every_edge_has_its_corner_and_points_on_it_and_beside_it():
    _, points, text = found(Region.polygon(WEDGE))
    starts, ends, across = sides_of(WEDGE)
    assert text == f"{len(points)} on and beside all 5 edges"
    assert len(points) == 5 * (1 + 31 * 7)  # 31 places along each
    assert holds(points, starts)
    for share in (1 / 62, 0.5, 61 / 62):
        on = starts + share * (ends - starts)
        assert holds(points, on)
        for part in DISTANCES:
            assert holds(points, on + part * across)
            assert holds(points, on - part * across)


@pytest.mark.parametrize(("edges", "places"), [(1300, 3), (2500, 1), (4500, 1), (800, 5)])
def test_of_many_edges_each_has_its_middle_and_few_other_places(edges, places):
    angles = np.linspace(0, 2 * np.pi, edges, endpoint=False)
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    _, points, _ = found(Region.polygon(ring))
    assert len(points) == edges * (1 + 7 * places)
    starts, ends, _ = sides_of(ring)
    assert holds(points[edges:], ((starts + ends) / 2)[:: edges // 50])


def pairs_of(points):
    """The points where a region begins or ends, and for each distance those on both sides."""
    count = len(points) // 7
    assert len(points) == 7 * count
    edge, *sides = points.reshape(7, count, -1)
    return edge, list(zip(DISTANCES, sides[::2], sides[1::2], strict=True))


HALVES = {
    "x >= 0 & x <= 4 & y >= 0 & y <= 4": "4 of 4",
    "x >= 0 | x >= 1": "1 of 2",  # the others bound nothing
    "(x >= 0) ^ (x >= 2) ^ (x + y >= 3)": "3 of 3",
    "x + 1000*y <= 1 & x >= 0 & y >= -1 & x - y <= 1e6": "3 of 4",
}


@pytest.mark.parametrize("text", HALVES)
def test_points_come_in_pairs_on_both_sides_of_where_half_spaces_end(text):
    region = Region.of(text)
    _, points, said = found(region, region.names)
    assert said == f"{len(points)} beside {HALVES[text]} hyperplanes"
    edge, pairs = pairs_of(points)
    assert len(edge) > 300
    for part, before, after in pairs:
        differ = region.contains(before) != region.contains(after)
        assert differ.mean() > (0.95 if part > 1e-8 else 0.9)  # or they fall on the line
        for side in (before, after):  # up to half-way to the next hyperplane nothing changes
            step = (side - edge) / (2 * part)
            there = region.contains(edge + 0.99 * step)
            assert (there == region.contains(side)).mean() > (0.95 if part > 1e-8 else 0.9)
    opposite = ((pairs[0][1] - edge) * (pairs[0][2] - edge)).sum(axis=1)
    assert (opposite < 0).mean() > 0.95


BOUNDING = {  # how many of the lines, each of which is counted, bound something
    "x >= 0 & y >= 0": "2 of 2",
    "x >= 0 & y >= 0 | x >= 1 & y >= 1": "2 of 4",  # a quadrant within the other
    "x >= 1e6 & y >= 2 & z >= 0 | x >= 1000001 & y >= 3 & z >= 1": "3 of 6",
    "x >= 0 & x + y >= 0 & y >= 0": "2 of 3",  # all through one point
    "x >= 3 & x + y >= 7 & y >= 4": "2 of 3",
    "x >= 1e13 & y >= -1e13": "2 of 2",
    "x >= 0 & y >= 0 & z >= 0 & z <= 1": "4 of 4",  # all that meets lies on one line
}


@pytest.mark.parametrize("text", BOUNDING)
def test_a_hyperplane_that_bounds_nothing_is_not_counted_where_others_meet_it(text):
    region = Region.of(text)
    said = {found(region, region.names, seed=seed)[2].split("beside ")[1] for seed in range(3)}
    assert said == {f"{BOUNDING[text]} hyperplanes"}


def test_points_are_at_three_parts_of_the_way_to_the_next_hyperplane():
    _, points, _ = found(Region.of("x >= 0 & x <= 8"), "x")
    _, pairs = pairs_of(points)
    for part, before, after in pairs:
        for side in (before, after):
            inside = side[(side > 0) & (side < 8)]
            assert len(inside) > 100
            assert np.minimum(inside, 8 - inside) == pytest.approx(8 * part, rel=1e-6)


def test_where_one_of_several_regions_ends_there_are_points():
    regions = {"u": Region.of("x >= 1"), "v": Region.of("y >= 2 & y <= 3")}
    _, points, said = found(regions, "xy")
    assert said == f"{len(points)} beside 3 of 3 hyperplanes"
    x, y = pairs_of(points)[0].T
    for apart in (np.abs(x - 1), np.abs(y - 2), np.abs(y - 3)):
        assert (apart < 1e-9).sum() > 100


def test_every_hyperplane_has_points_on_both_of_its_sides_wherever_it_bounds():
    """In 0 to 1, and in 10 to 11, of the x-axis; and all along the slanted line."""
    region = Region.of("y >= 0 & (x >= 0 & x <= 1 | x >= 10 & x <= 11) | x + y <= -5")
    _, points, said = found(region)
    assert said.endswith("beside 6 of 6 hyperplanes")
    edge, _ = pairs_of(points)
    x, y = edge.T
    for low, high in ((0, 1), (10, 11)):
        assert ((np.abs(y) < 1e-9) & (x > low) & (x < high)).sum() > 5
    assert (np.abs(x + y + 5) < 1e-9).sum() > 5


def test_values_of_truth_are_drawn_and_other_coordinates_are_not_moved():
    region = Region.of("x >= 1 & b | x + y <= 3")
    spread, points, said = found(region, ["b", "x", "y"], [0])
    assert said.endswith("beside 2 of 2 hyperplanes")
    for part in (spread, points):
        assert set(part[:, 0]) == {0.0, 1.0}
    edge, _ = pairs_of(points)
    _, x, y = edge.T
    assert (np.minimum(np.abs(x - 1), np.abs(x + y - 3)) < 1e-9).all()


@pytest.mark.parametrize("text", ["x >= 1 & ~b", "x >= 1 & b", "b <-> x + y >= 1"])
def test_what_bounds_only_beside_one_value_of_truth_has_points(text):
    _, points, said = found(Region.of(text), Region.of(text).names, [0])
    assert said == f"{len(points)} beside 1 of 1 hyperplanes"
    assert len(points) > 1000


def test_what_lies_in_other_coordinates_is_drawn_from_what_bounds_there():
    """A ring in x and y beside a half-space of z: points of the ring have places along z."""
    regions = {"u": Region.polygon(WEDGE), "v": Region.of("z >= 5")}
    _, points, said = found(regions, "xyz")
    ring, line = points[:1090], points[1090:]
    assert said == f"1090 on and beside all 5 edges and {len(line)} beside 1 of 1 hyperplanes"
    assert (np.abs(line[: len(line) // 7, 2] - 5) < 1e-9).all()
    assert set(ring[:, 2]) <= set(line[:, 2])
    alone = found({"u": Region.polygon(WEDGE)}, "xyz")[1]
    assert alone[:, 2].min() < -0.9 < 0.9 < alone[:, 2].max()
    assert np.abs(alone[:, 2]).max() <= 1


@pytest.mark.parametrize("away", [(0, 0), (300, -20)])
def test_points_at_random_reach_a_fifth_beyond_all_others(away):
    region = Region.polygon(np.array(WEDGE) + away)
    spread, points, _ = found(region, count=4000)
    low, high = points.min(axis=0), points.max(axis=0)
    reach = np.abs(spread - (low + high) / 2) / ((high - low) / 2)
    assert (reach.max(axis=0) <= 1.2).all()
    assert (reach.max(axis=0) > 1.15).all()
    assert np.allclose(np.median(reach, axis=0), 0.6, atol=0.05)
    other, _, _ = found(region, count=4000, seed=1)
    assert (spread != other).any()
    assert (spread == found(region, count=4000)[0]).all()


def test_where_nothing_bounds_points_are_drawn_around_0():
    spread, points, text = found(Region.of("x > 1 | x <= 1"), "x", count=1000)
    assert (len(points), text) == (0, "0 beside 0 of 1 hyperplanes")
    assert 1.1 < np.abs(spread).max() <= 1.2


@pytest.mark.parametrize("far", ["1e290", "1e300", "1e307", "-1e300"])
def test_where_coordinates_are_huge_all_points_are_finite(far):
    region = Region.of(f"x >= {far} & y >= 1 & x + y >= {far} | y - x >= {far}")
    spread, points, said = found(region, region.names)
    assert np.isfinite(spread).all()
    assert (np.abs(points) < 2.0**1001).all()
    assert (len(points) > 100) is (abs(float(far)) < 1e301)  # beyond are no crossings
    assert "beside " in said
