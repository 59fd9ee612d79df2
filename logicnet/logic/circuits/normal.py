"""Circuits in normal form: few kinds of gates, without constants, nested ones of a kind joined."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .circuit import OPERATORS, Builder, Circuit
from .rules import NORMAL

_AND, _OR, _XOR, _IMPLIES, _IFF = (
    OPERATORS.index(k) for k in ("and", "or", "xor", "implies", "iff")
)


class _Lowered(NamedTuple):
    """The gates of a circuit in fewer kinds, and which operands are gates to be taken in."""

    kinds: NDArray[np.uint8]
    operands: NDArray[np.int64]
    ends: NDArray[np.int64]
    taken: NDArray[np.bool_]  # for each operand


def normal_form(circuit: Circuit) -> Circuit:
    """The circuit in And, Xor, AtLeast, ITE and AllEqual, simplified by the rules of `NORMAL`.

    An And or Xor that only one gate of its own kind reads is taken into that gate.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> print(normal_form(circuit_of_text("a & (b & c) & (d -> 0)")))
    a & b & c & ~d
    """
    return _rebuilt(circuit, _lowered(circuit))


def _lowered(circuit: Circuit) -> _Lowered:
    kinds, starts = circuit.operators.copy(), circuit.starts
    sizes, first = np.diff(starts), 1 + len(circuit.leaves)
    reader = np.repeat(np.arange(circuit.gates), sizes)
    operands = circuit.operands ^ (kinds[reader] == _OR)  # a | b is ~(~a & ~b)
    operands[starts[:-1][kinds == _IMPLIES] + 1] ^= 1  # a -> b is ~(a & ~b)
    pairs = (kinds == _IFF) & (sizes == 2)  # a <-> b is ~(a ^ b)
    negated = np.zeros(first + circuit.gates, dtype=np.int64)
    negated[first:] = (kinds == _OR) | (kinds == _IMPLIES) | pairs
    kinds[(kinds == _OR) | (kinds == _IMPLIES)], kinds[pairs] = _AND, _XOR
    operands, ends = (part ^ negated[part >> 1] for part in (operands, circuit.ends))
    inner = (operands >> 1) - first
    kind = kinds[np.maximum(inner, 0)] if circuit.gates else kinds[:0]
    joins = (inner >= 0) & (kind == kinds[reader]) & (circuit.uses()[operands >> 1] == 1)
    taken = joins & ((kind == _XOR) | ((kind == _AND) & (operands & 1 == 0)))
    return _Lowered(kinds, operands, ends, taken)


def _rebuilt(circuit: Circuit, lowered: _Lowered) -> Circuit:
    """The gates built anew by the rules, operands that are taken in replaced by their own."""
    build = Builder(NORMAL)
    first, add = 1 + len(circuit.leaves), build.add
    values = [0, *build.leaves(circuit.leaves), *[0] * circuit.gates]
    build.state(circuit.inputs)
    starts, operands = circuit.starts.tolist(), lowered.operands.tolist()
    taken = np.zeros(first + circuit.gates, dtype=np.uint8)
    taken[(lowered.operands >> 1)[lowered.taken]] = 1
    inside = taken.tobytes()  # which nodes are taken in
    reader = np.repeat(np.arange(circuit.gates), np.diff(circuit.starts))
    takes = np.bincount(reader[lowered.taken], minlength=circuit.gates)
    kept = np.flatnonzero(taken[first:] == 0)
    columns = takes, circuit.starts, circuit.starts[1:], circuit.counts
    parts = (column[kept].tolist() for column in columns)
    kinds = map(OPERATORS.__getitem__, lowered.kinds[kept].tolist())
    for gate, kind, some, start, stop, least in zip(kept.tolist(), kinds, *parts, strict=True):
        literals, odd = operands[start:stop], 0
        if some:
            literals, odd = _taken_in(literals, inside, starts, operands, first)
        values[first + gate] = add(kind, [values[x >> 1] ^ x & 1 for x in literals], least) ^ odd
    ends = [values[end >> 1] ^ end & 1 for end in lowered.ends.tolist()]
    return build.circuit(dict(zip(circuit.outputs, ends, strict=True)), circuit.inputs)


def _taken_in(
    literals: list[int], inside: bytes, starts: list[int], operands: list[int], first: int
) -> tuple[list[int], int]:
    """The operands with those that are taken in replaced, and whether these were negated."""
    read: list[int] = []
    odd = 0
    stack = literals[::-1]
    while stack:
        literal = stack.pop()
        if inside[literal >> 1]:
            odd ^= literal & 1  # only under Xor
            gate = (literal >> 1) - first
            stack += operands[starts[gate] : starts[gate + 1]][::-1]
        else:
            read.append(literal)
    return read, odd
