"""Networks of regions: every style, the boundary, proofs, and many classes."""

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes_to_try import box_points, features, masks, rings, star

from logicnet import LimitError, Network, Region, SpecificationError, compile, verify
from logicnet.construction.limits import Limits
from logicnet.construction.planes.first_layer import frame_of, ground
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.budget import Budget
from logicnet.logic.function import function
from logicnet.regions.exact import Hyperplane
from logicnet.regions.half_spaces import Side
from logicnet.verification.judge import Extent
from logicnet.verification.regions.network_of_regions import claimed, points
from logicnet.verification.regions.outlines import all_outlines
from logicnet.verification.verifying import verify_region
from optional import optional

STYLES = ["compact", "formula", "shallow", "wide", "layered", "deep"]
SOON = {"effort": "low"}  # for what searches
OPTIONS = {style: SOON if style in ("compact", "layered") else {} for style in STYLES}
CHECKERS = Region.box([0, 0], [1, 1]) | Region.box([1, 1], [2, 2])


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("boundary", [None, "closed", "open"])
@settings(max_examples=6)
@given(ring=rings(8))
def test_polygons_are_proven(style, boundary, ring):
    region = Region.polygon(ring, boundary=boundary)
    assert verify_region(compile(region, style, **OPTIONS[style]), region)


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=6)
@given(mask=masks())
def test_masks_are_proven(style, mask):
    region = Region.from_mask(mask, boundary="closed")
    assert verify_region(compile(region, style, **OPTIONS[style]), region)


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_combinations_are_proven(style, seed):
    rng = np.random.default_rng(seed)
    a, b, c = (Region.polygon(star(4, rng, rng.integers(-4, 5, 2) / 8), boundary="closed")
               for _ in range(3))  # fmt: skip
    region = [a | b & ~c, a ^ b ^ c, (a - b) | c, ~(a | b) ^ c][seed % 4]
    assert verify_region(compile(region, style, **OPTIONS[style]), region)


@pytest.mark.parametrize("rule", ["nonzero", "evenodd"])
@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_crossing_rings_are_proven(rule, seed):
    ring = np.random.default_rng(seed).integers(-8, 9, (5, 2))
    try:
        region = Region.polygon(ring, fill_rule=rule)
    except SpecificationError:
        return
    assert verify_region(compile(region), region)


@settings(max_examples=20)
@given(rings(), st.sampled_from(STYLES[:3]), st.data())
def test_a_changed_network_is_refuted(ring, style, data):
    region = Region.polygon(ring)
    network = compile(region, style)
    weights = network.weights.copy()
    place = data.draw(st.integers(0, network.wires - 1))
    weights[place] = -weights[place]
    changed = replace(network, weights=weights)
    verdict = verify_region(changed, region)
    assert verdict.equal is False
    point = verdict.counterexample.inputs
    assert verdict.counterexample.network != verdict.counterexample.specification
    assert set(point) == {"x", "y"}


def test_one_unit_for_each_distinct_line():
    comb = [p for k in range(8) for p in ((2 * k, 0), (2 * k, 3), (2 * k + 1, 3), (2 * k + 1, 0))]
    region = Region.polygon([*comb, (15, -1), (0, -1)])
    network = compile(region)
    assert (network.layer_of == 0).sum() == len(region.hyperplanes())
    shallow = compile(region, "shallow")
    assert shallow.depth <= 3


def test_convex_polygons_are_proven_minimal():
    for k in (3, 8, 50):
        network = compile(Region.regular(k))
        assert (network.units, network.depth, network.proven_minimal) == (k + 1, 2, True)


def test_opposite_edges_share_a_unit_unless_the_boundary_is_promised():
    squares = [[(0, 0), (1, 0), (1, 1), (0, 1)], [(1, 1), (2, 1), (2, 2), (1, 2)]]
    free = Region.polygons([(s, []) for s in squares])
    kept = Region.polygons([(s, []) for s in squares], boundary="closed")
    lines = [(compile(r).layer_of == 0).sum() for r in (free, kept)]
    assert lines == [6, 8]
    on = [(1, 0.5), (1, 1.5), (0.5, 1), (1, 1), (2, 2), (1, -0.5)]
    assert compile(kept)(on)[:, 0].tolist() == [1, 1, 1, 1, 1, 0]


@pytest.mark.parametrize("style", STYLES)
def test_holes_that_cross_or_lie_elsewhere_are_proven_and_promise_nothing(style):
    shell = [(-1, -4), (6, -5), (2, 0), (-1, -3)]
    holes = [[(-3, 0), (0, 1), (0, 0)], [(0, 0), (0, -1), (0, -2), (2, -2)]]
    crossed = Region.polygon(shell, holes)
    assert not any(leaf.promises for leaf in crossed.leaves())
    network = compile(crossed, style)
    assert np.count_nonzero(network.layer_of == 0) <= len(crossed.hyperplanes())
    assert verify_region(network, crossed)
    squares = [[(x, y), (x + s, y), (x + s, y + s), (x, y + s)]
               for x, y, s in [(0, 0, 1), (4, 1, 1), (3, 0, 3)]]  # fmt: skip
    elsewhere = Region.polygons([(squares[0], [squares[1]]), (squares[2], [])])
    network = compile(elsewhere, style)
    assert verify_region(network, elsewhere)
    assert network([4.5, 1.5]) == [1]


