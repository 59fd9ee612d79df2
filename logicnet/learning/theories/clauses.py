"""Clauses of theories as they are written, their parts, and what these compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from logicnet.errors import FormatError
from logicnet.logic.language import spelled

_CLAUSE = re.compile(r"(?P<head>[^\s,()=]+)\s*::?-(?P<body>.*)\Z", re.DOTALL)
SEQUENCE = re.compile(r"@\s*(?P<at>[+-]?\d+)\s*[\"'`](?P<letters>[A-Za-z]+)[\"'`]\Z")
COUNT = re.compile(r"(?:at\s+least\s+)?(?P<count>\d+)\s+of\s*\((?P<items>.*)\)\Z", re.DOTALL)
NOT = re.compile(r"(?:not\s*\((?P<inner>.*)\)|(?:not\s|\\\+|~)\s*(?P<plain>.*))\Z", re.DOTALL)
_WORD = r"'[^']*'|\"[^\"]*\"|[^\s,()=<>\"'`@~]+"
COMPARED = re.compile(
    rf"(?P<name>{_WORD})\s*(?P<sign>>=|<=|=<|<|>)\s*(?P<value>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\Z"
)
CATEGORY = re.compile(rf"(?P<name>{_WORD})(?:\s*==?\s*|\s+)(?P<value>{_WORD})\Z")
NAME = re.compile(rf"(?:{_WORD})\Z")
_SIDES = {">=": (">=", 0), "<": (">=", 1), "<=": ("<=", 0), "=<": ("<=", 0), ">": ("<=", 1)}
MOST_DEEP = 100  # concepts within concepts, and parentheses


class Condition(NamedTuple):
    """A number that is at least, or at most, so much."""

    column: str
    sign: str
    value: float

    @property
    def formula(self) -> str:
        """The condition as `compile` reads it."""
        whole = int(self.value) if self.value == int(self.value) else self.value
        return f"{spelled(self.column)} {self.sign} {whole!r}"

    @property
    def unit(self) -> tuple[float, float]:
        """The weight of the number, and the threshold."""
        return (1.0, self.value) if self.sign == ">=" else (-1.0, -self.value)


class Clause(NamedTuple):
    """A clause: the parts that all hold, as they are written, and its line."""

    parts: tuple[str, ...]
    line: int


def clauses_of(text: str, name: str) -> Iterator[tuple[str, Clause]]:
    """The clauses of a text, each with what it states; `name` is what errors mention."""
    plain = re.sub(r"[%#][^\n]*", lambda match: " " * len(match[0]), text)
    begin, is_first = 0, True
    for match in [*re.finditer(r"\.(?=\s|\Z)", plain)]:
        piece = plain[begin : match.start()]
        if is_first and ":-" in piece:  # what stands before the line of the first clause is prose
            skipped = piece.rfind("\n", 0, piece.index(":-")) + 1
            begin, piece = begin + skipped, piece[skipped:]
        line = plain.count("\n", 0, begin + len(piece) - len(piece.lstrip())) + 1
        found = _CLAUSE.match(piece.strip())
        if found is None:
            raise FormatError(
                f"{name}:{line}: expected 'concept :- part, part.', got {shown(piece)}"
            )
        is_first, begin = False, match.end()
        yield found["head"], Clause(tuple(parts_of(found["body"], name, line)), line)
    if plain[begin:].strip():
        rest = len(plain[begin:]) - len(plain[begin:].lstrip())
        line = plain.count("\n", 0, begin + rest) + 1
        raise FormatError(
            f"{name}:{line}: a clause ends with a full stop, got {shown(plain[begin:])}"
        )


def parts_of(body: str, name: str, line: int) -> list[str]:
    """The parts between commas that are in no parenthesis."""
    parts, depth = [""], 0
    for sign in body:
        depth += (sign == "(") - (sign == ")")
        if depth < 0 or depth > MOST_DEEP:
            break
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    if depth:
        raise FormatError(f"{name}:{line}: parentheses do not match in {shown(body)}")
    stripped = [part.strip() for part in parts]
    if not all(stripped):
        raise FormatError(f"{name}:{line}: expected a part before and after each comma")
    return stripped


def bare(word: str) -> str:
    """A name without the quotes that it may stand in."""
    return word[1:-1] if word[:1] in ("'", '"') else word


def shown(text: str) -> str:
    """A text as errors show it."""
    return repr(" ".join(text.split())[:60])


def compared(match: re.Match[str]) -> tuple[Condition, int]:
    """A comparison, and whether it is that it does not hold."""
    sign, negated = _SIDES[match["sign"]]
    return Condition(bare(match["name"]), sign, float(match["value"])), negated
