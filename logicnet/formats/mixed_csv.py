"""Tables of mixed columns as CSV: numbers, truth values and texts, with cells that are missing."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError
from logicnet.ground.storage.files import read_text
from logicnet.logic.tables.tabular import delimiter_of

_MISSING = ("", "?", "NA", "nan", "NaN")
_TRUTH = {"true": True, "false": False}


def read_columns(path: Path, separator: str | None = None) -> dict[str, NDArray[Any]]:
    """The columns of a CSV file by their names; a cell that is empty or ? is missing."""
    return columns_in(read_text(path), str(path), separator)


def columns_in(
    text: str, name: str = "CSV", separator: str | None = None
) -> dict[str, NDArray[Any]]:
    """The columns of a text; what separates cells is said, or seen in the first line.

    >>> columns_in("age,colour\\n30,red\\n?,blue\\n")
    {'age': array([30., nan]), 'colour': array(['red', 'blue'], dtype=object)}
    """
    reader = csv.reader(text.splitlines(), delimiter=separator or delimiter_of(text))
    rows = [[cell.strip() for cell in row] for row in reader if row]
    if not rows:
        raise FormatError(f"{name}: expected a header of names")
    head, *body = rows
    twice = [title for k, title in enumerate(head) if title in head[:k]]
    if twice:
        raise FormatError(f"{name}:1: there are two columns {twice[0]!r}")
    for number, row in enumerate(body, 2):
        if len(row) != len(head):
            raise FormatError(f"{name}:{number}: {len(row)} cells for {len(head)} columns")
    return {title: _column([row[k] for row in body]) for k, title in enumerate(head)}


def _column(cells: list[str]) -> NDArray[Any]:
    """Truth values or numbers where all cells are such, else texts; None and nan are missing."""
    known = [cell for cell in cells if cell not in _MISSING]
    if known and len(known) == len(cells) and all(cell.lower() in _TRUTH for cell in known):
        return np.array([_TRUTH[cell.lower()] for cell in cells])
    try:
        return np.array([np.nan if cell in _MISSING else float(cell) for cell in cells])
    except ValueError:
        return np.array([None if cell in _MISSING else cell for cell in cells], dtype=object)
