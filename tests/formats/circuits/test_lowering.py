"""Units and gates as And and Xor of two: the same function, in about as many gates as it takes."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network, SpecificationError, build, verify
from logicnet.formats.circuits.lowering import lowered
from logicnet.logic.circuits.circuit import OPERATORS
from logicnet.logic.formulas import circuit_of
from stored import CIRCUITS, MLPS, NETWORKS, same_function

WEIGHTS = st.integers(-9, 9) | st.sampled_from([2**20, -(2**20), 2**40 + 1])


@given(st.lists(WEIGHTS, min_size=1, max_size=7), st.integers(-30, 30) | WEIGHTS)
def test_a_unit_is_the_same_function_by_gates(weights, threshold):
    inputs = [f"x{k}" for k in range(len(weights))]
    net = Network.from_units(inputs, [(range(len(weights)), weights, threshold)])
    found = lowered(net, "a test")
    assert verify(found, net)
    assert _is_plain(found)


@pytest.mark.parametrize("most", [None, 0])
@pytest.mark.parametrize("weights", [[1, 1, 1, 1, 1], [2, -3, 1, 4], [7, 7, -7, 5], [3], [-2]])
def test_every_threshold_is_met_by_comparisons_and_by_adders(weights, most, monkeypatch):
    if most == 0:  # no comparisons: all is added
        monkeypatch.setattr("logicnet.formats.circuits.lowering._CHAIN", 0)
        monkeypatch.setattr("logicnet.formats.circuits.lowering._SLACK", -1)
    inputs = [f"x{k}" for k in range(len(weights))]
    low, high = (sum(w for w in weights if (w > 0) is up) for up in (False, True))
    for threshold in range(low - 1, high + 3):
        rows = product((0, 1), repeat=len(weights))
        wanted = [int(sum(w * x for w, x in zip(weights, row, strict=True)) >= threshold)
                  for row in rows]  # fmt: skip
        net = Network.from_units(inputs, [(range(len(weights)), weights, threshold)])
        assert lowered(net, "a test").table().values().ravel().tolist() == wanted


def _is_plain(circuit, most=2, kinds=("and", "xor")):
    return all(kind in kinds and 2 <= len(read) <= most for _, kind, read, _ in circuit)


@pytest.mark.parametrize("name", CIRCUITS)
def test_gates_of_all_kinds_become_two(name):
    circuit = CIRCUITS[name]
    assert len(OPERATORS) == 7
    for most in (2, 3, 100):
        for xors in (False, True):
            found = lowered(circuit, "a test", most, xors=xors)
            assert _is_plain(found, most, ("and", "xor") if xors else ("and",))
            assert same_function(found, circuit)
            again = lowered(found, "a test", most, xors=xors)
            assert again == found  # what is lowered stays


def test_large_units_take_few_gates():
    majority = Network.from_units([f"x{k}" for k in range(101)], [(range(101), [1] * 101, 51)])
    found = lowered(majority, "a test")
    assert found.gates < 5 * 101
    rng = np.random.default_rng(0)
    rows = (rng.random((64, 101)) < np.linspace(0.4, 0.6, 64)[:, None]).astype(np.uint64)
    at = (rows << np.arange(64, dtype=np.uint64)[:, None]).sum(axis=0, dtype=np.uint64)
    shown = int(found.rows(at[:, None])[0][0, 0])
    assert [shown >> k & 1 for k in range(64)] == (rows.sum(axis=1) > 50).astype(int).tolist()
    adder = build("adder", 32)  # weights to 2**31
    assert lowered(adder, "a test").gates < 33 * 64 * 5
    weights = [3 ** min(k, 30) for k in range(60)]
    wide = Network.from_units([f"x{k}" for k in range(60)], [(range(60), weights, 10**12)])
    assert lowered(wide, "a test").gates < 60 * 50 * 5


def test_operands_may_be_opposites_or_negated_units():
    for least in range(1, 6):
        circuit = circuit_of(f"atleast({least}, a, ~a, b, b, c, ~b)")
        assert same_function(lowered(circuit, "a test"), circuit)
    units = [([0, 1], [1, 1], 1), ([2, 3], [1, -1], 0), ([2, 3, 4], [-2, 3, -1], 1)]
    net = Network.from_units(["a", "b", "c"], units, outputs={"y": 1, "z": 2})
    assert verify(lowered(net, "a test"), net)


def test_a_wrong_threshold_is_noticed():
    net = Network.from_units(["a", "b", "c"], [([0, 1, 2], [2, 3, 4], 5)])
    other = Network.from_units(["a", "b", "c"], [([0, 1, 2], [2, 3, 4], 6)])
    assert verify(lowered(net, "a test"), other).equal is False


@pytest.mark.parametrize("value", [NETWORKS["real"], MLPS["soft"], "a & b", 7])
def test_what_is_no_function_of_bits_is_refused(value):
    with pytest.raises(SpecificationError, match="a test holds"):
        lowered(value, "a test")
