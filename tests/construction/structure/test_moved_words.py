"""Rotators and shifters take a unit an output for each input that selects, and one more."""

import pytest

from logicnet import verify
from logicnet.construction.limits import Limits
from logicnet.construction.structure import sampled
from logicnet.construction.structure.moved_words import moved_words
from logicnet.construction.targets import target_of
from logicnet.logic.circuits.circuit import Builder


def moved(width, steps, kind="rotated", last=None):
    """A word moved by as many places as each true input of `s` says, built choice by choice."""
    build = Builder()
    names = [f"s{k}" for k in range(len(steps))] + [f"d{k}" for k in range(width)]
    literals = [build.leaf(name) for name in names]
    select, word = literals[: len(steps)], literals[len(steps) :]
    for s, step in zip(select, steps, strict=True):
        taken = word[step:] + (word[:step] if kind == "rotated" else [0] * step)
        word = [build.add("ite", [s, a, b]) for a, b in zip(taken, word, strict=True)]
    if last:
        word = last(build, select, word)
    return build.circuit({f"y{k}": literal for k, literal in enumerate(word)}, names)


def found(circuit, **limits):
    return list(moved_words(circuit, circuit.inputs, circuit.outputs, Limits(**limits)))


@pytest.mark.parametrize("kind", ["rotated", "shifted"])
@pytest.mark.parametrize(
    ("width", "steps"), [(16, (1, 2, 4, 8)), (17, (5, 1, 3)), (14, (1, 2, 4))], ids=str
)
def test_words_that_are_moved(kind, width, steps):
    circuit = moved(width, steps, kind)
    (network,) = found(circuit)
    assert network.units <= width * (len(steps) + 1)
    assert verify(network, circuit).equal


@pytest.mark.parametrize(
    "limits", [{"max_weight": 2}, {"max_weight": 5}, {"max_fan_in": 3}, {"max_fan_in": 5}], ids=str
)
def test_within_limits(limits):
    circuit = moved(16, (1, 2, 4))
    (network,) = found(circuit, **limits)
    assert verify(network, circuit).equal
    assert network.max_fan_in <= limits.get("max_fan_in", 99)
    assert abs(network.weights).max() <= limits.get("max_weight", 99)


def test_what_moves_otherwise_is_not_taken_for_it():
    def together(build, select, word):  # one by one, nothing is seen of it
        both = build.add("and", select[:2])
        return [build.add("ite", [both, a, b]) for a, b in zip(word[::-1], word, strict=True)]

    assert found(moved(16, (1, 2, 4), last=together)) == []

    def joined(build, select, word):
        return [build.add("and", word[:2]), *word[1:]]

    assert found(moved(16, (1, 2, 4), last=joined)) == []
    assert found(moved(16, (1, 2, 4)), max_weight=1) == []


def test_they_are_proven_among_the_samples():
    target = target_of(moved(16, (1, 2, 4, 8)))
    assert [(net.units, net.construction) for net in sampled._conjectured(target, Limits())] == [
        (16 * 5, "moved words")
    ]
