"""Polynomials: no wrong verdict beside brute force, and faults in large circuits are refuted."""

import random
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from arithmetic_circuits import LAST_ADDERS, added, array, booth, of_two, prefix, ripple, wallace
from drawn_circuits import NAMES, built, stated_gates, stated_value
from hypothesis import given
from hypothesis import strategies as st

from logicnet import Network, compile, verify
from logicnet.construction.recognition import LinearFit
from logicnet.construction.words.digit_units import digits_of
from logicnet.ground.budget import Budget
from logicnet.logic.circuits.circuit import Builder
from logicnet.verification.functions.rows import compared
from logicnet.verification.judge import Extent
from logicnet.verification.polynomials.judging import as_numbers, polynomials
from logicnet.verification.polynomials.polynomial import of_table
from reference import reference, rows


def product(circuit, bits):
    """The network of the products of digits and their sum, for the names of a circuit."""
    terms = {(i, bits + j): 1 << i + j for i in range(bits) for j in range(bits)}
    fit, names = LinearFit(0, terms, 2 * bits), circuit.outputs
    return digits_of(circuit.inputs, names, [False] * 2 * bits, fit, names, "")


def in_order(network, circuit):
    order = [(place, False) for place in range(len(circuit.outputs))]
    return as_numbers(compared(network, circuit), order, Extent(budget=Budget()))


@pytest.mark.parametrize("make", [array, wallace, booth], ids=lambda make: make.__name__)
def test_multipliers_of_any_structure_are_proven(make):
    circuit = of_two(make, 10)
    network = product(circuit, 10)
    verdict = in_order(network, circuit)
    assert verdict.equal, verdict
    assert "100 monomials" in verdict.method
    assert verify(network, circuit).equal


