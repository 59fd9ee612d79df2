"""Labels: one for each point, at points and on grids, whatever path answers."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from logicnet import Network, Region, SpecificationError, compile
from logicnet.regions.evaluation import prepared
from logicnet.regions.evaluation.index import index_over
from logicnet.regions.evaluation.labels import numbers_at


def tiles(rng, side):
    """Triangles of a jittered grid on eighths: no gaps, no overlaps, shared edges and corners."""
    jitter = rng.integers(-3, 4, (side + 1, side + 1, 2)) / 8
    at = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1)), axis=-1) + jitter
    found = {}
    for r in range(side):
        for c in range(side):
            a, b, d, e = at[r, c], at[r, c + 1], at[r + 1, c + 1], at[r + 1, c]
            found[f"low {r} {c}"] = np.array([a, b, d])
            found[f"high {r} {c}"] = np.array([a, d, e])
    return found


def holds(ring, x, y):
    """Whether the half-open inside of a ring holds a point: by the crossings to its right."""
    odd = False
    for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        ax, ay, bx, by = map(Fraction, (ax, ay, bx, by))
        if (ay <= y) != (by <= y):
            odd ^= ax + (bx - ax) * (y - ay) / (by - ay) > x
    return odd


@pytest.fixture(scope="module")
def tiled():
    rng = np.random.default_rng(2)
    rings = tiles(rng, 4)
    network = compile({n: Region.polygon(r, boundary="partition") for n, r in rings.items()})
    corners = np.concatenate(list(rings.values()))
    middles = np.concatenate([(r + np.roll(r, 1, axis=0)) / 2 for r in rings.values()])
    points = np.concatenate([corners, middles, rng.uniform(-1, 5, (200, 2))])
    stated = [
        [n for n, ring in rings.items() if holds(ring, *map(Fraction, p))] for p in points.tolist()
    ]
    return network, points, stated


def test_a_partition_has_exactly_one_label_at_each_point(tiled):
    network, points, stated = tiled
    assert all(len(names) <= 1 for names in stated)
    inside = (points[:, 0] > 0.5) & (points[:, 0] < 3.5) & (points[:, 1] > 0.5)
    inside &= points[:, 1] < 3.5
    assert all(len(names) == 1 for names, here in zip(stated, inside, strict=True) if here)
    expected = [names[0] if names else None for names in stated]
    assert network.label(points).tolist() == expected
    assert network(points).sum(axis=1).tolist() == list(map(len, stated))


@pytest.mark.parametrize("style", ["formula", "shallow"])
def test_corners_that_floats_cannot_hold_lines_through_have_one_label(style):
    rng = np.random.default_rng(6)
    moved: dict[tuple[float, ...], np.ndarray] = {}
    rings = {
        name: np.array([moved.setdefault(tuple(p), p + rng.random(2) / 9) for p in ring])
        for name, ring in tiles(rng, 3).items()
    }
    network = compile({n: Region.polygon(r, boundary="partition") for n, r in rings.items()}, style)
    corners = np.unique(np.concatenate(list(rings.values())), axis=0)
    expected = [sum(holds(r, *map(Fraction, p)) for r in rings.values()) for p in corners.tolist()]
    assert network(corners).sum(axis=1).tolist() == expected
    assert set(expected) <= {0, 1}


def test_labels_with_an_index_are_those_without(tiled):
    network, points, _ = tiled
    known = prepared.prepared(network)
    known.index = known.of_few = None
    alone = [network.label(point, names=False) for point in points[:200]]
    alone += network.label(points[200:], names=False).tolist()
    known.spent = known.costs[1]  # as much as an index costs
    found = network.label(points, names=False)
    assert not known.index.is_coarse
    assert found.tolist() == alone


def test_a_grid_is_labelled_as_its_places_are(tiled):
    network = tiled[0]
    for x, y in ((np.linspace(-1, 5, 97), np.linspace(5, -1, 53)), ([3.0, 0.5, 3.0], [1.0])):
        places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        expected = network.label(places, names=False).reshape(len(y), len(x))
        assert network.label_grid(x, y, names=False).tolist() == expected.tolist()
    assert network.label_grid([], [1.0]).shape == (1, 0)


@pytest.mark.parametrize(("scale", "shift"), [(1e-9, 0.0), (1e3, 5e5), (1.0, -7.0)])
def test_grids_of_any_place_and_size(scale, shift):
    rng = np.random.default_rng(3)
    angle = np.arange(40) * np.pi / 20
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) * rng.uniform(0.4, 1, (40, 1))
    network = compile(Region.polygon(ring * scale + shift))
    x, y = (rng.permutation(np.linspace(-1.2, 1.2, 90)) * scale + shift for _ in "xy")
    places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inside = network.label_grid(x, y, names=False).ravel() == 0
    assert inside.tolist() == Region.polygon(ring * scale + shift).contains(places).tolist()


def test_the_first_of_several_outputs_counts_and_boolean_networks_have_labels():
    both = compile({"a": "x >= 1", "b": "x >= 0"})
    assert both.label([[2.0], [0.5], [-1.0]]).tolist() == ["a", "b", None]
    net = Network.from_units(
        ["p", "q"], [([0], [1], 1), ([1], [1], 1)], outputs={"first": 0, "second": 1}
    )
    assert net.label([[1, 1], [0, 1], [0, 0]], names=False).tolist() == [0, 1, -1]
    assert net.label([0, 1]) == "second"


def test_points_that_are_none_are_refused(monkeypatch):
    net = compile(Region.box([0, 0], [1, 1]))
    with pytest.raises(SpecificationError, match="points of 2 inputs"):
        net.label([[1.0, 2.0, 3.0]])
    with pytest.raises(SpecificationError, match="row 2, input 'y' is nan"):
        net.label([[1.0, 2.0], [0.0, 0.0], [0.0, np.nan]])
    known = prepared.prepared(net)
    for index in (None, index_over(known.usable, (-1.0, -1.0), (2.0, 2.0), 4)):
        known.index = index
        for text in ("0.5", "word"):
            with pytest.raises(SpecificationError, match="coordinates are numbers"):
                net.label(np.array([[text, 0.5]], dtype=object))
    with pytest.raises(SpecificationError, match="one and the same length"):
        net.label([[1.0, 2.0], [3.0]])
    hidden = np.ma.array([0.5, 0.5], mask=[True, False])
    for points in (hidden, np.ma.array([[0.5, 0.5]], mask=[[False, True]])):
        with pytest.raises(SpecificationError, match="masked"):
            net.label(points)
    with pytest.raises(SpecificationError, match="masked"):
        net({"x": hidden, "y": [0.5, 0.5]})
    many = np.zeros((7000, 2))
    many[6500, 0] = np.inf
    with pytest.raises(SpecificationError, match="row 6500, input 'x' is inf"):
        net.label(many)
    with pytest.raises(SpecificationError, match="x: expected a list of finite numbers"):
        net.label_grid([np.nan], [1.0])
    with pytest.raises(SpecificationError, match="two coordinates"):
        compile(Region.interval(0, 1)).label_grid([1.0], [1.0])
    monkeypatch.setattr("logicnet.regions.evaluation.held._BLOCK", 2)
    three = Network.from_units(["p"], [([0], [1], 1)])
    with pytest.raises(SpecificationError, match="row 3"):
        numbers_at(three, np.array([[0], [1], [1], [2]]))


def test_a_partition_is_proven_where_floats_hold_its_lines():
    from logicnet import verify

    seed = Random(5)
    ring = np.array([(0, 0), (4, 0), (4, 4), (2, 1 + seed.randint(0, 2)), (0, 4)], dtype=float)
    region = Region.polygon(ring, boundary="partition")
    verdict = verify(compile(region), region)
    assert verdict.equal, str(verdict)
    closed = Region.polygon(ring, boundary="closed")
    assert verify(compile(closed), region).equal is False
    assert region.contains([(0, 0), (4, 4), (4, 2), (0, 2), (2, 0)]).tolist() == [
        True, False, False, True, True,
    ]  # fmt: skip
