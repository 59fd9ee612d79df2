"""CSV of any length: its columns, and blocks of whole rows that are read one by one, anywhere."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from logicnet.errors import FormatError
from logicnet.ground.storage.streams import BLOCK, TextBlock, line_ends, text_blocks
from logicnet.logic.tables.tabular import delimiter_of

_OPEN = "unexpected end of data"  # what csv says of a quote that is not closed yet
_BLANKS = " \t\v\f\r\x1c\x1d\x1e\x1f"  # what may stand beside a cell


class CsvHeader(NamedTuple):
    """The first row of a file: where it stands, the names, and what separates cells."""

    path: Path
    line: int
    names: list[str]
    delimiter: str

    @property
    def place(self) -> str:
        """Where the names stand."""
        return f"{self.path}:{self.line}"


def csv_blocks(path: Path, size: int = BLOCK) -> tuple[CsvHeader, Iterator[TextBlock]]:
    """The columns of a file, and the rows below them in blocks of about that many bytes."""
    texts = text_blocks(path, size)
    first = next((block for block in texts if block.text.strip("\r\n")), None)
    if first is None:
        raise FormatError(f"{path}:1: expected a line of column names, got an empty file")
    delimiter = delimiter_of(first.text)
    blocks = _whole_rows(chain([first], texts), delimiter)
    head = next(blocks)
    line, names = next(rows_of(path, delimiter, head))
    below = _lines_from(head, line)
    return CsvHeader(path, line, names, delimiter), chain([below] if below.text else [], blocks)


def rows_of(path: Path, delimiter: str, block: TextBlock) -> Iterator[tuple[int, list[str]]]:
    """The cells of the rows that are not empty, and the line that each ends in."""
    reader = csv.reader(
        io.StringIO(block.text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    before = block.line - 1
    try:
        for row in reader:
            if row:
                yield before + reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise FormatError(f"{path}:{before + reader.line_num}: {error}") from None


def plain_lines(text: str, delimiter: str, columns: int) -> list[str] | None:
    """The lines that are not empty, if each is a row of that many cells as they stand.

    >>> plain_lines("1,2\\r\\n\\n3,4\\n", ",", 2)
    ['1,2', '3,4']
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if '"' in text or any(blank in text for blank in _BLANKS if blank != delimiter):
        return None
    if not text.isascii() and re.search(r"[^\S\n\t]", text):
        return None
    lines = [line for line in text.split("\n") if line]
    if any(line.count(delimiter) != columns - 1 for line in lines):
        return None
    return lines


def _whole_rows(blocks: Iterable[TextBlock], delimiter: str) -> Iterator[TextBlock]:
    """The same text, cut where no cell in quotes goes on."""
    rest = TextBlock(1, "")
    for block in blocks:
        text = rest.text + block.text
        line = rest.line if rest.text else block.line
        end = _end_of_rows(text, delimiter)
        if end:
            yield TextBlock(line, text[:end])
        rest = TextBlock(line + line_ends(text[:end]), text[end:])
    if rest.text:
        yield rest


def _end_of_rows(text: str, delimiter: str) -> int:
    """Where the last row ends that is whole; what is wrong is for who reads the rows."""
    if '"' not in text:
        return len(text)
    lines, whole = list(io.StringIO(text, newline="")), 0
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        for _ in reader:
            whole = reader.line_num
    except csv.Error as error:
        whole = whole if str(error) == _OPEN else len(lines)
    return sum(map(len, lines[:whole]))


def _lines_from(block: TextBlock, line: int) -> TextBlock:
    """What of a block comes after a line."""
    lines = list(io.StringIO(block.text, newline=""))
    return TextBlock(line + 1, "".join(lines[line + 1 - block.line :]))
