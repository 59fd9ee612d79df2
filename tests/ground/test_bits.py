import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from logicnet import LimitError
from logicnet.ground.bits import (
    ONES,
    WORD,
    _octet_counts,
    check_size,
    columns,
    frozen,
    pack,
    pack_rows,
    popcount,
    unpack,
    used,
    words,
)
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


@pytest.mark.parametrize("rows_of", [0, 1, 63, 64, 65, 200])
@pytest.mark.parametrize("n", [0, 1, 23, 24, 25, 31, 40])
def test_rows_are_packed_as_their_columns(n, rows_of):
    bits = np.random.default_rng(n + rows_of).random((rows_of, n)) < 0.5
    packed = pack_rows(bits)
    if rows_of:
        assert packed.shape == (n, -(-rows_of // WORD))
    assert (unpack(packed, rows_of) == bits.T).all()
    assert (pack_rows(bits[:, ::-1]) == packed[::-1]).all()


def test_used_masks_the_rows_of_small_tables():
    assert [int(used(n)) for n in (0, 1, 2)] == [1, 3, 15]
    assert int(used(6)) == int(used(20)) == 2**64 - 1
    assert [words(n) for n in (0, 6, 7, 10)] == [1, 1, 2, 16]
    assert [words(n) * WORD for n in (6, 7, 10)] == [64, 128, 1024]
    assert (int(ONES), int(popcount(ONES[None]))) == (2**64 - 1, WORD)


def test_tables_of_26_inputs_are_the_largest():
    check_size(26)
    with pytest.raises(LimitError, match="27 inputs exceed the limit of 26 for truth tables"):
        check_size(27)


@given(
    st.lists(st.lists(st.integers(0, 2**64 - 1), min_size=3, max_size=3), min_size=1, max_size=4)
)
def test_counts_of_bits_are_those_of_each_word(words):
    packed = np.array(words, dtype=np.uint64)
    want = [[word.bit_count() for word in row] for row in words]
    assert _octet_counts(packed).tolist() == want
    assert _octet_counts(packed[0]).tolist() == want[0]
    assert popcount(packed) == sum(map(sum, want))
    assert popcount(packed, axis=1).tolist() == [sum(row) for row in want]


def test_frozen_arrays_cannot_be_changed_through_any_alias():
    source = np.arange(4)
    kept = frozen(source)
    source[0] = 9
    assert kept.tolist() == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 1


@given(st.lists(st.lists(st.booleans(), min_size=130, max_size=130), min_size=1, max_size=3))
def test_bits_are_counted_in_all_and_along_an_axis(rows_of):
    bits = np.array(rows_of)
    packed = pack(bits)
    assert packed.shape == (len(rows_of), 3)
    assert popcount(packed) == bits.sum()
    assert popcount(packed, axis=-1).tolist() == bits.sum(axis=-1).tolist()
    words_of = np.pad(bits, ((0, 0), (0, 62))).reshape(-1, 3, 64)
    assert _octet_counts(packed).tolist() == words_of.sum(axis=-1).tolist()
    assert _octet_counts(packed[:, ::2]).tolist() == words_of[:, ::2].sum(axis=-1).tolist()


@pytest.mark.parametrize("n", [0, 3, 5, 6, 8])
def test_words_hold_rows_from_the_least_significant_bit_on(n):
    bits = np.random.default_rng(n).integers(0, 2, (2, 2**n)).astype(bool)
    packed = pack(bits)
    assert packed.dtype == np.uint64
    assert packed.shape == (2, words(n))
    for values, line in zip(bits, packed, strict=True):
        for row, value in enumerate(values):
            assert int(line[row // 64]) >> row % 64 & 1 == value
    assert not (packed & ~used(n)).any()
    assert unpack(packed, 2**n).dtype == bool
    assert pack(np.zeros((2, 0), dtype=bool)).tolist() == [[0], [0]]


def test_frozen_arrays_are_kept_only_where_nobody_can_write():
    own = np.arange(4)
    own.flags.writeable = False
    assert frozen(own) is own
    part = np.arange(4)[1:]
    part.flags.writeable = False
    assert frozen(part) is not part
    assert frozen(np.arange(6).reshape(2, 3).T).flags.c_contiguous
