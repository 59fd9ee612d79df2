"""Exact areas: against what random networks decide, and lines that do not bound the areas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network
from logicnet.plot.planes.areas import exact_areas
from logicnet.plot.planes.borders import MOST_LINES, borders
from logicnet.plot.planes.surface import Line, Plane

BOX = (-4.0, 4.0, -4.0, 4.0)
weights = st.integers(-3, 3)
lines = st.tuples(weights, weights, weights).filter(lambda v: v[0] or v[1])


def winding(area, point):
    """How often the loops of an area turn round a point."""
    turns = 0.0
    for loop in area.to_polygons(closed_only=False):
        around = np.diff(np.unwrap(np.arctan2(*(loop - point).T[::-1])))
        turns += around.sum()
    return round(turns / (2 * np.pi))


@given(st.lists(lines, min_size=1, max_size=5), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_areas_are_where_a_network_is_1(halves, least, seed):
    units = [([0, 1], [a, b], c) for a, b, c in halves]
    last = ([*range(2, 2 + len(units))], [1] * len(units), min(least, len(units)))
    net = Network.from_units(["x", "y"], [*units, last], encoding="real")
    found = exact_areas(Plane(net), BOX)
    assert found is not None
    points = np.random.default_rng(seed).uniform(-4, 4, (30, 2))
    (area,) = found.areas
    assert [winding(area, p) for p in points] == net(points)[:, 0].tolist()
    assert 0 <= found.shares[0] <= 1 + 1e-9
    for one, two in found.edges:
        middle, along = (one + two) / 2, (two - one) / np.hypot(*(two - one))
        beside = 1e-5 * np.array([-along[1], along[0]])
        sides = net(np.stack([middle + beside, middle - beside]))[:, 0]
        assert sides[0] != sides[1]


def test_a_border_that_two_units_share_is_drawn_once():
    net = Network.from_units(["x", "y"], [([0], [1], 0), ([0], [2], 0), ([2, 3], [1, 1], 2)],
                             encoding="real")  # fmt: skip
    assert len(exact_areas(Plane(net), BOX).edges) == 1


def circle(points):
    return np.hypot(*points.T)[:, None] < 1


@pytest.mark.parametrize("known", [[], [Line(0, 1.0, 0.0, 0.5)], [Line(0, 1.0, 0.0, 0.0)]])
def test_areas_that_lines_do_not_bound_are_refused(known):
    assert borders(known, BOX, circle) is None


def test_many_lines_are_not_cut():
    assert borders([Line(0, 1.0, 0.0, k) for k in range(MOST_LINES + 1)], BOX, circle) is None
