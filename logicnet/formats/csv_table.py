"""Truth tables as CSV: a header of names, then a line a row.

The last column is the output; many outputs stand after a column without a name.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ..errors import SpecificationError
from ..tabular import read_csv
from ..truthtable import TruthTable
from .files import write_atomically


def read(path: Path) -> TruthTable:
    """The truth table in a CSV file."""
    return read_csv(path)


def write(table: TruthTable, path: Path) -> None:
    """Write a truth table as CSV, a don't-care as ``-``."""
    if not isinstance(table, TruthTable):
        raise SpecificationError(f"CSV holds a TruthTable, not {type(table).__name__}")
    n = len(table.inputs)
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    gap = [""] * (len(table.outputs) > 1)  # a column without a name comes before many outputs
    rows.writerow([*table.inputs, *gap, *table.outputs])
    for r, values in enumerate(table.values().tolist()):
        digits = [r >> (n - 1 - i) & 1 for i in range(n)]
        rows.writerow([*digits, *gap, *("01-"[v] for v in values)])
    write_atomically(path, buffer.getvalue().encode())
