"""Convex pieces cut along the lines of a polygon's own edges."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from shapes_to_try import box_points, features, masks, rings, star

from logicnet import LimitError, Region, SpecificationError, compile
from logicnet.construction.planes import convex_pieces as cuts
from logicnet.regions.plane.cuts import cut_into_pieces
from logicnet.regions.plane.polygons import turns
from logicnet.verification.verifying import verify_region


@pytest.fixture(autouse=True, scope="module")
def only_cuts():
    """No pieces from the minimiser, which takes over for few lines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cuts, "_MOST_COVERED", 0)
        yield


def reflex(shape_rings):
    return sum(int((turns(ring) < 0).sum()) for ring in shape_rings)


@pytest.mark.parametrize("boundary", [None, "closed", "open"])
@settings(max_examples=25)
@given(ring=rings(10))
def test_a_ring_is_its_pieces(boundary, ring):
    region = Region.polygon(ring, boundary=boundary)
    assert len(cut_into_pieces(region.shape.rings)) <= reflex(region.shape.rings) + 1
    network = compile(region, "wide")
    assert network.depth <= 3
    assert (network.layer_of == 0).sum() == len(region.hyperplanes())
    assert verify_region(network, region)


@pytest.mark.parametrize("boundary", [None, "closed", "open"])
@settings(max_examples=40)
@given(mask=masks())
def test_holes_islands_and_touching_corners_are_pieces(boundary, mask):
    region = Region.from_mask(mask, boundary=boundary)
    network = compile(region, "wide")
    assert network.depth <= 3
    assert verify_region(network, region)


def test_a_cut_that_reaches_a_hole_divides_nothing():
    holes = [[(x, y), (x + 1, y), (x + 1, y + 2), (x, y + 1)] for x, y in ((1, 1), (4, 3), (7, 2))]
    shape = Region.polygon([(0, 0), (9, -1), (10, 8), (0, 6)], holes).shape
    assert len(cut_into_pieces(shape.rings)) == reflex(shape.rings) + 1 - len(holes)


def test_one_cut_serves_two_reflex_corners():
    cross = [(1, 0), (2, 0), (2, 1), (3, 1), (3, 2), (2, 2), (2, 3), (1, 3), (1, 2), (0, 2),
             (0, 1), (1, 1)]  # fmt: skip
    assert len(cut_into_pieces(Region.polygon(cross).shape.rings)) == 3


def test_edges_on_each_other_fall_back_to_the_tangent_sum():
    flush = Region.polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 0), (2, 0), (2, 1), (1, 1)]])
    assert cut_into_pieces(flush.shape.rings) is None
    assert verify_region(compile(flush, "wide"), flush)


def test_a_cut_between_edges_on_opposite_sides_leaves_open_pieces_no_gap():
    tetromino = [(0, 0), (2, 0), (2, 1), (3, 1), (3, 2), (1, 2), (1, 1), (0, 1)]
    for boundary in ("open", "closed"):
        region = Region.polygon(tetromino, boundary=boundary)
        network = compile(region, "wide")
        assert verify_region(network, region)
        assert network([(1.5, 1.0)])[0, 0] == 1


def test_combinations_of_too_many_cells_have_pieces(monkeypatch):
    def too_many(*_):
        raise LimitError("too many cells")

    monkeypatch.setattr(cuts, "_pieces", too_many)
    rng = np.random.default_rng(0)
    parts = [Region.polygon(star(k, rng, (k / 99, 0)), boundary="closed") for k in (30, 35, 40)]
    region = (parts[0] | parts[1]) - parts[2]
    network = compile(region, "wide")
    points = box_points(region, 2000, rng)
    assert (network(points)[:, 0] == region.contains(points)).all()
    assert network.construction == "union of convex pieces, not proven"
    assert network.depth <= 4


def test_units_are_at_most_two_for_each_edge():
    units = []
    for k in (200, 400, 800):
        ring = star(k, np.random.default_rng(k)) * 3
        region = Region.polygon(ring)
        network = compile(region, "wide")
        units.append(network.units)
        assert network.units <= 2 * k + 1
    assert all(b < 2.5 * a for a, b in pairwise(units))


def test_countries_take_as_many_pieces_as_reflex_corners_and_polygons():
    countries = {f["properties"]["name"]: Region.of(f) for f in features("countries.geojson")}
    network = compile(countries, "wide")
    shapes = [region.shape for region in countries.values()]
    corners = sum(reflex(shape.rings) for shape in shapes)
    polygons = sum(len(set(shape.polygon)) for shape in shapes)
    holes = sum(len(shape.rings) for shape in shapes) - polygons
    assert (corners, polygons, holes) == (4355, 287, 1)
    assert np.bincount(network.layer_of).tolist()[:2] == [7686, corners + polygons - holes]
    assert network.depth == 3
    rng = np.random.default_rng(0)
    points = np.concatenate([box_points(countries[n], 20, rng) for n in ("Chile", "Laos", "Italy")])
    expected = np.stack([region.contains(points) for region in countries.values()], axis=1)
    assert (network(points) == expected).all()


def test_hard_shapes_are_pieces():
    rng = np.random.default_rng(0)
    for feature in features("hard.geojson"):
        try:
            region = Region.of(feature)
        except SpecificationError:
            continue
        network = compile(region, "wide")
        assert (network.layer_of == 0).sum() == len(region.hyperplanes())
        points = box_points(region, 500, rng)
        points = points[~region.on_boundary(points)]
        assert (network(points)[:, 0] == region.contains(points)).all()
