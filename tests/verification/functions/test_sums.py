"""Rows for each value of the sums that both sides read: they stand for all rows, or none are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faults import outputs_at
from logicnet import Network, build, compile, verify
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.logic.function import function
from logicnet.logic.numbers import Numbers
from logicnet.verification.functions.rows import compared
from logicnet.verification.functions.sums import sums_read
from logicnet.verification.judge import Extent
from logicnet.verification.verdict import Verdict
from reference import rows

WEIGHTS = st.integers(-4, 4).filter(bool)


def judged(net, stated, **extent):
    """The verdict of this judge alone, or None."""
    found = sums_read(compared(function(net), function(stated)), Extent(**extent), "none")
    return found if isinstance(found, Verdict) else None


@st.composite
def networks_of_sums(draw):
    """Networks whose first units read multiples of two sums, and inputs that none reads."""
    n = draw(st.integers(2, 6))
    weights = draw(st.lists(WEIGHTS, min_size=n, max_size=n))
    cut = draw(st.integers(0, n))
    units = []
    for _ in range(draw(st.integers(1, 3))):
        times = draw(st.tuples(st.integers(-2, 2), st.integers(-2, 2)))
        own = [w * times[i >= cut] for i, w in enumerate(weights)]
        before = [draw(st.integers(-3, 3)) for _ in units]
        threshold = draw(st.integers(-6, 6))
        units.append(([*range(n + len(units))], [*own, *before], threshold))
    encoding = draw(st.sampled_from(["binary", "bipolar"]))
    return Network.from_units([f"x{i}" for i in range(n)], units, encoding=encoding)


@given(networks_of_sums(), networks_of_sums())
def test_its_verdict_is_that_of_all_rows(net, other):
    other = other.over([*dict.fromkeys([*other.inputs, *net.inputs])])
    net = net.over([*dict.fromkeys([*net.inputs, *other.inputs])]).over(other.inputs)
    verdict = judged(net, other)
    same = all(outputs_at(net, row) == outputs_at(other, row) for row in rows(len(net.inputs)))
    assert verdict is not None
    assert verdict.equal is same


@given(networks_of_sums(), st.data())
def test_a_sum_that_is_stated_is_compared_with(net, data):
    n = len(net.inputs)
    weights = {name: data.draw(WEIGHTS) for name in net.inputs}
    low, high = (sum(w for w in weights.values() if w * s > 0) for s in (-1, 1))
    values = np.array(data.draw(st.lists(st.integers(-1, 1), min_size=high - low + 1,
                                         max_size=high - low + 1)))  # fmt: skip
    stated = Numbers(dict.fromkeys(net.inputs, 1), {"y": 1}, lambda s: values[s - low],
                     weights=weights)  # fmt: skip
    verdict, same = judged(net, stated), True
    for row in rows(n):
        wanted = values[sum(x * w for x, w in zip(row, weights.values(), strict=True)) - low]
        same = same and bool(wanted < 0 or outputs_at(net, row) == [wanted])
    assert verdict is not None
    assert verdict.equal is same


def test_two_ways_to_add_are_equal_whatever_their_width():
    verdict = verify(build("adder", 16), build("adder", 16, max_weight=2**13))
    assert "one for each value of what is summed" in verdict.method
    net = build("adder", 16)
    for unit in (0, 7, 16):
        thresholds = net.thresholds.copy()
        thresholds[unit] += 1
        fault = replace(net, thresholds=thresholds)
        verdict = judged(fault, net)
        assert verdict.equal is False
        row = list(verdict.counterexample.inputs.values())
        assert fault(row).tolist() != net(row).tolist()


@pytest.mark.parametrize(
    ("net", "stated"),
    [
        (compile("a & b"), "a & b"),  # a circuit reads no sums
        (compile("a & b"), compile("a & b").table()),
        (Network.from_units([], [([], [], 0)]), Network.from_units([], [([], [], 0)])),
        (build("multiplexer", 5), build("multiplexer", 5)),  # as many rows as there are
        (build("adder", 40), build("adder", 40)),  # too many values
        (build("adder", 20), build("adder", 20)),  # too much memory for the rows
        (
            Network.from_units(["a", "b"], [([0, 1], [0.5, 0.5], 1.0)]),
            Network.from_units(["a", "b"], [([0, 1], [0.5, 0.5], 1.0)]),
        ),
    ],
)
def test_it_has_no_verdict_where_sums_do_not_help(net, stated):
    assert judged(net, stated) is None


def test_inputs_of_opposite_weights_are_in_one_sum():
    net = build("greater", 12)
    assert judged(net, net).method == "8191 rows, one for each value of what is summed"


def test_it_ends_with_the_budget():
    net = build("adder", 16)
    with pytest.raises(OutOfBudget):
        sums_read(compared(net, net), Extent(budget=Budget(work=10)), "none")
