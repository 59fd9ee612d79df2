"""Truth tables as people keep them: named columns in a CSV file or data frame, text, HTML."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import numpy as np

from .bits import pack
from .digits import meaning
from .errors import FormatError, SpecificationError
from .names import unique_names
from .truthtable import TruthTable, check_size

_MOST_LINES = 64  # rows that str and HTML show

Missing = Literal["error", "dont-care", 0, 1]


def table_of_rows(
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    outputs: Sequence[str] | None = None,
    *,
    missing: Missing = "error",
    places: Sequence[str] = (),
) -> TruthTable:
    """The truth table of listed rows, each with a value for every name.

    >>> print(table_of_rows(["a", "y"], [[1, 0], [0, 1]]))
    a | y
    0 | 1
    1 | 0
    """
    names = unique_names(names, "column")
    outputs = tuple(outputs) if outputs is not None else names[-1:]
    unknown = set(outputs) - set(names)
    if unknown or not outputs:
        raise SpecificationError(
            f"no output column {', '.join(sorted(unknown)) or '(none named)'} among {list(names)}"
        )
    if missing not in ("error", "dont-care", 0, 1):
        raise SpecificationError(f"missing is 'error', 'dont-care', 0 or 1, not {missing!r}")
    inputs = tuple(name for name in names if name not in outputs)
    check_size(len(inputs))
    n = len(inputs)
    fill = {"error": 2, "dont-care": -1, 0: 0, 1: 1}[missing]
    values = np.full((2**n, len(outputs)), fill, dtype=np.int8)
    listed = np.zeros(2**n, dtype=np.int64)
    into = [names.index(name) for name in inputs]
    out = [names.index(name) for name in outputs]
    places = places or [f"row {number}" for number in range(1, len(rows) + 1)]
    for number, (row, place) in enumerate(zip(rows, places, strict=True), start=1):
        if len(row) != len(names):
            raise SpecificationError(f"{place}: {len(row)} values for {len(names)} columns")
        digits = [meaning(row[i]) for i in into]
        result = [meaning(row[i]) for i in out]
        for i, value in zip(into + out, digits + result, strict=True):
            if value not in ((0, 1) if i in into else (-1, 0, 1)):
                expected = "0 or 1" if i in into else "0, 1 or - (don't-care)"
                raise SpecificationError(
                    f"{place}, column {names[i]!r}: expected {expected}, got {row[i]!r}"
                )
        index = int("".join(map(str, digits)) or "0", 2)
        if listed[index] and values[index].tolist() != result:
            raise SpecificationError(
                f"{place} contradicts {places[listed[index] - 1]}: same inputs, other outputs"
            )
        values[index], listed[index] = result, number
    if missing == "error" and not listed.all():
        index = int(np.flatnonzero(listed == 0)[0])
        row_text = " ".join(f"{k}={index >> (n - 1 - i) & 1}" for i, k in enumerate(inputs))
        raise SpecificationError(
            f"{int((listed == 0).sum())} of {2**n} rows are not listed, the first {row_text}; "
            'pass missing="dont-care" (or 0, or 1) to say what they are'
        )
    return TruthTable(
        inputs=inputs, outputs=outputs, on=pack((values == 1).T), dc=pack((values == -1).T)
    )


def read_csv(
    path: str | PathLike[str], outputs: Sequence[str] | None = None, *, missing: Missing = "error"
) -> TruthTable:
    """The truth table of a CSV file whose first line names the columns.

    The outputs are those named, otherwise the columns after one without a name, otherwise the
    last.
    """
    rows, places = csv_rows(Path(path))
    if not rows:
        raise FormatError(f"{path}:1: expected a line of column names, got an empty file")
    if rows[0].count("") == 1 and outputs is None:
        gap = rows[0].index("")
        outputs = rows[0][gap + 1 :]
        rows = [row[:gap] + row[gap + 1 :] if row[gap : gap + 1] == [""] else row for row in rows]
    try:
        return table_of_rows(rows[0], rows[1:], outputs, missing=missing, places=places[1:])
    except SpecificationError as error:
        text = str(error)
        raise FormatError(text if text.startswith(str(path)) else f"{path}: {text}") from None


def csv_rows(path: Path) -> tuple[list[list[str]], list[str]]:
    """The cells of the lines that are not empty, and where each line stands."""
    rows, places = [], []
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        try:
            for row in reader:
                if row:
                    rows.append([cell.strip() for cell in row])
                    places.append(f"{path}:{reader.line_num}")
        except UnicodeDecodeError as error:
            raise FormatError(f"{path}: not UTF-8 text (byte {error.start})") from None
        except csv.Error as error:
            raise FormatError(f"{path}:{reader.line_num}: {error}") from None
    return rows, places


def text(table: TruthTable) -> str:
    """The table in columns, the middle left out where it is long."""
    names = (*table.inputs, "|", *table.outputs)
    lines = [" ".join(names)]
    for row in _shown(table):
        cells = (cell.center(len(name)) for cell, name in zip(row, names, strict=True))
        lines.append(" ".join(cells))
    return "\n".join(line.rstrip() for line in lines)


def html(table: TruthTable) -> str:
    """The table for Jupyter."""
    names = (*table.inputs, "", *table.outputs)
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{'' if cell == '|' else cell}</td>" for cell in row) + "</tr>"
        for row in _shown(table)
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def _shown(table: TruthTable) -> list[list[str]]:
    """Rows as cells: all, or the first and last ones with a row of dots between."""
    n, values = len(table.inputs), table.values()
    half = _MOST_LINES // 2

    def cells(r: int) -> list[str]:
        digits = [str(r >> (n - 1 - i) & 1) for i in range(n)]
        return [*digits, "|", *("01-"[v] for v in values[r])]

    if table.rows <= _MOST_LINES:
        return [cells(r) for r in range(table.rows)]
    dots = ["."] * n + ["|"] + ["."] * len(table.outputs)
    last = range(table.rows - half, table.rows)
    return [cells(r) for r in range(half)] + [dots] + [cells(r) for r in last]
