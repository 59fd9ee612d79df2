"""Outlines: levels, fan-ins and a longest path, each against the wires themselves."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from corpus import CORPUS
from logicnet import MLP, Network, compile
from logicnet.logic.formulas import circuit_of
from logicnet.plot.diagrams.critical import of_circuit, of_net, powers
from stored import CIRCUITS

NETS = {case.name: compile(case.source, "deep") for case in CORPUS[:12]}


def is_path(net, path):
    """Whether each node reads the one before it, with the weight that is told, up to an output."""
    names = [*net.inputs, *(f"h{k + 1}" for k in range(net.units))]
    *inner, end = path
    for before, step in pairwise(inner):
        reads, weights = net.wires_of(names.index(step.name) - len(net.inputs))
        wires = dict(zip(reads.tolist(), weights.tolist(), strict=True))
        if wires[names.index(before.name)] != before.weight or step.reads != len(reads):
            return False
    unit = names.index(inner[-1].name) - len(net.inputs)
    return unit == net.output_units[net.outputs.index(end.name)]


def level_of(net, node):
    @cache
    def level(node):
        if node < len(net.inputs):
            return 0
        reads, _ = net.wires_of(node - len(net.inputs))
        return 1 + max(map(level, reads.tolist()), default=0)

    return level(node)


@pytest.mark.parametrize("name", NETS)
def test_the_path_of_a_network_is_a_longest_one(name):
    net = NETS[name]
    found = of_net(net)
    n = len(net.inputs)
    assert found.levels.tolist() == [level_of(net, n + k) for k in range(net.units)]
    assert found.ends.tolist() == [level_of(net, n + k) for k in net.output_units.tolist()]
    assert is_path(net, found.path)
    assert len(found.path) - 2 in (found.ends.max(), found.ends.max() - 1)  # without an input
    assert found.fan_ins.sum() == net.wires


def test_a_wrong_path_is_noticed():
    net = compile("a ^ b", "deep")
    path = of_net(net).path
    assert not is_path(net, [path[0]._replace(weight=99.0), *path[1:]])


@pytest.mark.parametrize("name", CIRCUITS)
def test_the_path_of_a_circuit_is_as_long_as_it_is_deep(name):
    circuit = CIRCUITS[name]
    found = of_circuit(circuit)
    assert len(found.path) - 2 in (found.ends.max(), found.ends.max() - 1)
    assert sum(found.kinds.values()) == circuit.gates == len(found.levels)
    assert found.path[-1].name in circuit.outputs


def test_constants_and_inputs_have_paths_too():
    assert [step.name for step in of_circuit(circuit_of({"y": "~a"})).path] == ["a", "y"]
    assert of_circuit(circuit_of({"y": "~a"})).path[0].weight == -1
    assert [step.name for step in of_circuit(circuit_of({"y": "1"})).path] == ["constant", "y"]
    assert [step.name for step in of_net(compile({"y": "1"})).path] == ["h1", "y"]
    net = Network.from_units(["a"], [([0], [2], 1), ([0, 1], [1, -5], 0)])
    assert [(step.name, step.weight) for step in of_net(net).path] == [
        ("a", 2), ("h1", -5), ("h2", 1), ("y", None)
    ]  # fmt: skip
    assert of_net(MLP.random([2, 3, 1], seed=1)).path[1].inside == ""


def test_sizes_in_powers_of_two():
    assert powers(np.array([0, -1.0, 1, 5, 1200])) == [
        ("1", 2), ("2–3", 0), ("4–7", 1), *((f"{2**k}–{2 ** (k + 1) - 1}", 0) for k in range(3, 9)),
        ("2^9", 0), ("2^10", 1),
    ]  # fmt: skip
    assert powers(np.array([0.3, 1.5])) == [("0.25–0.5", 1), ("0.5–1", 0), ("1–2", 1)]
    assert powers(np.zeros(3)) == []
