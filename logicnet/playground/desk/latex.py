r"""Formulas as LaTeX, from their text: a sign by another.

>>> print(latex("a & ~b | x1"))
a \wedge \neg b \vee x_{1}
"""

from __future__ import annotations

import re

_SIGNS = {
    "&": r"\wedge", "|": r"\vee", "~": r"\neg", "^": r"\oplus", "->": r"\rightarrow",
    "<->": r"\leftrightarrow", "<=": r"\leq", ">=": r"\geq", "*": r"\cdot", ",": ",",
}  # fmt: skip
_TOKEN = re.compile(r"`(?:[^`]|``)*`|[^\W\d]\w*(?:\[[\d,]*\])?|<->|->|<=|>=|[\d./]+|\S")
_NAME = re.compile(r"([^\W\d_])_?(\d*)(?:\[([\d,]+)\])?")
_ESCAPED = re.compile(r"([#$%&_{}])|([\\^~])")


def latex(text: str) -> str:
    """The text of a formula as LaTeX."""
    return " ".join(map(_token, _TOKEN.findall(text))).replace("( ", "(").replace(" )", ")")


def _token(token: str) -> str:
    if token in _SIGNS:
        return _SIGNS[token]
    if token[0] == "`":
        return _word(token[1:-1].replace("``", "`"))
    name = _NAME.fullmatch(token)
    if name:
        index = name[2] or name[3]
        return f"{name[1]}_{{{index}}}" if index else name[1]
    return _word(token) if token[0].isalpha() or token[0] == "_" else token


def _word(word: str) -> str:
    """A longer name, upright; backslashes and accents, which have no short form, are left out."""
    return rf"\mathrm{{{_ESCAPED.sub(lambda found: chr(92) + found[1] if found[1] else '', word)}}}"
