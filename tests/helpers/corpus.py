"""Named functions with facts that do not come from the code under test.

`terms` is the least number of product terms, `dual_terms` that of the complement, `ones` the
number of true rows, `threshold` whether one threshold unit computes it, `units` the least number
of threshold units where it is known. Facts follow from counting arguments or the literature.
"""

from __future__ import annotations

from math import comb
from typing import NamedTuple

from logicnet import TruthTable


class Case(NamedTuple):
    """A function and what is known of it."""

    name: str
    source: object
    inputs: int
    terms: int
    ones: int
    threshold: bool
    dual_terms: int | None = None
    units: int | None = None


def _names(n: int) -> str:
    return ", ".join(f"x{i + 1}" for i in range(n))


def _parity(n: int) -> Case:
    # no two true rows are neighbours, so every true row needs its own term
    ones = 2 ** (n - 1)
    return Case(f"parity{n}", f"parity({_names(n)})", n, ones, ones, n == 1, ones, n.bit_length())


def _atleast(k: int, n: int) -> Case:
    # the prime implicants are the k-subsets, and all are essential
    ones = sum(comb(n, j) for j in range(k, n + 1))
    return Case(
        f"atleast{k}of{n}", f"atleast({k}, {_names(n)})", n, comb(n, k), ones, True,
        comb(n, n - k + 1), 1,
    )  # fmt: skip


def _comparator(n: int) -> Case:
    # a > b, n bits each: T(n) = 2 T(n-1) + 1 terms for both a > b (T(1) = 1) and b >= a
    # (T(1) = 2); true on half of the rows with a != b
    a, b = [f"a{i}" for i in range(n)], [f"b{i}" for i in range(n)]
    text = f"{a[0]} & ~{b[0]}"
    for x, y in zip(a[1:], b[1:], strict=True):
        text = f"({x} & ~{y}) | (({x} <-> {y}) & ({text}))"
    ones = 2 ** (n - 1) * (2**n - 1)
    return Case(f"greater{n}", text, 2 * n, 2**n - 1, ones, True, 3 * 2 ** (n - 1) - 1, 1)


CORPUS = [
    Case("false", "0", 0, 0, 0, True, 1, 1),
    Case("true", "1", 0, 1, 1, True, 0, 1),
    Case("identity", "a", 1, 1, 1, True, 1, 1),
    Case("not", "~a", 1, 1, 1, True, 1, 1),
    Case("and2", "a & b", 2, 1, 1, True, 2, 1),
    Case("or2", "a | b", 2, 2, 3, True, 1, 1),
    Case("nand2", "nand(a, b)", 2, 2, 3, True, 1, 1),
    Case("nor2", "nor(a, b)", 2, 1, 1, True, 2, 1),
    Case("implies", "a -> b", 2, 2, 3, True, 1, 1),
    Case("inhibit", "a & ~b", 2, 1, 1, True, 2, 1),
    Case("xor", "a ^ b", 2, 2, 2, False, 2, 2),
    Case("iff", "a <-> b", 2, 2, 2, False, 2, 2),
    Case("lecture", "a & (b | ~c)", 3, 2, 3, True, 2, 1),
    Case("mux", "ite(s, a, b)", 3, 2, 4, False, 2, 2),
    Case("absorbed", "a & b | a & ~b | c & ~c", 3, 1, 4, True, 1, 1),
    Case("consensus", "a & b | ~a & c | b & c", 3, 2, 4, False, 2, 2),
    Case("two pairs", "a & b | c & d", 4, 2, 7, False, 4, 2),
    Case("three pairs", "a & b | c & d | e & f", 6, 3, 37, False, 8),
    Case("product of sums", "(a | b) & (c | d) & (e | f)", 6, 8, 27, False, 3),
    Case("all different", "exactly(1, a, b, c)", 3, 3, 3, False, 4, 2),
    Case("all equal", "a <-> b & (b <-> c)", 3, 3, 4, False),
    Case("cyclic", "a & ~b | b & ~c | c & ~a", 3, 3, 6, False, 2, 2),
    Case("and8", " & ".join(f"x{i}" for i in range(8)), 8, 1, 1, True, 8, 1),
    Case("or8", " | ".join(f"x{i}" for i in range(8)), 8, 8, 255, True, 1, 1),
    Case("decision list", "a | ~b & (c | ~d & e)", 5, 3, 21, True, None, 1),
    Case(
        "slide",
        # the five-input example of the lecture: six true rows; 10001 and 11001 are neighbours
        TruthTable.from_minterms(5, [0b00110, 0b01011, 0b01100, 0b10001, 0b10111, 0b11001]),
        5, 5, 6, False,
    ),
    Case("free rows", TruthTable.from_string("0-11-01-"), 3, 1, 3, True, 1, 1),
    Case("all free", TruthTable.from_string("----"), 2, 0, 0, True),
    *[_parity(n) for n in (3, 4, 5, 6, 7, 8)],
    *[_atleast(k, n) for k, n in ((2, 3), (2, 4), (3, 5), (2, 6), (4, 7))],
    *[_comparator(n) for n in (1, 2, 3)],
]  # fmt: skip
