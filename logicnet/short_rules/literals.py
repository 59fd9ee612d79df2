"""Literals that short rules are made of: truth values, categories, thresholds of numbers, concepts.

Each has the words that people read, and the formula that `compile` reads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.learning.data.columns import Column, FittedColumns
from logicnet.learning.data.conditions import condition, thresholds
from logicnet.logic.language import spelled
from logicnet.network.network import Network

Floats = NDArray[np.float64]
Octets = NDArray[np.uint8]


@dataclass(frozen=True)
class Literal:
    """A condition on a row; `source` is the column or the concept that it is about."""

    words: str
    formula: str
    source: str
    price: float = 1.0

    def __str__(self) -> str:
        return self.words


def literals_of(
    columns: FittedColumns, rows: Floats, cuts: int, missing: Mapping[str, float] | None = None,
    known: Mapping[str, Sequence[float]] | None = None,
) -> tuple[list[Literal], Octets]:  # fmt: skip
    """The literals of a table, without those that are the same at all rows, and their values.

    `missing` is the number that stands for one that is missing, by column; `known` are thresholds
    of columns where these are not chosen by rows.

    >>> columns = FittedColumns.unnamed(2)
    >>> found, values = literals_of(columns, np.array([[1.0, 30], [0, 40], [1, 50]]), 1)
    >>> [literal.words for literal in found], values[2].tolist()
    (['x0', 'not x0', 'x1 >= 40', 'x1 < 40'], [0, 1, 1])
    """
    literals, values, place = list[Literal](), [], 0
    for column in columns.columns:
        width = len(column.coordinates)
        at = rows[:, place : place + width]
        own = (known or {}).get(column.name)
        found = (
            _compared(column.name, at, own)
            if own
            else _of_column(column, at, cuts, (missing or {}).get(column.name))
        )
        for literal, value in found:
            if value.any() and not value.all():
                literals.append(literal)
                values.append(value)
        place += width
    table = np.array(values, dtype=np.uint8).reshape(len(values), len(rows))
    return literals, table


def _of_column(
    column: Column, rows: Floats, cuts: int, missing: float | None
) -> Iterator[tuple[Literal, NDArray[np.bool_]]]:
    name = column.name
    if column.categories is not None:
        both = [(c, rows[:, k] == 1) for k, c in enumerate(column.categories)]
        own = [spelled(coordinate) for coordinate in column.coordinates]
        for (category, there), formula in zip(both, own, strict=True):
            yield Literal(f"{name} is {category}", formula, name), there
        for (category, there), formula in zip(both, own, strict=True):
            if len(both) != 2 or not (both[0][1] | both[1][1]).all():
                yield Literal(f"{name} is not {category}", f"~{formula}", name), ~there
    elif column.is_boolean or np.isin(rows, (0, 1)).all():
        yield Literal(name, spelled(name), name), rows[:, 0] == 1
        yield Literal(f"not {name}", f"~{spelled(name)}", name), rows[:, 0] != 1
    else:
        known = rows[:, 0] if missing is None else rows[rows[:, 0] != missing, 0]
        if missing is not None:
            text, there = condition(name, missing + 1), rows[:, 0] != missing
            yield Literal(f"{name} is known", text, name), there
            yield Literal(f"{name} is missing", f"~({text})", name), ~there
        also = "" if missing is None else " or is missing"
        for cut in thresholds(known, cuts, "quantile", None).tolist():
            text = condition(name, cut)
            number = text.rpartition(" ")[2]
            above = rows[:, 0] >= cut
            yield Literal(f"{name} >= {number}", text, name), above
            yield Literal(f"{name} < {number}{also}", f"{spelled(name)} < {number}", name), ~above


def _compared(
    name: str, rows: Floats, cuts: Sequence[float]
) -> Iterator[tuple[Literal, NDArray[np.bool_]]]:
    """Thresholds that are known, `>` where one is the next float after a shorter number."""
    for cut in cuts:
        before = math.nextafter(cut, -math.inf)
        strict = len(repr(before)) < len(repr(cut))
        number = condition(name, before if strict else cut).rpartition(" ")[2]
        for sign, there in zip(("> ", "<= ") if strict else (">= ", "< "),
                               (rows[:, 0] >= cut, rows[:, 0] < cut), strict=True):  # fmt: skip
            yield Literal(f"{name} {sign}{number}", f"{spelled(name)} {sign}{number}", name), there


def decided(network: Network, coordinates: Sequence[str], rows: Floats) -> NDArray[np.bool_]:
    """What a network of one output says of rows of coordinates, of which it may read a part.

    >>> network = Network.from_units(["b"], [([0], [1], 1)])
    >>> decided(network, ["a", "b"], np.array([[7.0, 1], [3, 0]])).tolist()
    [True, False]
    """
    places = [list(coordinates).index(name) for name in network.inputs]
    read = rows[:, places] if len(network.indices) else np.zeros((len(rows), len(places)))
    return np.asarray(np.ravel(network(read)) == 1)


def opposites(literals: Sequence[Literal], values: Octets) -> NDArray[np.int64]:
    """For each literal the one about the same column that says the contrary, or -1.

    >>> table = [Literal("a", "a", "a"), Literal("b", "b", "b"), Literal("not a", "~a", "a")]
    >>> opposites(table, np.array([[0, 1], [1, 0], [1, 0]], dtype=np.uint8)).tolist()
    [2, -1, 0]
    """
    place = {(literals[k].source, values[k].tobytes()): k for k in reversed(range(len(values)))}
    keys = [(literals[k].source, (1 - row).tobytes()) for k, row in enumerate(values)]
    return np.array([place.get(key, -1) for key in keys], dtype=np.int64)
