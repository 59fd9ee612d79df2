"""Truth tables as CSV: a header of names, the last column the output unless told otherwise."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ..errors import SpecificationError
from ..tabular import read_csv
from ..truthtable import TruthTable
from .files import write_atomically


def read(path: Path) -> TruthTable:
    """The truth table in a CSV file with one output column, the last."""
    return read_csv(path)


def write(table: TruthTable, path: Path) -> None:
    """Write a truth table as CSV, a don't-care as ``-``."""
    if not isinstance(table, TruthTable):
        raise SpecificationError(f"CSV holds a TruthTable, not {type(table).__name__}")
    n = len(table.inputs)
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    rows.writerow([*table.inputs, *table.outputs])
    for r, values in enumerate(table.values().tolist()):
        rows.writerow([*(r >> (n - 1 - i) & 1 for i in range(n)), *("01-"[v] for v in values)])
    write_atomically(path, buffer.getvalue().encode())
