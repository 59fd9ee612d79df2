"""Outlines of any number of edges: proven where all cells would prove them, and only there."""

from dataclasses import replace

import numpy as np
import pytest

from logicnet import Network, Region, compile
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


def parted(ends, k):
    """A ring with sides in k parts, whose corners are rounded to floats."""
    way = np.arange(k)[:, None] / k
    return np.concatenate(
        [a + way * (b - a) for a, b in zip(ends, np.roll(ends, -1, axis=0), strict=True)]
    )


def test_edges_on_one_line_but_for_rounding_are_proven_and_those_a_little_off_are_not():
    ring = parted(np.array([(0.1, 0.0), (1.0, 0.3), (0.7, 0.9), (0.0, 0.6)]), 5)
    region = Region.polygon(ring)
    network = compile(region, "formula")
    assert outlined(network, region) is True
    for apart in (2e-13, 1e-9):  # the first is less than the walk tells apart
        moved = ring.copy()
        moved[4] += (-apart, apart)
        assert outlined(network, Region.polygon(moved)) is None


def test_lines_that_floats_do_not_tell_apart_are_excused_between_them():
    ring = [np.array([(0.0, 0.0), (0.5, np.sqrt(0.75)), (1.0, 0.0)])]
    for _ in range(2):  # the snowflake of Koch, whose edges lie on few lines but for rounding
        a = ring[-1]
        step = (np.roll(a, -1, axis=0) - a) / 3
        out = np.stack([-step[:, 1], step[:, 0]], axis=1) * np.sqrt(0.75)
        ring.append(np.stack([a, a + step, a + 1.5 * step + out, a + 2 * step], 1).reshape(-1, 2))
    region = Region.polygon(ring[-1])
    network = compile(region, "formula")
    own = {(*w, t) for w, t in _rows(network)}
    assert len(own) < len(region.hyperplanes())  # some are one in floats
    assert outlined(network, region) is True


def _rows(network):
    """Weights and threshold of the units that read coordinates."""
    for unit in np.flatnonzero(network.layer_of == 0).tolist():
        weights = np.zeros(2)
        sources, own = network.wires_of(unit)
        weights[sources] = own
        yield weights * np.sign(weights[0]), network.thresholds[unit] * np.sign(weights[0])


def test_others_are_left_to_other_judges():
    square = Region.polygon([(0, 0), (2, 0), (2, 2), (0, 2)])
    network = compile(square | square.named("x", "z"))
    assert all_outlines(claimed(network, square | square.named("x", "z")), Extent(), "so") == "so"
    crossing = Region.curves([[(0, 0), (2, 2), (2, 0), (0, 2)]], "evenodd")
    assert all_outlines(claimed(compile(crossing), crossing), Extent(), "so") == "so"
    box = Region.box([0, 0], [1, 1])
    assert all_outlines(claimed(compile(box), box), Extent(), "so") == "so"


def two_units_on_the_line(network, line):
    """The network with a second unit, a last digit apart, for the line that two outputs share."""
    wires = [network.wires_of(j) for j in range(network.units)]
    units = [[s.tolist(), w.tolist(), t.item()]
             for (s, w), t in zip(wires, network.thresholds, strict=True)]  # fmt: skip
    n, first = len(network.inputs), units[line]
    units.insert(line + 1, [first[0], first[1], np.nextafter(first[2], 9)])
    for unit in units[line + 2 :]:
        unit[0] = [s + (s > n + line) for s in unit[0]]
    reads = [unit for unit in units[line + 2 :] if n + line in unit[0]]
    reads[-1][0][reads[-1][0].index(n + line)] += 1
    last = network.output_units.tolist()
    ends = {o: u + (u > line) for o, u in zip(network.outputs, last, strict=True)}
    return Network.from_units(network.inputs, units, outputs=ends, encoding="real",
                              centre=network.centre, scale=network.scale)  # fmt: skip


@pytest.mark.parametrize("judge", [all_outlines, all_cells])
def test_a_partition_on_rounded_lines_is_kept_where_these_part_their_sides(judge):
    low, high, left, right = (0.1, 0.3), (0.3, 0.8), (-0.4, 0.6), (0.9, 0.4)
    rings = {"left": [low, high, left], "right": [low, right, high]}
    regions = {n: Region.polygon(r, boundary="partition") for n, r in rings.items()}
    network = compile(regions, "shallow")
    verdict = judge(claimed(network, regions), Extent(), "")
    assert verdict.equal
    assert "rounded to floats, each of which parts its sides" in str(verdict)
    closed = {n: Region.polygon(r, boundary="closed") for n, r in rings.items()}
    assert judge(claimed(network, closed), Extent(), "").equal is None
    shared = [k for k in range(5) if np.count_nonzero(network.indices == 2 + k) > 1]
    assert shared
    doubled = [two_units_on_the_line(network, k) for k in shared]
    found = [judge(claimed(net, regions), Extent(), "") for net in doubled]
    assert [verdict.equal for verdict in found] == [None] * len(found)
