"""Read and write equations (``.eqn``), the formulas of SIS and ABC, one a net.

Facts about the layout:

- ``INORDER = a b;`` and ``OUTORDER = y;`` name inputs and outputs; ``y = a * !b + c;`` is a net.
  Statements end in a semicolon and may go over lines; ``#`` begins a comment.
- ``!``, ``~`` before or ``'`` behind a net is Not, ``*`` and ``&`` And, ``^`` Xor, ``+`` and ``|``
  Or, from tightest to loosest; constants are 0 and 1. ABC reads no ``^``, so none is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from logicnet.ground.running.collector import paused
from logicnet.ground.storage.files import read_text, write_text
from logicnet.logic.circuits.circuit import Circuit

from .expressions import Grammar, postfix
from .lowering import lowered
from .netlist import GATES, Module, circuit_of, shown
from .text import lines_of, node_names

_GRAMMAR = Grammar(
    {"!": ("not", 9), "~": ("not", 9)},
    {"*": ("and", 4), "&": ("and", 4), "^": ("xor", 3), "+": ("or", 2), "|": ("or", 2)},
    {"'": "not"},
)
_SIGNS = r"=;()*+!~&|^'#"
_TOKEN = re.compile(rf"\n|#[^\n]*|[{_SIGNS}]|[^\s{_SIGNS}]+")
_NAME = re.compile(rf"(?![01]$)[^\s{_SIGNS}]+")
_ORDERS = {"INORDER": True, "OUTORDER": False}


def read(path: str | PathLike[str]) -> Circuit:
    """The circuit that a file of equations states."""
    name = fspath(path)
    return loads(read_text(Path(name), "latin-1"), name)


@paused()
def loads(text: str, name: str = "<eqn>") -> Circuit:
    r"""The circuit that equations state; `name` is the file that errors mention.

    >>> print(loads("INORDER = a b;\nOUTORDER = y;\ny = a * !b + b';"))
    (a & ~b) | ~b
    """
    module = Module(name)
    for line, words in _statements(module, text):
        if len(words) < 2 or words[1] != "=":
            raise module.error(f"expected net = formula, got {shown(' '.join(words))}", line)
        if words[0] in _ORDERS:
            for each in words[2:]:
                _check(module, each, line)
                module.port(each, [module.signal(each)], _ORDERS[words[0]], line)
        else:
            _check(module, words[0], line)
            _define(module, line, words)
    return circuit_of(module)


def _statements(module: Module, text: str) -> Iterator[tuple[int, list[str]]]:
    """The line and the words of each statement."""
    line, begun, words = 1, 1, list[str]()
    for word in _TOKEN.findall(lines_of(text)):
        if word == "\n":
            line += 1
        elif word == ";":
            if words:
                yield begun, words
            words = []
        elif word[0] != "#":
            begun = begun if words else line
            words.append(word)
    if words:
        raise module.error(f"{shown(' '.join(words[:9]))} without ';' at its end", begun)


def _check(module: Module, name: str, line: int) -> None:
    if not _NAME.fullmatch(name):
        raise module.error(f"expected the name of a net, got {shown(name)}", line)


def _define(module: Module, line: int, words: list[str]) -> None:
    def operand(words: Sequence[str], k: int) -> tuple[int, int]:
        word = words[k]
        if word in ("0", "1"):
            return int(word), k + 1
        _check(module, word, line)
        return module.signal(word), k + 1

    nodes, end = postfix(words, 2, _GRAMMAR, operand, lambda told: module.error(told, line))
    if end < len(words):
        raise module.error(f"expected an operator or ';', got {shown(words[end])}", line)
    stack: list[int] = []
    kind = "buf"
    for number, (kind, count, item) in enumerate(nodes):
        if not count:
            stack.append(item)
        elif number < len(nodes) - 1:
            stack[-count:] = [module.gate(kind, stack[-count:], line)]
    made = module.signal(words[0])
    module.define(made, GATES[kind or "buf"], stack, line)


# Writing --------------------------------------------------------------------------------------


def write(value: Any, path: str | PathLike[str]) -> None:
    """Write a circuit, or the gates of a network, as equations."""
    write_text(Path(path), dumps(value))


@paused()
def dumps(value: Any) -> str:
    """The text of equations.

    >>> from logicnet import compile
    >>> print(dumps(compile("a & ~b")))
    INORDER = a b;
    OUTORDER = y;
    y = a * !b;
    <BLANKLINE>
    """
    circuit = lowered(value, "a file of equations", xors=False)
    names, others = node_names(circuit, _NAME, "a file of equations")
    lines = [f"INORDER = {' '.join(circuit.inputs)};", f"OUTORDER = {' '.join(circuit.outputs)};"]
    for node, _, literals, _ in circuit:
        read = " * ".join("!" * (x & 1) + names[x >> 1] for x in literals)
        lines.append(f"{names[node]} = {read};")
    for name, end in others:
        lines.append(f"{name} = {'!' * (end & 1)}{names[end >> 1]};" if end >> 1 else
                     f"{name} = {end & 1};")  # fmt: skip
    return "\n".join([*lines, ""])
