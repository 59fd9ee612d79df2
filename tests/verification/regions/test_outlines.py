"""Outlines of any number of edges: proven where all cells would prove them, and only there."""

from dataclasses import replace

import numpy as np
import pytest

from logicnet import Region, compile
from logicnet.verification.judge import Extent
from logicnet.verification.regions.network_of_regions import all_cells, claimed
from logicnet.verification.regions.outlines import all_outlines

PROMISES = (None, "closed", "open", "partition")


def star(k, rng, size=40):
    """A ring of whole numbers around zero, so that floats hold all of its lines."""
    angle = np.sort(rng.random(k)) * 2 * np.pi
    far = rng.uniform(0.3, 1, k) * size
    ring = np.rint(np.stack([far * np.cos(angle), far * np.sin(angle)], axis=1))
    return ring[np.r_[True, (np.diff(ring, axis=0) != 0).any(axis=1)]]


def stars(count, k, boundary):
    """Stars of whole numbers that are polygons, as regions."""
    rng, found = np.random.default_rng([k, count]), []
    while len(found) < count:
        try:
            found.append(Region.polygon(star(k, rng), boundary=boundary))
        except ValueError:
            continue
    return found


def outlined(network, regions):
    found = all_outlines(claimed(network, regions), Extent(), "")
    return None if isinstance(found, str) else found.equal


@pytest.mark.parametrize("boundary", PROMISES)
def test_what_all_cells_prove_is_proven(boundary):
    for region in stars(2, 9, boundary):
        for style in ("formula", "shallow"):
            network = compile(region, style)
            assert all_cells(claimed(network, region), Extent(), "").equal
            assert outlined(network, region) is True


@pytest.mark.parametrize("boundary", PROMISES)
def test_a_network_that_is_wrong_is_never_proven(boundary):
    rng, caught = np.random.default_rng(8), 0
    for region in stars(2, 7, boundary):
        network = compile(region)
        for _ in range(9):
            weights, thresholds = network.weights.copy(), network.thresholds.copy()
            part = weights if rng.random() < 0.5 else thresholds
            part[rng.integers(len(part))] += rng.choice([-1, 1]) * (1 + rng.integers(2))
            other = replace(network, weights=weights, thresholds=thresholds)
            exact = all_cells(claimed(other, region), Extent(), "")
            caught += exact.equal is False
            assert (outlined(other, region) is True) == (exact.equal is True)
    assert caught > 4


def test_a_promise_is_not_taken_for_another():
    square = [(0, 0), (4, 0), (4, 4), (0, 4)]
    for stated in PROMISES[1:]:
        for built in PROMISES[1:]:
            network = compile(Region.polygon(square, boundary=built))
            region = Region.polygon(square, boundary=stated)
            assert (outlined(network, region) is True) == (stated == built)


def test_holes_islands_and_several_outputs():
    outer, hole = [(0, 0), (9, 0), (9, 9), (0, 9)], [(2, 2), (7, 2), (7, 7), (2, 7)]
    island = [(3, 3), (5, 3), (5, 5), (3, 6)]
    beside = [(9, 0), (12, 4), (9, 9)]
    regions = {
        "ring": Region.polygons([(outer, [hole]), (island, [])], boundary="partition"),
        "beside": Region.polygon(beside, boundary="partition"),
    }
    network = compile(regions)
    assert outlined(network, regions) is True
    filled = regions | {"ring": Region.polygon(outer, boundary="partition")}
    assert outlined(network, filled) is None
    assert outlined(compile(filled), regions) is None


def test_parallel_lines_that_meet_at_infinity():
    teeth = [[(4 * k, 9), (4 * k + 1, 9), (4 * k + 1, 1), (4 * k + 4, 1)] for k in range(30)]
    ring = [p for tooth in teeth for p in tooth] + [(120, 0), (0, 0)]
    region = Region.polygon(ring, boundary="closed")
    assert outlined(compile(region), region) is True
    wrong = Region.polygon([*ring[:9], (9, 8), *ring[9:]], boundary="closed")
    assert outlined(compile(region), wrong) is None


def test_many_edges_are_proven_and_one_corner_moved_is_not():
    k = 400
    angle = 2 * np.pi * np.arange(k) / k
    far = np.where(np.arange(k) % 2, 0.5, 1.0) * np.random.default_rng(k).uniform(1, 1.1, k)
    ring = np.stack([far * np.cos(angle), far * np.sin(angle)], axis=1)
    region = Region.polygon(ring)
    network = compile(region, "formula")
    verdict = all_outlines(claimed(network, region), Extent(), "")
    assert verdict.equal
    assert f"all {k} edges, but for points within rounding of the {k} lines" in str(verdict)
    moved = ring.copy()
    moved[200] *= 1 + 1e-6
    assert outlined(network, Region.polygon(moved)) is None
    assert outlined(compile(Region.polygon(ring[::-1]), "formula"), region) is True


def test_others_are_left_to_other_judges():
    square = Region.polygon([(0, 0), (2, 0), (2, 2), (0, 2)])
    network = compile(square | square.named("x", "z"))
    assert all_outlines(claimed(network, square | square.named("x", "z")), Extent(), "so") == "so"
    crossing = Region.curves([[(0, 0), (2, 2), (2, 0), (0, 2)]], "evenodd")
    assert all_outlines(claimed(compile(crossing), crossing), Extent(), "so") == "so"
    box = Region.box([0, 0], [1, 1])
    assert all_outlines(claimed(compile(box), box), Extent(), "so") == "so"