@pytest.mark.parametrize("last", LAST_ADDERS, ids=lambda last: last.__name__)
def test_carries_of_any_shape_are_proven(last):
    for make, bits in ((last, 24), (partial(wallace, last=last), 6)):
        circuit = of_two(make, bits)
        network = compile(circuit) if make is last else product(circuit, bits)
        assert network.units == (25 if make is last else 36 + 11)
        assert in_order(network, circuit).equal
        at = np.random.default_rng(bits).integers(0, 2**64, (2 * bits, 64), dtype=np.uint64)
        for gate in random.Random(bits).sample(range(circuit.gates // 2, circuit.gates), 4):
            wrong = with_fault(circuit, gate)
            verdict = polynomials(compared(network, wrong), Extent(), "")
            if verdict and verdict.equal:
                assert (wrong.rows(at)[0] == circuit.rows(at)[0]).all()


def with_fault(circuit, at):
    """The circuit where one gate is another: Or for And, And for Or, Or for Xor."""
    build, values = Builder(), [0]
    values += build.leaves(circuit.leaves)
    for number, (_, kind, literals, count) in enumerate(circuit):
        kind = {"and": "or", "or": "and", "xor": "or"}[kind] if number == at else kind
        values.append(build.add(kind, [values[x >> 1] ^ x & 1 for x in literals], count))
    ends = [values[end >> 1] ^ end & 1 for end in circuit.ends.tolist()]
    return build.circuit(dict(zip(circuit.outputs, ends, strict=True)), circuit.inputs)


def test_wrong_gates_of_a_multiplier_are_refuted_by_the_weights():
    circuit = of_two(wallace, 10)
    network = product(circuit, 10)
    for at in random.Random(0).sample(range(circuit.gates), 12):
        wrong = with_fault(circuit, at)
        verdict = verify(network, wrong)
        if verdict.equal:  # "x or y" is "x xor y" where both are never true
            assert "polynomials" in verdict.method
            continue
        row = verdict.counterexample.inputs
        got = reference(network, [row[name] for name in network.inputs])
        assert list(verdict.counterexample.network.values()) == got
        a, b = (sum(row[f"{name}{k}"] << k for k in range(10)) for name in "ab")
        assert sum(bit << k for k, bit in enumerate(got)) == a * b


def test_numbers_that_differ_have_a_row():
    circuit, other = of_two(wallace, 6), of_two(partial(wrong_product, 3), 6)
    verdict = in_order(product(circuit, 6), other)
    assert verdict.equal is False
    assert sum(verdict.counterexample.inputs.values()) == 2  # one product of two digits


def test_the_highest_digit_counts():
    """Numbers of which it is the complement are the same but for half of the modulus."""

    def turned(build, a, b):
        *digits, last = wallace(build, a, b)
        return [*digits, last ^ 1]

    verdict = in_order(product(of_two(wallace, 3), 3), of_two(turned, 3))
    assert verdict.equal is False


def wrong_product(place, build, a, b):
    """The product without one of the products of digits."""
    a = list(a)
    columns = [[] for _ in range(len(a) + len(b))]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            if (i, j) != (place, place):
                columns[i + j].append(build.add("and", [x, y]))
    return added(build, columns)[: len(columns)]


@pytest.mark.parametrize("change", [-1, 1])
def test_a_wrong_threshold_is_never_proven(change):
    circuit = of_two(wallace, 3)
    network = product(circuit, 3)
    for unit in range(network.units):
        thresholds = network.thresholds.copy()
        thresholds[unit] += change
        wrong = replace(network, thresholds=thresholds)
        verdict = in_order(wrong, circuit)
        same = all(reference(wrong, row) == reference(network, row) for row in rows(6))
        assert verdict is None or not verdict.equal or same


@given(stated_gates(most=12), st.integers(0, 255))
def test_drawn_circuits_are_what_their_polynomials_say(drawn, table):
    gates, ends = drawn
    circuit = built(gates, ends)
    low, high = (table >> k & 1 for k in (0, 1))
    network = compile({"y0": f"a ^ b ^ {low}", "y1": f"a & b ^ {high}"}, inputs=NAMES)
    network = Network.from_arrays(
        inputs=network.inputs, outputs=circuit.outputs, indptr=network.indptr,
        indices=network.indices, weights=network.weights, thresholds=network.thresholds,
        layer_starts=network.layer_starts, output_units=network.output_units,
    )  # fmt: skip
    verdict = in_order(network, circuit)
    same = all(
        reference(network, row) == [stated_value(gates, end, row) for end in ends]
        for row in rows(len(NAMES))
    )
    assert verdict is None or verdict.equal is same


def test_sums_with_blocks_of_small_weights_are_proven():
    circuit = of_two(ripple, 24)
    network = compile(circuit, max_weight=64)  # in blocks of digits
    assert abs(network.weights).max() <= 64
    assert network.units < 32
    assert in_order(network, circuit).equal


def in_places(circuit, places):
    """The circuit with its outputs listed in another order, named as they are listed."""
    build = Builder()
    ends = build.embed(circuit)
    named = zip(circuit.outputs, [ends[place] for place in places], strict=True)
    return build.circuit(dict(named), circuit.inputs)


def test_two_circuits_are_compared_whatever_the_order_of_their_digits():
    places = random.Random(0).sample(range(24), 24)
    made = of_two(array, 12), of_two(partial(booth, last=prefix), 12)
    first, second = (in_places(circuit, places) for circuit in made)
    verdict = polynomials(compared(first, second), Extent(), "why")
    assert verdict.equal
    assert "in an order that was found" in verdict.method
    wrong = with_fault(second, second.gates // 2)
    assert not verify(first, wrong).equal


def test_two_circuits_that_are_no_numbers_are_left_to_others():
    circuit = of_two(ripple, 4)
    digits = Builder()
    ends = digits.embed(circuit)
    ends[0], ends[3] = digits.add("and", ends[:3]), digits.add("or", ends)
    other = digits.circuit(dict(zip(circuit.outputs, ends, strict=True)), circuit.inputs)
    assert polynomials(compared(other, other), Extent(), "why") == "why"


@given(st.integers(0, 255))
def test_tables_are_their_polynomials(table):
    found = of_table(table, [3, 5, 9])
    for row in range(8):
        true = {node for k, node in enumerate([3, 5, 9]) if row >> k & 1}
        assert (
            sum(value for monomial, value in found.items() if monomial <= true) == table >> row & 1
        )
