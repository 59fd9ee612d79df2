"""Networks on files of points: rows of a CSV in, the same rows with the outputs out.

Rows are read, evaluated and written block by block, here or by the workers of an executor, so that
a file may be larger than the memory. Lines whose cells stand as they are, without quotes and
blanks, are read by NumPy and go on as they came; all others, and what is wrong, cell by cell.
An input `size_XL` without a column of that name is whether the column `size` has the text XL; the
cells of Boolean inputs may be yes and no, true and false, too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from math import isnan, nan
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import FormatError, SpecificationError, did_you_mean
from logicnet.ground.names import category_of, few, unique_names
from logicnet.ground.storage.files import write_texts
from logicnet.ground.storage.streams import BLOCK, TextBlock
from logicnet.ground.workers.parallel import Workers, mapped
from logicnet.logic.tables.tabular import csv_rows, csv_text, said
from logicnet.network.network import Network

from .csv_blocks import CsvHeader, csv_blocks, plain_lines, rows_of

Floats = NDArray[np.float64]

AHEAD = 8  # blocks in the hands of workers: so many are in memory
_MOST_CODED = 16  # outputs up to which equal ends of lines are written once
_EXPECTED: dict[str, tuple[str, Callable[[Floats], NDArray[np.bool_]]]] = {
    "binary": ("0 or 1", lambda values: (values == 0) | (values == 1)),
    "bipolar": ("-1 or 1", lambda values: np.abs(values) == 1),
    "real": ("numbers", np.isfinite),
}


def evaluate_csv(
    network: Network,
    source: Path,
    target: Path | None = None,
    *,
    executor: Workers | None = None,
    size: int = BLOCK,
) -> None:
    """Write the rows of a CSV file with a column for each output of the network.

    The file's first line names its columns, among them all inputs. Where a column has the name
    of an output already, the new one is called "network" and that name. The `executor` evaluates
    blocks of about `size` bytes. A file is written whole or not at all; what is shown (`target`
    None) is shown as far as rows are right.
    """
    columns, blocks = csv_blocks(source, size)
    places = input_places(network, columns.names, columns.place)
    head = csv_text(output_names(network, columns.names), [], columns.delimiter)
    look = Evaluated(network, columns, *places)
    with closing(mapped(look, blocks, executor, ahead=AHEAD)) as texts:
        if target is None:
            sys.stdout.write(head)
            for text in texts:
                sys.stdout.write(text)
        else:
            write_texts(target, chain([head], texts))


def output_names(network: Network, names: Sequence[str]) -> list[str]:
    """The names of the columns, and those of the outputs after them."""
    head = list(names)
    for name in network.outputs:
        head.append(next(title for title in _titles(name) if title not in head))
    return head


def _titles(name: str) -> Iterator[str]:
    """Names for the column of an output, as one is taken already where a file has it."""
    while True:
        yield name
        name = f"network {name}"


class Places(NamedTuple):
    """For each input of a network the number of its column, and the category that it asks for."""

    places: list[int]
    categories: list[str | None]


def input_places(network: Network, names: Sequence[str], place: str) -> Places:
    """The columns that the network reads, in its order."""
    try:
        names = unique_names(names, f"{place}: column")
    except SpecificationError as error:
        raise FormatError(str(error)) from None
    found = [(name, None) if name in names else _category(network, name, names)
             for name in network.inputs]  # fmt: skip
    lacking = [name for name, one in zip(network.inputs, found, strict=True) if one is None]
    if lacking:
        raise FormatError(
            f"{place}: no column for {', '.join(lacking)} among {', '.join(names)}"
            + did_you_mean(lacking[0], names)
        )
    pairs = [one for one in found if one is not None]
    return Places([names.index(column) for column, _ in pairs], [of for _, of in pairs])


def _category(network: Network, name: str, names: Sequence[str]) -> tuple[str, str] | None:
    """The column of the category that a Boolean input asks for, and the category."""
    return category_of(name, names) if is_boolean(network, name) else None


def is_boolean(network: Network, name: str) -> bool:
    """Whether an input is 0 or 1."""
    return network.encoding == "binary" or name in network.booleans


def expected_of(network: Network) -> str:
    """What the values of the inputs have to be, in words."""
    what = _EXPECTED[network.encoding][0]
    return f"{what}, and 0 or 1 for {few(network.booleans)}" if network.booleans else what


def fits(network: Network, points: Floats) -> NDArray[np.bool_]:
    """Which rows the network has outputs for."""
    right = _EXPECTED[network.encoding][1](points)
    for name in network.booleans:
        column = points[:, network.inputs.index(name)]
        right[:, network.inputs.index(name)] = (column == 0) | (column == 1)
    return np.asarray(right.all(axis=1))


@dataclass(frozen=True)
class Evaluated:
    """What runs for each block: its rows, with the outputs of the network."""

    network: Network
    columns: CsvHeader
    places: list[int]
    categories: list[str | None]

    def __call__(self, block: TextBlock) -> str:
        delimiter = self.columns.delimiter
        lines = plain_lines(block.text, delimiter, len(self.columns.names))
        points = None if lines is None else self._plain_points(lines)
        if lines is None or points is None:
            rows = list(rows_of(self.columns.path, delimiter, block))
            outputs = self.network(self._points(rows)).tolist()
            cells = ([*row, *own] for (_, row), own in zip(rows, outputs, strict=True))
            return csv_rows(cells, delimiter)
        ends = _line_ends(self.network(points), delimiter)
        return "".join([line + end for line, end in zip(lines, ends, strict=True)])

    def _plain_points(self, lines: list[str]) -> Floats | None:
        """The values of the inputs, if NumPy reads numbers that fit in all lines."""
        if not self.places or not lines:
            return np.empty((len(lines), len(self.places)))
        if any(self.categories):
            return None
        mark, places = self.columns.delimiter, self.places
        try:
            points = np.loadtxt(lines, comments=None, delimiter=mark, usecols=places, ndmin=2)
        except ValueError:
            return None
        return points if len(points) == len(lines) and fits(self.network, points).all() else None

    def _points(self, rows: list[tuple[int, list[str]]]) -> Floats:
        """The values of the inputs, or an error that names the line of the first wrong row."""
        path, delimiter = self.columns.path, self.columns.delimiter
        count = len(self.columns.names)
        odd = next((k for k, (_, row) in enumerate(rows) if len(row) != count), len(rows))
        inputs = zip(self.network.inputs, self.places, self.categories, strict=True)
        read = [(place, _reader(self.network, name, of)) for name, place, of in inputs]
        values = [[value(row[place]) for place, value in read] for _, row in rows[:odd]]
        points = np.array(values).reshape(odd, len(self.places))
        wrong = np.flatnonzero(~fits(self.network, points))
        if len(wrong):
            line, row = rows[wrong[0]]
            wanted = f"{expected_of(self.network)} for {', '.join(self.network.inputs)}"
            raise FormatError(f"{path}:{line}: expected {wanted}, got {delimiter.join(row)!r}")
        if odd < len(rows):
            line, row = rows[odd]
            raise FormatError(f"{path}:{line}: {len(row)} values for {count} columns")
        return points


def _line_ends(outputs: NDArray[np.int64], delimiter: str) -> list[str]:
    """What comes after each line: the outputs, and the end of the line."""
    if outputs.shape[1] > _MOST_CODED:
        return [_end(row, delimiter) for row in outputs.tolist()]
    digits = range(outputs.shape[1])
    texts = [_end([code >> k & 1 for k in digits], delimiter) for code in range(1 << len(digits))]
    return [texts[code] for code in (outputs @ (1 << np.arange(len(digits)))).tolist()]


def _end(values: Sequence[int], delimiter: str) -> str:
    return "".join(f"{delimiter}{value}" for value in values) + "\n"


def _reader(network: Network, name: str, category: str | None) -> Callable[[str], float]:
    """What the cells of an input mean as numbers."""
    if category is not None:
        return partial(_is_category, category)
    return _truth if is_boolean(network, name) else _number


def _is_category(category: str, cell: str) -> float:
    """Whether a cell is the category; an empty one, or a number, is none."""
    cell = cell.strip()
    return nan if not cell or not isnan(_number(cell)) else float(cell == category)


def _truth(cell: str) -> float:
    found = _number(cell)
    return float(value) if isnan(found) and (value := said(cell)) in (0, 1) else found


def _number(cell: str) -> float:
    try:
        return nan if "_" in cell else float(cell)
    except ValueError:
        return nan
