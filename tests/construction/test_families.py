"""Building blocks by name: what they take, and that their stated limits are the true ones."""

from inspect import signature

import numpy as np
import pytest

from logicnet import build
from logicnet.construction import families
from logicnet.construction.families import BUILDERS, FAMILIES, family
from logicnet.errors import LimitError, LogicnetError, SpecificationError

BLOCKS = [name for name in BUILDERS if "max_weight" in signature(BUILDERS[name]).parameters]
SECOND = {"at_least": [1], "exactly": [1]}


@pytest.mark.parametrize("name", list(families._EXACT))
def test_the_limit_of_exact_sums_is_the_largest_size_that_can_be_built(name):
    most = families._EXACT[name]
    assert build(name, most).units > 0
    with pytest.raises(LimitError, match=rf"{name}: sizes go up to {most}, got {most + 1}"):
        build(name, most + 1)
    with pytest.raises(LimitError, match="exact sums need less than|beyond 64 bits"):
        BUILDERS[name](most + 1)


def test_the_largest_adder_adds():
    most = families._EXACT["adder"]
    net = build("adder", most)
    generator = np.random.default_rng(0)
    rows = generator.integers(0, 2, size=(64, 2 * most))
    powers = np.array([1 << i for i in range(most)], dtype=object)
    sums = rows[:, :most].astype(object) @ powers + rows[:, most:].astype(object) @ powers
    found = net(rows).astype(object) @ np.array([1 << i for i in range(most + 1)], dtype=object)
    assert found.tolist() == sums.tolist()


@pytest.mark.parametrize("name", list(BUILDERS))
@pytest.mark.parametrize("size", [-1, 0, 1, 2, 3, 10**9, 10**30])
def test_every_size_is_built_or_refused(name, size):
    try:
        assert build(name, size, *SECOND.get(name, [])).units > 0
        assert size in (0, 1, 2, 3)
    except LogicnetError as error:
        assert size not in (1, 2, 3)
        assert str(size) in str(error)


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("weight", [0, -1, 1.5, "x", True])
def test_a_weight_that_is_no_limit_is_refused(name, weight):
    with pytest.raises(LimitError, match="max_weight is a whole number from 1, or None; got"):
        build(name, 3, *SECOND.get(name, []), max_weight=weight)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (["adder", 4, 5], {}, r"adder takes 1 size \(n\); got 2: 4, 5"),
        (["adder"], {}, r"adder takes 1 size \(n\); got none"),
        (["at_least", 4], {}, r"at_least takes 2 sizes \(n, k\); got 1: 4"),
        (["multiplier", 1, 2, 3], {}, r"multiplier takes 1 or 2 sizes \(n, m\); got 3: 1, 2, 3"),
        (["adr", 4], {}, "got 'adr'; did you mean 'adder'"),
        (["decoder", 4], {"max_weight": 2}, "decoder has no option max_weight; it has no options"),
        (["adder", 4], {"even": True}, "no option even; its options are carry_in, depth, max_w"),
        (["majority", 4], {"skip": 1}, "skip is True or False; got 1"),
        (["parity", 4], {"inputs": ["a", "b"]}, "parity of 4 inputs; got names of 2"),
    ],
)
def test_what_a_block_takes_is_said(arguments, options, message):
    with pytest.raises(SpecificationError, match=message):
        build(*arguments, **options)


def test_options_reach_the_block():
    assert build("adder", 16, max_weight=16).units == 20
    assert build("adder", 4, carry_in=True).inputs[-1] == "c"
    assert build("parity", 4, even=True, inputs=list("abcd"))([0, 0, 0, 0]) == 1
    assert build("exactly", 5, 2, skip=False).units == 3
    assert build("majority", 5, max_fan_in=3).max_fan_in <= 3


def test_a_family_that_is_not_known_is_named():
    with pytest.raises(SpecificationError, match="did you mean 'parity'"):
        family("paritee", 3)
    assert set(FAMILIES) <= set(BUILDERS)
