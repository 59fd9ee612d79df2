"""Networks proven unit by unit: what is said of units is looked at, and never believed."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import Network
from logicnet.errors import SpecificationError
from logicnet.ground.budget import Budget
from logicnet.logic.circuits.circuit import Builder, Circuit
from logicnet.logic.function import function
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent
from logicnet.verification.judges import JUDGES
from logicnet.verification.sweeping import by_nodes, judging
from logicnet.verification.sweeping.by_nodes import prove_by_nodes
from logicnet.verification.sweeping.solving import UNKNOWN
from strategies import networks


def rows_say(network, circuit):
    return JUDGES["all rows"].judge(compared(network, circuit), Extent()).equal


@settings(max_examples=60)
@given(networks(most_inputs=5), networks(most_inputs=5), st.data())
def test_whatever_is_said_of_units_the_verdict_is_that_of_rows(net, other, data):
    circuit = net.circuit()
    literal = st.integers(-1, 2 * (1 + len(circuit.leaves) + circuit.gates) + 3)
    for given_net in (net, other):
        said = data.draw(st.lists(literal, min_size=given_net.units, max_size=given_net.units))
        verdict = prove_by_nodes(given_net, circuit, said)
        assert verdict.equal == rows_say(given_net, circuit)


def made(seed, inputs=40, gates=300):
    """A circuit of ANDs, a network with a unit for each, some of which are the complement, and
    which literal each unit is."""
    rng = random.Random(seed)
    turned = dict.fromkeys(range(1, 1 + inputs), 0)
    operands, units, layers = [], [], dict.fromkeys(turned, 0)
    for node in range(1 + inputs, 1 + inputs + gates):
        reads = rng.sample(range(max(1, node - 12) if rng.random() < 0.8 else 1, node), 2)
        literals = [2 * read + rng.randint(0, 1) for read in reads]
        negated = [literal & 1 ^ turned[literal >> 1] for literal in literals]
        weights, least = [1 - 2 * n for n in negated], 2 - sum(negated)
        turned[node] = rng.randint(0, 1)
        if turned[node]:
            weights, least = [-w for w in weights], 1 - least
        operands += literals
        units.append(([read - 1 for read in reads], weights, least))
        layers[node] = 1 + max(layers[read] for read in reads)
    last = [inputs + gates - k for k in range(3)]
    names, outputs = [f"x{k}" for k in range(inputs)], ["y0", "y1", "y2"]
    circuit = Circuit(
        inputs=names, leaves=names, outputs=outputs, operators=np.zeros(gates, np.uint8),
        counts=np.zeros(gates, np.int64), starts=np.arange(0, 2 * gates + 1, 2),
        operands=np.array(operands), ends=np.array([2 * node + turned[node] for node in last]),
    )  # fmt: skip
    ends = {name: node - 1 - inputs for name, node in zip(outputs, last, strict=True)}
    network = Network.from_units(names, units, outputs=ends)
    nodes = sorted(range(1 + inputs, 1 + inputs + gates), key=layers.__getitem__)
    return circuit, network, np.array([2 * node + turned[node] for node in nodes])


@pytest.mark.parametrize("seed", range(3))
def test_each_unit_is_proven_from_those_before_it(seed):
    circuit, network, said = made(seed)
    assert prove_by_nodes(network, circuit, said).equal
    assert prove_by_nodes(network, circuit).equal
    assert prove_by_nodes(network, circuit, said[::-1]).equal
    assert prove_by_nodes(network, circuit, said ^ 1).equal
    refuted = 0
    for unit in range(network.units - 8, network.units):
        wrong = network.thresholds.copy()
        wrong[unit] += 1
        other = _with(network, thresholds=wrong)
        verdict = prove_by_nodes(other, circuit, said)
        rows = JUDGES["random rows"].judge(compared(other, circuit), Extent(samples=1 << 14))
        assert verdict.equal is (rows.equal is None)
        refuted += verdict.equal is False
    assert refuted > 1


def _with(network, thresholds):
    return Network.from_arrays(
        inputs=network.inputs, outputs=network.outputs, indptr=network.indptr,
        indices=network.indices, weights=network.weights, thresholds=thresholds,
        layer_starts=network.layer_starts, output_units=network.output_units,
    )  # fmt: skip


def test_a_circuit_between_the_two_has_the_literals():
    stated = function("a & b | c & (a | b)")
    build = Builder()
    a, b, c = (build.leaf(name) for name in "abc")
    both, differ = build.add("and", [a, b]), build.add("xor", [a, b])
    found = build.add("or", [both, build.add("and", [c, differ])])
    between = build.circuit({"whatever": found})
    network = Network.from_units("abc", [(range(3), [1, 1, 1], 2)], outputs={"y": 0})
    verdict = prove_by_nodes(network, stated, [int(between.ends[0])], through=between)
    assert verdict.equal
    assert prove_by_nodes(network, function("a & b & c"), [2], through=between).equal is False


def test_what_is_said_has_a_literal_for_each_unit():
    network = Network.from_units("ab", [([0, 1], [1, 1], 2)])
    for said in ([], [2, 2], [0.5]):
        with pytest.raises(SpecificationError, match="1 units have that many literals"):
            prove_by_nodes(network, function("a & b"), said)


def test_work_that_is_over_and_what_is_too_large_say_so(monkeypatch):
    circuit, network, said = made(1)
    found = prove_by_nodes(network, circuit, said, budget=Budget(work=1))
    assert found.reason == "cut by the limit of work before all nodes were compared"
    large = Network.from_units("ab", [([0, 1], [1e300, 1.0], 1.0)])
    found = prove_by_nodes(large, function("a | b"))
    assert found.reason == "weights have more than 64 bits"
    monkeypatch.setattr(judging, "_ROUNDS", ())
    found = prove_by_nodes(network, circuit, said)
    assert found.reason == "0 conflicts of SAT were not enough"


def test_a_hint_is_a_proof_of_nothing():
    """All units are said to be the first input, which they look like at no row."""
    circuit, network, _ = made(2, gates=40)
    assert prove_by_nodes(network, circuit, np.full(network.units, 2)).equal
    hints = by_nodes._hints(9, np.array([12, 15]), np.array([0, 2, 4]), np.array([3, 99]))
    assert hints.tolist() == [-1, -1, -1, -1, -1, -1, 3, -1, -1]


def test_a_unit_whose_reads_are_proven_may_take_more_conflicts(monkeypatch):
    """Else all that reads one that was left open is tried in vain."""
    size, asked = 9, []
    at_least = " | ".join(
        "(" + " & ".join([f"a{k} & ~b{k}", *(f"(a{j} | ~b{j})" for j in range(k + 1, size))]) + ")"
        for k in range(size)
    )
    circuit = function(f"{at_least} | {' & '.join(f'(a{k} | ~b{k})' for k in range(size))}")
    weights = [(1 if name[0] == "a" else -1) << int(name[1:]) for name in circuit.inputs]
    network = Network.from_units(circuit.inputs, [(range(2 * size), weights, 0)])
    meant = [int(circuit.ends[0])]
    assert prove_by_nodes(network, circuit, meant).equal
    monkeypatch.setattr(
        "logicnet.verification.sweeping.solving.Solving.equal",
        lambda self, node, literal, budget: asked.append(budget) or UNKNOWN,
    )
    monkeypatch.setattr(judging, "_ROUNDS", ((100, 1),))
    prove_by_nodes(network, circuit, meant)
    assert asked == [2_000, 100]  # the second is of what is to be false
