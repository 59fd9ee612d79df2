"""What is said to be exact is: compared with sums of fractions."""

from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from logicnet.network import exactness
from logicnet.network.exactness import (
    BITS,
    are_held,
    fit,
    grains,
    lost_number,
    lost_sum,
    step_biases,
)
from logicnet.network.network import Network
from logicnet.tracing import columns
from logicnet.tracing.columns import of_nodes

NUMBERS = st.sampled_from([0.0, 1.0, -1.0, 0.5, 3.0, 0.1, -0.7, 1e16, 2.0**53, 2.0**-40, 1 / 3])
MATRICES = st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=1, max_size=3)
STEPS = st.lists(st.tuples(st.sampled_from(["map", "plus", "scale", "add"]), MATRICES), max_size=4)


def exactly(steps):
    """(columns, weights and offset of each value as fractions) after some steps on three nodes."""
    found = of_nodes(np.arange(3), 3)
    rows = [[Fraction(int(i == j)) for j in range(4)] for i in range(3)]
    for kind, matrix in steps:
        if kind == "map":
            square = [(matrix * 3)[k] for k in range(3)]
            found = found.mapped(csr_matrix(np.array(square)), (3,))
            rows = [[sum(Fraction(w) * row[c] for w, row in zip(line, rows, strict=True))
                     for c in range(4)] for line in square]  # fmt: skip
        elif kind == "plus":
            found = found.plus(np.array(matrix[0]))
            rows = [
                [*row[:3], row[3] + Fraction(b)] for row, b in zip(rows, matrix[0], strict=True)
            ]
        elif kind == "scale":
            found = found.scaled(np.array(matrix[0]))
            rows = [[v * Fraction(f) for v in row] for row, f in zip(rows, matrix[0], strict=True)]
        else:
            found = found.added(found.chosen(np.array([2, 0, 1])))
            rows = [[a + b for a, b in zip(rows[k], rows[j], strict=True)]
                    for k, j in enumerate([2, 0, 1])]  # fmt: skip
    return found, rows


@given(STEPS)
def test_what_is_said_to_be_exact_is(steps):
    found, rows = exactly(steps)
    plain = found.plain()
    if plain.exact and np.isfinite(plain.matrix.data).all():
        dense = np.hstack([plain.matrix.toarray(), plain.offsets[:, None]])
        assert [[Fraction(v) for v in row] for row in dense.tolist()] == rows


def test_whole_numbers_and_single_floats_are_exact_and_sums_of_such_are_not():
    weights = csr_matrix(np.array([[0.1, 0.7, 1 / 3]]))
    first = of_nodes(np.arange(3), 3).mapped(weights, (1,))
    assert first.exact
    assert first.plus([0.3]).exact
    assert not first.plus([0.3]).plus([0.1]).exact
    assert not first.added(
        first.scaled(
            [
                0.3,
            ]
        )
    ).exact
    twice = of_nodes(np.array([0, 0]), 1)
    assert not twice.mapped(csr_matrix([[0.1, 1e9]]), (1,)).exact
    assert twice.mapped(csr_matrix([[3.0, 4.0]]), (1,)).exact


def test_a_flag_that_is_always_up_is_noticed(monkeypatch):
    monkeypatch.setattr(columns, "_is_exact", lambda by, given: True)
    with pytest.raises(AssertionError):
        test_what_is_said_to_be_exact_is()


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-60, 60), st.integers(1, 53))
def test_the_grain_of_a_number_is_the_last_of_its_digits(value, bound, bits):
    grain = int(grains([value])[0])
    if value:
        ratio = Fraction(value) / Fraction(2) ** grain
        assert ratio.denominator == 1
        assert ratio.numerator % 2
    top = 2.0**bound
    inside = Fraction(top) <= Fraction(2) ** (bits + 3)
    assert bool(fit(top, 3, bits)) == inside
    assert not fit(np.inf, 3, bits)


FLOATS = st.one_of(
    *(st.floats(allow_nan=False, allow_infinity=False, width=width) for width in (64, 32, 16)),
    st.integers(-(2**63), 2**63 - 1).map(np.int64),
)


@given(FLOATS, st.sampled_from(["float16", "float32", "float64"]))
def test_a_number_is_held_iff_its_type_gives_it_back(value, kind):
    gives_back(value, kind)


def gives_back(value, kind):
    with np.errstate(over="ignore", invalid="ignore"):
        back = np.asarray(value).astype(kind)
        same = back.astype(np.asarray(value).dtype) == value and np.isfinite(back)
    tiny = kind != "float64" and 0 < abs(value) < float(np.finfo(kind).tiny)
    assert are_held(np.array([value]), kind).tolist() == [bool(same) and not tiny]


@given(st.integers(-(2**10), 2**10), st.integers(-130, 130))
def test_numbers_of_eight_digits_are_those_of_bfloat16(mantissa, exponent):
    value = float(np.ldexp(mantissa, exponent))
    odd = mantissa // (mantissa & -mantissa) if mantissa else 0
    inside = value == 0 or 2.0**-126 <= abs(value) < 2.0**128
    assert are_held([value], "bfloat16").tolist() == [abs(odd) < 2**8 and inside]


WEIGHTS = st.sampled_from([1, -1, 3, 2**9, 2**10, 2**11 - 1, 2**21, -(2**22), 2**23, 2**24 + 1])
KINDS = st.sampled_from(["float16", "float32", "float64"])


def as_units_fire(weights, threshold, kind):
    """Compare sums in the type, added in all orders, with whole numbers."""
    net = Network.from_units(["a", "b", "c"][: len(weights)],
                             [(range(len(weights)), weights, threshold)])  # fmt: skip
    (bias,), apart = step_biases(net, kind)
    if lost_number(net, kind) or lost_sum(net, kind):
        return
    for row in product([0, 1], repeat=len(weights)):
        parts = [np.dtype(kind).type(w * x) for w, x in zip(net.weights.tolist(), row, strict=True)]
        for order in permutations([*parts, np.dtype(kind).type(bias)]):
            total = np.dtype(kind).type(0)
            for part in order:
                total = total + part
            assert (total >= 0) == (sum(map(int, parts)) >= threshold)
            assert not (apart and total == 0)


@given(st.lists(WEIGHTS, min_size=1, max_size=3), WEIGHTS, KINDS)
def test_units_fire_in_a_type_that_holds_their_sums_as_they_do(weights, threshold, kind):
    as_units_fire(weights, threshold, kind)


def test_biases_stand_half_way_where_there_is_room():
    def biases(weights, threshold, kind):
        return step_biases(Network.from_units(["a"], [([0], weights, threshold)]), kind)

    assert biases([1], 1, "float16") == (np.array([-0.5]), True)
    assert biases([2**9], 2**9, "float16") == (np.array([0.5 - 2**9]), True)
    assert biases([2**10], 2**10, "float16") == (np.array([-(2.0**10)]), False)
    assert biases([2**10], 2**10, "float32")[1]
    assert biases([1.0], 0.5, "float64") == (np.array([-0.5]), False)
    assert not biases([2**53], 2**53, "float64")[1]


def test_a_type_that_is_said_to_be_wider_is_noticed(monkeypatch):
    monkeypatch.setattr(exactness, "BITS", {**BITS, "float16": 13})
    monkeypatch.setattr(exactness, "_TOP", {})
    monkeypatch.setattr(exactness, "_LEAST", {})
    with pytest.raises(AssertionError):
        as_units_fire([1, 1, 2**11 - 1], 2**11 + 2, "float16")
    with pytest.raises(AssertionError):
        gives_back(2.0**-130, "float32")
