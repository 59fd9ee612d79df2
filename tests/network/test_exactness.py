"""What is said to be exact is: compared with sums of fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from logicnet.network.exactness import fit, grains
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
