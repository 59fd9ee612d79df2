"""The words of formulas: operators, constants, and names.

What they mean and how they bind is said in `parsing`.
"""

from __future__ import annotations

import re

# How a formula spells a name, as regular expressions: plain, or any text in backticks.
WORD = r"[^\W\d]\w*(?:\[\s*\w+\s*(?:,\s*\w+\s*)*\])*"
QUOTED = r"`(?:[^`]|``)+`(?!`)"
UNCLOSED = "a name in backticks ends with a second one, like `income=high`"
_PLAIN = re.compile(WORD)

PRECEDENCE = {"iff": 1, "implies": 2, "or": 3, "xor": 4, "and": 5, "not": 6}
CHAINS = ("and", "or", "xor")  # associative: a & b & c is one operation with three operands
_SPELLINGS = {
    "not": "~ ! ¬ not",
    "and": "& && * ∧ · ⋅ and",
    "xor": "^ ⊕ xor",
    "or": "| || + ∨ or",
    "implies": "-> => → implies",
    "iff": "<-> <=> ↔ == iff xnor",
}
OPERATOR = {text: name for name, texts in _SPELLINGS.items() for text in texts.split()}
CONSTANT = {"0": "false", "1": "true", "false": "false", "true": "true"}
_NUMBERS = (
    "compile, verify and compare take comparisons of numbers, and this does not; "
    "of truth values write '{}'"
)
INSTEAD = {  # what is not in the language, and what to write
    "=": "write 'a == b' for a equal to b",
    "!=": "write 'a ^ b' for a different from b",
    "≠": "write 'a ^ b' for a different from b",
    "<=": _NUMBERS.format("a -> b"),
    "≤": _NUMBERS.format("a -> b"),
    ">=": _NUMBERS.format("b -> a"),
    "≥": _NUMBERS.format("b -> a"),
    "<": _NUMBERS.format("~a & b"),
    ">": _NUMBERS.format("a & ~b"),
    "[": "an index is written without a space before it, like x[3] or x[3,1]",
    "`": UNCLOSED,
    "?": "write ite(condition, then, else)",
}


def plain_name(token: str) -> str:
    """The name that a formula spells so: without backticks, or without blanks in its index.

    >>> plain_name("`days > 30`"), plain_name("`a``b`"), plain_name("x[3, 1]")
    ('days > 30', 'a`b', 'x[3,1]')
    """
    if token.isidentifier():
        return token
    return token[1:-1].replace("``", "`") if token[0] == "`" else re.sub(r"\s+", "", token)


def spelled(name: str) -> str:
    """A name as a text states it: in backticks where it would be read as anything else.

    >>> spelled("x[3]"), spelled("days > 30"), spelled("and")
    ('x[3]', '`days > 30`', '`and`')
    """
    plain = _PLAIN.fullmatch(name) and plain_name(name) == name
    if plain and name.lower() not in OPERATOR and name.lower() not in CONSTANT:
        return name
    return "`" + name.replace("`", "``") + "`"
