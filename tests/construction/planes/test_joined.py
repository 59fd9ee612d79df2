"""Units of regions that are joined: holes apart, pieces of a union, arcs of an outline."""

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from logicnet import Region, compile, verify
from logicnet.construction.planes.joined import _Joining, _Unit

SIDES = 8


def ring(x, y, radius, turned, sides=SIDES):
    """A polygon with corners in multiples of 1/64, which floats hold."""
    angles = turned + np.arange(sides) * (2 * np.pi / sides)
    corners = [x, y] + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return (64 * corners).round() / 64


def crossings(corners, points):
    """Whether points are inside a ring, by the edges to their right."""
    inside = np.zeros(len(points), dtype=bool)
    x, y = points.T
    for (a, b), (c, d) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            inside ^= ((b > y) != (d > y)) & (x < a + (y - b) * (c - a) / (d - b))
    return inside


def points_about(low, high, count=4000):
    return np.random.default_rng(5).uniform(low, high, (count, 2))


@pytest.mark.parametrize("holes", [False, True])
def test_rings_that_lie_apart_need_fewer_units_than_one_each(holes):
    rings = [ring(2 * k, 2 * (k * 5 % 7) + k / 5, 0.6, 0.1 + k / 9) for k in range(7)]
    shell = np.array([(-9, -9), (30, -9), (30, 30), (-9, 30)])
    region = (Region.polygon(shell, rings) if holes
              else Region.polygons([(one, []) for one in rings]))  # fmt: skip
    network = compile(region, effort="low" if holes else "normal")
    lines = len(region.hyperplanes())
    assert network.units - lines < len(rings)  # was as many
    assert verify(network, region).equal
    points = points_about(-2, 16)
    inside = np.any([crossings(one, points) for one in rings], axis=0)
    assert np.array_equal(network(points)[:, 0], inside ^ holes)


def test_a_unit_that_cannot_be_joined_with_some_is_tried_with_others():
    """Triangles in all positions: those that lie beside each other mostly have no common unit."""
    rng = np.random.default_rng(4)
    rings = [
        ring(4 * k + rng.integers(-16, 17) / 64, 4 * m + rng.integers(-16, 17) / 64,
             rng.integers(40, 110) / 64, rng.uniform(0, 6), sides=3)
        for k, m in product(range(6), repeat=2)
    ]  # fmt: skip
    region = Region.polygons([(one, []) for one in rings])
    network = compile(region, effort="low")
    assert network.units - len(region.hyperplanes()) <= 12  # was 17
    points = points_about(-2, 22, 2000)
    inside = np.any([crossings(one, points) for one in rings], axis=0)
    assert np.array_equal(network(points)[:, 0], inside)


def test_an_outline_of_many_arcs_and_limits():
    rng = np.random.default_rng(11)
    angles = np.arange(40) * (2 * np.pi / 40)
    radii = rng.uniform(0.4, 1, 40)[:, None]
    corners = (64 * 8 * radii * np.stack([np.cos(angles), np.sin(angles)], axis=1)).round() / 64
    region = Region.polygon(corners, boundary="closed")
    points = points_about(-9, 9)
    for limits in ({}, {"max_fan_in": 6}, {"skip": False}):
        network = compile(region, **limits)
        assert verify(network, region).equal
        assert np.array_equal(network(points)[:, 0], crossings(corners, points))
        assert network.max_fan_in <= limits.get("max_fan_in", 99)
        if not limits:
            assert network.units <= len(region.hyperplanes()) + 6  # was 11


def test_of_many_edges_pieces_are_joined_unless_they_are_far_more(monkeypatch):
    places = "logicnet.construction.planes."
    bases = []
    monkeypatch.setattr(f"{places}region_constructions._MOST_CUT", 8)
    monkeypatch.setattr(f"{places}joined.joined", lambda _, base, *more: bases.append(base) or base)
    angles = np.arange(40) * (np.pi / 20)
    around = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    outline = (512 * np.random.default_rng(1).uniform(0.4, 1, (40, 1)) * around).round() / 64
    holes = [ring(3 * k, 0, 1, k / 9) for k in range(5)]
    for region in (Region.polygon(outline), Region.polygon([(-9, -9), (30, -9), (5, 20)], holes)):
        compile(region)
    assert [base.construction for base in bases] == ["union of convex pieces", "gathered formula"]


def test_what_is_asked_of_two_units_holds_whatever_else_is_read():
    """Beside every row: the reader says the same of two units and of the one that is both."""
    rng, told = np.random.default_rng(0), set()
    for _ in range(400):
        weight, *rest = rng.integers(1, 5, 4) * rng.choice([-1, 1], 4)
        threshold = int(rng.integers(-12, 13))
        weights = {0: weight, 1: weight, 2: rest[0], 3: rest[1], 4: rest[2]}
        reader = SimpleNamespace(units={9: _Unit(weights, threshold, frozenset())})
        asked = _Joining._asked(reader, 9, (0, 1))
        told.add((asked, weight > 0))
        for first, second, *others in product((0, 1), repeat=5):
            more = int(np.dot(rest, others))
            fires = weight * (first + second) + more >= threshold
            if asked == 1:
                assert fires == (weight * (first | second) + more >= threshold)
            if asked == 2:
                assert fires == (weight * (first & second) + more >= threshold - weight)
    assert told == {(asked, above) for asked in (1, 2, None) for above in (True, False)}
