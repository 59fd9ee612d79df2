"""Rules that are known, from a text: a formula, or concepts a line each."""

from __future__ import annotations

import re

from logicnet.errors import SpecificationError
from logicnet.logic.language import QUOTED, WORD, plain_name

_LINE = re.compile(rf"\s*({WORD}|{QUOTED}|[0-9]+)\s*=(?![=>])\s*(.+)")


def stated_in(text: str) -> str | dict[str, str]:
    """The formula, or the concepts by name where each line is `name = formula`; # is a comment.

    >>> stated_in("near = a & b  # of the gene\\ny = near | c")
    {'near': 'a & b', 'y': 'near | c'}
    >>> stated_in("1 = a & b")  # for a label that is a number
    {'1': 'a & b'}
    >>> stated_in("a & b |\\n c")
    'a & b |\\n c'
    """
    lines = [line.partition("#")[0] for line in text.splitlines()]
    stated = {k: _LINE.fullmatch(line) for k, line in enumerate(lines, 1) if line.strip()}
    if not stated:
        raise SpecificationError("the file of rules is empty")
    if not any(stated.values()):
        return "\n".join(lines).strip()
    found = dict[str, str]()
    for number, match in stated.items():
        if match is None:
            raise SpecificationError(f"rules, line {number}: expected name = formula")
        name = plain_name(match[1])
        if name in found:
            raise SpecificationError(f"rules, line {number}: {name} is stated twice")
        found[name] = match[2].strip()
    return found
