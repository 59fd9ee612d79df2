"""The errors that logicnet raises: one root and its leaves.

Every message says what is wrong, where, and what was expected.

>>> error = ParseError("a & & b", 4, "expected a variable, a constant, '(' or 'not' after '&'")
>>> print(error)
expected a variable, a constant, '(' or 'not' after '&'
    a & & b
        ^
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from difflib import get_close_matches
from types import FrameType

_WINDOW = 60  # characters shown on each side of the caret


class LogicnetError(Exception):
    """Root of every error that logicnet raises on purpose."""


class SpecificationError(LogicnetError, ValueError):
    """A function, table, cover, region or network that is not well formed."""


class ArgumentTypeError(SpecificationError, TypeError):
    """An argument is of another type than the one that was expected."""


class LimitError(LogicnetError, ValueError):
    """The request is meaningful but exceeds a stated limit; the message names the limit."""


class FormatError(LogicnetError, ValueError):
    """A file that cannot be read; the message starts with ``file:line`` where lines exist."""


class FileError(LogicnetError, OSError):
    """A file that cannot be opened or written: a folder, not permitted, no space."""


class MissingFileError(FileError, FileNotFoundError):
    """A file, or the folder it is in, that is not there."""


class ParseError(LogicnetError, ValueError):
    """Text that is not a formula; the message draws a caret at `position` in `text`."""

    def __init__(self, text: str, position: int, reason: str) -> None:
        self.text = text
        self.position = position
        self.reason = reason
        super().__init__(f"{reason}\n{_excerpt(text, position)}")

    def __reduce__(self) -> tuple[type[ParseError], tuple[str, int, str]]:
        return type(self), (self.text, self.position, self.reason)  # from worker to caller


def did_you_mean(word: object, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The end of a message that names the known word nearest to `word`, or "" where none is near.

    Capital letters are as near as small ones.

    >>> "there is no style 'wied'" + did_you_mean("wied", ["minterms", "wide", "deep"])
    "there is no style 'wied'; did you mean 'wide'?"
    >>> did_you_mean("A", ["a", "b"]), did_you_mean("p", ["a", "b"])
    ("; did you mean 'a'?", '')
    """
    names = {str(name).lower(): str(name) for name in known}
    near = get_close_matches(str(word)[:60].lower(), names, n=1, cutoff=cutoff)
    return f"; did you mean {names[near[0]]!r}?" if near else ""


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn of the line outside this package that a call came from."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and _is_ours(frame):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).partition(".")[0] == __package__


def shown(token: str) -> str:
    """A token in quotes, shortened when it is long.

    >>> shown("x" * 50), shown("")
    ("'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'", 'nothing')
    """
    if not token:
        return "nothing"
    return repr(token if len(token) <= 40 else token[:37] + "...")


def _excerpt(text: str, position: int) -> str:
    """The line of `text` around `position`, and a caret under it."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    left = max(start, position - _WINDOW)
    right = min(end, position + _WINDOW)
    before = ("..." if left > start else "") + _one_line(text[left:position])
    after = _one_line(text[position:right]) + ("..." if right < end else "")
    return f"    {before}{after}\n    {' ' * len(before)}^"


def _one_line(text: str) -> str:
    """The text with a blank for each character that is not printed as one."""
    return "".join(character if character.isprintable() else " " for character in text)
