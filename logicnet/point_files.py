"""Networks on files of points: rows of a CSV in, the same rows with the outputs out."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TextIO

import numpy as np

from .errors import FormatError
from .network import Network


def evaluate_csv(network: Network, source: Path, target: Path | None = None) -> None:
    """Write the rows of a CSV file with a column for each output of the network.

    The file's first line names its columns, among them all inputs.
    """
    with source.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    if not rows:
        raise FormatError(f"{source}:1: expected a line of column names")
    head, body = rows[0], [row for row in rows[1:] if row]
    missing = [name for name in network.inputs if name not in head]
    if missing:
        raise FormatError(f"{source}:1: no column for {', '.join(missing)} among {', '.join(head)}")
    places = [head.index(name) for name in network.inputs]
    points = np.empty((len(body), len(places)))
    for number, row in enumerate(body):
        try:
            points[number] = [float(row[place]) for place in places]
        except (ValueError, IndexError):
            raise FormatError(
                f"{source}:{number + 2}: expected numbers for {', '.join(network.inputs)}, "
                f"got {','.join(row)!r}"
            ) from None
    outputs = network(points).tolist()
    lines = [[*head, *network.outputs], *([*a, *b] for a, b in zip(body, outputs, strict=True))]
    if target is None:
        _write(lines, sys.stdout)
        return
    with target.open("w", newline="", encoding="utf-8") as file:
        _write(lines, file)


def _write(lines: list[list[str]], file: TextIO) -> None:
    csv.writer(file, lineterminator="\n").writerows(lines)
