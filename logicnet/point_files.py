"""Networks on files of points: rows of a CSV in, the same rows with the outputs out."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TextIO

import numpy as np

from .errors import FormatError
from .formats.files import write_atomically
from .names import unique_names
from .network import Network
from .tabular import csv_rows


def evaluate_csv(network: Network, source: Path, target: Path | None = None) -> None:
    """Write the rows of a CSV file with a column for each output of the network.

    The file's first line names its columns, among them all inputs. Where a column has the name
    of an output already, the new one is called "network" and that name.
    """
    rows, places = csv_rows(source)
    if not rows:
        raise FormatError(f"{source}:1: expected a line of column names")
    head, body = rows[0], rows[1:]
    names = unique_names([name.strip() for name in head], f"{places[0]}: column")
    missing = [name for name in network.inputs if name not in names]
    if missing:
        raise FormatError(
            f"{places[0]}: no column for {', '.join(missing)} among {', '.join(head)}"
        )
    columns = [names.index(name) for name in network.inputs]
    points = np.empty((len(body), len(columns)))
    for number, (row, place) in enumerate(zip(body, places[1:], strict=True)):
        if len(row) != len(head):
            raise FormatError(f"{place}: {len(row)} values for {len(head)} columns")
        try:
            points[number] = [float(row[column]) for column in columns]
        except ValueError:
            points[number] = np.nan
        if not np.isfinite(points[number]).all():
            wanted = ", ".join(network.inputs)
            raise FormatError(f"{place}: expected numbers for {wanted}, got {','.join(row)!r}")
    outputs = network(points).tolist()
    added = [f"network {name}" if name in names else name for name in network.outputs]
    table = [[*head, *added], *([*a, *b] for a, b in zip(body, outputs, strict=True))]
    if target is None:
        _write(table, sys.stdout)
        return
    text = io.StringIO()
    _write(table, text)
    write_atomically(target, text.getvalue().encode("utf-8"))


def _write(table: list[list[str]], file: TextIO) -> None:
    csv.writer(file, lineterminator="\n").writerows(table)
