"""Verdicts on networks of regions: what each way to one says, and what it does not."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from logicnet import (
    Network,
    Region,
    SpecificationError,
    compile,
    harden,
    read,
    soften,
    verify,
    write,
)
from logicnet.regions.exact import edge_lines
from logicnet.verification.judge import Extent
from logicnet.verification.regions.claimed_regions import Claim
from logicnet.verification.verifying import verify_region

SQUARE = [(0, 0), (3, 0), (3, 3), (0, 3)]
NEARLY = [[(6, -1), (2, -3), (1.2, -2), (2, -2), (2, 2), (-2, 2), (-3, 2), (1, 5), (2, 4)],
          [(1.2, -2), (-2, -2), (-2, 2)]]  # fmt: skip
STYLES = ["compact", "formula", "shallow", "layered", "wide", "deep"]


def outputs(network, point):
    """The outputs at a point, sums taken exactly."""
    values = list(map(Fraction, point))
    for j in range(network.units):
        sources, weights = (part.tolist() for part in network.wires_of(j))
        total = -Fraction(network.thresholds[j].item())
        for s, weight in zip(sources, weights, strict=True):
            total += Fraction(weight) * values[s]
        values.append(Fraction(int(total >= 0)))
    units = values[len(network.inputs) :]
    return {name: int(units[u]) for name, u in
            zip(network.outputs, network.output_units.tolist(), strict=True)}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("boundary", [None, "closed", "open"])
def test_lines_that_nearly_coincide_are_not_called_different(boundary, style):
    """One of the lines is held by floats, and the other is rounded, even to the first."""
    region = Region.polygons([(ring, []) for ring in NEARLY], boundary=boundary)
    options = {"time_limit": 0.1} if style in ("compact", "layered") else {}
    network = compile(region, style, **options)
    verdict = verify(network, region)
    assert verdict.equal is (True if boundary is None else None)
    within = verdict.method if boundary is None else verdict.reason
    assert "within rounding of the 1 " in within
    assert verify_region(network, region, rounding=True)


def test_a_witness_is_no_point_that_rounding_explains():
    """Of two lines 3e-16 apart the network has one, exactly: what lies between them is no proof."""
    starts, ends = np.array([(1.2, -2.0)] * 2), np.array([(2.0, -3.0), (-2.0, 2.0)])
    planes, _ = edge_lines(starts, ends)
    one, other = (Region.halfspace(p.normal, p.offset) for p in planes)
    assert planes[0] != planes[1]
    network = compile(one)
    assert verify(network, one).equal is not False
    assert verify_region(network, other, rounding=True)
    further = Region.halfspace(planes[1].normal, planes[1].offset * (1 + Fraction(1, 2**40)))
    verdict = verify_region(network, further, rounding=True)
    assert verdict.equal is False
    point = list(map(Fraction, verdict.counterexample.inputs.values()))
    assert outputs(network, point) == verdict.counterexample.network
    (stated,) = further.hyperplanes()
    height = sum(n * x for n, x in zip(stated.normal, point, strict=True)) - stated.offset
    assert abs(height) > abs(stated.offset) / 2**48


def test_a_witness_in_the_thinnest_region_lies_in_it():
    region = Region.halfspace([3, 3], 1, strict=True)
    region &= Region.halfspace([-3, -3], -1 + Fraction(1, 2**60))
    never = Network.from_units(["x", "y"], [([0], [0.0], 1.0)], outputs={"inside": 0},
                               encoding="real")  # fmt: skip
    verdict = verify_region(never, region)
    assert verdict.equal is False
    height = 3 * sum(map(Fraction, verdict.counterexample.inputs.values()))
    assert 1 - Fraction(1, 2**60) <= height < 1
    unpromised = Region.polygon([(0.1, 0.2), (0.9, 0.3), (0.4, 0.7)])
    point = verify_region(never, unpromised).counterexample.inputs
    at = np.array([list(map(Fraction, point.values()))], dtype=object)
    assert not unpromised.on_boundary(at)[0]


def test_touching_rings_are_counted_once_where_they_touch():
    """In a tangent sum a corner of two closed rings counts twice, one of two holes less than 0."""
    pair = [((0, 0), (2, 0), (2, 2)), ((2, 2), (4, 2), (4, 4))]
    holed = [(SQUARE, [[(0, 0), (1, 2), (1, 1)], [(1, 1), (2, 1), (2, 2)]])]
    taken = Region.box([1, 1], [3, 3], strict=True)
    for boundary in ("closed", "open"):
        shapes = [Region.polygons([(ring, []) for ring in pair], boundary=boundary),
                  Region.polygons(holed, boundary=boundary)]  # fmt: skip
        for shape in shapes:
            for region in (shape - taken, taken ^ shape, ~shape | taken):
                for style in ("shallow", "formula"):
                    assert verify(compile(region, style), region)


@pytest.mark.parametrize("normal", [(1, -1), (1, -1.1), (-0.7, 0.7), (0.1, -0.1)])
def test_normals_whose_largest_number_is_not_the_first_are_rounded_alike(normal):
    scaled = [Fraction(v) * Fraction(1, 3) for v in normal]
    region = Region.halfspace(scaled, Fraction(2, 7)) & Region.halfspace([3, 1], 1)
    verdict = verify(compile(region), region)
    assert verdict.equal is not False
    assert verify_region(compile(region), region, rounding=True)


# Other ways than by cells ------------------------------------------------------------------------


def test_units_that_mix_coordinates_and_units_are_only_tried_at_points():
    units = [([0], [1.0], 2.0), ([0, 1], [0.0625, -1.0], 0.0)]
    mixed = Network.from_units(["x"], units, outputs={"inside": 1}, encoding="real")
    verdict = verify_region(mixed, Region.of("x >= 0 & x < 2 | x >= 16"))
    assert verdict.equal is None
    assert verdict.reason.endswith("units of the network mix coordinates and units")
    for part in ("x >= 0 & x <= 2", "x >= 0 & x < 2.5", "x > 0 & x < 2"):
        other = f"{part} | x >= 16"
        verdict = verify_region(mixed, Region.of(other))
        assert (verdict.equal, verdict.method) == (False, "points")
        place = verdict.counterexample.inputs.values()
        assert outputs(mixed, place) == verdict.counterexample.network


def test_sums_of_mixed_units_are_exact():
    """0.1 + 0.2 + 0.3 is more than 0.6 in floats, exactly it is less than 0.6000000000000001."""
    weights, threshold = [0.1, 0.2, 0.3], 0.6000000000000001
    units = [([0], [1.0], 1.0), ([1], [1.0], 1.0), ([2, 3, 4], weights, threshold)]
    network = Network.from_units(["x", "y", "z"], units, outputs={"inside": 2}, encoding="real")
    assert threshold <= 0.1 + 0.2 + 0.3  # `sum` rounds less from Python 3.12 on
    assert network([[1, 1, 1], [1, 1, 1 + 1e-15], [1, 0, 9]]).tolist() == [[0], [1], [1]]


def test_half_spaces_alone_prove_what_has_too_many_cells(monkeypatch):
    monkeypatch.setattr("logicnet.regions.cells.arrangement.MOST_CORNERS", 3)
    text = "(x + y > 0 ^ x - 2*y > 1) & ~(3*x + y < 2) | p & x + 5*y >= 0"
    text = text.replace("x + y > 0 ^ x - 2*y > 1", "(x + y > 0) ^ (x - 2*y > 1)")
    network = compile(text, "formula")
    verdict = verify(network, text)
    assert verdict
    assert verdict.method.endswith("rows of the half-spaces")
    for other in ("x + 5*y > 0", "x + 5*y >= 1"):
        assert verify(network, text.replace("x + 5*y >= 0", other)).equal is not True
    for change in (("&", "|"), ("^", "&")):
        assert verify(network, text.replace(*change)).equal is False
    atleast = "atleast(2, x + y > 0, x - y > 1, x + 3*y > 2)"
    assert verify(compile(atleast, "formula"), atleast)
    assert verify(compile(atleast, "formula"), atleast.replace("2, x", "3, x")).equal is False


def test_polygons_of_many_lines_are_tried_at_points(monkeypatch):
    left = "logicnet.verification.regions.outlines.all_outlines"
    monkeypatch.setattr(left, lambda claim, extent, reason: reason)
    monkeypatch.setattr("logicnet.verification.regions.network_of_regions.MOST_PLANES", 3)
    region = Region.polygon(SQUARE, boundary="closed")
    network = compile(region)
    verdict = verify(network, region)
    assert verdict.equal is None
    assert "4 half-spaces have too many cells to list them all" in verdict.reason
    assert verify(network, Region.polygon(SQUARE, boundary="open")).equal is False
    assert verify(network, Region.polygon(SQUARE)).equal is None  # nothing is promised there
    first = network.layer_of == 0
    for step, seen in ((1e-9, None), (1e-4, False)):
        moved = replace(network, thresholds=network.thresholds + step * first)
        assert verify(moved, region).equal is False
        assert verify(moved, Region.polygon(SQUARE)).equal is seen


def test_an_executor_gives_the_same_verdicts(monkeypatch):
    from concurrent.futures import ThreadPoolExecutor

    monkeypatch.setattr("logicnet.verification.regions.network_of_regions._BLOCK", 1)
    region = Region.polygon(SQUARE, boundary="closed") - Region.box([1, 1], [2, 2])
    network = compile(region)
    wrong = replace(network, thresholds=network.thresholds + (network.layer_of == 1))
    with ThreadPoolExecutor(2) as pool:
        for net in (network, wrong):
            assert verify_region(net, region, Extent(executor=pool)) == verify_region(net, region)
            monkeypatch.setattr("logicnet.verification.regions.network_of_regions.MOST_PLANES", 1)
            assert verify_region(net, region, Extent(executor=pool)) == verify_region(net, region)
            monkeypatch.setattr("logicnet.verification.regions.network_of_regions.MOST_PLANES", 99)


# What is claimed ---------------------------------------------------------------------------------


def test_names_must_be_those_of_the_regions():
    network = compile({"a": "x > 1", "b": "y > 1"})
    for wrong, message in [
        ({"a": Region.of("x > 1"), "c": Region.of("y > 1")}, "computes a, b of x, y, .* a, c over"),
        ({"a": Region.of("x > 1"), "b": Region.of("z > 1")}, "over x, z"),
        (Region.of("x > 1"), "the regions are inside over x"),
    ]:
        with pytest.raises(SpecificationError, match=message):
            verify_region(network, wrong)
    with pytest.raises(SpecificationError, match="a network that reads coordinates"):
        verify_region(Network.from_units(["x"], [([0], [1], 1)]), Region.of("x > 1"))
    renamed = verify_region(compile({"land": "x > 1"}), Region.of("x > 1"))
    assert renamed  # one output on each side needs no name
    other = verify_region(compile({"land": "x > 1"}), Region.of("x > 2"))
    assert other.counterexample.network == {"land": 1}


RULES = ["x > 0 & p | x > 0 & ~p", "x > 0 & (p ^ q) | x > 0 & (p == q)", "x > 0"]


@pytest.mark.parametrize("style", [*STYLES, "minterms"])
@pytest.mark.parametrize("stated", [*RULES, "x > 0 & p", "p ^ x > 0"])
def test_a_name_that_one_side_alone_knows_to_be_boolean_is_so_on_both(stated, style):
    """Each side may read variables that the other has not; witnesses have 0 or 1 for them."""
    network = compile(stated, style, inputs=["p", "q", "x"])
    for other in RULES:
        verdict = verify(network, other)
        assert verdict.equal is (stated in RULES)
        point = None if verdict.equal else verdict.counterexample.inputs
        assert point is None or {point["p"], point["q"]} <= {0.0, 1.0}
        if point is not None:
            assert network(point)["inside"] != int(point["x"] > 0)


def test_a_boolean_input_is_kept_and_takes_no_other_value(tmp_path):
    rule = compile("smoker & age >= 60")
    kept = [rule, rule.over(["age", "more", "smoker"]), rule.described(construction="")]
    kept += [compile("smoker & age >= 60", skip=False).layered(), harden(soften(rule))]
    for name in ("rule.json", "rule.npz"):
        for made in (rule, soften(rule)):
            write(made, tmp_path / name)
            kept.append(read(tmp_path / name))
    for network in kept:
        assert network.booleans == ("smoker",)
    for network in (net for net in kept if isinstance(net, Network)):
        point = dict.fromkeys(network.inputs, 1.0) | {"age": 70}
        assert list(network(point).values()) == [1]
        for wrong in (7, 0.5, -1, np.nan):
            with pytest.raises(SpecificationError, match="row 0, input 'smoker': expected 0 or 1"):
                network(point | {"smoker": wrong})
    assert rule.over(["age", "smoker"]) != replace(
        rule, wiring=replace(rule.wiring, booleans=())
    ).over(["age", "smoker"])
    with pytest.raises(SpecificationError, match="'smoker' of the network is 0 or 1, but"):
        verify(rule, "smoker >= 0.5 & age >= 60")


@pytest.mark.parametrize(
    ("encoding", "booleans", "message"),
    [
        ("real", ["c"], "Boolean input 'c' is none of the inputs"),
        ("real", ["a", "a"], "'a' is given twice"),
        ("binary", ["a"], "all inputs are Boolean where they are binary"),
    ],
)
def test_boolean_inputs_are_inputs_beside_coordinates(encoding, booleans, message):
    with pytest.raises(SpecificationError, match=message):
        Network.from_units(["a", "b"], [([0], [1.0], 1.0)], encoding=encoding, booleans=booleans)


def test_several_outputs_are_all_compared_and_a_witness_tells_all():
    stated = {"a": Region.of("x > 1 & y > 0"), "b": Region.of("x > 1 | y > 0")}
    network = compile(stated)
    assert verify_region(network, stated)
    for name, other in (("a", "x > 1 & y >= 0"), ("b", "x >= 1 | y > 0")):
        verdict = verify_region(network, {**stated, name: Region.of(other)})
        assert verdict.equal is False
        witness = verdict.counterexample
        assert witness.network == outputs(network, [witness.inputs[n] for n in network.inputs])
        assert witness.specification != witness.network
        assert {k for k in stated if witness.network[k] != witness.specification[k]} == {name}


@pytest.mark.parametrize(("boundary", "kept"), [("closed", "3 of 4 "), ("open", "")])
def test_corners_that_keep_the_promise_are_counted(boundary, kept):
    ring = [(0.1, 0.2), (0.9, 0.3), (0.4, 0.7), (0.2, 0.6)]
    region = Region.polygon(ring, boundary=boundary)
    network = compile(region)
    assert Claim(network, {"inside": region}, False).corners_kept().all()
    verdict = verify(network, region)
    assert "(corners are on the promised side)" in verdict.reason
    step = np.zeros(network.units)
    step[np.flatnonzero(network.layer_of == 0)[0]] = 1
    moved = replace(network, thresholds=np.where(step, np.nextafter(network.thresholds, np.inf),
                                                 network.thresholds))  # fmt: skip
    again = verify(moved, region)
    assert again.equal is not True
    counts = Claim(moved, {"inside": region}, False).corners_kept()
    assert counts.sum() in (2, 3, 4)
    if not counts.all():
        assert f"({counts.sum()} of 4 corners are on the promised side)" in str(again)


def test_promises_are_looked_for_on_the_lines_in_question_only():
    free = Region.polygon([(0.1, 0.2), (0.9, 0.3), (0.4, 0.7)])
    kept = Region.polygon(SQUARE, boundary="closed")
    both = {"a": free, "b": kept}
    network = compile(both)
    claim = Claim(network, both, False)
    assert not claim.promised_on(set(free.hyperplanes()))
    assert claim.promised_on({free.hyperplanes()[0], kept.hyperplanes()[0]})
    assert not claim.promised_on(set())
    assert not Claim(network, both, True).promised_on(set(kept.hyperplanes()))
    assert verify_region(network, both)
    assert "within rounding of the 3 rounded to floats" in verify_region(network, both).method


def test_points_are_excused_near_lines_that_promise_nothing_or_are_not_held():
    ring = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]
    on = np.array([[0.5, 0.0], [0.5, 0.5], [7.0, -6.0], [0.3, 0.3], [0.0, 0.25]])
    lines, none = [True, True, True, False, True], [False] * 5
    cases = (None, False, lines), ("closed", False, none), ("open", True, lines)
    for boundary, rounding, excused in cases:
        region = Region.polygon(ring, boundary=boundary)
        claim = Claim(compile(region), {"inside": region}, rounding)
        assert claim.excused(region, on).tolist() == excused
    tenth = Region.polygon(np.array(ring) / 10 + [0.2, 0.7], boundary="closed")
    claim = Claim(compile(tenth), {"inside": tenth}, False)
    slanted = claim.excused(tenth, on / 10 + [0.2, 0.7])
    assert slanted.tolist() == [False, True, True, False, False]  # the others fix one coordinate


def test_an_expected_value_is_that_of_the_region_in_its_own_coordinates():
    stated = {"a": Region.of("x - y > 0"), "b": Region.halfspace([1, 2], 1, names="yx")}
    claim = Claim(compile(stated), stated, False)
    for x, y in ((1, 0), (0, 1), (Fraction(1, 3), Fraction(1, 3)), (0, 0), (Fraction(1, 2), 0)):
        point = [{"x": x, "y": y}[name] for name in claim.network.inputs]
        assert claim.expected(point) == {"a": int(x - y > 0), "b": int(y + 2 * x <= 1)}


def test_corners_are_those_of_rings_that_promise_something_over_all_inputs():
    ring = [(0.1, 0.2), (0.9, 0.3), (0.4, 0.7)]
    free, kept = Region.polygon(ring), Region.polygon(ring, boundary="closed")
    slab = Region.of("z > 0")
    for region, count in [(free, 0), (kept, 3), (free | kept, 3), (kept & slab, 0)]:
        claim = Claim(compile(region), {"inside": region}, False)
        assert claim.corners_kept().shape == (count,)
    assert verify(compile(kept & slab), kept & slab).equal is not False
    turned = Region.polygon(np.array(ring)[:, ::-1], boundary="closed", names="yx")
    assert Claim(compile(kept), {"inside": turned}, False).corners_kept().all()


@pytest.mark.parametrize(("stated", "other"), [
    ("3*x <= 1", "2*x <= 1"), ("x/3 + y/5 <= 1", "x/3 + y/5 <= 3"),
    ("3*x < 1", "3*x <= 1 & x > 1/7"), ("x/3 + y/7 > 1/11", "x/3 + y/7 >= 1/5"),
])  # fmt: skip
def test_a_witness_is_given_as_floats_where_these_show_the_same(stated, other):
    for network, region in ((compile(stated), other), (compile(other), stated)):
        verdict = verify(network, region)
        assert verdict.equal is False
        witness = verdict.counterexample
        assert all(isinstance(value, float) for value in witness.inputs.values())
        at = [witness.inputs[name] for name in network.inputs]
        assert outputs(network, at) == witness.network != witness.specification
        names = Region.of(region).names
        inside = Region.of(region).contains([[witness.inputs[name] for name in names]])
        assert inside.tolist() == [bool(witness.specification["inside"])]


@pytest.mark.parametrize("sign", [">=", ">", "<", "<="])
@pytest.mark.parametrize("factor", [1, 3, 5, 7, 10, 2**53 + 1])
@pytest.mark.parametrize("bound", [-1, 0, 1, 6])
def test_a_proof_for_floats_alone_says_so(bound, factor, sign):
    """It does wherever some fraction is a counterexample, which no float is."""
    network = compile(f"{factor}*x {sign} {bound}")
    verdict = verify(network, f"{factor}*x {sign} {bound}")
    exact, own = Fraction(bound, factor), Fraction(network.thresholds[0].item())
    own /= Fraction(network.weights[0].item())
    holds = {">=": exact.__ge__, ">": exact.__gt__, "<": exact.__lt__, "<=": exact.__le__}
    turned = {">=": "<=", ">": "<", "<": ">", "<=": ">="}[sign]  # x sign exact, from its other end
    wrong = [x for x in (exact, own, (exact + own) / 2)
             if outputs(network, [x])["inside"] != holds[turned](x)]  # fmt: skip
    assert verdict.equal
    assert ("for coordinates that are floats" in verdict.method) >= bool(wrong)
    assert wrong or Fraction(float(exact)) != exact or "that are floats" not in verdict.method


def test_a_proof_counts_what_it_looked_at():
    ring = [(0.1, 0.2), (0.9, 0.3), (0.4, 0.7)]
    free, whole = Region.polygon(ring), Region.polygon(SQUARE, boundary="closed")
    cases = [
        (free, "the 7 cells of 3 lines, but for points within rounding of the 3 rounded to floats"),
        (whole, "the 9 cells, 12 edges and 4 corners of 4 lines"),
        (Region.of("x > 1"), "the 2 cells, 1 edges and 0 corners of 1 hyperplanes"),
        (free - Region.of("x > 1/2"), "the 11 cells, 4 edges and 0 corners of 4 lines, but for "
         "points within rounding of the 3 rounded to floats"),
    ]  # fmt: skip
    for region, method in cases:
        assert verify(compile(region), region).method == method


@pytest.mark.parametrize("most", [1 << 26, 5000])
def test_points_that_are_excused_are_told_of(most, monkeypatch):
    left = "logicnet.verification.regions.outlines.all_outlines"
    monkeypatch.setattr(left, lambda claim, extent, reason: reason)
    monkeypatch.setattr("logicnet.verification.regions.network_of_regions.MOST_PLANES", 1)
    monkeypatch.setattr("logicnet.verification.regions.network_of_regions._MOST_OUTPUTS", most)
    turned = Region.polygon([(0.1, 0.2), (0.9, 0.3), (0.4, 0.7)], boundary="open")
    shut = Region.polygon([(0.1, 0.2), (0.9, 0.3), (0.4, 0.7)], boundary="closed")
    told = "agree but for points within rounding of lines"
    assert told in verify(compile(turned), shut).reason
    whole = Region.polygon(SQUARE, boundary="closed")
    assert told not in verify(compile(whole), whole).reason
