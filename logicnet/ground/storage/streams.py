"""Text of any length, block by block: each has whole lines, and knows the number of its first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from logicnet.errors import FormatError

from .files import errors_of, status

BLOCK = 1 << 22  # bytes that are read at a time
_MOST_LINE = 1 << 28  # bytes of a line


class TextBlock(NamedTuple):
    """Lines, and the number of the first one."""

    line: int
    text: str

    @property
    def after(self) -> int:
        """The number of the line after these."""
        return self.line + line_ends(self.text)


def line_ends(text: str) -> int:
    r"""How many lines end in a text: at \n, \r or both.

    >>> line_ends("a\nb\r\nc\rd")
    3
    """
    return text.count("\n") + (text.count("\r") - text.count("\r\n") if "\r" in text else 0)


def text_blocks(path: Path, size: int = BLOCK) -> Iterator[TextBlock]:
    """The text of a file in UTF-8, without a byte order mark, in blocks of about `size` bytes."""
    line, read = 1, 0
    with errors_of(path, "read"), _opened(path) as file:
        for octets in _whole_lines(path, file, size):
            if read == 0 and octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise FormatError(f"{path}: UTF-16 text; expected UTF-8")
            text = _decoded(path, octets, read, line)
            yield TextBlock(line, text)
            line, read = line + line_ends(text), read + len(octets)


def _decoded(path: Path, octets: bytes, before: int, line: int) -> str:
    try:
        text = octets.decode("utf-8" if before else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: not UTF-8 text (byte {before + error.start})") from None
    if "\0" in text:
        line += line_ends(text[: text.index("\0")])
        raise FormatError(f"{path}:{line}: a character NUL; expected text")
    return text


def _opened(path: Path) -> BinaryIO:
    status(path)
    return open(os.fspath(path), "rb")


def _whole_lines(path: Path, file: BinaryIO, size: int) -> Iterator[bytes]:
    """What is in the file, cut after ends of lines."""
    rest: list[bytes] = []
    while octets := file.read(size):
        cut = max(octets.rfind(b"\n"), octets.rfind(b"\r", 0, -1)) + 1
        if cut:
            yield b"".join([*rest, octets[:cut]])
            rest = []
        rest.append(octets[cut:])
        if len(rest) * size > _MOST_LINE:
            raise FormatError(f"{path}: a line of more than {_MOST_LINE} bytes")
    if any(rest):
        yield b"".join(rest)
