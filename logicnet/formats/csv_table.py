"""Truth tables as CSV or, in .tsv, with tabs: a header of names, then a line a row.

The last column is the output; many outputs stand after a column without a name.
"""

from __future__ import annotations

from pathlib import Path

from logicnet.errors import SpecificationError
from logicnet.ground.storage.files import write_text
from logicnet.logic.tables.tabular import (
    Missing,
    csv_text,
    listed,
    read_csv,
    sheet_of_text,
)
from logicnet.logic.tables.truthtable import TruthTable


def read(path: Path) -> TruthTable:
    """The truth table in a CSV file."""
    return TruthTable(**read_csv(path)._asdict())


def loads(
    text: str, name: str = "<csv>", *, missing: Missing = "error", separator: str | None = None
) -> TruthTable:
    r"""The truth table of the text of a CSV file; `name` is what errors mention.

    >>> print(loads("a;y\nyes;no\nno;yes"))
    a | y
    0 | 1
    1 | 0
    """
    sheet = sheet_of_text(text.removeprefix("\ufeff"), Path(name), separator)
    return TruthTable(**listed(sheet, missing=missing)._asdict())


def write(table: TruthTable, path: Path) -> None:
    """Write a truth table as CSV, a don't-care as ``-``."""
    names = (*table.inputs, *table.outputs)
    for name in names:
        if name != name.strip():
            raise SpecificationError(f"CSV cannot hold blanks at the ends of the name {name!r}")
    n = len(table.inputs)
    gap = [""] * (len(table.outputs) > 1)  # a column without a name comes before many outputs
    digits = ([r >> (n - 1 - i) & 1 for i in range(n)] for r in range(len(table)))
    values = (["01-"[value] for value in row] for row in table.values().tolist())
    rows = ([*left, *gap, *right] for left, right in zip(digits, values, strict=True))
    mark = "\t" if path.suffix.lower() == ".tsv" else ","
    write_text(path, csv_text([*table.inputs, *gap, *table.outputs], rows, mark))
