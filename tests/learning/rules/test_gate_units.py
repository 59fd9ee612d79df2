"""A unit for each gate computes what the formula says; the oracle is `verify`, and plain Python."""

from itertools import product

import pytest
from drawn_circuits import NAMES, built, stated_gates, stated_value
from hypothesis import given, settings

from logicnet import Network, compile, verify
from logicnet.learning.rules.gate_units import gate_network
from logicnet.logic.function import function


@settings(max_examples=100, deadline=None)
@given(stated_gates())
def test_it_computes_the_gates(stated):
    gates, ends = stated
    network = gate_network(built(gates, ends))
    for row in product((0, 1), repeat=len(network.inputs)):
        values = dict(zip(network.inputs, row, strict=True))
        given = [values.get(name, 0) for name in NAMES]
        assert network(list(row)).tolist() == [stated_value(gates, end, given) for end in ends]


@pytest.mark.parametrize(
    ("text", "units"),
    [("a & b & (c | d)", 2), ("~(a & b) | c", 2), ("atleast(2, a, b, c) & d", 2), ("a", 1),
     ("~a", 1), ("true", 2), ("a ^ b", 3), ("ite(a, b, c)", 3), ("a -> b", 1)],
)  # fmt: skip
def test_each_part_is_one_unit(text, units):
    network = gate_network(function(text).circuit())
    assert network.units == units
    assert verify(network, text).equal


def test_a_wrong_unit_is_noticed():
    network = gate_network(function("a & b & (c | d)").circuit())
    wrong = Network.from_units(
        network.inputs, [([2, 3], [1, 1], 2), ([0, 1, 4], [1, 1, 1], 3)]
    )  # fmt: skip
    assert not verify(wrong, "a & b & (c | d)").equal
    assert compile("a & b & (c | d)", "formula").units == 1
