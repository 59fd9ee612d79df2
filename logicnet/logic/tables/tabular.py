"""Truth tables as people keep them: named columns in a CSV file or data frame, text, HTML."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError, LimitError, SpecificationError, did_you_mean
from logicnet.ground.bits import Words, check_size, pack
from logicnet.ground.digits import meaning
from logicnet.ground.html import table
from logicnet.ground.names import unique_names
from logicnet.ground.storage.files import named, read_text

_MOST_LINES = 64  # rows that str and HTML show

_MOST_VALUES = 1 << 31  # of all rows and outputs of a table that is listed
_HEAD = 1 << 16  # characters in which the names of the columns are looked for
DELIMITERS = ",;\t"
_SAID = {"yes": 1, "y": 1, "t": 1, "no": 0, "n": 0, "f": 0}  # in tables, besides 0 and 1

Missing = Literal["error", "dont-care", 0, 1]
_FILLS: dict[Any, int] = {"error": 2, "dont-care": -1, 0: 0, 1: 1}
Names = tuple[str, ...]
Values = NDArray[np.int8]  # 0, 1, and -1 for a don't-care; a row for each row
Place = Callable[[int], str]  # where the row of that number (from 0) stands


class ListedTable(NamedTuple):
    """A truth table in words: `on` where an output is 1, `dc` where it does not matter."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    on: Words
    dc: Words


def table_of_rows(
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    outputs: Sequence[str] | None = None,
    *,
    missing: Missing = "error",
    place: Place = lambda number: f"row {number + 1}",
) -> ListedTable:
    """The truth table of listed rows, each with a value for every name.

    >>> table_of_rows(["a", "y"], [[1, 0], [0, 1]]).on
    array([[1]], dtype=uint64)
    """
    names = unique_names(names, "column")
    outputs = tuple(outputs) if outputs is not None else names[-1:]
    unknown = sorted({*outputs} - {*names})
    if unknown or not outputs:
        hint = did_you_mean(unknown[0], names) if unknown else ""
        raise SpecificationError(
            f"no output column {', '.join(unknown) or '(none named)'} among {list(names)}{hint}"
        )
    if missing not in _FILLS:
        raise SpecificationError(f"missing is 'error', 'dont-care', 0 or 1, not {missing!r}")
    at, results = {name: i for i, name in enumerate(names)}, {*outputs}
    inputs = tuple(name for name in names if name not in results)
    check_size(len(inputs))
    known = _values(names, rows, outputs, place)
    into, out = [at[name] for name in inputs], [at[name] for name in outputs]
    index = known[:, into].astype(np.int64) @ (1 << np.arange(len(inputs))[::-1])
    _check_same(index, known[:, out], place)
    if missing == "error":
        _check_all_listed(index, inputs)
    return _filled(inputs, outputs, index, known[:, out], _FILLS[missing])


def _values(
    names: tuple[str, ...], rows: Sequence[Sequence[Any]], outputs: tuple[str, ...], place: Place
) -> NDArray[np.int8]:
    """The values of the rows: 0 and 1, and -1 for a don't-care in a column of an output."""
    known = np.empty((len(rows), len(names)), dtype=np.int8)
    results = {*outputs}
    allowed = [(-1, 0, 1) if name in results else (0, 1) for name in names]
    for number, row in enumerate(rows):
        if len(row) != len(names):
            raise SpecificationError(f"{place(number)}: {len(row)} values for {len(names)} columns")
        digits = [said(cell) for cell in row]
        for i, digit in enumerate(digits):
            if digit not in allowed[i]:
                expected = "0, 1 or - (don't-care)" if names[i] in results else "0 or 1"
                raise SpecificationError(
                    f"{place(number)}, column {names[i]!r}: expected {expected}, got {row[i]!r}"
                )
        known[number] = digits
    return known


def said(cell: Any) -> int:
    """What a cell means: 0, 1, -1 for a don't-care, or 2 for anything else.

    >>> [said(cell) for cell in ("yes", "F", "true", "-", "perhaps")]
    [1, 0, 1, -1, 2]
    """
    if isinstance(cell, str) and cell.strip().lower() in _SAID:
        return _SAID[cell.strip().lower()]
    return meaning(cell)


def _check_same(index: NDArray[np.int64], results: NDArray[np.int8], place: Place) -> None:
    """Raise where a row of the table is listed twice with other outputs."""
    order = np.argsort(index, kind="stable")
    again = np.flatnonzero(np.diff(index[order]) == 0)
    apart = (results[order[again]] != results[order[again + 1]]).any(axis=1)
    if apart.any():
        first, second = order[again[apart][0] :][:2].tolist()
        raise SpecificationError(
            f"{place(second)} contradicts {place(first)}: same inputs, other outputs"
        )


def _check_all_listed(index: NDArray[np.int64], inputs: tuple[str, ...]) -> None:
    """Raise where a row of the table is not listed."""
    n, listed = len(inputs), np.unique(index)
    absent = 2**n - len(listed)
    if absent:
        gap = np.flatnonzero(listed != np.arange(len(listed)))
        first = int(gap[0]) if len(gap) else len(listed)
        text = " ".join(f"{k}={first >> (n - 1 - i) & 1}" for i, k in enumerate(inputs))
        raise SpecificationError(
            f"{absent} of {2**n} rows are not listed, the first {text}; "
            'pass missing="dont-care" (or 0, or 1) to say what they are'
        )


