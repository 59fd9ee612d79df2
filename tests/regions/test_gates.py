"""A region's circuit says of half-spaces what the region says of points, and states it again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes_to_try import box_points, masks, rings

from logicnet import Region, compile, verify
from logicnet.logic.function import function
from logicnet.regions.gates import circuit_of_regions
from logicnet.regions.stated_regions import stated_regions


def again(*regions):
    """The regions of the circuit of these."""
    circuit = circuit_of_regions({f"r{k}": region for k, region in enumerate(regions)})
    return list(stated_regions(function(circuit)).values())


@settings(max_examples=30)
@given(rings(8), masks(), st.sampled_from(["&", "|", "^", "-"]), st.integers(0, 99))
def test_shapes_are_stated_again_by_their_circuits(ring, mask, joint, seed):
    parts = Region.polygon(ring, boundary="closed"), Region.from_mask(mask, boundary="open")
    joined = {"&": parts[0] & parts[1], "|": parts[0] | parts[1],
              "^": parts[0] ^ parts[1], "-": parts[0] - parts[1]}[joint]  # fmt: skip
    points = box_points(joined, 200, np.random.default_rng(seed), margin=0.3)
    points = np.concatenate([points, ring, np.rint(points)])
    for region, found in zip((joined, parts[1]), again(joined, parts[1]), strict=True):
        assert (found.contains(points) == region.contains(points)).all()


@pytest.mark.parametrize("text", [
    "y - 2*x <= 1 & b | c & y > 3", "~b & z >= 0.4", "(b | b < 0.4) & y >= 0", "b & ~b | x < 1",
    "2*a + b - x >= 1",
])  # fmt: skip
def test_rules_keep_their_variables_and_what_they_are(text):
    region = Region.of(text)
    circuit = region.circuit()
    assert all(isinstance(leaf, str) for leaf in circuit.leaves if str(leaf) in region.booleans)
    (found,) = again(region)
    assert sorted(found.names) == sorted(region.names)
    assert found.booleans == region.booleans
    assert verify(compile(circuit), text)
    assert verify(compile(text), circuit)


def test_an_edge_of_a_truth_value_is_that_value():
    ring = [(0.25, 0), (2, 0), (2, 2), (0.25, 2)]
    for turned in (ring, [(1 - b, y) for b, y in ring]):  # where b is 1, and where it is 0
        region = Region.polygon(turned, names=("b", "y")) & (Region.of("b") | Region.of("y < 1"))
        (found,) = again(region)
        points = [[b, y] for b in (0, 1) for y in (0.5, 1.5)]
        assert (found.contains(points) == region.contains(points)).all()


def test_curves_that_cross_themselves_are_stated_again():
    star = [(0, 3), (2, -3), (-3, 1), (3, 1), (-2, -3)]
    for rule in ("nonzero", "evenodd"):
        region = Region.polygon(star, fill_rule=rule)
        points = np.random.default_rng(0).uniform(-4, 4, (500, 2))
        (found,) = again(region)
        assert (found.contains(points) == region.contains(points)).all()
        assert 0 < found.contains(points).sum() < 500
