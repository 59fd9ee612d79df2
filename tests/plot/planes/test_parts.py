"""Parts of lines: those that are found near borders alone are the borders that all of them have."""

import numpy as np
import pytest

from logicnet import Region, plot
from logicnet.plot.planes import borders
from logicnet.plot.planes.areas import exact_areas
from logicnet.plot.planes.surface import Plane

BOX = (-2.5, 2.5, -2.25, 2.25)


def star(corners, seed):
    draw = np.random.default_rng(seed)
    around = np.sort(draw.uniform(0, 2 * np.pi, corners))
    return (draw.uniform(1, 3, corners) * np.array([np.cos(around), np.sin(around)])).T.tolist()


@pytest.mark.parametrize("seed", range(2))
def test_parts_near_borders_make_the_same_areas(monkeypatch, seed):
    """Of a star that goes beyond the box, with a square in it whose sides are on round numbers."""
    shape = star(24, seed)
    region = Region.polygon(shape, holes=[[(0, 0), (0, 0.5), (0.5, 0.5), (0.5, 0)]])
    whole = exact_areas(Plane(region), BOX)
    monkeypatch.setattr(borders, "ALL_CUT", 0)
    near = exact_areas(Plane(region), BOX)
    assert near.shares == pytest.approx(whole.shares, abs=1e-9)
    assert len(near.areas[0].to_polygons()) == len(whole.areas[0].to_polygons())
    ends = [np.sort(np.round(np.concatenate(each.edges), 7), axis=0) for each in (near, whole)]
    assert set(map(tuple, ends[1].tolist())) <= set(map(tuple, ends[0].tolist()))


def test_a_region_of_more_edges_than_are_cut_by_all_is_drawn_by_its_edges():
    turns = np.linspace(0, 2 * np.pi, 901)[:-1]
    axes = plot.region(Region.polygon(np.stack([np.cos(turns), np.sin(turns)], axis=1).tolist()))
    assert not axes.images
    (area,) = [patch for patch in axes.patches if patch.get_gid() == "area inside"]
    assert len(area.get_path().vertices) >= 901


def test_borders_that_would_go_black_are_thin():
    widths = {}
    for corners in (8, 300):
        shape = Region.polygon([(x * (3 if k % 2 else 1), y * (3 if k % 2 else 1)) for k, (x, y) in
                                enumerate(zip(*ring(corners), strict=True))])  # fmt: skip
        (edges,) = [each for each in plot.region(shape).collections if each.get_gid() == "borders"]
        (widths[corners],) = edges.get_linewidths()
    assert widths[300] < 0.8 < widths[8] == 1.5


def ring(corners):
    turns = np.linspace(0, 2 * np.pi, corners + 1)[:-1]
    return np.cos(turns), np.sin(turns)
