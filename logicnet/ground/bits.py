"""Bit-packed rows: 64 rows of a truth table in one machine word.

Row r of a function of n inputs assigns the inputs the binary digits of r, the first input
the most significant. Row r is bit r % 64 (from the least significant) of word r // 64.
A column of all rows is therefore ``words(n)`` words, with zeros in the bits of a single
partly used word (n < 6).

>>> [format(int(w), "08b") for w in columns(3)[:, 0]]     # x1, x2, x3 over rows 7...0
['11110000', '11001100', '10101010']
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError

Words: TypeAlias = NDArray[np.uint64]

WORD = 64
MOST_INPUTS = 26  # 2**26 rows are 8 MiB an output in each of `on` and `dc` of a table
ONES = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
# The six columns that fit into one word, slowest first: bit r is digit 5-i of r.
_INSIDE = np.array(
    [
        0xFFFFFFFF00000000,
        0xFFFF0000FFFF0000,
        0xFF00FF00FF00FF00,
        0xF0F0F0F0F0F0F0F0,
        0xCCCCCCCCCCCCCCCC,
        0xAAAAAAAAAAAAAAAA,
    ],
    dtype=np.uint64,
)

_WIDE = 24  # columns from which rows are packed first and transposed then
# A square of 8 x 8 bits is transposed by exchanging parts of it (Warren, Hacker's Delight, 7-3).
_TRANSPOSING = [
    (np.uint64(7), np.uint64(0x00AA00AA00AA00AA)),
    (np.uint64(14), np.uint64(0x0000CCCC0000CCCC)),
    (np.uint64(28), np.uint64(0x00000000F0F0F0F0)),
]


def words(n: int) -> int:
    """Number of words that hold all 2**n rows."""
    return 1 << max(0, n - 6)


def used(n: int) -> np.uint64:
    """Mask of the bits of a word that are rows (all of them from n = 6)."""
    mask: np.uint64 = np.uint64((1 << (1 << min(n, 6))) - 1)
    return mask


def columns(n: int, start: int = 0, stop: int | None = None) -> Words:
    """The n input columns over all rows, or over the rows of words `start` to `stop`."""
    stop = words(n) if stop is None else stop
    index = np.arange(start, stop, dtype=np.uint64)
    table = np.empty((n, stop - start), dtype=np.uint64)
    for i in range(n):
        place = n - 1 - i  # which binary digit of the row number input i is
        if place < 6:
            table[i] = _INSIDE[5 - place] & used(n)
        else:
            digit = (index >> np.uint64(place - 6)) & np.uint64(1)
            table[i] = np.uint64(0) - digit
    return table


def pack(bits: NDArray[np.bool_]) -> Words:
    """Pack Booleans along the last axis into words, the tail padded with zeros.

    >>> int(pack(np.array([1, 0, 1, 1], dtype=bool))[0])
    13
    """
    octets = np.packbits(bits, axis=-1, bitorder="little")
    short = -octets.shape[-1] % 8
    if short or octets.shape[-1] == 0:
        padded = np.zeros((*octets.shape[:-1], octets.shape[-1] + (short or 8)), np.uint8)
        padded[..., : octets.shape[-1]] = octets
        octets = padded
    return np.ascontiguousarray(octets).view("<u8").astype(np.uint64, copy=False)


def pack_rows(bits: NDArray[np.bool_]) -> Words:
    """Pack rows by columns into columns by words, as `pack` does with the transposed array.

    >>> [int(word) for word in pack_rows(np.array([[1, 0], [0, 0], [1, 1]], dtype=bool))[:, 0]]
    [5, 4]
    """
    rows, n = bits.shape
    if n < _WIDE or rows < WORD:
        return pack(np.ascontiguousarray(bits.T))
    octets = np.packbits(bits, axis=1, bitorder="little")  # memory is read in its own order
    if rows % WORD:
        octets = np.concatenate([octets, np.zeros((-rows % WORD, octets.shape[1]), np.uint8)])
    eights = np.ascontiguousarray(octets.reshape(-1, 8, octets.shape[1]).transpose(0, 2, 1))
    square = eights.view("<u8")[..., 0]  # octet k: eight columns of row k
    for shift, mask in _TRANSPOSING:
        moved = (square ^ (square >> shift)) & mask
        square = square ^ moved ^ (moved << shift)
    lines = square.astype("<u8", copy=False).view(np.uint8).reshape(len(square), -1)
    return np.ascontiguousarray(lines.T[:n]).view("<u8").astype(np.uint64, copy=False)


def unpack(packed: Words, count: int) -> NDArray[np.bool_]:
    """The first `count` bits along the last axis, as Booleans."""
    octets = np.ascontiguousarray(packed, dtype="<u8").view(np.uint8)
    return np.unpackbits(octets, axis=-1, count=count, bitorder="little").view(np.bool_)


def popcount(packed: Words, axis: int | None = None) -> NDArray[np.int64]:
    """How many bits are set, in all or along `axis`."""
    counts = np.bitwise_count(packed) if hasattr(np, "bitwise_count") else _octet_counts(packed)
    return np.asarray(counts.sum(axis=axis, dtype=np.int64))


def _octet_counts(packed: Words) -> NDArray[np.uint8]:  # for numpy below 2.0
    octets = np.ascontiguousarray(packed).view(np.uint8).reshape(*packed.shape, 8)
    counts = np.unpackbits(octets[..., None], axis=-1).sum(axis=(-2, -1), dtype=np.uint8)
    return np.asarray(counts, dtype=np.uint8)


def places(number: int) -> list[int]:
    """The places of the bits that are set in a whole number from 0 on, rising.

    >>> places(0b10110)
    [1, 2, 4]
    """
    found = []
    while number:
        low = number & -number
        found.append(low.bit_length() - 1)
        number ^= low
    return found


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """A read-only array that shares no memory with a writable one."""
    if not array.flags.writeable and array.base is None:
        return array
    copy = np.array(array, order="C")
    copy.flags.writeable = False
    return copy


def check_size(n: int) -> None:
    """Refuse a table of more inputs than fit."""
    if n > MOST_INPUTS:
        raise LimitError(
            f"{n} inputs exceed the limit of {MOST_INPUTS} for truth tables (2**{n} rows); "
            "state the function as a formula or as a Cover of product terms"
        )
