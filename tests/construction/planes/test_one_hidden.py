"""One hidden layer: networks, certificates, and rough networks with their error."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from shapes_to_try import rings

from logicnet import LimitError, Region, SpecificationError, compile
from logicnet.construction.planes.approximate import cylinder_network, direction_network
from logicnet.construction.planes.one_hidden import one_hidden
from logicnet.verification.verifying import verify_region

L_SHAPE = Region.polygon([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)])
STAR = Region.polygon(
    [
        (np.cos(a) * r, np.sin(a) * r)
        for a, r in zip(np.pi * np.arange(10) / 5, [1, 0.38] * 5, strict=True)
    ]
)


@pytest.mark.parametrize("region", [
    L_SHAPE,
    Region.box([0, 0], [3, 3]) - Region.box([1, 1], [2, 2]),
    Region.box([0, 1], [3, 2]) | Region.box([1, 0], [2, 3]),
])  # fmt: skip
def test_possible_shapes_get_one_hidden_layer(region):
    answer = one_hidden(region)
    assert answer.network.depth == 2
    assert verify_region(answer.network, region)


def test_a_line_crossed_both_ways_is_impossible():
    region = Region.box([0, 0], [1, 1]) | Region.box([1, 1], [2, 2])
    certificate = one_hidden(region).certificate
    assert certificate.line == "x = 1"
    assert region.contains(certificate.inside).all()
    assert not region.contains(certificate.outside).any()
    with pytest.raises(LimitError, match="opposite sides of the line x = 1"):
        compile(region, "one-hidden")


@settings(max_examples=15)
@given(rings(9))
def test_own_lines_suffice_or_a_certificate_says_why_not(ring):
    region = Region.polygon(ring)
    answer = one_hidden(region, extra_lines=0)
    if answer.network is not None:
        assert verify_region(answer.network, region)
        return
    certificate = answer.certificate
    if certificate.line is None:
        check(certificate, region)


def check(certificate, region):
    """The same weighted average of half-space bits over cells inside and outside."""
    planes = region.hyperplanes()

    def average(points, weights):
        total = [Fraction(0)] * len(planes)
        for point, weight in zip(points, weights, strict=True):
            for k, plane in enumerate(planes):
                value = sum(n * Fraction(v) for n, v in zip(plane.normal, point, strict=True))
                total[k] += weight * (value > plane.offset)
        return total

    assert sum(certificate.inside_weights) == sum(certificate.outside_weights) == 1
    assert min(*certificate.inside_weights, *certificate.outside_weights) > 0
    assert region.contains(certificate.inside).all()
    assert not region.contains(certificate.outside).any()
    assert average(certificate.inside, certificate.inside_weights) == average(
        certificate.outside, certificate.outside_weights
    )


def test_a_five_pointed_star_needs_more_than_its_own_lines():
    certificate = one_hidden(STAR, extra_lines=0).certificate
    assert certificate.line is None
    check(certificate, STAR)


@pytest.mark.parametrize(
    "region",
    [STAR, Region.box([0, 0], [1, 1]) | Region.box([2, 2], [3, 3]), Region.regular(6)
     | Region.regular(6, (3, 0.5))],
    ids=["star", "two squares", "two hexagons"],
)  # fmt: skip
def test_further_lines_through_corners_and_crossings_help(region):
    assert one_hidden(region, extra_lines=0).network is None
    found = one_hidden(region)
    assert 0 < found.extra_lines <= 24
    assert found.network.depth == 2
    assert verify_region(found.network, region)


def test_directions_come_nearer_with_more_units():
    errors = [direction_network(L_SHAPE, n, n).error for n in (4, 8, 16)]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 0.1


def test_cylinders_do_not_converge_on_an_angular_shape():
    disk = cylinder_network(Region.disk(tolerance=0.01), 0.2, 8).error
    errors = [cylinder_network(L_SHAPE, radius, 8).error for radius in (0.4, 0.2)]
    assert min(errors) > 0.05
    assert disk < 0.2


@pytest.mark.parametrize("text", ["x >= 0 & y >= 0 & x + y <= 1", "x > 0 & y > 0 & x + y < 1"])
def test_regions_of_half_planes_are_approximated_in_the_box_of_their_corners(text):
    assert direction_network(Region.of(text), 8, 8).error < 0.3


@pytest.mark.parametrize("text", ["x > 0", "x > 0 & y > 0 & z > 0", "x < 0 & x > 1 & y > 0"])
def test_what_has_no_box_is_not_approximated(text):
    with pytest.raises(SpecificationError, match="two lines meet|needs a region of the plane"):
        direction_network(Region.of(text))
