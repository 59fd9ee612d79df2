"""Indexes of few cells, and boxes: what they say is what fractions say, or nothing."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes_to_try import star

from logicnet import Network, Region, SpecificationError, compile
from logicnet.regions.evaluation import prepared
from logicnet.regions.evaluation.evaluation import exact_outputs
from logicnet.regions.evaluation.index import coarse, evaluate_indexed, index_over
from logicnet.regions.evaluation.parts import split


def exactly(network, points):
    return [exact_outputs(network, list(map(Fraction, p))) for p in points.tolist()]


@pytest.mark.parametrize(
    ("seed", "style", "several"),
    [(0, "formula", True), (1, "shallow", True), (2, "formula", False)],
)
def test_a_coarse_index_says_what_fractions_say_or_nothing(seed, style, several):
    rng = np.random.default_rng(seed)
    ring, other = star(60, rng), star(60, rng, (0.4, 0.1))
    stated = {"one": Region.polygon(ring)}
    if several:
        stated["two"] = Region.polygon(other)
    network = compile(stated, style)
    near = (ring + np.roll(ring, 1, axis=0)) / 2
    points = np.concatenate([ring[:20], near[:20], 1.001 * near[:20], rng.uniform(-9, 9, (20, 2))])
    parts, expected = split(network), exactly(network, points)
    index, few_cells = coarse(parts), index_over(parts, (-1.5, -1.5), (1.5, 1.5), 4, 9.0)
    assert 0 < index.lines_asked < few_cells.lines_asked < 60
    for each in (index, few_cells):
        answer, left = evaluate_indexed(parts, each, points)
        told = np.setdiff1d(np.arange(len(points)), left)
        assert (answer[told] == np.array(expected)[told]).all()
        part = rng.uniform(0.1, 0.9, (60, 1))
        on = ring + part * (np.roll(ring, 1, axis=0) - ring)  # but for rounding
        answer, left = evaluate_indexed(parts, each, on)
        told = np.setdiff1d(np.arange(60), left)
        assert answer[told].tolist() == exactly(network, on[told])
    inside = rng.uniform(-0.9, 0.9, (300, 2))
    assert len(evaluate_indexed(split(network), index, inside)[1]) < 3
    known = prepared.prepared(network)
    known.make_coarse()
    assert known.index.is_coarse
    assert network(points).tolist() == expected
    assert [network(point[None])[0].tolist() for point in points] == expected
    first = [next((o for o, bit in enumerate(row) if bit), -1) for row in expected]
    assert network.label(points, names=False).tolist() == first
    x, y = points[:9, 0], points[:7, 1]
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    labels = network.label(places, names=False).reshape(7, 9)
    assert (network.label_grid(x, y, names=False) == labels).all()


def test_a_coarse_index_comes_first_and_a_finer_one_when_as_much_was_spent():
    network = compile(Region.polygon(star(120, np.random.default_rng(3))))
    known = prepared.prepared(network)
    kinds, few, many = [], *(np.random.default_rng(1).uniform(-1, 1, (n, 2)) for n in (5, 4000))
    for points in (few, *[many] * 8, few):
        network(points)
        kinds.append(None if known.index is None else known.index.is_coarse)
    assert kinds[1] is True
    assert kinds[-1] is False
    assert known.index.grid.size >= 256


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_a_box_says_what_fractions_say(seed, d):
    rng = np.random.default_rng(seed)
    k = int(rng.integers(1, 2 * d + 3))
    column, signs = rng.integers(0, d, k), rng.choice([-1, 1], k)
    weights = rng.choice([1.0, -1.0, 3.0, -0.1, 2.0**-600], k)
    offsets = weights * rng.choice([0.1, -0.7, 0.3, 2.0**-700, -1.0], k)
    both = rng.random() < 0.5
    low, high = -int((signs < 0).sum()), int((signs > 0).sum())
    units = [([c], [w], t) for c, w, t in zip(column.tolist(), weights, offsets, strict=True)]
    last = (list(range(d, d + k)), signs.tolist(), high if both else low + 1)
    frame = {"centre": rng.choice([0.1, 1.0, -3.3], d).tolist()} if rng.random() < 0.5 else {}
    names = [f"x{i}" for i in range(d)]
    network = Network.from_units(names, [*units, last], encoding="real", **frame)
    known = prepared.prepared(network)
    assert known.box is not None
    ends = np.array([0.1, -0.7, 0.3, -0.1, 0.7, -1.0, 1.0, 0.0, *known.box[0].ravel()])
    ends = ends[np.isfinite(ends)]
    ends = np.concatenate([ends, np.nextafter(ends, 9), np.nextafter(ends, -9)])
    points = rng.choice(ends, (40, d))
    expected = exactly(network, points)
    assert network(points).tolist() == expected
    assert network(points[0]).tolist() == expected[0]
    answer = np.empty((40, 1), np.int64)
    assert not known.in_floats(points, answer)
    assert answer.tolist() == expected


@pytest.mark.parametrize("compiled", [False, True])
def test_a_box_refuses_what_is_not_finite(compiled, monkeypatch):
    if not compiled:
        monkeypatch.setattr(prepared.Prepared, "_waits", lambda *_: True)
    network = compile(Region.box([0, 0, 0], [1, 1, 1]))
    answer = np.empty((3, 1), np.int64)
    rows = np.array([(0.5, 0.5, 1.0), (np.nan, 0.5, 0.5), (0.5, -np.inf, 0.5)])
    assert prepared.prepared(network).in_floats(rows, answer) == 2
    assert answer.tolist() == [[1], [-1], [-1]]
    for bad in (rows[1:2], rows[2:], rows):
        with pytest.raises(SpecificationError, match="is nan|is -inf"):
            network(bad)
