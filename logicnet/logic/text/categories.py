"""Categories in formulas: `colour == "red"` is the name `colour_red`, which a column has for it.

>>> with_categories('colour == "red" & ~(`eye colour` != "light blue") | age >= 3')
'`colour_red` & ~(~`eye colour_light blue`) | age >= 3'
"""

from __future__ import annotations

import re

from logicnet.errors import ParseError
from logicnet.logic.language import QUOTED, WORD, plain_name

_EQUAL = re.compile(
    rf'(?P<name>{QUOTED}|{WORD})\s*(?P<sign>==|!=)\s*"(?P<value>[^"]*)"', re.VERBOSE
)


def with_categories(text: str) -> str:
    """The formula, with a name in place of each comparison of a column with a quoted text."""
    if '"' not in text:
        return text
    found = _EQUAL.sub(_named, text)
    if '"' in found:
        raise ParseError(found, found.index('"'), 'expected a column and == or != before "')
    return found


def _named(match: re.Match[str]) -> str:
    name = f"{plain_name(match['name'])}_{match['value']}".replace("`", "``")
    return f"{'~' * (match['sign'] == '!=')}`{name}`"
