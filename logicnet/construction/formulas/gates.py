"""Formulas in normal form: And, exclusive or and the rest over literals, nested ones joined.

Not is a flag of whoever reads, Or is the negated And of negated literals, and an And or
exclusive or that only one gate of its own kind reads is taken into that gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from logicnet.logic.text.operations import Operation

Literal = tuple[int, bool]  # the number of a gate, and whether its value is negated


class Gate(NamedTuple):
    """An operation in normal form: And, Xor, AtLeast, ITE or a leaf, of literals."""

    kind: str
    literals: tuple[Literal, ...] = ()
    negated: bool = False  # Or is the negated And of negated literals
    value: Any = None


def normal_form(operations: Sequence[Operation]) -> tuple[dict[int, Gate], Literal]:
    """The gates that a formula needs, by number, operands first; and the literal that it is."""
    gates = [_gate(operation) for operation in operations]
    root = _literal(gates, len(gates) - 1)
    operands = _flattened(gates, root[0])
    found = {i: gates[i]._replace(literals=tuple(operands[i])) for i in sorted(operands)}
    return found, root


def _gate(operation: Operation) -> Gate:
    kind, operands, value = operation
    plain = tuple((i, False) for i in operands)
    negative = tuple((i, True) for i in operands)
    if kind == "or":
        return Gate("and", negative, True)
    if kind == "implies":
        return Gate("and", (plain[0], negative[1]), True)
    if kind == "iff" and len(operands) == 2:
        return Gate("xor", plain, True)
    return Gate(kind, plain, False, value)


def _literal(gates: Sequence[Gate], number: int, negated: bool = False) -> Literal:
    """The gate that is read, past any Not, and whether its value is negated."""
    while gates[number].kind == "not":
        number, negated = gates[number].literals[0][0], not negated
    return number, negated


def _flattened(gates: Sequence[Gate], root: int) -> dict[int, list[Literal]]:
    """The operands of each gate that stays, where single-use operators of its kind are joined."""
    uses = [0] * len(gates)
    reads = [[_literal(gates, *literal) for literal in gate.literals] for gate in gates]
    for number, gate in enumerate(gates):
        for operand, _ in reads[number] if gate.kind != "not" else ():
            uses[operand] += 1
    uses[root] += 1
    operands: dict[int, list[Literal]] = {}
    stack = [root]
    while stack:
        number = stack.pop()
        if number in operands:
            continue
        kind = gates[number].kind
        if kind in ("and", "xor"):
            operands[number] = _joined(gates, reads, uses, number)
        else:
            operands[number] = reads[number]
        stack.extend(operand for operand, _ in operands[number])
    return operands


def _joined(
    gates: Sequence[Gate], reads: Sequence[list[Literal]], uses: Sequence[int], number: int
) -> list[Literal]:
    """The operands of an And or Xor, with those of its own kind replaced by their operands."""
    kind = gates[number].kind
    found: list[Literal] = []
    stack = reads[number][::-1]
    while stack:
        operand, negated = stack.pop()
        gate = gates[operand]
        inverted = negated != gate.negated
        if gate.kind != kind or uses[operand] > 1 or (kind == "and" and inverted):
            found.append((operand, negated))
            continue
        inner = reads[operand][::-1]
        if kind == "xor" and inverted:  # not (x ^ y) is (not x) ^ y
            inner[-1] = (inner[-1][0], not inner[-1][1])
        stack.extend(inner)
    return found
