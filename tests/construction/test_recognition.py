"""What functions are made of: symmetries, sums modulo 2, blocks and numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import TruthTable
from logicnet.construction.recognition import (
    affine_sum,
    block,
    blocks,
    count_table,
    inputs_that_matter,
    linear_fit,
    ring_sum,
    sum_parts,
    symmetric_groups,
)
from logicnet.ground.bits import unpack


def cube(text, names):
    table = TruthTable.from_expression(text, names=list(names))
    return unpack(table.on[0], len(table)).reshape((2,) * len(names))


cubes = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.booleans(), min_size=2**n, max_size=2**n).map(
        lambda bits: np.array(bits).reshape((2,) * n)
    )
)


def test_inputs_that_do_not_matter_are_found():
    kept, on, dc = inputs_that_matter(TruthTable.from_expression("a & c", names=["a", "b", "c"]))
    assert (kept, on.tolist(), dc.any()) == ([0, 2], [False, False, False, True], False)
    assert inputs_that_matter(TruthTable.from_expression("a | ~a"))[0] == []
    assert inputs_that_matter(TruthTable.from_string("0-00"))[0] == [0, 1]


@given(cubes)
def test_groups_and_counts_give_the_function_back(f):
    groups = symmetric_groups(f)
    table = count_table(f, groups)
    for row in np.ndindex(*f.shape):
        counts = tuple(sum(int(row[i] != negated) for i, negated in group) for group in groups)
        assert table[counts] == f[row]


def test_symmetry_is_found_under_negation_of_inputs():
    f = cube("AtLeast(2, a, ~b, c, ~d)", "abcd")
    assert symmetric_groups(f) == [[(0, False), (1, True), (2, False), (3, True)]]
    assert len(symmetric_groups(cube("a & b | c", "abc"))) == 2


@given(cubes)
def test_the_ring_sum_is_its_own_inverse_and_parts_add_up(f):
    assert np.array_equal(ring_sum(ring_sum(f)), f)
    parts = sum_parts(f)
    used = [i for inputs, _ in parts for i in inputs]
    halves = (np.moveaxis(f, i, 0) for i in range(f.ndim))
    assert sorted(used) == [i for i, (low, high) in enumerate(halves) if (low != high).any()]
    if parts:
        for row in np.ndindex(*f.shape):
            values = [part[tuple(row[i] for i in inputs)] for inputs, part in parts]
            assert bool(sum(map(int, values)) % 2) == f[row]


def test_parts_of_a_sum_are_the_finest():
    f = cube("(a & b) ^ c ^ (d | e) ^ 1", "abcde")
    assert [inputs for inputs, _ in sum_parts(f)] == [(0, 1), (2,), (3, 4)]


@given(cubes, cubes)
def test_an_affine_sum_is_right_where_it_matters(f, care):
    if f.shape != care.shape:
        return
    found = affine_sum(f, care)
    rows = np.indices(f.shape)
    if found is not None:
        chosen, constant = found
        value = (rows[list(chosen)].sum(axis=0) + constant) % 2
        assert np.array_equal(value[care], f[care])
    parity = (rows.sum(axis=0) + 1) % 2 == 1
    found = affine_sum(parity, care)
    assert found is not None


@given(cubes)
def test_blocks_give_the_function_back(f):
    for found in blocks(f):
        rest = [i for i in range(f.ndim) if i not in found.inputs]
        for row in np.ndindex(*f.shape):
            inner = int(found.inner[tuple(row[i] for i in found.inputs)])
            assert found.outer[(inner, *(row[i] for i in rest))] == f[row]


def test_a_block_is_found_and_others_are_not():
    f = cube("(a ^ b ^ c) & d | e", "abcde")
    inputs = [found.inputs for found in blocks(f)]
    assert (0, 1, 2) in inputs
    assert (0, 3) not in inputs
    assert block(f, (0, 3)) is None


@pytest.mark.parametrize("bits", [2, 3, 5])
def test_numbers_are_fitted_and_checked_on_every_row(bits):
    rows = np.indices((2,) * 4)
    values = (3 + 2 * rows[0] + 5 * rows[1] - rows[2] + 7 * rows[3]) % 2**bits
    assert linear_fit(values, bits, 1) is not None
    values[1, 1, 1, 1] ^= 1
    assert linear_fit(values, bits, 2) is None
    product = rows[0] * rows[1] + 2 * rows[2] * rows[3]
    assert linear_fit(product, 2, 1) is None
    assert linear_fit(product, 2, 2).products == {(0, 1): 1, (2, 3): 2}
