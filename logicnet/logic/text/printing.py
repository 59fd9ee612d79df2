"""Circuits as text that `parse` reads back, of any depth, cut short where it would be too long."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from logicnet.logic.language import spelled

if TYPE_CHECKING:
    from logicnet.logic.circuits.circuit import Circuit

MOST_CHARACTERS = 1_000_000  # of a text: written out, shared parts can have any length
_SIGN = {"and": " & ", "or": " | ", "xor": " ^ ", "implies": " -> ", "iff": " <-> "}
_NAME = {"iff": "equivalent"}  # of the function for more than two operands
_Part = str | tuple[int, bool]  # text, or a literal and whether an operator stands beside it


def text_of(circuit: Circuit, most: int = MOST_CHARACTERS) -> str:
    """The outputs as formulas, ending in " ..." where they are longer than `most`.

    >>> from logicnet.logic.text.parsing import circuit_of_text
    >>> text_of(circuit_of_text("not (a and `b c`) implies ite(x, y, 0) xor E'"))
    '~(a & `b c`) -> (ite(x, y, 0) ^ ~E)'
    >>> text_of(circuit_of_text("a & b & c & d"), most=8)
    'a & b &  ...'
    """
    written: list[str] = []
    length = 0
    for piece in _pieces(circuit):
        written.append(piece)
        length += len(piece)
        if length > most:
            return "".join(written)[:most] + " ..."
    return "".join(written)


def _pieces(circuit: Circuit) -> Iterator[str]:
    """The text in pieces, by an explicit stack; several outputs by name."""
    gates = {gate.node: gate for gate in circuit}
    named = len(circuit.outputs) > 1
    for k, (name, end) in enumerate(zip(circuit.outputs, circuit.ends.tolist(), strict=True)):
        if named:
            yield f"{', ' * bool(k)}{spelled(name)} = "
        stack: list[_Part] = [(end, False)]
        while stack:
            part = stack.pop()
            if isinstance(part, str):
                yield part
                continue
            literal, beside = part
            node = literal >> 1
            if not node:
                yield "01"[literal & 1]
                continue
            if literal & 1:
                yield "~"
                beside = True
            if node <= len(circuit.leaves):
                yield _leaf(circuit.leaves[node - 1])
                continue
            infix, parts = _written(*gates[node][1:])
            stack.extend(reversed(["(", *parts, ")"] if infix and beside else parts))


def _leaf(leaf: Hashable) -> str:
    return spelled(leaf) if isinstance(leaf, str) else f"({leaf})"


def _written(kind: str, literals: Sequence[int], count: int) -> tuple[bool, list[_Part]]:
    """Whether a gate is written with signs between its operands, and its parts."""
    if kind in _SIGN and (kind != "iff" or len(literals) == 2):
        return True, _joined(_SIGN[kind], [(literal, True) for literal in literals])
    first: list[_Part] = [str(count)] if kind == "atleast" else []
    arguments = _joined(", ", [*first, *((literal, False) for literal in literals)])
    return False, [f"{_NAME.get(kind, kind)}(", *arguments, ")"]


def _joined(between: str, parts: Sequence[_Part]) -> list[_Part]:
    return [piece for part in parts for piece in (between, part)][1:]
