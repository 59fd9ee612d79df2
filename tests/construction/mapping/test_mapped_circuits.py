"""Mapped circuits compute what was stated, within caps, and say what each unit is meant to be."""

import random
from math import isqrt

import numpy as np
import pytest
from arithmetic_circuits import divided, hypotenuse, of_two
from drawn_circuits import NAMES, built, stated_gates, stated_value
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import compile, verify
from logicnet.construction.mapping import mapped as room
from logicnet.construction.mapping.caps import Caps
from logicnet.construction.mapping.mapped import mapped
from logicnet.ground.budget import Budget
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.function import function
from logicnet.verification.sweeping.by_nodes import prove_by_nodes
from reference import reference, rows

CAPS = [Caps(), Caps(2, 1), Caps(3, 2), Caps(6, None), Caps(256, 255)]


def chain(count):
    """An adder of two numbers as formulas: sums and carries one after another."""
    carry, found = "0", {}
    for k in range(count):
        found[f"s{k}"] = f"a{k} ^ b{k} ^ ({carry})"
        carry = f"a{k} & b{k} | (a{k} | b{k}) & ({carry})"
    return found | {"c": carry}


def small(circuit, caps, work=1e9):
    return mapped(circuit, caps, Budget(work=work))


@settings(max_examples=25)
@given(stated_gates(most=12), st.sampled_from(CAPS))
def test_drawn_circuits_are_what_was_stated_within_caps(drawn, caps):
    gates, ends = drawn
    network, *_ = small(built(gates, ends), caps, 1.0)
    for row in rows(len(NAMES)):
        assert reference(network, row) == [stated_value(gates, end, row) for end in ends]
    assert network.max_fan_in <= caps.reads
    assert np.abs(network.weights).max(initial=0) <= caps.weighs
    assert np.abs(network.thresholds).max(initial=0) <= caps.least


@pytest.mark.parametrize("caps", CAPS, ids=str)
def test_an_adder_is_proven_by_what_its_units_are_meant_to_be(caps):
    circuit = function(chain(12)).circuit()
    network, meant, through = small(circuit, caps)
    assert prove_by_nodes(network, circuit, meant, through=through).equal
    assert network.max_fan_in <= caps.reads
    assert np.abs(network.weights).max() <= caps.weighs


def test_sums_read_the_carry():
    network, *_ = small(function(chain(12)).circuit(), Caps(256, 255))
    assert network.units == 24  # a sum and a carry for each place


def test_a_wrong_unit_is_not_proven():
    circuit = function(chain(12)).circuit()
    network, meant, through = small(circuit, Caps(256, 255))
    thresholds = network.thresholds.copy()
    thresholds[len(thresholds) // 2] += 1
    wrong = type(network).from_arrays(
        inputs=network.inputs, outputs=network.outputs, indptr=network.indptr,
        indices=network.indices, weights=network.weights, thresholds=thresholds,
        layer_starts=network.wiring.layer_starts, output_units=network.output_units,
    )  # fmt: skip
    assert prove_by_nodes(wrong, circuit, meant, through=through).equal is False


def test_compile_takes_the_mapped_circuit_where_it_has_fewer_units():
    stated = {name: f"ite(e, {text}, a0 & b1)" for name, text in chain(9).items()}
    network = compile(stated, max_fan_in=8, effort="low")
    assert network.construction.startswith("mapped circuit")
    assert network.max_fan_in <= 8
    assert verify(network, stated).equal


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (divided, lambda a, b: a // b + 8 * (a % b) if b else None),
        (hypotenuse, lambda a, b: isqrt(a * a + b * b)),
    ],
)
def test_numbers_that_are_no_polynomials_are_mapped(make, told):
    network = compile(of_two(make, 3))
    rows = np.arange(64)[:, None] >> np.arange(6) & 1
    found = (network(rows) << np.arange(len(network.outputs))).sum(axis=1)
    for row, number in enumerate(found.tolist()):
        assert told(row & 7, row >> 3) in (number, None)
    assert verify(network, of_two(make, 3))


def drawn(seed, inputs, gates):
    """A circuit of two operands a gate, each among the last ones, of four outputs."""
    draw, build = random.Random(seed), Builder()
    names = [f"x{k}" for k in range(inputs)]
    known = [build.leaf(name) for name in names]
    for _ in range(gates):
        reads = [x ^ draw.randrange(2) for x in draw.sample(known[-inputs:], 2)]
        known.append(build.add(draw.choice(["and", "or", "xor", "and"]), reads))
    return build.circuit({f"y{k}": known[-1 - k] for k in range(4)}, names)


def simulated(graph, rows):
    """The value of each node of a graph, for each row."""
    found = [np.zeros(len(rows), bool), *rows.T]
    for node in range(len(found), graph.nodes):
        one, other = (found[x >> 1] ^ bool(x & 1) for x in (graph.first[node], graph.second[node]))
        found.append(one & other)
    return found


@pytest.mark.parametrize("caps", [Caps(), Caps(3, 2), Caps(12, 2), Caps(12, 1)], ids=str)
def test_every_candidate_is_within_caps_and_what_it_covers(caps, monkeypatch):
    seen, covered = [], room._covered
    monkeypatch.setattr(room, "_covered", lambda *way: seen.append(covered(*way)) or seen[-1])
    small(drawn(1, 20, 90), caps, 1e8)
    rows = np.random.default_rng(0).random((200, 20)) < 0.5
    for net, graph in seen:
        known = simulated(graph, rows)
        values = dict(enumerate(known[: 1 + graph.inputs]))
        for node in net.order():
            unit = net.units[node]
            assert len(unit.weights) <= caps.reads
            assert max(map(abs, unit.weights.values())) <= caps.weighs
            assert abs(unit.least) <= caps.least
            values[node] = sum(w * values[k] for k, w in unit.weights.items()) >= unit.least
        for end in (graph.ends >> 1).tolist():
            assert (values[end] == known[end]).all()
    assert len(seen) > 3


def test_compiled_circuits_keep_within_limits():
    circuit = drawn(2, 18, 40)
    network = compile(circuit, effort="low", max_fan_in=3, max_weight=2)
    assert verify(network, circuit).equal
    assert network.max_fan_in <= 3
    assert np.abs(network.weights).max() <= 2
