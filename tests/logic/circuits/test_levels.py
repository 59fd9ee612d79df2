"""Levels of gates: against the definition, a path at a time."""

from random import Random

from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.circuits.levels import depth, kinds, levels
from logicnet.logic.formulas import circuit_of
from logicnet.logic.text.parsing import circuit_of_text
from stored import CIRCUITS


def longest(circuit, node):
    """The most gates on a path from an input to a node."""
    gates = {each[0]: each[2] for each in circuit}
    if node not in gates:
        return 0
    return 1 + max([longest(circuit, x >> 1) for x in gates[node]], default=-1)


def test_a_level_is_the_longest_path():
    for circuit in [*CIRCUITS.values(), circuit_of_text("a & (b | c & (d ^ e)) | ~f")]:
        found = levels(circuit).tolist()
        if len(found) < 60:
            assert found == [longest(circuit, node) for node in range(len(found))]
        assert depth(circuit) == max(found[end >> 1] for end in circuit.ends.tolist())
        assert sum(kinds(circuit).values()) == circuit.gates


def test_inputs_and_constants_have_none():
    assert depth(circuit_of({"y": "a", "z": "~a", "one": "1"})) == 0
    assert kinds(circuit_of("a")) == {}


def test_a_long_chain_needs_no_stack():
    build, rng = Builder(), Random(1)
    end = build.leaf("a")
    for k in range(5000):
        end = build.add(rng.choice(["and", "or"]), [end ^ 1, build.leaf(f"x{k}")])
    assert depth(build.circuit({"y": end})) == 5000
