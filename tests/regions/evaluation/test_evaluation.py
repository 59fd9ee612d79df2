"""Points through networks: floats, integers and the compiled index give the same bits."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes_to_try import rings, star

from fuzz import plane
from logicnet import Network, Region, SpecificationError, compile
from logicnet.regions.evaluation import evaluation, prepared
from logicnet.regions.evaluation.evaluation import evaluate, exact_outputs
from logicnet.regions.evaluation.index import box_of, index_over, levels
from logicnet.regions.evaluation.index import evaluate_indexed as by_index
from logicnet.regions.evaluation.parts import exact_bits, split


def evaluate_indexed(network, parts, points):
    """The answers by an index that is made for the points, and the rows that it leaves."""
    index = index_over(parts, *box_of(points), levels(len(points)))
    if index is None:
        return np.zeros((len(points), len(network.outputs)), int), np.arange(len(points))
    return by_index(parts, index, points)


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


def test_points_wait_for_compilation_only_after_as_long_was_spent_without(monkeypatch):
    """30 lines and 10,000 points: 9 ms a call by arrays, of which an index counts some 0.2 ms."""
    monkeypatch.setattr(prepared, "_LOOP", 2e4)
    monkeypatch.setattr(prepared, "_INDEX_LOOPS", 1e3)
    monkeypatch.setattr("logicnet.ground.kernels.is_compiled", lambda kernel: False)
    ways, loop, arrays = [], evaluation.evaluate_indexed, evaluation._dense
    monkeypatch.setattr(evaluation, "evaluate_indexed", lambda *a: ways.append(1) or loop(*a))
    monkeypatch.setattr(evaluation, "_dense", lambda *a: ways.append(0) or arrays(*a))
    network = compile(Region.polygon(star(30, np.random.default_rng(2))), "formula")
    points = np.random.default_rng(3).uniform(-1, 1, (10_000, 2))
    answers = [network(points).tolist() for _ in range(8)]
    assert ways[:3] == [0, 0, 1], "twice by arrays, by the loop over rows, then by the index"
    assert 3 < len(ways) < 8
    assert all(answer == answers[0] for answer in answers)


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
    monkeypatch.setattr("logicnet.regions.evaluation.index.exact_bits", counted)
    fast, left = evaluate_indexed(network, split(network), points)
    rest = np.setdiff1d(np.arange(len(points)), left)
    assert (fast[rest] == expected[rest]).all()
    assert len(left) < 200
    assert 0 < sum(asked) < 5 * len(points)


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
    monkeypatch.setattr("logicnet.regions.evaluation.index_kernel.build", None)
    _, left = evaluate_indexed(network, split(network), points)
    assert len(left) == len(points)


def test_blocks_of_points_give_what_all_at_once_give(monkeypatch):
    network = compile(Region.polygon(star(9, np.random.default_rng(3))))
    points = np.random.default_rng(4).uniform(-1.2, 1.2, (1000, 2))
    expected = evaluate(network, points)
    assert 0 < expected.sum() < 1000
    monkeypatch.setattr("logicnet.regions.evaluation.evaluation._BLOCK", 700)
    monkeypatch.setattr("logicnet.regions.evaluation.evaluation._BITS", 3000)
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


def test_boolean_inputs_are_looked_at_in_every_call(monkeypatch):
    monkeypatch.setattr("logicnet.ground.kernels.is_compiled", lambda kernel: True)
    net = Network.from_units(
        ["x", "b"], [([0, 1], [1.0, 2.0], 1.5)], encoding="real", booleans=["b"]
    )
    for _ in range(3):
        assert net(np.array([[0.0, 1.0], [1.0, 0.0]])).tolist() == [[1], [0]]
        with pytest.raises(SpecificationError, match="input 'b': expected 0 or 1, got 0.5"):
            net(np.array([[0.0, 0.5]]))


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


NUMBERS = [1.0, -1.0, 0.1, -0.3, 3.0, 1e-300, 1e300, 2.0**60, 5e-324, 1 / 3, -0.7]
PLACES = [0.0, 1.0, 0.1, 0.3, -0.1, 1e15, 1e15 + 0.125, 1e308, -1e308, 5e-324, 1 / 3, 0.75]


def any_network(rng):
    """A network over coordinates with any weights, frame and wiring."""
    n, count, apart = rng.randint(1, 3), rng.randint(1, 6), rng.random() < 0.5
    units = []
    for j in range(count):
        first, last = (0, n) if apart and j < 3 else (n if apart else 0, n + j)
        read = rng.sample(range(first, last), rng.randint(0, min(3, last - first)))
        weights = [rng.choice(NUMBERS) for _ in read]
        sums = [0.0, 0.1, -0.2, 1e300, 2.0**61, 0.6000000000000001, sum(weights), sum(weights) / 10]
        units.append((read, weights, rng.choice(sums)))
    frame = {}
    if rng.random() < 0.4:
        frame["centre"] = [rng.choice([0.0, 0.1, 1e15, 3.0]) for _ in range(n)]
    if rng.random() < 0.4:
        frame["scale"] = [rng.choice([1.0, 0.1, 3.0, 2.0**-30, 1e-300, 1e300]) for _ in range(n)]
    return Network.from_units(
        [f"x{k}" for k in range(n)], units, outputs={"y": count - 1, "z": rng.randrange(count)},
        encoding="real", **frame,
    )  # fmt: skip


@settings(max_examples=150)
@given(st.integers(0, 2**32 - 1))
def test_any_network_is_the_exact_sums_of_what_it_stores(seed):
    rng = Random(seed)
    network = any_network(rng)
    n = len(network.inputs)
    rows = [[rng.choice(PLACES) for _ in range(n)] for _ in range(12)]
    points = [dict(zip(network.inputs, map(Fraction, row), strict=True)) for row in rows]
    expected = [list(plane.outputs(network, point).values()) for point in points]
    assert evaluate(network, np.array(rows)).tolist() == expected
    assert [exact_outputs(network, row) for row in rows] == expected


def test_weights_of_units_are_made_whole_as_far_as_they_can():
    def tail(weights, threshold):
        units = [([0], [1.0], 1.0), ([0], [1.0], 2.0), ([1, 2], weights, threshold)]
        parts = split(Network.from_units(["x"], units, encoding="real"))
        if parts is None:
            return None
        return parts.tail.weights.tolist(), parts.tail.thresholds.tolist()

    assert tail([0.5, -0.25], 0.3) == ([2, -1], [2])
    assert tail([1.0, 2.0], 1.5) == ([1, 2], [2])
    assert tail([3.0, 2.0], 1e300) == ([3, 2], [6])
    assert tail([3.0, -2.0], -1e300) == ([3, -2], [-2])
    assert tail([0.1, 0.3], 0.3) is not None
    assert tail([2.0**59, 1.0], 1.0) is not None
    assert tail([2.0**60, 1.0], 1.0) is None
    assert tail([1e-300, 1.0], 1.0) is None


def test_a_scale_that_is_no_power_of_two_is_divided_by_exactly():
    network = Network.from_units(["x"], [([0], [0.3], 1.0)], encoding="real", scale=[0.3])
    assert split(network).stored is not None
    assert network([[1.0], [np.nextafter(1, 0)]])[:, 0].tolist() == [1, 0]
    power = Network.from_units(["x"], [([0], [0.3], 1.0)], encoding="real", scale=[0.25])
    assert split(power).stored is None
    tiny = Network.from_units(["x"], [([0], [1.0], 1.0)], encoding="real", scale=[1e300 / 3])
    assert split(tiny) is None  # a weight that is divided so far has few digits left
    large = np.random.default_rng(0).uniform(0, 2, (120_000, 1))
    assert (network(large)[:, 0] == (large[:, 0] >= 1)).all()


@pytest.mark.parametrize("block", [None, 64])
def test_variables_beside_half_spaces_are_read_at_every_row(block, monkeypatch):
    if block:  # a word of rows at a time
        monkeypatch.setattr("logicnet.regions.evaluation.evaluation._BITS", block)
        monkeypatch.setattr("logicnet.regions.evaluation.evaluation._BLOCK", block)
    for seed in range(20):
        rng = Random(seed)
        names = ["b", "x", "c", "y"]
        units = [
            ([1], [rng.choice([1.0, -2.0])], 0.5),
            ([1, 3], [1.0, rng.choice([1.0, -1.0])], 1.0),
        ]
        for j in (2, 3):
            reads = sorted(rng.sample([0, 2, 4, 5, *range(6, 4 + j)], 3))
            units.append((reads, [rng.choice([-2.0, -1.0, 1.0, 2.0]) for _ in reads],
                          rng.choice([-1.0, 0.0, 1.0, 2.0])))  # fmt: skip
        network = Network.from_units(names, units, outputs={"s": 2, "t": 3}, encoding="real")
        if seed < 18:
            rows = [[rng.choice([0, 1]), rng.randint(-3, 3) / 2, rng.choice([0, 1]),
                     rng.randint(-3, 3) / 2] for _ in range(130)]  # fmt: skip
        else:  # some are neither 0 nor 1
            rows = [[rng.randint(-1, 3) / 2 for _ in names] for _ in range(130)]
        expected = [exact_outputs(network, row) for row in rows]
        assert expected == [[defining(network, row, name) for name in "st"] for row in rows]
        assert evaluate(network, np.array(rows, float)).tolist() == expected


def defining(network, row, name):
    """An output by the definition: each unit fires where its sum reaches its threshold."""
    values = list(row)
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        total = sum(w * values[s] for s, w in zip(sources.tolist(), weights.tolist(), strict=True))
        values.append(int(total >= network.thresholds[j]))
    unit = network.output_units[list(network.outputs).index(name)]
    return values[len(network.inputs) + int(unit)]
