"""Truth tables as CSV: a header of names, then a line a row.

The last column is the output; many outputs stand after a column without a name.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Literal

from ..errors import SpecificationError
from ..files import write_text
from ..tabular import DELIMITERS, read_csv
from ..truthtable import TruthTable


def read(path: Path) -> TruthTable:
    """The truth table in a CSV file."""
    return read_csv(path)


def write(table: TruthTable, path: Path) -> None:
    """Write a truth table as CSV, a don't-care as ``-``."""
    if not isinstance(table, TruthTable):
        raise SpecificationError(f"CSV holds a TruthTable, not {type(table).__name__}")
    names = (*table.inputs, *table.outputs)
    for name in names:
        if name != name.strip():
            raise SpecificationError(f"CSV cannot hold blanks at the ends of the name {name!r}")
    n = len(table.inputs)
    buffer = io.StringIO()
    # another separator in a name is quoted, so that it is not taken for that of the file
    odd = any(mark in "".join(names) for mark in DELIMITERS)
    quoted: Literal[0, 1] = csv.QUOTE_ALL if odd else csv.QUOTE_MINIMAL
    gap = [""] * (len(table.outputs) > 1)  # a column without a name comes before many outputs
    head = csv.writer(buffer, lineterminator="\n", quoting=quoted)
    head.writerow([*table.inputs, *gap, *table.outputs])
    rows = csv.writer(buffer, lineterminator="\n")
    for r, values in enumerate(table.values().tolist()):
        digits = [r >> (n - 1 - i) & 1 for i in range(n)]
        rows.writerow([*digits, *gap, *("01-"[v] for v in values)])
    write_text(path, buffer.getvalue())
