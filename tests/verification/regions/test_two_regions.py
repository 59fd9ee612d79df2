"""Regions against regions, judged by points that are worked out from a tree of one's own."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from shapes_to_try import GRID, NAMES, faulty, inside, region, trees

from logicnet import Region, SpecificationError, verify
from logicnet.verification.judge import Extent
from logicnet.verification.judges import JUDGES
from logicnet.verification.regions.two_regions import paired

CELLS, POINTS = JUDGES["cells of both"], JUDGES["points of both"]


def check(mine, theirs, judge):
    """Whether a judge is right about two trees, as far as a grid shows, and what it says."""
    verdict = judge.judge(paired({"a": region(mine)}, {"b": region(theirs)}), Extent(samples=99))
    differ = (inside(mine, GRID, 4) != inside(theirs, GRID, 4)).any()
    if judge is CELLS:
        assert verdict.equal is not None
        assert not (verdict.equal and differ)
    else:
        assert not verdict.equal
    if verdict.equal is False:
        found = verdict.counterexample
        at = np.array([[Fraction(found.inputs.get(name, 0)) for name in NAMES]], dtype=object)
        want = [inside(tree, at, 1)[0] for tree in (mine, theirs)]
        assert want[0] != want[1]
        assert [found.network["a"], found.specification["b"]] == want
    return verdict.equal


@settings(max_examples=40)
@given(trees, trees)
def test_cells_decide_what_differs_at_a_point(mine, theirs):
    check(mine, theirs, CELLS)
    check(mine, theirs, POINTS)


@settings(max_examples=25)
@given(trees)
def test_a_region_is_itself_and_differs_from_its_faults(tree):
    assert verify(region(tree), region(tree))
    assert check(tree, ("not", ("not", tree)), CELLS)
    for fault in faulty(tree):
        check(tree, fault, CELLS)


def test_a_boundary_alone_is_told_apart():
    closed, opened = ("half", (1, 2), 3, False), ("half", (1, 2), 3, True)
    assert check(closed, opened, CELLS) is False
    assert check(closed, opened, POINTS) is False


def test_outlines_promise_nothing_about_their_edges():
    corners = [(0, 0), (3, 0), (3, 2), (0, 2)]
    box = Region.box([0, 0], [3, 2])
    assert str(verify(Region.polygon(corners), box)) == (
        "equal, proven by the 9 cells, 12 edges and 4 corners of 4 lines"
    )
    assert verify(Region.polygon(corners, boundary="open"), box).equal is False
    assert verify(Region.polygon(corners, boundary="closed"), box)
    many = [(np.cos(k), np.sin(k)) for k in np.linspace(0, 6.28, 700)]
    moved = [(0.9, 0.2), *many[1:]]
    pairs = paired({"a": Region.polygon(many)}, {"a": Region.polygon(moved)})
    assert POINTS.judge(pairs, Extent()).equal is False
    same = paired({"a": Region.polygon(many)}, {"a": Region.polygon(many)})
    assert "77 points at random" in POINTS.judge(same, Extent(samples=77)).reason
    assert "20000 points at random" in POINTS.judge(same, Extent()).reason
    assert verify(Region.polygon(many), Region.polygon(many)).method == (
        "the same structure on both sides"
    )


def test_outputs_and_coordinates_are_matched_by_name():
    both = {"low": "x < 1", "high": "x >= 1 & y > 0"}
    assert verify(both, dict(reversed(both.items())))
    assert verify(both, {**both, "low": "x <= 1"}).counterexample.inputs["x"] == 1
    assert verify({"low": "x < 1"}, {"high": "~(x >= 1)"})
    with pytest.raises(SpecificationError, match="regions are low, high, the second's low, up"):
        verify(both, {"low": "x < 1", "up": "x >= 1"})
    with pytest.raises(SpecificationError, match="regions are low, high, the second's low"):
        verify(both, {"low": "x < 1"})
    with pytest.raises(SpecificationError, match="matched by name, but the sides have x and z"):
        verify("x > 0", "z > 0")


def test_truth_values_beside_comparisons_are_0_or_1():
    assert verify("b & x > 0 | ~b & x > 0", "x > 0 & (b | ~b)")
    found = verify("b & x > 0", "x > 0").counterexample
    assert found.inputs["b"] == 0
    assert {type(value) for value in found.inputs.values()} == {float}
    assert verify("3*x >= 1 & 3*x <= 1", "3*x > 1 & x < 1").equal is False


def test_a_network_may_stand_on_either_side():
    from logicnet import compile

    assert verify("x > 0", compile("x > 0"))
    found = verify("x >= 0", compile("x > 0")).counterexample
    assert (found.network, found.specification) == ({"inside": 0}, {"inside": 1})


def test_an_end_of_time_leaves_it_unknown():
    verdict = verify(Region.regular(40), Region.regular(41), time_limit=0)
    assert verdict.equal is not True
