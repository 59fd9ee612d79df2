"""Words of Verilog: which are names, and on which line they stand."""

from __future__ import annotations

import re

from logicnet.formats.source.words import VERILOG

NAME = re.compile(r"\\\S+|[A-Za-z_][\w$]*", re.ASCII)
WORDS = frozenset(VERILOG.split())


class WordOnLine(str):
    """A word that knows its line, in statements that go over many."""

    line: int


def placed(word: str, line: int) -> WordOnLine:
    """The word on a line."""
    found = WordOnLine(word)
    found.line = line
    return found


def is_name(word: str) -> bool:
    """Whether a word names something."""
    return bool(NAME.fullmatch(word)) and word not in WORDS


def bare(word: str) -> str:
    r"""A name without the backslash of escaped ones; \\a and a are the same.

    >>> is_name("wire"), bare("\\a[0]")
    (False, 'a[0]')
    """
    return word[1:] if word[0] == "\\" else word
