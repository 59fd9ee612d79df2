"""Several formulas in one text: ``carry = a & b; sum = a ^ b``, with comments from # on.

Statements end at a semicolon, or at a new line that begins with the next name and ``=``. A formula
may name what is stated before it; every name that is stated is an output.

>>> from logicnet.logic.formulas import circuit_of
>>> print(circuit_of("half = a ^ b; sum = half ^ c"))
half = a ^ b, sum = (a ^ b) ^ c
"""

from __future__ import annotations

import re
from typing import NamedTuple

from logicnet.errors import ParseError, shown
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.language import QUOTED, WORD, plain_name

from .parsing import add_text
from .textbook import Notation

_COMMENT = re.compile(rf"{QUOTED}|#[^\n]*")
_HEAD = re.compile(rf"\s*(?P<name>{WORD}|{QUOTED})\s*=(?![=>])\s*")
_END = re.compile(rf"{QUOTED}|;|\n(?=\s*(?:{WORD}|{QUOTED})\s*=(?![=>]))")


class Statement(NamedTuple):
    """A name, the formula that it is, and where that begins in the text."""

    name: str
    formula: str
    start: int


def without_comments(text: str) -> str:
    """The text with blanks in the place of comments, so that all else stays where it was."""
    if "#" not in text:
        return text
    return _COMMENT.sub(lambda found: found[0] if found[0][0] == "`" else " " * len(found[0]), text)


def statements(text: str) -> list[Statement] | None:
    """The statements of a text without comments, or None where it is a formula alone.

    >>> [(s.name, s.formula) for s in statements("y = a |\\n b\\n`z 1` = y & c;")]
    [('y', 'a |\\n b'), ('z 1', 'y & c')]
    """
    if "=" not in text or _HEAD.match(text) is None:
        return None
    found: list[Statement] = []
    start = 0
    while text[start:].strip():
        head = _HEAD.match(text, start)
        if head is None:
            place = len(text) - len(text[start:].lstrip())
            raise ParseError(text, place, "expected a name and '=', as in 'y = a & b'")
        ends = (end for end in _END.finditer(text, head.end()) if end[0][0] != "`")
        end = next((end.start() for end in ends), len(text))
        name = plain_name(head["name"])
        if any(name == other.name for other in found):
            raise ParseError(text, head.start("name"), f"{shown(name)} is stated twice")
        found.append(Statement(name, text[head.end() : end].rstrip(), head.end()))
        start = end + 1
    return found


def add_statements(build: Builder, text: str, notation: Notation = "auto") -> dict[str, int] | None:
    """The literals of what a text states by name, or None where it is a formula alone."""
    stated = statements(text)
    if stated is None:
        return None
    known: dict[str, int | None] = dict.fromkeys(name for name, _, _ in stated)
    found: dict[str, int] = {}
    for name, formula, start in stated:
        try:
            known[name] = found[name] = add_text(build, formula, known=known, notation=notation)
        except ParseError as error:
            raise ParseError(text, start + error.position, f"{name}: {error.reason}") from None
    return found