@pytest.mark.parametrize("offset", [0.0, 5e5, 1e15])
@pytest.mark.parametrize("boundary", ["closed", "open"])
def test_far_coordinates_are_exact_on_the_boundary(offset, boundary):
    ring = np.array([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)]) + offset
    region = Region.polygon(ring, boundary=boundary)
    network = compile(region)
    assert (network.centre is None) == (offset == 0)
    grid = np.stack(np.meshgrid(*[np.arange(-8, 25) / 8] * 2), axis=-1).reshape(-1, 2) + offset
    assert (network(grid)[:, 0] == region.contains(grid)).all()


@pytest.mark.parametrize("size", [1e-300, 1e-100, 1e200])
def test_tiny_and_huge_shapes(size):
    region = Region.polygon(np.array([(0, 0), (1, 0), (0, 1)]) * size, boundary="closed")
    network = compile(region)
    assert network([(0.2 * size, 0.2 * size), (size, size), (size, 0)])[:, 0].tolist() == [1, 0, 1]
    assert verify_region(network, region)


def test_impossible_combinations_save_units():
    text = "x >= 1 & x >= 2 & (x >= 3 | y >= 1 | x >= 0)"
    assert compile(text).units == 1
    assert compile(Region.of(text), "formula").units == 6
    plus = Region.box([0, 1], [3, 2]) | Region.box([1, 0], [2, 3])
    assert compile(plus).units == 9 < compile(plus, "formula").units


def test_dont_cares_of_impossible_sides_save_units():
    """The same Boolean function over independent inputs needs more than over half-spaces."""
    rules = {
        "a & b & (c | d | e)": "x >= 1 & x >= 2 & (x >= 3 | y >= 1 | x >= 0)",
        "a & ~b | c & ~d": "x >= 0 & ~(x >= 1) | x >= 3 & ~(x >= 4)",
        "a ^ b ^ c": "(x >= 0) ^ (x >= 1) ^ (x >= 2)",
    }
    free = [compile(formula).units for formula in rules]
    known = [compile(text) for text in rules.values()]
    above = [int((network.layer_of > 0).sum()) for network in known]
    assert (free, above) == ([1, 2, 2], [0, 1, 1])
    assert all(verify(n, text) for n, text in zip(known, rules.values(), strict=True))


def test_rules_mix_boolean_variables_and_numbers():
    network = compile("smoker & age >= 60 | age > 75")
    assert network.inputs == ("age", "smoker")
    ages = [59, 60, 75, 76]
    assert [network({"age": a, "smoker": s})["inside"] for s in (0, 1) for a in ages] == [
        0,
        0,
        0,
        1,
        0,
        1,
        1,
        1,
    ]
    assert verify(network, "smoker & age >= 60 | age > 75")
    assert verify(network, "smoker & age >= 60 | age >= 75").equal is False


@pytest.mark.parametrize("style", STYLES)
def test_coordinates_may_come_in_another_order(style):
    one = Region.halfspace([1, 1], 5, names="ba") & Region.halfspace([1, -1], 0, names="ab")
    assert verify(compile(one, style), one)
    points = np.random.default_rng(5).uniform(-1.5, 1.5, (2000, 2))
    if style != "wide":
        shapes = [Region.regular(20, c, names=n) for c, n in (((0, 0), "ba"), ((0.5, 0.2), "ab"))]
        both = shapes[0] & shapes[1]
        assert (compile(both, style)(points)[:, 0] == both.contains(points)).all()


def test_formulas_name_their_coordinates_in_any_order():
    many = " & ".join(f"y > {i}" for i in range(13))
    network = compile({"u": many, "v": "x - 2*y <= 1"})
    assert network({"x": 9, "y": 12.5}) == {"u": 1, "v": 1}
    assert network({"x": 9, "y": 1}) == {"u": 0, "v": 0}
    stated = {"u": "y > 0", "v": "x + 2*y <= 1"}
    assert verify(compile(stated), stated)


