"""Points through networks: floats, integers and the compiled index give the same bits."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes_to_try import rings, star

from logicnet import Network, Region, SpecificationError, compile
from logicnet.regions.evaluation import evaluate, exact_bits, exact_outputs, split
from logicnet.regions.index import evaluate_indexed


@given(rings(), st.data())
def test_points_agree_with_the_defining_loop_in_fractions(ring, data):
    network = compile(Region.polygon(ring), "formula")
    near = [(p + q) / 2 for p, q in zip(ring, np.roll(ring, -1, axis=0), strict=True)]
    points = np.array([*ring, *near, *(1.1 * ring)])
    expected = [exact_outputs(network, [Fraction(v) for v in p]) for p in points.tolist()]
    assert evaluate(network, points).tolist() == expected


@settings(max_examples=8)
@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 9, 40]))
def test_the_index_agrees_with_the_plain_path(seed, k):
    rng = np.random.default_rng(seed)
    one = Region.polygon(star(k, rng))
    two = Region.polygon(star(k, rng, (0.5, 0.0)))
    points = np.concatenate([rng.uniform(-1.5, 1.5, (4000, 2)), star(k, rng), [(9, 9)]])
    points[:50] = np.rint(points[:50] * 1024) / 1024
    for network in (compile(one, "formula"), compile(one, "shallow"),
                    compile({"one": one, "two": two}, "formula")):  # fmt: skip
        fast, left = evaluate_indexed(network, split(network), points)
        rest = np.setdiff1d(np.arange(len(points)), left)
        assert (fast[rest] == evaluate(network, points)[rest]).all()
        assert len(left) < 5


def test_cells_are_divided_until_few_of_many_lines_are_left():
    rng = np.random.default_rng(1)
    angle, radius = np.sort(rng.random(3000)) * 2 * np.pi, rng.uniform(0.5, 1, 3000)
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    network = compile(Region.polygon(ring), "formula")
    points = np.concatenate([ring, (ring + np.roll(ring, 1, axis=0)) / 2])
    _, left = evaluate_indexed(network, split(network), points)
    assert len(left) < 10


def test_points_on_edges_ask_for_few_lines(monkeypatch):
    asked = []
    usual = exact_bits

    def counted(parts, rows, which):
        asked.append(len(which))
        return usual(parts, rows, which)

    ring, other = star(300, np.random.default_rng(1)), star(300, np.random.default_rng(1), (3, 0))
    network = compile({"one": Region.polygon(ring), "two": Region.polygon(other)}, "formula")
    points = np.concatenate([ring, (ring + np.roll(ring, 1, axis=0)) / 2] * 2)
    points[600:, 0] += 3
    expected = evaluate(network, points)
    monkeypatch.setattr("logicnet.regions.evaluation.exact_bits", counted)
    fast, left = evaluate_indexed(network, split(network), points)
    rest = np.setdiff1d(np.arange(len(points)), left)
    assert (fast[rest] == expected[rest]).all()
    assert len(left) < 200
    assert sum(asked) < 5 * len(points)


def test_the_index_serves_one_coordinate_too():
    network = compile(Region.interval(0, 1) | Region.interval(2, 3, strict=True))
    points = np.random.default_rng(0).uniform(-1, 4, (5000, 1))
    fast, left = evaluate_indexed(network, split(network), points)
    assert not len(left)
    assert (fast == evaluate(network, points)).all()


@pytest.mark.parametrize("point", [(0.0, 0.0), (0.25, 0.5), (3e9, -1.0)])
def test_the_index_serves_points_that_are_all_the_same(point):
    network = compile(Region.polygon([(0, 0), (1, 0), (0, 1)]))
    points = np.tile(point, (70, 1))
    fast, left = evaluate_indexed(network, split(network), points)
    rest = np.setdiff1d(np.arange(len(points)), left)
    assert (fast[rest] == evaluate(network, points)[rest]).all()


@pytest.mark.parametrize("far", [1e-3, 1.0, 1e299])
def test_the_index_is_laid_over_most_points_when_one_is_far_away(far):
    rng = np.random.default_rng(5)
    network = compile(Region.polygon(star(30, rng) * 1e-9))
    points = rng.uniform(-1e-9, 1e-9, (5000, 2))
    points[0] = far
    fast, left = evaluate_indexed(network, split(network), points)
    rest = np.setdiff1d(np.arange(len(points)), left)
    assert 0 in left
    assert len(left) < 10
    assert (fast[rest] == evaluate(network, points)[rest]).all()


def test_points_at_which_floats_overflow_have_no_index(monkeypatch):
    rng = np.random.default_rng(6)
    network = compile(Region.polygon(star(30, rng) * 1e-9))
    points = rng.uniform(-1e299, 1e299, (1000, 2))
    monkeypatch.setattr("logicnet.regions.index_kernel.build", None)
    _, left = evaluate_indexed(network, split(network), points)
    assert len(left) == len(points)


def test_blocks_of_points_give_what_all_at_once_give(monkeypatch):
    network = compile(Region.polygon(star(9, np.random.default_rng(3))))
    points = np.random.default_rng(4).uniform(-1.2, 1.2, (1000, 2))
    expected = evaluate(network, points)
    assert 0 < expected.sum() < 1000
    monkeypatch.setattr("logicnet.regions.evaluation._BLOCK", 700)
    monkeypatch.setattr("logicnet.regions.evaluation._BITS", 3000)
    assert (evaluate(network, points) == expected).all()


def test_units_that_mix_coordinates_and_units_are_evaluated():
    network = Network.from_units(
        ["x"], [([0], [1.0], 1.0), ([0, 1], [1.0, -1.0], 0.5)], encoding="real"
    )
    assert split(network).direct == (0,)
    assert network([[0.0], [0.7], [1.2], [1.6]])[:, 0].tolist() == [0, 1, 0, 1]


def test_points_that_are_not_finite_are_refused():
    network = compile(Region.box([0, 0], [1, 1]))
    with pytest.raises(SpecificationError, match="row 1, input 'y' is nan"):
        network([(0.5, 0.5), (0.5, np.nan)])
    many = np.full((120_000, 2), 0.5)
    many[100_001, 0] = np.inf
    with pytest.raises(SpecificationError, match="row 100001, input 'x' is inf"):
        network(many)


def test_centre_and_scale_belong_to_the_network(tmp_path):
    from logicnet import read, write

    network = compile(Region.polygon(np.array([(0, 0), (1, 0), (0, 1)]) + 1e6))
    assert network.centre is not None
    assert network != Network.from_units(["x", "y"], [([0], [1.0], 0.0)], encoding="real")
    for name in ("net.json", "net.npz"):
        write(network, tmp_path / name)
        assert read(tmp_path / name) == network
    with pytest.raises(SpecificationError, match="scale must be positive"):
        Network.from_units(["x"], [([0], [1.0], 0.0)], encoding="real", scale=[0.0])
    with pytest.raises(SpecificationError, match="only coordinates"):
        Network.from_units(["x"], [([0], [1], 0)], centre=[0.0])