def _filled(
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    index: NDArray[np.int64],
    results: NDArray[np.int8],
    fill: int,
) -> ListedTable:
    """The table of the listed rows, all others being `fill`."""
    rows = 2 ** len(inputs)
    if rows * len(outputs) > _MOST_VALUES:
        raise LimitError(
            f"{rows} rows of {len(outputs)} outputs exceed the limit of {_MOST_VALUES} values; "
            "state fewer outputs at a time"
        )
    packed = []
    for column in results.T:
        values = np.full(rows, fill, dtype=np.int8)
        values[index] = column
        packed.append((pack(values == 1), pack(values == -1)))
    on, dc = zip(*packed, strict=True)
    return ListedTable(inputs=inputs, outputs=outputs, on=np.array(on), dc=np.array(dc))


def read_csv(
    path: str | PathLike[str],
    outputs: Sequence[str] | None = None,
    *,
    missing: Missing = "error",
    separator: str | None = None,
) -> ListedTable:
    """The truth table of a CSV file whose first line names the columns."""
    return listed(sheet_of(named(path), separator), outputs, missing=missing)


def listed(
    sheet: Sheet, outputs: Sequence[str] | None = None, *, missing: Missing = "error"
) -> ListedTable:
    """The truth table of the cells of a CSV.

    The outputs are those named, otherwise the columns after one without a name, otherwise the
    last.
    """
    path = sheet.path
    names, rows = sheet.names, sheet.rows
    if names.count("") == 1 and outputs is None:
        gap = names.index("")
        outputs, names = names[gap + 1 :], names[:gap] + names[gap + 1 :]
        rows = [row[:gap] + row[gap + 1 :] if row[gap : gap + 1] == [""] else row for row in rows]
    try:
        return table_of_rows(names, rows, outputs, missing=missing, place=sheet.place)
    except (SpecificationError, LimitError) as error:
        kind = LimitError if isinstance(error, LimitError) else FormatError
        text = str(error)
        raise kind(text if text.startswith(str(path)) else f"{path}: {text}") from None


@dataclass(frozen=True)
class Sheet:
    """The cells of a CSV file: names of columns, rows, the lines of both, what separates cells."""

    path: Path
    names: list[str]
    rows: list[list[str]]
    lines: list[int]
    delimiter: str

    def place(self, number: int) -> str:
        """Where a row stands; row -1 is that of the names."""
        return f"{self.path}:{self.lines[number + 1]}"


def sheet_of(path: Path, separator: str | None = None) -> Sheet:
    """The cells of a CSV file, as `sheet_of_text` has them."""
    return sheet_of_text(read_text(path), path, separator)


def sheet_of_text(text: str, path: Path, separator: str | None = None) -> Sheet:
    """The cells of the lines that are not empty; the first line names the columns.

    What separates them, where it is not said, is a comma, semicolon or tab, whichever the first
    line has. `path` is what errors mention.
    """
    if separator is not None and (len(separator) != 1 or separator in '"\r\n'):
        raise SpecificationError(f"separator is one character, such as ';', not {separator!r}")
    delimiter = separator or delimiter_of(text)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    rows, lines = [], []
    try:
        for row in reader:
            if row:
                rows.append([cell.strip() for cell in row])
                lines.append(reader.line_num)
    except csv.Error as error:
        raise FormatError(f"{path}:{reader.line_num}: {error}") from None
    if not rows:
        raise FormatError(f"{path}:1: expected a line of column names, got an empty file")
    return Sheet(path, rows[0], rows[1:], lines, delimiter)


def delimiter_of(text: str) -> str:
    """What separates the cells of a text, by its first line that is not empty.

    >>> delimiter_of("a;b;c")
    ';'
    """
    head = re.split("[\r\n]", re.sub('"[^"]*"', "", text[:_HEAD].lstrip("\r\n")), maxsplit=1)[0]
    return next((mark for mark in DELIMITERS if mark in head), ",")


def csv_text(names: Sequence[str], rows: Iterable[Sequence[Any]], delimiter: str = ",") -> str:
    """Names and rows as CSV."""
    buffer = io.StringIO()
    write = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    # another separator in a name is quoted, so that it is not taken for that of the file
    odd = {*DELIMITERS} & {*"".join(names)}
    quoted = csv.writer(buffer, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    (quoted if odd else write).writerow(names)
    return buffer.getvalue() + csv_rows(rows, delimiter)


def csv_rows(rows: Iterable[Sequence[Any]], delimiter: str = ",") -> str:
    """Rows as CSV, without names."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def text(inputs: Names, outputs: Names, values: Values) -> str:
    """The table in columns, the middle left out where it is long."""
    names = (*inputs, "|", *outputs)
    lines = [" ".join(names)]
    for row in _shown(len(inputs), values):
        cells = (cell.center(len(name)) for cell, name in zip(row, names, strict=True))
        lines.append(" ".join(cells))
    return "\n".join(line.rstrip() for line in lines)


def html(inputs: Names, outputs: Names, values: Values) -> str:
    """The table for Jupyter."""
    rows = (["" if cell == "|" else cell for cell in row] for row in _shown(len(inputs), values))
    return table((*inputs, "", *outputs), rows)


def _shown(n: int, values: Values) -> list[list[str]]:
    """Rows as cells: all, or the first and last ones with a row of dots between."""
    rows, m = values.shape
    half = _MOST_LINES // 2

    def cells(r: int) -> list[str]:
        digits = [str(r >> (n - 1 - i) & 1) for i in range(n)]
        return [*digits, "|", *("01-"[v] for v in values[r])]

    if rows <= _MOST_LINES:
        return [cells(r) for r in range(rows)]
    dots = ["."] * n + ["|"] + ["."] * m
    last = range(rows - half, rows)
    return [cells(r) for r in range(half)] + [dots] + [cells(r) for r in last]
