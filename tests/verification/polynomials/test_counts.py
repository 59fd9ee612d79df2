"""Counts: votes and parities of any gates, beside brute force where that is possible."""

import random
from dataclasses import replace

import numpy as np
import pytest
from arithmetic_circuits import ONE, prefix, ripple, select
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Network, compile, verify
from logicnet.logic.circuits.circuit import Builder
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent
from logicnet.verification.polynomials.counts import Counted, counts, together
from reference import reference, rows


def vote(count, least, last=ripple):
    """Whether so many inputs are 1, by adders and the borrow of a subtraction."""
    build = Builder()
    names = [f"x{i}" for i in range(count)]
    words = [[x] for x in build.leaves(names)]
    while len(words) > 1:
        words = [*words[2:], last(build, words[0], words[1])]
    digits = words[0]
    taken = [ONE ^ (least >> k & 1) for k in range(len(digits))]
    return build.circuit({"y": ripple(build, digits, taken, ONE)[-1]}, names)


def parity(count, seed):
    """The parity of inputs that are joined in any order, by Ands and Ors."""
    rng, build = random.Random(seed), Builder()
    names = [f"x{i}" for i in range(count)]
    left = build.leaves(names)
    while len(left) > 1:
        rng.shuffle(left)
        x, y = left.pop(), left.pop()
        one, other = build.add("and", [x, y ^ 1]), build.add("and", [x ^ 1, y])
        left.append(build.add("or", [one, other]))
    return build.circuit({"y": left[0]}, names)


@pytest.mark.parametrize("last", [ripple, prefix, select], ids=lambda last: last.__name__)
def test_a_vote_of_many_is_one_unit(last):
    stated = vote(40, 13, last)
    network = compile(stated)
    assert (network.units, network.proven_minimal) == (1, True)
    assert verify(network, stated).equal
    for change in (-1, 1):
        wrong = replace(network, thresholds=network.thresholds + change)
        verdict = verify(wrong, stated)
        assert verdict.equal is False
        assert sum(verdict.counterexample.inputs.values()) == 13 + min(change, 0)


@pytest.mark.parametrize("count", [17, 40, 100])
def test_parity_of_any_gates_takes_a_unit_for_each_digit_of_the_count(count):
    stated = parity(count, count)
    network = compile(stated)
    assert network.units == count.bit_length()
    assert counts(compared(network, stated), Extent(), "").equal
    wrong = replace(network, thresholds=network.thresholds + np.eye(network.units, dtype=int)[-1])
    assert counts(compared(wrong, stated), Extent(), "").equal is False


@settings(max_examples=40)
@given(st.data())
def test_drawn_networks_are_as_their_tables_say(data):
    count = data.draw(st.integers(1, 6))
    names, units = [f"x{i}" for i in range(count)], []
    for unit in range(data.draw(st.integers(1, 4))):
        weights = data.draw(
            st.lists(st.integers(-2, 2), min_size=count + unit, max_size=count + unit)
        )
        units.append((list(range(count + unit)), weights, data.draw(st.integers(-3, 3))))
    one = Network.from_units(names, units)
    at = data.draw(st.integers(0, len(units) - 1))
    units[at] = (*units[at][:2], units[at][2] + data.draw(st.integers(-1, 1)))
    other = Network.from_units(names, units)
    verdict = counts(compared(one, other), Extent(), "")
    assert verdict.equal is all(reference(one, row) == reference(other, row) for row in rows(count))
    assert counts(compared(other, one.table().circuit()), Extent(), "").equal is verdict.equal


def test_sets_that_overlap_are_cut_into_pieces():
    one = Counted((0b0111, 0b11000), np.arange(12).reshape(4, 3))
    other = Counted((0b1110,), np.arange(4))
    sets, (first, second) = together([one, other])
    assert sets == (0b0001, 0b0110, 0b1000, 0b10000)
    for at in np.ndindex(first.shape):
        assert first[at] == one.values[at[0] + at[1], at[2] + at[3]]
        assert second[at] == at[1] + at[2]
