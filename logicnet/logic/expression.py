"""Formulas on packed rows: 64 rows at a time, by one machine operation an operator.

>>> import numpy as np
>>> from logicnet.ground.bits import columns
>>> names = ("a", "b", "c")
>>> rows = evaluate(parse("a & (b | ~c)"), dict(zip(names, columns(3))))
>>> format(int(rows[0]) & 0xFF, "08b")                   # rows 7...0; the rest is unused
'11010000'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from logicnet.errors import SpecificationError
from logicnet.ground.bits import ONES, Words
from logicnet.ground.names import natural_order
from logicnet.logic.text.operations import (
    Formula,
    Operation,
    Operations,
    build,
    postorder,
    variables,
)
from logicnet.logic.text.parsing import parse, parse_operations

if TYPE_CHECKING:
    from sympy.logic.boolalg import Boolean

__all__ = [
    "Operation",
    "Operations",
    "build",
    "evaluate",
    "parse",
    "postorder",
    "run",
    "variables",
]


def stated(source: Boolean | Formula | str | bool) -> Boolean | Formula:
    """The formula that text or a truth value states, or the one that is given."""
    if isinstance(source, bool):
        return Formula((Operation("true" if source else "false"),))
    return Formula(tuple(parse_operations(source))) if isinstance(source, str) else source


def evaluate(expression: Boolean | Formula, columns: Mapping[str, Words]) -> Words:
    """The packed rows of an expression, given the packed rows of its variables.

    All columns have one shape, any shape; without columns the result is one word. Whole words
    are computed: where bits of a column are unused, those of the result are arbitrary.

    >>> from sympy.abc import a, b
    >>> a_rows, b_rows = np.array([0b1100], np.uint64), np.array([0b1010], np.uint64)
    >>> bin(evaluate(a ^ b, {"a": a_rows, "b": b_rows})[0])
    '0b110'
    """
    return run(postorder(expression), columns)


def run(operations: Sequence[Operation], columns: Mapping[str, Words]) -> Words:
    """The packed rows of the last operation; an array that is no longer needed is used again."""
    shape = _common_shape(columns)
    readers = [0] * len(operations)  # how many operations still have to read this result
    for operation in operations:
        for operand in operation.operands:
            readers[operand] += 1
    results: dict[int, Words] = {}
    free: list[Words] = []
    for number, (kind, operands, value) in enumerate(operations):
        if kind == "variable":
            results[number] = _column(columns, str(value))
            continue
        out = free.pop() if free else np.empty(shape, dtype=np.uint64)
        _COMPUTE[kind]([results[operand] for operand in operands], out, value)
        results[number] = out
        for operand in operands:
            readers[operand] -= 1
            if not readers[operand]:
                rows = results.pop(operand)
                if operations[operand].kind != "variable":
                    free.append(rows)
    last = results[len(operations) - 1]
    return last.copy() if operations[-1].kind == "variable" else last


def _common_shape(columns: Mapping[str, Words]) -> tuple[int, ...]:
    shapes = {np.shape(column) for column in columns.values()}
    if len(shapes) > 1:
        raise SpecificationError(f"columns must have one shape, got {sorted(shapes)}")
    return shapes.pop() if shapes else (1,)


def _column(columns: Mapping[str, Words], name: str) -> Words:
    try:
        column = columns[name]
    except KeyError:
        given = ", ".join(natural_order(columns)[:20]) or "none"
        raise SpecificationError(f"no column for the variable {name!r}; given: {given}") from None
    if getattr(column, "dtype", None) != np.uint64:
        raise SpecificationError(
            f"column {name!r} must be packed rows in uint64, "
            f"got {getattr(column, 'dtype', type(column).__name__)}; see bits.pack"
        )
    return column


# One function for each kind: it reads the operands and writes `out`, which is none of them.
_Compute = Callable[[Sequence[Words], Words, Any], object]


def _fold(combine: np.ufunc) -> _Compute:
    """What folds any number of operands with a two-operand machine operation."""

    def compute(operands: Sequence[Words], out: Words, value: object) -> None:
        np.copyto(out, operands[0])
        for operand in operands[1:]:
            combine(out, operand, out=out)

    return compute


def _implies(operands: Sequence[Words], out: Words, value: object) -> None:
    np.invert(operands[0], out=out)
    np.bitwise_or(out, operands[1], out=out)


def _iff(operands: Sequence[Words], out: Words, value: object) -> None:
    """All equal: none differs from the first."""
    out[...] = 0
    for operand in operands[1:]:
        np.bitwise_or(out, operand ^ operands[0], out=out)
    np.invert(out, out=out)


def _ite(operands: Sequence[Words], out: Words, value: object) -> None:
    """((then ^ else) & condition) ^ else."""
    condition, then, otherwise = operands
    np.bitwise_xor(then, otherwise, out=out)
    np.bitwise_and(out, condition, out=out)
    np.bitwise_xor(out, otherwise, out=out)


def _atleast(operands: Sequence[Words], out: Words, value: int) -> None:
    """The binary digits of the count, least significant first, compared with those of k.

    A digit decides unless it equals that of k; then the digits below decide, and in the end
    equality counts as reached.
    """
    digits = count_digits(operands)
    reachable = value >> len(digits) == 0
    out[...] = ONES if reachable else 0
    for place, digit in enumerate(digits if reachable else []):
        (np.bitwise_and if value >> place & 1 else np.bitwise_or)(out, digit, out=out)


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


_COMPUTE: dict[str, _Compute] = {
    "true": lambda operands, out, value: np.copyto(out, ONES),
    "false": lambda operands, out, value: np.copyto(out, np.uint64(0)),
    "not": lambda operands, out, value: np.invert(operands[0], out=out),
    "and": _fold(np.bitwise_and),
    "or": _fold(np.bitwise_or),
    "xor": _fold(np.bitwise_xor),
    "implies": _implies,
    "iff": _iff,
    "ite": _ite,
    "atleast": _atleast,
}
