"""Sums of steps: the bound holds, and is tight where theory says so."""

import numpy as np
import pytest

from logicnet import LimitError, SpecificationError
from logicnet.construct.pulses import approximate

X = np.linspace(0, 1, 20001)


def wave(x):
    return np.sin(2 * np.pi * x)


@pytest.mark.parametrize("options", [
    {"pieces": 7, "lipschitz": 2 * np.pi}, {"pieces": 64}, {"pieces": 64, "cells": "variation"},
    {"tolerance": 0.02}, {"tolerance": 0.02, "lipschitz": 2 * np.pi}, {"pieces": 1},
])  # fmt: skip
def test_the_error_stays_within_the_bound(options):
    steps = approximate(wave, (0, 1), **options)
    assert np.abs(steps(X) - wave(X)).max() <= steps.bound * (1 + 1e-3) + 1e-12
    if "tolerance" in options:
        assert steps.bound <= options["tolerance"]


def test_a_ramp_attains_the_bound_and_needs_one_unit_a_step():
    ramp = approximate(lambda x: 3 * x, (0, 1), pieces=8, lipschitz=3)
    assert ramp.bound == 3 / 16
    assert np.abs(ramp(X) - 3 * X).max() == pytest.approx(3 / 16)
    assert ramp.units == 8


def test_equal_variation_beats_equal_width_where_a_function_is_steep():
    equal, varied = (
        approximate(np.sqrt, (0, 1), pieces=64, cells=c).bound for c in ("equal", "variation")
    )
    assert varied == pytest.approx(1 / 128, rel=1e-3)
    assert equal > 5 * varied


def test_the_network_and_the_sum_say_the_same():
    steps = approximate(wave, (0, 1), pieces=20)
    fires = steps.network(X[:, None])
    assert np.allclose(steps.base + fires @ steps.heights, steps(X))


def test_boxes_approximate_functions_of_two_variables():
    steps = approximate(lambda x, y: x * y, ([0, 0], [1, 1]), pieces=10, lipschitz=np.sqrt(2))
    points = np.random.default_rng(0).uniform(size=(2000, 2))
    assert np.abs(steps(points) - points.prod(axis=1)).max() <= steps.bound
    assert steps.network.depth == 2


def test_jumps_and_bad_requests_are_refused():
    with pytest.raises(LimitError, match="a jump"):
        approximate(lambda x: x > 1 / 3, (0, 1), tolerance=0.1)
    with pytest.raises(SpecificationError, match="either"):
        approximate(wave, (0, 1))
    with pytest.raises(SpecificationError, match="finite"):
        approximate(lambda x: 1 / (x - x), (0, 1), pieces=2)
    with pytest.raises(SpecificationError, match="low < high"):
        approximate(wave, (1, 0), pieces=2)


@pytest.mark.parametrize(("options", "error"), [
    ({"pieces": 10**9}, "exceed the limit"),
    ({"pieces": 4, "lipschitz": -1}, "finite number >= 0"),
    ({"pieces": 4, "lipschitz": float("nan")}, "finite number >= 0"),
    ({"pieces": 4, "lipschitz": 1}, "faster than the Lipschitz constant 1 allows"),
])  # fmt: skip
def test_what_cannot_be_kept_is_refused(options, error):
    with pytest.raises((SpecificationError, LimitError), match=error):
        approximate(lambda x: 10 * x, (0, 1), **options)


def test_boxes_refuse_what_is_not_finite_or_too_steep():
    with pytest.raises(SpecificationError, match="finite number for each place"):
        approximate(lambda p, q: p / q, ((0, 0), (1, 1)), pieces=3)
    with pytest.raises(SpecificationError, match="Lipschitz constant 1 allows"):
        approximate(lambda p, q: p + 9 * q, ((0, 0), (1, 1)), pieces=3, lipschitz=1)
    assert approximate(lambda p, q: p + q, ((0, 0), (1, 1)), pieces=3, lipschitz=1.5).bound < 0.4


def test_one_look_tells_a_guarantee_from_an_estimate():
    sure = approximate(lambda x: x, (0, 1), pieces=4, lipschitz=1)
    assert repr(sure) == "<StepSum of x: 4 units, error at most 0.125, by the Lipschitz constant>"
    spike = approximate(lambda x: (np.abs(x - 0.123456789) < 1e-12) * 1.0, (0, 1), pieces=10)
    assert repr(spike) == "<StepSum of x: 1 units, error about 0, an estimate from samples>"
