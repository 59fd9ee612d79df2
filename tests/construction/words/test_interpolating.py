"""Circuits that are numbers become a unit a product and a unit a digit, whatever they look like."""

import random
from functools import partial

import numpy as np
import pytest
from arithmetic_circuits import (
    added,
    array,
    booth,
    circuit,
    number,
    of_two,
    products,
    ripple,
    squared,
    times,
    wallace,
)
from hypothesis import given
from hypothesis import strategies as st

from logicnet import compile, verify
from logicnet.construction.recognition import LinearFit
from logicnet.construction.words.digit_units import as_sum, digits_of
from logicnet.logic.circuits.circuit import Builder
from logicnet.verification.polynomials.digit_order import cubes, order_of, values_of
from reference import reference


def of_one(make, bits):
    build = Builder()
    return circuit(build, make(build, number(build, "a", bits)))


def less(build, a, b):
    return ripple(build, a, [x ^ 1 for x in b], 1)


def multiply_add(bits):
    build = Builder()
    a, b, c = number(build, "a", bits), number(build, "b", bits), number(build, "c", 2 * bits)
    columns = products(build, a, b)
    for place, digit in enumerate(c):
        columns[place].append(digit)
    return circuit(build, added(build, columns))


def sum_of(count, bits):
    build = Builder()
    columns = [[] for _ in range(bits)]
    for name in "abcdefgh"[:count]:
        for place, digit in enumerate(number(build, name, bits)):
            columns[place].append(digit)
    return circuit(build, added(build, columns))


CASES = {
    "add": (lambda: of_two(ripple, 20), 21),
    "subtract": (lambda: of_two(less, 20), 21),
    "add many": (lambda: sum_of(6, 8), 11),
    "constant multiple": (lambda: of_one(partial(times, factor=113), 18), 26),
    "array": (lambda: of_two(array, 9), 81 + 17),
    "wallace": (lambda: of_two(wallace, 9), 81 + 17),
    "booth": (lambda: of_two(booth, 9), 81 + 17),
    "square": (lambda: of_one(squared, 18), 153 + 36),
    "multiply and add": (lambda: multiply_add(6), 36 + 13),
}


@pytest.mark.parametrize("case", CASES)
def test_a_unit_for_each_product_and_each_digit(case):
    make, units = CASES[case]
    stated = make()
    network = compile(stated)
    assert network.units == units
    assert "proven" not in network.construction
    assert verify(network, stated).equal is not False


def test_many_digits_have_exact_float_weights():
    stated = of_two(ripple, 80)
    network = compile(stated)
    assert network.units == 81
    assert network.proven_minimal
    assert network.weights.dtype.kind == "f"
    rng = random.Random(0)
    for _ in range(4):
        a, b = rng.getrandbits(80), rng.getrandbits(80)
        row = {f"{name}{k}": x >> k & 1 for name, x in (("a", a), ("b", b)) for k in range(80)}
        found = reference(network, [row[name] for name in network.inputs])
        assert sum(bit << k for k, bit in enumerate(found)) == a + b


@pytest.mark.parametrize("seed", range(3))
def test_order_and_complements_of_outputs_do_not_matter(seed):
    rng, stated = random.Random(seed), of_two(wallace, 9)
    build = Builder()
    digits = [(end ^ rng.getrandbits(1)) for end in build.embed(stated)]
    rng.shuffle(digits)
    network = compile(circuit(build, digits))
    assert network.units <= 81 + 19  # complements of products and constants may take two more
    assert "proven" not in network.construction


def test_a_wrong_gate_leaves_no_number():
    build = Builder()
    digits = build.embed(of_two(wallace, 9))
    digits[9] = build.add("or", [digits[9], digits[3]])
    stated = circuit(build, digits)
    assert order_of(values_of(stated, cubes(18))) is None


@given(
    st.lists(st.integers(0, 63), min_size=1, max_size=5),
    st.integers(0, 63),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_digits_of_drawn_sums(factors, constant, turned):
    inputs, outputs = [f"x{i}" for i in range(len(factors))], [f"y{k}" for k in range(6)]
    fit = LinearFit(constant, {(i,): w for i, w in enumerate(factors) if w}, 6)
    network = digits_of(inputs, outputs, turned, fit, outputs, "")
    for code in range(1 << len(factors)):
        row = [code >> i & 1 for i in range(len(factors))]
        total = constant + int(np.dot(row, factors))
        expected = [(total >> k & 1) ^ turned[k] for k in range(6)]
        assert reference(network, row) == expected
    number = as_sum(dict(enumerate(factors)), constant, 6)
    assert number.constant + sum(f for f, _ in number.terms if f < 0) >= 0
