"""Categories in formulas: `colour == "red"` is the name `colour_red`, which a column has for it.

A set of categories is an OR of them: `size in {"L", "XL"}`, and `not in` none of them.

>>> with_categories('colour == "red" & ~(`eye colour` != "light blue") | age >= 3')
'`colour_red` & ~(~`eye colour_light blue`) | age >= 3'
>>> with_categories("size in {'L', 'XL'} & kind not in {'a'}")
'(`size_L` | `size_XL`) & ~(`kind_a`)'
"""

from __future__ import annotations

import re

from logicnet.errors import ParseError
from logicnet.logic.language import QUOTED, WORD, plain_name

_TEXT = r"""(?:"[^"]*"|'[^']*')"""
_COMPARED = re.compile(
    rf"""(?P<name>{QUOTED}|{WORD})\s*
    (?:(?P<sign>==|!=)\s*(?P<value>{_TEXT})
    |(?<=[\s`])(?P<none>not\s+)?in\s*\{{\s*(?P<values>{_TEXT}(?:\s*,\s*{_TEXT})*)\s*,?\s*\}})""",
    re.VERBOSE,
)
_QUOTE = re.compile(r"""(?:==|!=|[{,])\s*'""")  # where no prime can stand
_LISTED = re.compile(r"""(?<=[\w`])\s+(?:not\s+)?in\s*(?:[{(]|\[\s*["'])""")
_LIST = (
    'expected texts in quotes and braces, as in size in {"L", "XL"}; numbers are compared, '
    "as in 1 <= x <= 3"
)
_EXPECTED = 'expected a column and ==, != or "in {...}" before a text in quotes'


def with_categories(text: str) -> str:
    """The formula, with a name in place of each comparison of a column with a quoted text."""
    if '"' not in text and " in" not in text and not _QUOTE.search(text):
        return text
    found = _COMPARED.sub(_named, text)
    bare = re.sub(QUOTED, lambda name: "`" * len(name[0]), found, flags=re.VERBOSE)
    if listed := _LISTED.search(bare):
        raise ParseError(found, listed.end() - 1, _LIST)
    if '"' in bare:
        raise ParseError(found, bare.index('"'), _EXPECTED)
    return found


def _named(match: re.Match[str]) -> str:
    column = plain_name(match["name"])
    listed = match["values"] or match["value"]
    names = [f"{column}_{value[1:-1]}".replace("`", "``") for value in re.findall(_TEXT, listed)]
    several = " | ".join(f"`{name}`" for name in names)
    if match["values"]:
        return f"{'~' * bool(match['none'])}({several})"
    return f"{'~' * (match['sign'] == '!=')}{several}"
