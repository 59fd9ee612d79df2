"""Mapped circuits compute what was stated, within caps, and say what each unit is meant to be."""

import random
import re
from itertools import product
from math import isqrt

import numpy as np
import pytest
from arithmetic_circuits import divided, hypotenuse, of_two
from drawn_circuits import NAMES, built, stated_gates, stated_value
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import compile, verify
from logicnet.construction.graphs.stated import graph_of
from logicnet.construction.mapping import mapped as room
from logicnet.construction.mapping.caps import Caps
from logicnet.construction.mapping.mapped import mapped
from logicnet.errors import LimitError
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
    monkeypatch.setattr(
        room, "_covered", lambda *way, **deep: seen.append(covered(*way, **deep)) or seen[-1]
    )
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


QUADS = np.array(rows(4))
UNITS = {
    tuple((QUADS @ weights >= least).tolist())
    for weights in product(range(-3, 4), repeat=4)
    for least in range(-9, 10)
}  # all of up to four inputs


def least_depth(graph):
    """The fewest layers of units that read up to four nodes, by looking at all sets of these."""
    cuts, levels = {}, [0] * graph.nodes
    for node in range(graph.nodes):
        cuts[node] = {frozenset([node])}
        if node > graph.inputs:
            a, b = (cuts[x >> 1] for x in (int(graph.first[node]), int(graph.second[node])))
            met = {one | other for one in a for other in b if len(one | other) <= 4}
            fit = [max(levels[k] for k in cut) for cut in met if is_unit(graph, node, cut)]
            levels[node] = 1 + min(fit)
            cuts[node] |= met
    return max(levels[end >> 1] for end in graph.ends.tolist())


def is_unit(graph, node, cut):
    """Whether a node is one unit of a few others."""
    values = dict(zip(cut, QUADS.T.astype(bool), strict=False))

    def value(literal):
        k = literal >> 1
        if k not in values:
            values[k] = value(graph.first[k]) & value(graph.second[k])
        return values[k] ^ bool(literal & 1)

    return tuple(value(2 * node).tolist()) in UNITS


@pytest.mark.parametrize("seed", range(1, 9))
def test_depth_is_within_its_limit_where_cuts_of_four_leaves_are(seed):
    circuit = drawn(seed, 5 + seed, 14)
    least = least_depth(graph_of(circuit))
    for deepest in (1, least, least + 1):
        network, meant, through = mapped(circuit, Caps(256, 255), Budget(work=1e5), deepest)
        assert network.depth <= max(least, deepest)
        assert prove_by_nodes(network, circuit, meant, through=through).equal


def test_every_depth_from_the_least_one_on_is_kept_to_for_outputs_and_their_complements():
    stated = chain(16)
    circuit = function(stated | {f"n{k}": f"~({text})" for k, text in stated.items()}).circuit()
    least = mapped(circuit, Caps(6, 5), Budget(work=1e5), 1)[0].depth
    assert least <= 9 < mapped(circuit, Caps(6, 5), Budget(work=1e5))[0].depth
    for deepest in range(least, least + 4):
        network, meant, through = mapped(circuit, Caps(6, 5), Budget(work=1e5), deepest)
        assert network.depth <= deepest
        assert prove_by_nodes(network, circuit, meant, through=through).equal


def test_a_depth_that_is_not_reached_is_refused_with_the_least_one_that_is():
    circuit = drawn(2, 18, 24)
    with pytest.raises(LimitError, match=r"\d+ units, but depth (\d+) exceeds max_depth=1") as told:
        compile(circuit, effort="low", max_depth=1)
    least = int(re.search(r"depth (\d+)", str(told.value)).group(1))
    network = compile(circuit, effort="low", max_depth=least)
    assert network.depth == least
    assert verify(network, circuit).equal


def test_compiled_circuits_keep_within_limits():
    circuit = drawn(2, 18, 40)
    network = compile(circuit, effort="low", max_fan_in=3, max_weight=2)
    assert verify(network, circuit).equal
    assert network.max_fan_in <= 3
    assert np.abs(network.weights).max() <= 2