def test_three_dimensions():
    cube = Region.box([0, 0, 0], [1, 1, 1])
    region = cube - Region.hull([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert verify(compile(region), region)


def test_classes_share_lines():
    left, right = Region.box([0, 0], [1, 1]), Region.box([1, 0], [2, 1])
    network = compile({"left": left, "right": right})
    assert network.outputs == ("left", "right")
    assert verify(network, {"left": left, "right": right})
    swapped = verify(network, {"left": right, "right": left})
    assert swapped.equal is False


def test_constants():
    half = Region.halfspace([1], 1)
    assert compile(half | ~half)([[0.0], [5.0]])[:, 0].tolist() == [1, 1]
    assert compile("x < 1 | x >= 1").inputs == ("x",)


def test_unknown_styles_and_missing_coordinates_are_refused():
    with pytest.raises(SpecificationError, match="style is one of .*, not 'fancy'"):
        compile(CHECKERS, "fancy")
    with pytest.raises(SpecificationError, match="this style takes regions"):
        compile("a & b", "shallow")
    with pytest.raises(SpecificationError, match="reads coordinates"):
        verify_region(Network.from_units(["x"], [([0], [1], 1)]), CHECKERS)


def test_many_lines_are_proven_along_the_edges():
    region = Region.polygon(star(400, np.random.default_rng(0)))
    network = compile(region, **SOON)
    assert "along all 400 edges" in verify_region(network, region).method
    weights = network.weights.copy()
    weights[0] *= -1
    assert verify_region(replace(network, weights=weights), region).equal is False


def saw(teeth):
    """A comb of near parallel edges, whose formula is a decision list of the lines."""
    tops = [((k - 0.001, 0), (k - 0.5, 5)) for k in range(teeth, 0, -1)]
    return [(0, -1), (teeth, -1), *(p for pair in tops for p in pair), (0, 0)]


def test_units_above_half_spaces_have_sums_that_floats_hold():
    region = Region.polygon(saw(64))  # a list of one unit would have weights beyond 2^53
    network = compile(region)
    gates = network.layer_of > 0
    sums = np.add.reduceat(np.abs(network.weights), network.indptr[:-1])
    assert (sums[gates] < 1 << 24).all()
    assert all_outlines(claimed(network, region), Extent(), "").equal


def test_sums_that_floats_do_not_hold_are_refused():
    unit = ([0, 1], [1 << 53, (1 << 53) - 1], 1 << 53)
    above = Network.from_units(["h1", "h2"], [unit])
    sides = [Side(Hyperplane((1, 0), Fraction(k)), 1) for k in range(2)]
    with pytest.raises(LimitError, match="floats do not hold"):
        ground(above, sides, "xy", frame_of(None, 2))
    task = Task(Target(function("h1 | h2")), Limits(max_sum=1 << 24), Budget(), lambda task: above)
    task.add([above])
    assert task.found == []


def agree(network, region):
    """Whether a network is the region at points that are on no edge."""
    points = box_points(region, 500, np.random.default_rng(0))
    points = points[~region.on_boundary(points)]
    return (network(points)[:, 0] == region.contains(points)).all()


@pytest.mark.parametrize("style", STYLES)
def test_no_construction_is_refuted_on_a_hard_shape(style):
    for feature in features("hard.geojson"):
        with suppress(SpecificationError):
            region = Region.of(feature["geometry"])
            if len(region.hyperplanes()) < 150:
                with suppress(LimitError):
                    network = compile(region, style, **OPTIONS[style])  # raises where refuted
                    assert agree(network, region)
                    claim = claimed(network, region, True)
                    assert points(claim, Extent(samples=1000), "").equal is not False


@pytest.mark.parametrize("step", [-1, 1])
def test_gates_that_are_off_by_one_are_found_where_only_points_are_tried(step):
    region = Region.polygon(star(90, np.random.default_rng(0)))
    network = compile(region, "wide")
    for gate in np.flatnonzero(network.layer_of == 1)[::12]:
        thresholds = network.thresholds.copy()
        thresholds[gate] += step
        verdict = verify_region(replace(network, thresholds=thresholds), region)
        assert verdict.equal is False
        assert verdict.counterexample.network != verdict.counterexample.specification


def test_hard_shapes_are_computed():
    for feature in features("hard.geojson"):
        try:
            region = Region.of(feature)
            styles = ["formula", "shallow"] if len(region.hyperplanes()) >= 150 else []
        except SpecificationError:
            region = Region.polygon(feature["geometry"]["coordinates"][0], fill_rule="nonzero")
            styles = ["formula", "shallow"]
        for style in styles:  # where fewer lines are, another test tries them all
            network = compile(region, style)
            assert (network.layer_of == 0).sum() == len(region.hyperplanes())
            assert agree(network, region)


def test_countries_agree_with_shapely_at_half_a_million_points():
    shapely = optional("shapely")
    from shapely.geometry import shape

    rng = np.random.default_rng(2)
    for feature in features("countries.geojson")[::2]:
        region = Region.of(feature)
        network = compile(region, "formula")  # as nearly all of them are compact
        points = box_points(region, 5650, rng)
        inside = shapely.contains_xy(shape(feature["geometry"]), points)
        assert (network(points)[:, 0] == inside).all()


def test_the_world_is_one_network():
    countries = {f["properties"]["name"]: Region.of(f) for f in features("countries.geojson")}
    network = compile(countries)
    assert (network.layer_of == 0).sum() == 7686
    lines = {plane for region in countries.values() for plane in region.hyperplanes()}
    assert len(lines) == 7686
    points = np.array([(2.35, 48.85), (-60.0, -3.0), (-30.0, 30.0)])
    named = [{n for n, v in zip(network.outputs, row, strict=True) if v} for row in network(points)]
    assert named == [{"France"}, {"Brazil"}, set()]
