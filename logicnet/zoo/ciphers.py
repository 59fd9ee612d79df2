"""The substitution boxes of two ciphers."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from logicnet.logic.numbers import Numbers

from .family import Family
from .found import HOW, found

_AES_FIELD = 0x11B  # x^8 + x^4 + x^3 + x + 1
_PRESENT = "C56B90AD3EF84712"


def present() -> Numbers:
    """The table of the cipher's definition (Bogdanov and others, 2007)."""
    box = np.array([int(digit, 16) for digit in _PRESENT])
    return Numbers({"x": 4}, {"y": 4}, lambda x: box[x])


def product(a: int, b: NDArray[np.int64]) -> NDArray[np.int64]:
    """a times b in the field of 256 elements of AES."""
    result = np.zeros_like(b)
    for place in range(7, -1, -1):
        result = result << 1
        result ^= (result >> 8) * _AES_FIELD
        result ^= (a >> place & 1) * b
    return result


def aes() -> Numbers:
    """The inverse in the field, 0 for 0, then an affine map over GF(2) (FIPS 197)."""
    field = np.arange(256)
    inverse = np.array([0, *(int(np.argmax(product(a, field) == 1)) for a in range(1, 256))])
    turned = [inverse << k | inverse >> 8 - k for k in range(5)]
    box = (turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4] ^ 0x63) & 0xFF
    return Numbers({"x": 8}, {"y": 8}, lambda x: box[x])


FAMILIES = (
    Family("present-sbox", "The substitution of four bits in the cipher PRESENT.", present,
           partial(found, "present-sbox"), HOW),
    Family("aes-sbox", "The substitution of eight bits in the cipher AES.", aes,
           partial(found, "aes-sbox"), HOW),
)  # fmt: skip
