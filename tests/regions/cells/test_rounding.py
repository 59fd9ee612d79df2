"""What is near to a hyperplane, and which hyperplanes are the same but for rounding."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Network, Region, compile, verify
from logicnet.regions.cells.rounding import BAND, ROUNDING, Nearness, floats_hold, sizes_on_lines
from logicnet.regions.exact import Hyperplane, hyperplane, null_space
from logicnet.verification.verifying import verify_region

STEP = Fraction(1, 2**52)


def network(dimension, centre=None, scale=None):
    """Any network over so many coordinates: only its frame matters here."""
    return Network.from_units(
        [f"x{k}" for k in range(dimension)], [([0], [1.0], 0.0)], encoding="real",
        centre=centre, scale=scale,
    )  # fmt: skip


def plane(normal, offset):
    return hyperplane(list(map(Fraction, normal)), Fraction(offset))[0]


def nearness(planes, centre=None):
    return Nearness(network(len(planes[0].normal), centre), [], planes)


NORMALS = [(3, 1), (1, -1), (1, 7), (-5, 3)]


@pytest.mark.parametrize("normal", NORMALS)
@pytest.mark.parametrize("k", [0, 1, 2])
def test_a_hyperplane_is_another_but_for_rounding_up_to_the_limit(normal, k):
    numbers = [*map(Fraction, normal), Fraction(11, 3)]
    given_plane = plane(normal, numbers[-1])
    for steps, same in ((3, True), (4, True), (5, False), (-4, True), (-5, False)):
        moved = numbers.copy()
        moved[k] *= 1 + steps * STEP
        other = plane(moved[:-1], moved[-1])
        if k < 2 and abs(normal[k]) == max(map(abs, normal)):
            continue  # the largest number is 1 in both, so that the others seem to be moved
        assert nearness([given_plane]).roundings(other) == [0] * same


def test_the_sides_of_near_hyperplanes_are_told_however_their_normals_begin():
    one, other = plane((1, -1), 5), plane((1, -1 - STEP), 5)
    assert max(one.normal, key=abs) != max(other.normal, key=abs)
    assert nearness([one]).roundings(other) == [0]
    assert nearness([other]).roundings(one) == [0]


def test_the_nearest_of_several_comes_first():
    planes = [plane((3, 1 + k * STEP), 1) for k in (3, -1, 0, 9)]
    assert nearness(planes).roundings(plane((3, 1), 1)) == [2, 1, 0]
    assert nearness(planes).roundings(plane((1, 0), 1)) == []


def test_a_bound_on_one_coordinate_is_no_rounding_of_another():
    assert nearness([plane((1, 0), 1)]).roundings(plane((1, 0), 1 + STEP)) == []
    assert nearness([plane((1, STEP), 1)]).roundings(plane((1, 0), 1)) == []


def test_offsets_count_as_seen_from_the_centre_and_by_the_corners():
    far = plane((1, 2), 3 * 10**6)
    moved = plane((1, 2), 3 * 10**6 + Fraction(1, 10**9))
    assert nearness([far]).roundings(moved) == [0]
    assert nearness([far], centre=[1e6, 1e6]).roundings(moved) == []
    triangle = Region.polygon([(-2, 1), (2, -1), (5, 5)])
    through = plane((1, 2), 0)
    beside = plane((1, 2), 8 * STEP)  # of the offset 0 itself nothing would be rounding
    assert nearness([through]).roundings(beside) == []
    near = Nearness(network(2), [replace(triangle, names=("x0", "x1"))], [through])
    assert near.sizes == [2]
    assert near.roundings(beside) == [0]


@pytest.mark.parametrize("centre", [(0, 0), (0.5, -3)])
@pytest.mark.parametrize("size", [1.0, 1e-300, 1e300, 0.4e308])
def test_sizes_are_those_of_the_products_at_corners(size, centre):
    ring = np.array([(-1.0, -1.0), (1.0, -0.5), (0.25, 1.0)]) * size
    region = Region.polygon(ring, names=["b", "a"])
    c, d = (Fraction(v * size) for v in centre)
    sizes = sizes_on_lines(("a", "b"), [region], [c, d])
    assert len(sizes) == 3
    for (m, n), offset in sizes:  # over a, b
        own = [p for p in ring.tolist() if n * Fraction(p[0]) + m * Fraction(p[1]) == offset]
        assert len(own) == 2
        largest = max(abs(m), abs(n))
        moved = [(Fraction(x) - d, Fraction(y) - c) for x, y in own]
        exact = max(abs(n * x) + abs(m * y) for x, y in moved) / largest
        found = sizes[Hyperplane((m, n), offset)]
        assert abs(found - exact) <= exact / 10**12


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from([None, [1e6, -3.0]]))
def test_points_are_near_by_the_stated_inequality(seed, centre):
    rng = Random(seed)
    offsets = [0, 1, 10**6, Fraction(1, 3)]
    planes = [plane((rng.choice([1, 3, -7]), rng.choice([2, -5, 1])), rng.choice(offsets))
              for _ in range(3)]  # fmt: skip
    near = nearness(planes, centre)
    middle = [Fraction(v) for v in centre or (0, 0)]
    for _ in range(12):
        own = rng.choice(planes)
        x = Fraction(rng.choice([0, 1, -9, 10**6, Fraction(1, 7)]))
        y = (own.offset - own.normal[0] * x) / own.normal[1]
        y *= 1 + rng.choice([0, 1, -1]) * Fraction(1, 2 ** rng.randint(40, 56))
        expected = []
        for (n, m), offset in planes:
            size = abs(offset - n * middle[0] - m * middle[1])
            reach = abs(n * (x - middle[0])) + abs(m * (y - middle[1]))
            expected.append(abs(n * x + m * y - offset) <= BAND * (reach + size))
        assert [near.is_near([x, y], [k]) for k in range(3)] == expected
        assert near.is_near([x, y], range(3)) == any(expected)
        assert not near.is_near([x, y], [])


def test_many_points_are_near_as_single_ones_are():
    rng = np.random.default_rng(0)
    planes = [plane((3, 1), 1), plane((1, -2), 10**5), plane((7, 5), 0)]
    near = nearness(planes, centre=[100.0, -50.0])
    along = rng.uniform(-200, 200, (3, 200))
    points = []
    for (n, m), offset in planes:
        for x, off in zip(along[0], rng.choice([0, 1e-13, 1e-15, 1e-3], 200), strict=True):
            points.append((x, (float(offset) - n * x) / m + off))
    points = np.array(points)
    for chosen in ([0], [1, 2], [0, 1, 2], []):
        single = [near.is_near(list(map(Fraction, p)), chosen) for p in points.tolist()]
        many = near.are_near(points, [planes[k] for k in chosen]).tolist()
        assert np.mean(np.array(single) != many) < 0.02  # at the very limit floats may differ
        assert not chosen or 0.1 < np.mean(single) < 0.9


def test_points_at_which_floats_overflow_count_as_near():
    near = nearness([plane((1, 1), 1)])
    assert near.are_near(np.array([[1.7e308, 1.7e308], [0.0, 0.0]]), near.number).tolist() == [1, 0]


@settings(max_examples=100)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3))
def test_a_clear_point_is_in_the_cell_and_clear_of_all_or_none_is(seed, dimension):
    """Bands of different widths around few lines: where none is found, no point tried is clear."""
    rng = Random(seed)
    planes = []
    while len(planes) < 4:
        normal = [rng.randint(-3, 3) for _ in range(dimension)]
        if any(normal) and (found := plane(normal, rng.randint(-2, 2))) not in planes:
            planes.append(found)
    near = nearness(planes)
    near.sizes = [rng.choice([0, 2**47, 2**49]) for _ in planes]  # bands up to 2 wide
    start = [Fraction(rng.randint(-6, 6), rng.choice([1, 2, 3])) for _ in range(dimension)]
    fixed = [k for k in range(dimension) if rng.random() < 0.2]
    signs = sides(planes, start)
    rounded = [k for k in range(4) if rng.random() < 0.6]
    point = near.clear_point(planes, signs, start, rounded, fixed)
    if point is not None:
        assert sides(planes, point) == signs
        assert not near.is_near(point, rounded)
        assert all(point[k] == start[k] for k in fixed)
        return
    for _ in range(60):
        other = [v if k in fixed else v + Fraction(rng.randint(-60, 60), 7)
                 for k, v in enumerate(start)]  # fmt: skip
        assert sides(planes, other) != signs or near.is_near(other, rounded)


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(2, 3))
def test_bands_that_widen_with_the_distance_are_kept_clear_of(seed, dimension):
    """Far out along a hyperplane its band is as wide as the steps from it are."""
    rng = Random(seed)
    normals = [[rng.randint(-3, 3) for _ in range(dimension)] for _ in range(3)]
    planes = list(dict.fromkeys(plane(n, rng.randint(-2, 2)) for n in normals if any(n)))
    if not planes:
        return
    ways = null_space([list(map(Fraction, planes[0].normal))], dimension)
    start = [Fraction(rng.randint(-40, 40), 4) for _ in range(dimension)]
    for way in ways:
        far = rng.choice([0, 1, 2, -1]) * 2**47
        start = [a + far * b for a, b in zip(start, way, strict=True)]
    near, signs = nearness(planes), sides(planes, start)
    rounded = [k for k in range(len(planes)) if k == 0 or rng.random() < 0.5]
    point = near.clear_point(planes, signs, start, rounded, [])
    if point is not None:
        assert sides(planes, point) == signs
        assert not near.is_near(point, rounded)
        return
    for _ in range(40):
        other = [v * rng.choice([1, 1, Fraction(1, 2), 0]) + Fraction(rng.randint(-60, 60), 7)
                 for v in start]  # fmt: skip
        assert sides(planes, other) != signs or near.is_near(other, rounded)


def sides(planes, point):
    """The signs of all hyperplanes at a point."""
    heights = [sum(a * v for a, v in zip(p.normal, point, strict=True)) - p.offset for p in planes]
    return [(h > 0) - (h < 0) for h in heights]


@pytest.mark.parametrize(("normal", "offset", "frame", "held"), [
    ((3, 1), 1, {}, True), ((3, 1), Fraction(1, 3), {}, True), ((2**53 + 1, 1), 0, {}, False),
    ((2**53, 1), 0, {}, True), ((2**54 + 2, 2), 2, {}, False), ((1, 1), 2**60 + 1, {}, False),
    ((1, 1), 2**60, {}, True), ((2**53 - 1, 1), 0, {}, True), ((1, 1), 2**54 + 1, {}, False),
    ((1, 0), Fraction(1, 3), {}, True), ((0, 1), Fraction(2**70 + 1, 3), {}, True),
    ((3, 1), 2**53 + 1, {"centre": [1.0, -2.0]}, True),
    ((3, 1), 2**53 + 4, {"centre": [1.0, -2.0]}, False),
    ((3, 1), 2**56 + Fraction(1, 4), {"centre": [0.0, 0.25]}, True),
    ((1, 1), 1, {"scale": [0.1, 1.0]}, True), ((3, 1), 1, {"scale": [0.1, 1.0]}, False),
])  # fmt: skip
def test_floats_hold_a_hyperplane_if_its_least_whole_numbers_are_short(normal, offset, frame, held):
    assert floats_hold(plane(normal, offset), network(2, **frame)) == held


def test_a_network_is_as_near_as_floats_can_come():
    """What compile makes is a rounding of each line by these limits, wherever the shape lies."""
    rng = np.random.default_rng(3)
    for centre, size in ((0, 1), (1e6, 1), (1e6, 1e-3), (0.1, 1e-12), (1e200, 1e190)):
        region = Region.polygon(rng.normal(size=(3, 2)) * size + centre)
        net = compile(region)
        assert verify(net, region)
        moved = replace(net, thresholds=net.thresholds * (1 + 2.0**-44))
        assert verify_region(moved, region, rounding=True).equal is not True
    assert BAND == 4 * ROUNDING
