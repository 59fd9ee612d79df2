"""The range of winding numbers, against points of all faces in fractions."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz import plane
from logicnet import Region, SpecificationError, compile, verify
from logicnet.regions.plane import windings
from logicnet.regions.plane.polygons import clean_ring, meetings, turning_number
from logicnet.regions.plane.windings import winding_range


def range_of(rings):
    crossing, touching = meetings(rings)
    return winding_range(rings, crossing, touching)


def brute(rings):
    """The least and the greatest winding number of a point of every face."""
    drawn = "curves", tuple(tuple(map(tuple, ring.tolist())) for ring in rings), "nonzero"
    points = plane.faces_of_lines(list(plane.stated_planes(drawn, "xy", (0, 0))))
    numbers = [n for n, on in (plane.winding(drawn[1], p) for p in points) if not on]
    return min(0, *numbers), max(0, *numbers)


def drawn_rings(rng):
    reach, size = rng.choice([2, 3, 6, 50]), rng.choice([1, 1, 0.1, 1e-9, 1e200])
    rings = []
    for _ in range(rng.randint(1, 3)):
        ring = [(rng.randint(-reach, reach) * size, rng.randint(-reach, reach) * size)
                for _ in range(rng.randint(3, 6))]  # fmt: skip
        if rng.random() < 0.2:
            ring[0] = (np.nextafter(ring[0][0], 9), ring[0][1])
        try:
            rings.append(clean_ring(ring))
        except SpecificationError:
            continue
    return rings


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_the_range_is_that_of_all_faces(seed):
    rings = drawn_rings(Random(seed))
    if rings:
        assert range_of(rings) == brute(rings)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_the_range_is_the_same_where_floats_tell_no_place_from_another(seed):
    """All that happens along an edge is then put in order by its exact places."""
    rings = drawn_rings(Random(seed))
    if rings:
        expected = range_of(rings)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(windings, "_ERROR", 1.0)
            assert range_of(rings) == expected


SMALL = st.tuples(st.integers(-3, 3), st.integers(-3, 3)).map(lambda p: [v / 4 for v in p])


@given(SMALL, SMALL, SMALL, SMALL, st.fractions(0, 1, max_denominator=8))
def test_an_exact_place_is_that_of_the_crossing(a, b, c, d, part):
    ax, ay, bx, by, cx, cy, dx, dy = map(Fraction, (*a, *b, *c, *d))
    if a == b:
        return
    on = [ax + part * (bx - ax), ay + part * (by - ay)]
    assert windings._exact_place(a, b, on) == part
    if (bx - ax) * (dy - cy) == (by - ay) * (dx - cx):
        return  # no crossing of parallels
    place = windings._exact_place(a, b, c, d)
    x, y = ax + place * (bx - ax), ay + place * (by - ay)
    assert (dx - cx) * (y - cy) == (dy - cy) * (x - cx)


def test_a_loop_that_three_edges_make_around_a_crossing_is_seen():
    """The middle of a pentagram has no corner of the ring on its border."""
    angle = np.pi / 2 + 4 * np.pi / 5 * np.arange(5)
    star = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert range_of([star]) == (0, 2)
    assert range_of([star[::-1]]) == (-2, 0)
    assert range_of([star, star[::-1] / 8]) == (0, 2)


def test_edges_that_cross_in_one_point_are_passed_at_once():
    """Two ways through one point, one to each side: no face between them."""
    bow = np.array([[-2.0, -1.0], [2.0, 1.0], [2.0, -1.0], [-2.0, 1.0]])
    through = np.array([[-3.0, 0.0], [3.0, 0.0], [0.0, 9.0]])
    assert range_of([bow, through]) == brute([bow, through])


@pytest.mark.parametrize("height", [1e-3, 1e-7, 1e-10, 1e-14])
def test_slivers_of_overlap_are_seen_however_thin(height):
    shell = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    sliver = np.array([[0.0, 0.0], [4.0, 0.0], [2.0, height]])
    assert range_of([shell, sliver]) == (0, 2)
    assert range_of([shell, sliver[::-1]]) == (0, 1)
    inner = np.array([[1.0, 0.0], [3.0, 0.0], [2.0, height / 2]])[::-1]
    assert range_of([shell, sliver[::-1], inner]) == (-1, 1)
    twice = Region.polygon(shell, [sliver, inner])
    assert not twice.contains([(2.0, height / 4), (2.0, 0.0)])[0]
    both = Region.polygons([(shell, []), (sliver, [])], boundary="open")
    assert both.contains([(1.0, height / 2), (2.0, height), (2.0, 0.0)]).tolist() == [1, 1, 0]
    assert verify(compile(both), both)


def test_a_hole_belongs_to_the_smallest_shell_around_it_wherever_it_lies():
    def square(x, y, size):
        return [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]

    rings = [square(-1, -1, 4), square(-0.75, -0.75, 3), square(-0.5, -0.5, 1),
             square(-0.25, -0.25, 0.5)]  # fmt: skip
    region = Region.curves(rings, "evenodd", boundary="closed")
    assert sorted(region.shape.polygon) == [0, 0, 1, 1]
    for style in ("compact", "formula", "shallow", "layered"):
        network = compile(region, style)
        assert verify(network, region)
        assert network([(0, 0), (-0.4, 0), (1, 1), (2.9, 2.9)])[:, 0].tolist() == [0, 1, 0, 1]


def test_a_hole_with_all_corners_on_its_shell_belongs_to_it():
    shell = [(0, 0), (3, 0), (3, 3), (0, 3)]
    hole = [(0.3, 0), (3, 0.1), (2.7, 3), (0, 0.7)]
    elsewhere = [(9, 0), (10, 0), (9, 1)]
    for ring in (hole[::-1], [(3, 0.9), (3, 0.3), (0.1, 0)]):
        curves = Region.curves([elsewhere, shell, ring], "nonzero", boundary="open")
        assert curves.shape.polygon == (0, 1, 1)
        network = compile(curves, "formula")
        assert verify(network, curves).equal is not False
        assert network([(1.5, 1.5), (9.1, 0.1)])[:, 0].tolist() == [ring[0] == (3, 0.9), 1]


@given(st.integers(0, 2**32 - 1), st.sampled_from([1.0, 1e-300, 1e300]))
def test_the_turning_number_is_the_sum_of_angles(seed, size):
    rng = np.random.default_rng(seed)
    try:
        ring = clean_ring(rng.integers(-4, 5, (7, 2)))
    except SpecificationError:
        return
    way = np.roll(ring, -1, axis=0) - ring
    angle = np.unwrap(np.arctan2(way[:, 1], way[:, 0]))
    turns = np.diff(np.concatenate([angle, angle[:1]]))
    turns = (turns + np.pi) % (2 * np.pi) - np.pi
    if np.abs(np.abs(turns) - np.pi).min() > 1e-9:  # no corner turns right back
        assert turning_number(ring * size) == round(turns.sum() / (2 * np.pi))
