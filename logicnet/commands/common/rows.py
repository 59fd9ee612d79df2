"""Rows of numbers in a CSV file, by the names of its columns."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

import logicnet
from logicnet.logic.tables.tabular import Sheet, said, sheet_of, sheet_of_text

from .sources import STREAM, separator_option, standard_input_text

Columns = dict[str, list[float]]


def rows_argument(parser: argparse.ArgumentParser) -> None:
    """Add the argument for a file of rows."""
    parser.add_argument(
        "rows", help="a CSV file, or - for standard input: a line of names, then a line a row; "
        "values are numbers, yes and no, true and false",
    )  # fmt: skip
    separator_option(parser, "rows_separator", "between the cells of the rows")


def columns_of(args: argparse.Namespace) -> Columns:
    """The columns of the file that the argument `rows` names."""
    if args.rows == STREAM:
        sheet = sheet_of_text(standard_input_text(), Path("standard input"), args.rows_separator)
    else:
        sheet = sheet_of(Path(args.rows), args.rows_separator)
    found: Columns = {name: [] for name in sheet.names}
    if len(found) < len(sheet.names):
        twice = next(name for name in sheet.names if sheet.names.count(name) > 1)
        raise logicnet.FormatError(f"{sheet.place(-1)}: column name {twice!r} is given twice")
    for number, row in enumerate(sheet.rows):
        if len(row) != len(found):
            told = f"{len(row)} values for {len(found)} columns"
            raise logicnet.FormatError(f"{sheet.place(number)}: {told}")
        for name, cell in zip(found, row, strict=True):
            found[name].append(_number(sheet, number, name, cell))
    return found


def _number(sheet: Sheet, number: int, name: str, cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        value = said(cell)
    if value not in (0, 1):
        told = f"column {name!r}: expected a number, got {cell!r}"
        raise logicnet.FormatError(f"{sheet.place(number)}, {told}")
    return float(value)


def inputs_and_targets(
    columns: Columns, inputs: tuple[str, ...], targets: tuple[str, ...]
) -> tuple[Any, Any]:
    """The columns that a net reads, and those of its outputs, as arrays of rows."""
    return _picked(columns, inputs), _picked(columns, targets)


def _picked(columns: Columns, names: tuple[str, ...]) -> Any:
    absent = [name for name in names if name not in columns]
    if absent:
        hint = logicnet.errors.did_you_mean(absent[0], columns)
        raise logicnet.SpecificationError(
            f"no column {', '.join(absent)} among {', '.join(columns)}{hint}"
        )
    return np.array([columns[name] for name in names], dtype=np.float64).T
