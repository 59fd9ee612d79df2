"""Networks over coordinates against one another, judged by points of a tree of one's own."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from shapes_to_try import GRID, NAMES, faulty, inside, region, trees

from logicnet import Network, Region, SpecificationError, compile, verify
from logicnet.verification.regions.network_as_regions import regions_of
from reference import reference


def compiled(tree, style="formula"):
    """A network that computes a tree and reads both coordinates."""
    return compile(region(tree), style).over(NAMES)


def check(mine, theirs):
    """Whether the verdict on two trees, as networks, is right as far as a grid shows."""
    first, second = compiled(mine), compiled(theirs, "deep")
    verdict = verify(first, second)
    differ = (inside(mine, GRID, 4) != inside(theirs, GRID, 4)).any()
    assert verdict.equal is not None
    assert not (verdict.equal and differ)
    if verdict.equal is False:
        found = verdict.counterexample
        point = [Fraction(found.inputs[name]) for name in NAMES]
        at = np.array([point], dtype=object)
        want = [int(inside(tree, at, 1)[0]) for tree in (mine, theirs)]
        assert want[0] != want[1]
        assert [*found.network.values(), *found.specification.values()] == want
        assert [reference(net, point)[0] for net in (first, second)] == want
    return verdict.equal


@settings(max_examples=25)
@given(trees, trees)
def test_networks_are_told_apart_as_their_regions_are(mine, theirs):
    check(mine, theirs)


@settings(max_examples=15)
@given(trees)
def test_a_network_is_another_of_the_same_region_and_differs_from_its_faults(tree):
    assert check(tree, ("not", ("not", tree)))
    for fault in list(faulty(tree))[:4]:
        check(tree, fault)


def test_what_is_stated_is_what_is_stored():
    """A centre, a scale, truth values, units without wires, and units that read them."""
    net = Network.from_units(
        ["b", "x"],
        [([1], [3.0], 1.0), ([0, 1], [2.0, 0.5], 1.5), ([], [], 0), ([], [], 1),
         ([2, 3, 4, 5], [1, 2, 1, 5], 3)],
        encoding="real", centre=[0.0, 0.25], scale=[1.0, 4.0], booleans=["b"],
    )  # fmt: skip
    (stated,) = regions_of(net).values()
    for b in (0, 1):
        for k in range(-80, 81):
            point = [Fraction(b), Fraction(k, 8)]
            at = np.array([[point["bx".index(name)] for name in stated.names]], dtype=object)
            assert int(stated.contains(at)[0]) == reference(net, point)[0]
    assert verify(net, net.over(["x", "b"]))


def test_a_network_that_reads_fewer_coordinates_is_compared():
    whole = compile("x >= 0 & (y >= 0 | y < 0)", "formula")
    assert verify(compile("x >= 0"), whole)
    assert verify(whole, compile("x >= 0"))
    assert verify(compile("x >= 0"), "x >= 0 & (y >= 0 | y < 0)")
    with pytest.raises(SpecificationError, match="of x, the regions are inside over y"):
        verify(compile("x >= 0"), compile("y >= 0"))


def test_outputs_are_matched_by_name():
    first, second = compile({"u": "x > 0", "v": "x > y"}), compile({"v": "x > y", "u": "x > 0"})
    assert verify(first, second)
    assert verify(first, compile({"v": "x >= y", "u": "x > 0"})).equal is False


def test_the_same_units_are_equal_whatever_they_are_called():
    many = compile(Region.regular(60))
    assert verify(many, many).method == "the same structure on both sides"


def test_units_that_mix_coordinates_and_units_state_no_regions():
    mixed = Network.from_units(
        ["x"], [([0], [1.0], 0.5), ([0, 1], [1.0, 1.0], 0.75)], encoding="real"
    )
    other = Network.from_units(["x"], [([0], [1.0], 0.5)], encoding="real")
    with pytest.raises(SpecificationError, match="coordinates beside units states no regions"):
        verify(other, mixed)
