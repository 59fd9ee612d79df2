"""Codes: Gray's, Hamming's, and a cyclic checksum."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, Form, total
from logicnet.logic.numbers import Numbers
from logicnet.network.network import Network

from .family import Family
from .found import HOW, found

_DATA = (3, 5, 6, 7)  # places of Hamming's code, from 1, that hold data; 1, 2 and 4 hold checks
_CHECKS = (1, 2, 4)
_CRC = 0x107  # x^8 + x^2 + x + 1
# of which digits x of the byte and c of the rest each digit of the rest is the sum modulo 2
_SUMS = ("x0 x6 x7", "x0 x1 x6", "c1 x2", "c0 c2 x3", "x2 x3 x4", "x3 x4 x5", "x4 x5 x6",
         "x5 x6 x7")  # fmt: skip


def to_gray(n: int) -> Numbers:
    """Neighbouring numbers get words that differ in one digit."""
    return Numbers({"x": n}, {"g": n}, lambda x: x ^ x >> 1)


def from_gray(n: int) -> Numbers:
    """The number whose word it is, looked up among all of them."""

    def number(g: NDArray[np.int64]) -> NDArray[np.int64]:
        words = np.arange(1 << n)
        return np.argsort(words ^ words >> 1)[g]

    return Numbers({"g": n}, {"x": n}, number)


def either(draft: Draft, x: Form, y: Form) -> Form:
    """x ^ y, in two units: a rise, thrown back where both are 1."""
    return draft.fires(x + y - draft.fires(x + y, 2) * 2, 1)


def coded(n: int) -> Network:
    """Each digit and the next higher one, one or the other."""
    draft = Draft([f"x[{i}]" for i in range(n)])
    x = draft.literals
    digits = [*(either(draft, x[i], x[i + 1]) for i in range(n - 1)), x[-1]]
    return draft.network({f"g[{i}]": digit for i, digit in enumerate(digits)}, "pairs")


def decoded(n: int) -> Network:
    """From the top each digit is that of the word, or not, as the digit above it says."""
    draft = Draft([f"g[{i}]" for i in range(n)])
    digits = [draft.literals[-1]]
    for i in range(n - 2, -1, -1):
        digits.insert(0, either(draft, digits[0], draft.literals[i]))
    return draft.network({f"x[{i}]": digit for i, digit in enumerate(digits)}, "chain")


def hamming_word(data: int) -> int:
    """Seven digits: those of the data, and each check makes the ones at the places that have
    its digit even in number."""
    word = sum((data >> k & 1) << place - 1 for k, place in enumerate(_DATA))
    for check in _CHECKS:
        ones = sum(word >> place - 1 & 1 for place in range(1, 8) if place & check)
        word |= (ones & 1) << check - 1
    return word


def hamming_encoder() -> Numbers:
    """The word of the data."""
    words = np.array([hamming_word(data) for data in range(16)])
    return Numbers({"d": 4}, {"w": 7}, lambda d: words[d])


def hamming_corrector() -> Numbers:
    """The data whose word differs in the fewest places: in one at most, as the code is perfect."""
    nearest = [
        min(range(16), key=lambda data: (hamming_word(data) ^ word).bit_count())
        for word in range(128)
    ]
    return Numbers({"w": 7}, {"d": 4}, lambda w: np.array(nearest)[w])


def encoded() -> Network:
    """The data as they are, and the parity of three of them for each check."""
    draft = Draft([f"d[{k}]" for k in range(4)])
    digits = dict(zip(_DATA, draft.literals, strict=True))
    for check in _CHECKS:
        ones = total(digits[place] for place in _DATA if place & check)
        digits[check] = draft.fires(ones - draft.fires(ones, 2) * 2, 1, f"check {check}")
    return draft.network({f"w[{place - 1}]": digits[place] for place in range(1, 8)}, "parities")


def remainder(byte: int) -> int:
    """What long division of the byte, eight zeros behind it, by the polynomial leaves."""
    rest = byte << 8
    for place in range(15, 7, -1):
        if rest >> place & 1:
            rest ^= _CRC << place - 8
    return rest


def crc8() -> Numbers:
    """The remainder of a byte."""
    rests = np.array([remainder(byte) for byte in range(256)])
    return Numbers({"x": 8}, {"c": 8}, lambda x: rests[x])


def divided() -> Network:
    """Division is linear: each digit of the rest is a sum modulo 2 of three that are known, or two.

    Two units suffice for that: those of a bump, or of a full adder's sum.
    """
    draft = Draft([f"x[{i}]" for i in range(8)])
    known = dict(zip(draft.inputs, draft.literals, strict=True))
    for place, terms in enumerate(_SUMS):
        ones = total(known[f"{name[0]}[{name[1]}]"] for name in terms.split())
        digit = draft.fires(ones - draft.fires(ones, 2) * 2, 1, terms.replace(" ", " ^ "))
        known[f"c[{place}]"] = digit
    return draft.network({f"c[{i}]": known[f"c[{i}]"] for i in range(8)}, "sums modulo 2")


FAMILIES = (
    Family("to-gray", "The word of Gray's code for a number of {n} bits.", to_gray, coded,
           "two units for each pair of neighbouring digits", range(2, 21), (4, 8)),
    Family("from-gray", "The number of {n} bits that a word of Gray's code stands for.", from_gray,
           decoded, "a chain from the top, two units a digit", range(2, 17), (4, 8)),
    Family("hamming-encoder", "The word of Hamming's (7, 4) code for four bits of data.",
           hamming_encoder, encoded, "two units for each check"),
    Family("hamming-corrector", "Four bits of data from a word of Hamming's (7, 4) code, in which "
           "one bit of seven may be wrong.", hamming_corrector,
           partial(found, "hamming-corrector"), HOW),
    Family("crc-8", "The checksum of a byte: the rest of its division by x^8 + x^2 + x + 1 over "
           "GF(2).", crc8, divided, "two units for each digit, a sum of two or three modulo 2"),
)  # fmt: skip
