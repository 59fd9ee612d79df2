"""Circuits on packed rows: 64 rows at a time, by one machine operation an operand.

>>> from logicnet.ground.bits import columns
>>> from logicnet.logic.text.parsing import circuit_of_text
>>> rows = evaluate(circuit_of_text("a & (b | ~c)"), columns(3))
>>> format(int(rows[0, 0]) & 0xFF, "08b")                   # rows 7...0; the rest is unused
'11010000'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from logicnet.ground.bits import ONES, Words
from logicnet.ground.checks import packed

from .circuit import Circuit


def evaluate(circuit: Circuit, at: Words) -> Words:
    """The packed rows of the outputs, given those of the leaves, an array of leaves by words.

    Whole words are computed: where bits of a row are unused, those of the result are arbitrary.
    """
    at = packed(at, len(circuit.leaves))
    shape = at.shape[1:]
    values: list[Words | None] = [np.zeros(shape, dtype=np.uint64), *at]
    left = circuit.uses().tolist()  # how many still have to read each node
    free: list[Words] = []  # arrays that are no longer needed
    first = len(values)

    def value(literal: int) -> Words:
        rows = values[literal >> 1]
        return ~rows if literal & 1 else rows  # type: ignore[operator, return-value]

    for _, kind, literals, count in circuit:
        out = free.pop() if free else np.empty(shape, dtype=np.uint64)
        COMPUTE[kind]([value(literal) for literal in literals], out, count)
        values.append(out)
        for literal in literals:
            node = literal >> 1
            left[node] -= 1
            if not left[node] and node >= first:
                free.append(values[node])  # type: ignore[arg-type]
                values[node] = None
    found = np.empty((len(circuit.ends), *shape), dtype=np.uint64)
    for row, end in zip(found, circuit.ends.tolist(), strict=True):
        row[...] = value(end)
    return found


# One function for each operator: it reads the operands and writes `out`, which is none of them.
_Compute = Callable[[Sequence[Words], Words, int], object]


def _fold(combine: np.ufunc) -> _Compute:
    """What folds any number of operands with a two-operand machine operation."""

    def compute(operands: Sequence[Words], out: Words, count: int) -> None:
        np.copyto(out, operands[0])
        for operand in operands[1:]:
            combine(out, operand, out=out)

    return compute


def _implies(operands: Sequence[Words], out: Words, count: int) -> None:
    np.invert(operands[0], out=out)
    np.bitwise_or(out, operands[1], out=out)


def _iff(operands: Sequence[Words], out: Words, count: int) -> None:
    """All equal: none differs from the first."""
    out[...] = 0
    for operand in operands[1:]:
        np.bitwise_or(out, operand ^ operands[0], out=out)
    np.invert(out, out=out)


def _ite(operands: Sequence[Words], out: Words, count: int) -> None:
    """((then ^ else) & condition) ^ else."""
    condition, then, otherwise = operands
    np.bitwise_xor(then, otherwise, out=out)
    np.bitwise_and(out, condition, out=out)
    np.bitwise_xor(out, otherwise, out=out)


def _atleast(operands: Sequence[Words], out: Words, count: int) -> None:
    """The binary digits of the number of true ones, the lowest first, compared with `count`.

    A digit decides unless it equals that of `count`; then the digits below decide, and in the end
    equality counts as reached.
    """
    digits = count_digits(operands)
    reachable = count >> len(digits) == 0
    out[...] = ONES if reachable else 0
    for place, digit in enumerate(digits if reachable else []):
        (np.bitwise_and if count >> place & 1 else np.bitwise_or)(out, digit, out=out)


def count_digits(operands: Sequence[Words]) -> list[Words]:
    """How many operands are true, row by row, as packed binary digits, the lowest first.

    Three digits of one weight are replaced by their sum (same weight) and carry (next weight),
    two likewise, until one is left: about 5 word operations an operand in all.
    """
    digits: list[Words] = []
    column = list(operands)
    while column:
        carries: list[Words] = []
        while len(column) > 1:
            a, b = column.pop(), column.pop()
            half = a ^ b
            carry = a & b
            if column:
                c = column.pop()
                carry |= half & c
                half ^= c
            carries.append(carry)
            column.append(half)
        digits.append(column[0])
        column = carries
    return digits


COMPUTE: dict[str, _Compute] = {
    "and": _fold(np.bitwise_and),
    "or": _fold(np.bitwise_or),
    "xor": _fold(np.bitwise_xor),
    "implies": _implies,
    "iff": _iff,
    "ite": _ite,
    "atleast": _atleast,
}
