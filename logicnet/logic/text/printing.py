"""Formulas as text that `parse` reads back, of any depth, cut short where it would be too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .language import spelled
from .operations import Operation

MOST_CHARACTERS = 1_000_000  # of a text: written out, shared parts can have any length
_SIGN = {"and": " & ", "or": " | ", "xor": " ^ ", "implies": " -> ", "iff": " <-> "}
_NAME = {"iff": "equivalent"}  # of the function for more than two operands
_Part = str | tuple[int, bool]  # text, or an operand and whether an operator stands beside it


def text_of(
    operations: Sequence[Operation], most: int = MOST_CHARACTERS, relations: Sequence[str] = ()
) -> str:
    """The last operation as a formula, ending in " ..." where it is longer than `most`.

    `relations` are the texts of the comparisons among the operations.

    >>> from logicnet.logic.text.parsing import parse_operations
    >>> text_of(parse_operations("not (a and `b c`) implies ite(x, y, 0) xor E'"))
    '~(a & `b c`) -> (ite(x, y, 0) ^ ~E)'
    >>> text_of(parse_operations("a & b & c & d"), most=8)
    'a & b &  ...'
    """
    written: list[str] = []
    length = 0
    for piece in _pieces(operations, relations):
        written.append(piece)
        length += len(piece)
        if length > most:
            return "".join(written)[:most] + " ..."
    return "".join(written)


def _pieces(operations: Sequence[Operation], relations: Sequence[str]) -> Iterator[str]:
    """The text in pieces, by an explicit stack."""
    stack: list[_Part] = [(len(operations) - 1, False)]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            yield part
            continue
        operand, beside = part
        infix, parts = _written(operations[operand], relations)
        stack.extend(reversed(["(", *parts, ")"] if infix and beside else parts))


def _written(operation: Operation, relations: Sequence[str]) -> tuple[bool, list[_Part]]:
    """Whether an operation is written with signs between its operands, and its parts."""
    kind, operands, value = operation
    if kind == "variable":
        return False, [spelled(str(value))]
    if kind == "relation":
        return False, [relations[int(value)]]  # type: ignore[arg-type]
    if kind in ("true", "false"):
        return False, ["1" if kind == "true" else "0"]
    if kind == "not":
        return False, ["~", (operands[0], True)]
    if kind in _SIGN and (kind != "iff" or len(operands) == 2):
        return True, _joined(_SIGN[kind], [(operand, True) for operand in operands])
    count: list[_Part] = [str(value)] if kind == "atleast" else []
    arguments = _joined(", ", [*count, *((operand, False) for operand in operands)])
    return False, [f"{_NAME.get(kind, kind)}(", *arguments, ")"]


def _joined(between: str, parts: Sequence[_Part]) -> list[_Part]:
    return [piece for part in parts for piece in (between, part)][1:]
