import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet.bits import columns, frozen, pack, popcount, unpack, used, words
from reference import rows


@pytest.mark.parametrize("n", range(10))
def test_columns_are_the_digits_of_the_row_numbers(n):
    assert unpack(columns(n), 2**n).T.astype(int).tolist() == rows(n)


@pytest.mark.parametrize(("n", "start", "stop"), [(8, 1, 3), (12, 17, 40), (6, 0, 1)])
def test_columns_of_a_part_are_the_part_of_the_columns(n, start, stop):
    assert (columns(n, start, stop) == columns(n)[:, start:stop]).all()


@given(st.lists(st.booleans(), max_size=200))
def test_unpack_inverts_pack(bits):
    packed = pack(np.array(bits, dtype=bool))
    assert unpack(packed, len(bits)).tolist() == bits
    assert popcount(packed) == sum(bits)


def test_used_masks_the_rows_of_small_tables():
    assert [int(used(n)) for n in (0, 1, 2)] == [1, 3, 15]
    assert int(used(6)) == int(used(20)) == 2**64 - 1
    assert [words(n) for n in (0, 6, 7, 10)] == [1, 1, 2, 16]


def test_frozen_arrays_cannot_be_changed_through_any_alias():
    source = np.arange(4)
    kept = frozen(source)
    source[0] = 9
    assert kept.tolist() == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 1
