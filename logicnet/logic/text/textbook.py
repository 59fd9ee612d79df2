r"""The notation of textbooks, in which letters side by side are a product: ``AB + A'C``.

A name is one letter, with digits or an index where it has them: ``x1``, ``x_{12}``, ``a[3]``; any
other name stands in backticks or in ``\mathrm{...}``. A prime or a bar negates what it stands
after or over. LaTeX is read as it is written: ``\bar{A}B \lor \overline{A + C}``. All other
operators are those of `parsing`; a product binds as tightly as ``&``.

Such a text is brought into the ordinary notation, each character with the place that it came
from, so that an error shows where it is.

>>> plain("AB + A'C").text
"A & B + A' & C"
>>> plain(r"\overline{x_1 \cdot x_{2}}\,z").text
'~(x_1 & x_2) & z'
>>> plain("A'B + True").text
"A' & B + true"
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple
from unicodedata import normalize

from logicnet.errors import ParseError, did_you_mean, shown
from logicnet.logic.language import OPERATOR, QUOTED, spelled

from .functions import FUNCTIONS

Notation = Literal["auto", "names", "textbook"]

_WORD = "(?:" + "|".join(sorted(filter(str.isalpha, OPERATOR), key=len)) + r")(?![^\W_])"
_CALLS = "|".join(sorted(set(FUNCTIONS) - set(OPERATOR), key=len, reverse=True))
_BAR = "[\u0304\u0305]"  # a macron or an overline, put over the character before it
_TOKEN = re.compile(
    rf"""(?P<space>\s+|\\[,;:!\ ]|\\(?:q?quad|left|right)(?![a-z])|\$)
    |(?<![^\W_])(?P<word>{_WORD})
    |(?<![^\W_])(?P<call>{_CALLS})(?=\s*\()
    |\\(?:mathrm|mathit|text|operatorname)\{{(?P<roman>[^{{}}]*)\}}
    |(?P<quoted>{QUOTED})
    |(?<![^\W_])(?P<said>true|false)(?![^\W_])
    |(?P<name>[^\W\d_](?:\d+|_\d+|_[^\W\d_]|_\{{\w+\}}|\[\s*\w+\s*(?:,\s*\w+\s*)*\])?)
    |(?P<constant>[01](?![\d.]))
    |(?P<over>\\(?:bar|overline)(?![a-z]))
    |(?P<after>{_BAR}|['’′]|\^\\prime(?![a-z])|\^\{{(?:['’′]|\\prime)\}})
    |(?P<command>\\[A-Za-z]+)
    |(?P<open>[({{])
    |(?P<close>[)}}])
    |(?P<sign><->|<=>|->|=>|==|&&|\|\||.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_COMMANDS = {
    "&": "land wedge cdot times ast",
    "|": "lor vee",
    "^": "oplus",
    "<->": "leftrightarrow Leftrightarrow iff equiv odot",
    "->": "to rightarrow Rightarrow implies",
    "~": "neg lnot",
    "1": "top",
    "0": "bot",
}
_COMMAND = {name: sign for sign, names in _COMMANDS.items() for name in names.split()}
_NEGATES = ("~", "!", "¬", "not")  # what comes after it
# What ordinary text cannot hold: commands, bars, and an operand right after another.
_EVIDENT = re.compile(
    rf"\\[a-z]|_\{{|{_BAR}|(?<=[\w)\]'`])'\s*(?:\(|(?!{_WORD})[^\W\d_])|\)\(", re.IGNORECASE
)
_SIGNS = ("\\", "_{", "'", ")(", "\u0304", "\u0305")  # one of them is in what is evident
_FACTOR = re.compile(r"(?<!\w)[A-Z]\(")  # a letter before a sum, if nowhere a function is called
_SUMS = re.compile(r"[\w\s()+'·⋅]*")  # a text of + and ' alone
_LONGEST = 10_000  # characters of a text that somebody may have written by hand
_QUOTED = re.compile(QUOTED)
_LETTER = re.compile(r"[^\W\d_](?:_?\d+)?")
_BARRED = {both: one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
           if len(both := normalize("NFC", f"{one}\u0304")) == 1}  # fmt: skip


class Plain(NamedTuple):
    """A text in the ordinary notation, and where in the text as given each character was."""

    text: str
    places: list[int]


def is_textbook(text: str) -> bool:
    r"""Whether a text can only be meant so: LaTeX, bars, or one operand right after another.

    >>> is_textbook("A'B"), is_textbook(r"\bar{A} + B"), is_textbook("A' | B & C")
    (True, True, False)
    """
    if "`" in text:
        text = _QUOTED.sub("``", text)  # names may hold anything
    if any(sign in text for sign in _SIGNS) and _EVIDENT.search(text):
        return True
    return "+" in text and "," not in text and _FACTOR.search(text) is not None


def plain(text: str) -> Plain:
    """The text in the ordinary notation."""
    written: list[str] = []
    places: list[int] = []
    operand = False  # whether the last token ended one
    for kind, piece, place in _pieces(text):
        starts = kind in ("name", "open", "not")
        between = " & " if operand and starts else ""
        piece = f" {piece} " if kind == "sign" else between + piece
        written.append(piece)
        places += [place] * len(piece)
        operand = kind in ("name", "close")
    return Plain("".join(written), [*places, len(text)])


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """What each token is: a name, open, close, not, or a sign; its ordinary text and its place."""
    for token in _TOKEN.finditer(text):
        kind, piece, place = str(token.lastgroup), token.group(), token.start()
        if kind == "space":
            continue
        if kind == "command":
            piece = _sign_of(text, place, piece)
            kind = "name" if piece in "01" else "sign"
        if kind == "roman":
            kind, piece = "name", spelled(token["roman"].strip())
        elif kind == "name":
            piece = re.sub(r"[{}\s]", "", piece)
            if piece[0] in _BARRED:
                yield "name", _BARRED[piece[0]] + piece[1:], place
                kind, piece = "close", "'"
        elif kind == "said":
            kind, piece = "name", piece.lower()
        elif kind in ("quoted", "constant"):
            kind = "name"
        elif kind in ("over", "call"):
            kind, piece = "not", "~" if kind == "over" else piece
        elif kind == "after":
            kind, piece = "close", "'"
        elif kind in ("open", "close"):
            piece = "(" if kind == "open" else ")"
        elif piece.lower() in _NEGATES:
            kind, piece = "not", "~"
        else:
            kind, piece = "sign", "&" if piece == "." else piece
        yield kind, piece, place


def _sign_of(text: str, place: int, command: str) -> str:
    """The operator or constant that a command of LaTeX is."""
    if command[1:] in _COMMAND:
        return _COMMAND[command[1:]]
    near = did_you_mean(command[1:], (*_COMMAND, "bar", "overline", "mathrm"))
    raise ParseError(text, place, f"{shown(command)} is no command of logic{near}")


def ambiguity(
    text: str, names: Collection[str], stated: Collection[str] = ()
) -> tuple[str, str] | None:
    """A name that may be meant as a product of letters, which are names too, and both.

    In a text of sums and primes alone the letters need not be names. What is `stated` is one name.

    >>> ambiguity("AB + A", ["AB", "A", "B"]), ambiguity("x1x2 + y", ["x1x2", "y"])
    (('AB', 'A*B'), ('x1x2', 'x1*x2'))
    >>> ambiguity("AB | A", ["AB", "A"]), ambiguity("sum + carry", ["sum", "carry"])
    (None, None)
    >>> ambiguity("AB | A & B", ["AB", "A", "B"]), ambiguity("\u0100 | B", ["\u0100", "B"])
    (('AB', 'A*B'), ('\u0100', "A'"))
    """
    if len(text) > _LONGEST:
        return None
    known = set(names)
    names = [name for name in names if name not in stated]
    longer = {name: _LETTER.findall(name) for name in names if not _LETTER.fullmatch(name)}
    products = {name: letters for name, letters in longer.items() if "".join(letters) == name}
    for name, letters in products.items():
        if known.issuperset(letters) and f"`{name}`" not in text:
            return name, "*".join(letters)
    for name in names:
        barred = name[0] in _BARRED and (len(name) == 1 or name.isupper())
        if barred and f"`{name}`" not in text:
            return name, "*".join(f"{_BARRED[x]}'" if x in _BARRED else x for x in name)
    if not ("+" in text or "'" in text) or _SUMS.fullmatch(text) is None:
        return None
    if len(products) < len(longer) or any(sorted(set(of)) != of for of in products.values()):
        return None
    return next(((name, "*".join(letters)) for name, letters in products.items()), None)
