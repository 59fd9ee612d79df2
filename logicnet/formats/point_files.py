"""Networks on files of points: rows of a CSV in, the same rows with the outputs out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from math import nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError, SpecificationError, did_you_mean
from logicnet.ground.names import unique_names
from logicnet.ground.storage.files import write_text
from logicnet.logic.tables.tabular import Sheet, csv_text, sheet_of
from logicnet.network.network import Network

_EXPECTED: dict[str, tuple[str, Callable[[NDArray[np.float64]], NDArray[np.bool_]]]] = {
    "binary": ("0 or 1", lambda values: (values == 0) | (values == 1)),
    "bipolar": ("-1 or 1", lambda values: np.abs(values) == 1),
    "real": ("numbers", np.isfinite),
}


def evaluate_csv(network: Network, source: Path, target: Path | None = None) -> None:
    """Write the rows of a CSV file with a column for each output of the network.

    The file's first line names its columns, among them all inputs. Where a column has the name
    of an output already, the new one is called "network" and that name.
    """
    sheet = sheet_of(source)
    try:
        outputs = network(_points(network, sheet)).tolist()
    except SpecificationError as error:
        text = str(error)
        raise FormatError(text if text.startswith(str(source)) else f"{source}: {text}") from None
    head = sheet.names
    for name in network.outputs:
        head = [*head, next(title for title in _titles(name) if title not in head)]
    rows = ([*a, *b] for a, b in zip(sheet.rows, outputs, strict=True))
    text = csv_text(head, rows, sheet.delimiter)
    if target is None:
        sys.stdout.write(text)
    else:
        write_text(target, text)


def _titles(name: str) -> Iterator[str]:
    """Names for the column of an output, as one is taken already where a file has it."""
    while True:
        yield name
        name = f"network {name}"


def _points(network: Network, sheet: Sheet) -> NDArray[np.float64]:
    """The values of the network's inputs in the rows, in the network's order."""
    names = unique_names(sheet.names, f"{sheet.place(-1)}: column")
    lacking = [name for name in network.inputs if name not in names]
    if lacking:
        raise FormatError(
            f"{sheet.place(-1)}: no column for {', '.join(lacking)} among {', '.join(names)}"
            + did_you_mean(lacking[0], names)
        )
    columns = [names.index(name) for name in network.inputs]
    what, fits = _EXPECTED[network.encoding]
    points = np.empty((len(sheet.rows), len(columns)))
    for number, row in enumerate(sheet.rows):
        if len(row) != len(names):
            raise FormatError(f"{sheet.place(number)}: {len(row)} values for {len(names)} columns")
        points[number] = [_number(row[column]) for column in columns]
        if not fits(points[number]).all():
            wanted, got = ", ".join(network.inputs), ",".join(row)
            raise FormatError(f"{sheet.place(number)}: expected {what} for {wanted}, got {got!r}")
    return points


def _number(cell: str) -> float:
    try:
        return nan if "_" in cell else float(cell)
    except ValueError:
        return nan
