"""Convex polygons by chains of edges: what these say is what fractions say, or nothing."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Network, Region, compile
from logicnet.regions.evaluation import convex_kernel, direct_kernel
from logicnet.regions.evaluation.convex import ball, convex, leaving_out
from logicnet.regions.evaluation.evaluation import exact_outputs
from logicnet.regions.evaluation.parts import split
from logicnet.regions.evaluation.prepared import prepared


def conjunction(rng, kind):
    """An AND or OR over half-planes: around a circle, all through few points, or of any kind."""
    k = int(rng.integers(24, 60))
    angle = np.sort(rng.random(k)) * 2 * np.pi
    normals = -np.stack([np.cos(angle), np.sin(angle)], axis=1)
    offsets = -np.ones(k)
    if kind == "few corners":  # many lines that meet in three points, some of them twice
        corners = np.array([(0.0, 1.0), (1.0, -1.0), (-1.0, -1.0)])
        normals = np.rint(normals * 8) / 8
        normals[normals.sum(axis=1) == 0] = 1, 0
        offsets = (normals @ corners.T).min(axis=1)
    if kind == "any":
        normals *= 2.0 ** rng.integers(-30, 30, (k, 1))
        normals[: k // 8, rng.integers(2)] = rng.choice([0.0, 1e-9, 1e-30])
        offsets = np.where(rng.random(k) < 0.8, -np.abs(normals).sum(axis=1), rng.normal(size=k))
    signs = np.where(rng.random(k) < 0.3, -1, 1)
    normals, offsets = normals * signs[:, None], offsets * signs
    low, high = -int((signs < 0).sum()), int((signs > 0).sum())
    units = [([0, 1], n, t) for n, t in zip(normals.tolist(), offsets.tolist(), strict=True)]
    both = rng.random() < 0.5
    if not both:
        signs, low, high = -signs, -high, -low
    last = (list(range(2, k + 2)), signs.tolist(), high if both else low + 1)
    frame = {"centre": [0.1, -3.0]} if rng.random() < 0.5 else {}
    return Network.from_units(["x", "y"], [*units, last], encoding="real", **frame)


def points_near(network, rng):
    """Points on the lines, where they meet, beside them, and anywhere."""
    parts = split(network)
    normals, offsets, centre = parts.normals, parts.offsets, parts.centre
    size = (normals**2).sum(axis=1, keepdims=True)
    along = np.stack([-normals[:, 1], normals[:, 0]], axis=1)
    along *= rng.choice([0.01, 1], (len(size), 1))
    foot = (normals * offsets[:, None] + along * np.sqrt(size)) / size
    pairs = rng.integers(len(offsets), size=(40, 2))
    with np.errstate(all="ignore"):
        meet = [np.linalg.lstsq(normals[p], offsets[p], rcond=None)[0] for p in pairs]
    found = np.concatenate([foot, foot * (1 + 1e-15), meet, rng.uniform(-2, 2, (60, 2))]) + centre
    return np.concatenate([found, np.rint(found * 8) / 8])


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["circle", "few corners", "any"]))
def test_chains_say_what_fractions_say_or_nothing(seed, kind):
    rng = np.random.default_rng(seed)
    network = conjunction(rng, kind)
    points = rng.permutation(points_near(network, rng))[:80]
    expected = [exact_outputs(network, list(map(Fraction, p))) for p in points.tolist()]
    assert network(points).tolist() == expected
    assert [network(point[None]).tolist()[0] for point in points] == expected
    chains = convex(split(network))
    if chains is None:
        assert kind == "any"
        return
    answer = np.empty((len(points), 1), np.int64)
    left = convex_kernel.within(points, *chains, answer)
    sure = answer[:, 0] >= 0
    assert left == (~sure).sum()
    assert (answer[sure] == np.array(expected)[sure]).all()
    if kind == "circle":
        assert sure.sum() > 20


@pytest.mark.parametrize("side", ["chains", "steep"])
def test_floats_on_either_side_of_a_line_are_not_taken_for_one_another(side):
    """Where one line decides, which way rounding goes at it makes the difference."""
    rng = np.random.default_rng(5)
    angle = np.arange(60) * np.pi / 30 + rng.uniform(0, 0.05, 60)
    normals = -np.stack([np.cos(angle), np.sin(angle)], axis=1)
    offsets = -rng.uniform(0.9999, 1, 60)
    own = np.arange(60)
    if side == "steep":
        normals[:2], offsets[:2] = [(-0.7, 3.0**-14), (1.9, -(3.0**-14))], (-0.6, -1.3)
        own = np.arange(2).repeat(60)
    centre = np.array([-3.3, 2.7])
    steps = offsets - normals @ centre
    units = [([0, 1], n, t) for n, t in zip(normals.tolist(), steps.tolist(), strict=True)]
    last = (list(range(2, 62)), [1] * 60, 60)
    network = Network.from_units(["x", "y"], [*units, last], encoding="real", centre=centre)
    y = rng.uniform(-0.3, 0.3, len(own)) if side == "steep" else (normals * offsets[:, None])[:, 1]
    x = (offsets[own] - normals[own, 1] * y) / normals[own, 0]
    points = np.stack([x, y], axis=1)
    for way in (-np.inf, np.inf):
        points = np.concatenate([points, np.nextafter(points, way * np.array([1, -1]))])
    held = []
    for k, point in zip(np.tile(own, 4), points, strict=True):
        place = [Fraction(v) - Fraction(c) for v, c in zip(point, centre, strict=True)]
        total = sum(Fraction(n) * v for n, v in zip(normals[k], place, strict=True))
        held.append(total >= Fraction(steps[k]))
    answer = np.empty((len(points), 1), np.int64)
    convex_kernel.within(points, *convex(split(network)), answer)
    sure = answer[:, 0] >= 0
    assert (answer[sure, 0] == np.array(held)[sure]).all()
    assert network(points)[:, 0].tolist() == held
    assert 0.2 < np.mean(held) < 0.8


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1), st.integers(2, 4))
def test_rows_that_are_dropped_early_are_out(seed, d):
    rng = np.random.default_rng(seed)
    k = int(rng.integers(24, 50))
    normals = np.rint(rng.normal(size=(k, d)) * 4) / 4
    normals[:, 0] += normals.any(axis=1) == 0
    offsets = -np.rint(np.abs(normals).sum(axis=1) * 3) / 4
    signs = np.where(rng.random(k) < 0.3, -1, 1)
    own, steps = (normals.T * signs).T.tolist(), (offsets * signs).tolist()
    units = [(list(range(d)), n, t) for n, t in zip(own, steps, strict=True)]
    last = (list(range(d, d + k)), signs.tolist(), int((signs > 0).sum()))
    network = Network.from_units([f"x{i}" for i in range(d)], [*units, last], encoding="real")
    points = np.rint(rng.uniform(-1.5, 1.5, (1100, d)) * 4) / 4  # many on the hyperplanes
    points[::3] = rng.uniform(-0.7, 0.7, (367, d))
    height = points @ (normals.T * signs) - offsets * signs  # exact, but for every third
    held = np.where(signs > 0, height >= 0, height < 0).all(axis=1)
    known = prepared(network)
    answer = np.empty((1100, 1), np.int64)
    real, inside = known.every
    left = direct_kernel.conjunction(points, real, k, inside, answer)
    sure = answer[:, 0] >= 0
    assert left == (~sure).sum() < 1100
    assert (answer[sure, 0] == held[sure]).all()
    assert (network(points)[:, 0] == held).all()


def test_chains_leave_points_that_are_not_finite():
    network = compile(Region.regular(40))
    for form in (convex(split(network)), prepared(network).every):
        assert form is not None
    answer = np.empty((3, 1), np.int64)
    rows = np.array([(0.0, np.inf), (np.nan, 0.0), (-np.inf, 0.0)])
    assert convex_kernel.within(rows, *convex(split(network)), answer) == 3


def test_sums_that_leave_the_floats_decide_nothing():
    """20 x + y of (1e307, -1.7e308) is 3e307, and 20 x alone is no float."""
    near = [([0, 1], [20.0 + k, 1.0], 3.9e307) for k in range(1, 30)]
    both = [([0, 1], [20.0, 1.0], 4e307), *near, (list(range(2, 32)), [1] * 30, 30)]
    network = Network.from_units(["x", "y"], both, encoding="real")
    points = np.repeat([(1e307, -1.7e308), (1e307, -1.61e308), (1.5e306, 0.0)], 30, axis=0)
    assert not network(points).any()
    known, answer = prepared(network), np.empty((90, 1), np.int64)
    for rows in (points, points[::30].copy()):
        direct_kernel.direct(rows, *known.flat, answer[: len(rows)])
        assert (answer[: len(rows)] <= 0).all()
    real, inside = known.every
    direct_kernel.conjunction(points, real, known.lines, inside, answer)
    assert (answer <= 0).all()
    convex_kernel.within(points, *known.convex, answer)
    assert (answer <= 0).all()
    outside = Network.from_units(["x", "y"], [([0, 1], [-20.0, -1.0], -4e307)], encoding="real")
    far = points[:1].copy()
    assert outside(far)[0, 0] == 1
    direct_kernel.direct(far, *prepared(outside).flat, answer[:1])
    assert answer[0, 0] != 0


def test_only_sets_that_are_convex_or_lack_one_have_chains():
    two = compile({"a": Region.regular(40), "b": Region.regular(30)})
    some = [([0, 1], [1.0, 2.0 + k], 1.0) for k in range(30)]
    more_than_half = Network.from_units(
        ["x", "y"], [*some, (list(range(2, 32)), [1] * 30, 15)], encoding="real"
    )
    for network in (two, more_than_half, compile(Region.regular(5))):
        assert convex(split(network)) is None
    assert convex(split(compile(~Region.regular(40)))) is not None


def test_a_chain_says_how_far_it_is_above_lines_that_it_leaves_out():
    rng = np.random.default_rng(1)
    missed = 0
    for height in (-1e-9, 1e-17, 1e9, 0.1, -0.3, *rng.normal(size=20)):
        slope = np.sort(np.append(rng.normal(size=9), 0.1))[::-1].copy()
        offset = 0.3 - 0.7 * slope  # through one point, but for rounding
        offset[rng.integers(10)] = height
        pieces = np.empty((10, 3))
        count, error = convex_kernel.envelope(slope, offset, pieces)
        assert error < 1e-13
        lines = [(Fraction(s), Fraction(t)) for s, t in zip(slope, offset, strict=True)]
        for x in map(Fraction, [*pieces[1:count, 0], *rng.normal(size=9)]):
            p = max(p for p in range(count) if pieces[p, 0] <= x)
            chosen = Fraction(pieces[p, 1]) * x + Fraction(pieces[p, 2])
            above = chosen - min(s * x + t for s, t in lines)
            assert above <= Fraction(error)
            missed += above > 0
    assert missed


@pytest.mark.parametrize("rows", [1, 5, 60, 3000])
def test_few_and_many_rows_have_the_same_answers(rows):
    rng = np.random.default_rng(rows)
    points = rng.uniform(-1.2, 1.2, (rows, 2))
    angle = np.arange(100) * np.pi / 50
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    star = ring * np.where(np.arange(100) % 2, 1.0, 0.5)[:, None]
    for region in (Region.polygon(ring), Region.polygon(star), ~Region.polygon(star)):
        network = compile(region)
        expected = region.contains(points)
        known = prepared(network)
        for _ in range(3):
            assert (network(points)[:, 0] == expected).all()
            assert network(points.tolist()).tolist() == expected[:, None].astype(int).tolist()
            assert network(points[0]).tolist() == [int(expected[0])]
            known.spent = known.costs[1]  # from now on there is an index


@pytest.mark.parametrize(("d", "shift"), [(2, 0.0), (3, 0.2), (4, -0.3)])
def test_a_ball_lies_in_all_half_spaces(d, shift):
    rng = np.random.default_rng(d)
    normals = rng.normal(size=(40, d)) * rng.choice([1e-3, 1.0, 1e5], (40, 1))
    offsets = normals.sum(axis=1) * shift - np.sqrt((normals**2).sum(axis=1))
    middle, radius = ball(normals, offsets)
    assert 0.5 < radius < 1 + 1e-9
    for normal, offset in zip(normals.tolist(), offsets.tolist(), strict=True):
        n = list(map(Fraction, normal))
        over = sum(a * Fraction(m) for a, m in zip(n, middle.tolist(), strict=True))
        over -= Fraction(offset)
        assert over > 0
        assert over**2 > Fraction(radius) ** 2 * sum(a * a for a in n)
    order = leaving_out(normals, offsets, middle)
    assert sorted(order) == list(range(40))
    assert ball(normals, offsets + 2 * np.sqrt((normals**2).sum(axis=1)))[1] == 0


def test_rows_in_a_ball_are_inside_and_others_are_asked():
    rng = np.random.default_rng(8)
    corners = rng.normal(size=(30, 3))
    region = Region.hull(corners / np.sqrt((corners**2).sum(axis=1))[:, None])
    network, points = compile(region), rng.uniform(-1, 1, (600, 3))
    real = prepared(network).every[0]
    near = ((points - real[:3] - real[-4:-1]) ** 2).sum(axis=1) < real[-1]
    assert 20 < near.sum() < region.contains(points).sum()
    assert (network(points)[:, 0] == region.contains(points)).all()
