"""Tables of mixed columns as coordinates: numbers as they are, truth values and categories as 0/1.

A category `red` of a column `colour` is the coordinate `colour_red`, so that rules can name it.
What was not there at fitting, and what is missing, is none of the categories; on request "missing"
is a coordinate of its own, `age_missing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.names import unique_names
from logicnet.logic.frames import columns_of, names_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, and its categories where it has some."""

    name: str
    categories: tuple[str, ...] | None = None
    is_boolean: bool = False
    fill: float | None = None  # what stands for a missing number, where some were missing
    has_missing: bool = False  # and so "missing" is a coordinate of its own

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The names of the coordinates that it becomes."""
        own = [""] if self.categories is None else [f"_{value}" for value in self.categories]
        return tuple(f"{self.name}{end}" for end in [*own, *["_missing"] * self.has_missing])

    def values(self, array: NDArray[Any]) -> Floats:
        """Rows by coordinates."""
        if self.categories is None:
            found = [_numbers(array, self.name, self.fill)]
        else:
            texts = np.array([_text(value) for value in array.tolist()], dtype=object)
            found = [(texts == category).astype(np.float64) for category in self.categories]
        if self.has_missing:
            found.append(_missing(array).astype(np.float64))
        return np.stack(found, axis=1) if found else np.zeros((len(array), 0))

    def with_missing(self, array: NDArray[Any]) -> Column:
        """The column for which what is missing is a state of its own, if something is."""
        missing = _missing(array)
        if not missing.any():
            return self
        if self.categories is not None or missing.all():
            return replace(self, has_missing=True, fill=0.0)
        known = np.array([float(v) for v, gone in zip(array.tolist(), missing, strict=True)
                          if not gone])  # fmt: skip
        return replace(self, has_missing=True, fill=float(np.sort(known)[len(known) // 2]))

    def naming(self, coordinates: Sequence[str]) -> Column:
        """The column with the categories that these names of coordinates have beside its own."""
        start = f"{self.name}_"
        if self.categories is None:
            return self
        named = {name[len(start) :] for name in coordinates if name.startswith(start)}
        own = {*self.categories, *(["missing"] if self.has_missing else [])}
        return replace(self, categories=tuple(sorted({*self.categories, *(named - own)})))


@dataclass(frozen=True)
class FittedColumns:
    """The columns that an estimator was fitted with.

    >>> import pandas
    >>> FittedColumns.of(pandas.DataFrame({"age": [70, 20], "colour": ["red", "blue"]})).coordinates
    ('age', 'colour_blue', 'colour_red')
    """

    columns: tuple[Column, ...]

    @classmethod
    def unnamed(cls, width: int) -> FittedColumns:
        """Numbers without names: x0, x1, ... as scikit-learn has it."""
        return cls(tuple(Column(f"x{k}") for k in range(width)))

    @classmethod
    def of(cls, table: Any, *, missing: bool = False, named: Sequence[str] = ()) -> FittedColumns:
        """Those of a data frame; where names are no texts there are none, as in scikit-learn.

        With `missing`, what is missing is a state of its own in columns where something is; the
        names of coordinates that are `named` are categories though no row may have them.
        """
        names = names_of(table)
        arrays = columns_of(table, names)
        texts = all(isinstance(name, str) for name in names)
        shown = names if texts else [f"x{k}" for k in range(len(names))]
        columns = [_column(own, arrays[name]) for own, name in zip(shown, names, strict=True)]
        if missing:
            pairs = zip(columns, names, strict=True)
            columns = [column.with_missing(arrays[name]) for column, name in pairs]
        open_names = {*named} - {name for column in columns for name in column.coordinates}
        found = cls(tuple(column.naming(sorted(open_names)) for column in columns))
        unique_names(found.coordinates, "column")
        return found

    @cached_property
    def coordinates(self) -> tuple[str, ...]:
        """The names of all coordinates."""
        return tuple(name for column in self.columns for name in column.coordinates)

    @cached_property
    def two_valued(self) -> tuple[str, ...]:
        """The coordinates that are 0 or 1 by what they are."""
        return tuple(
            name
            for column in self.columns
            for name in column.coordinates
            if column.is_boolean or name != column.name
        )

    def rows(self, table: Any) -> Floats:
        """Rows by coordinates, of a table that has the columns in their order."""
        names = names_of(table)
        arrays = columns_of(table, names)
        parts = [
            column.values(arrays[name]) for column, name in zip(self.columns, names, strict=True)
        ]
        return np.concatenate(parts, axis=1)


def _column(name: str, array: NDArray[Any]) -> Column:
    if array.dtype.kind == "b":
        return Column(name, is_boolean=True)
    if array.dtype.kind in "iuf":
        return Column(name)
    if array.dtype.kind == "c":
        raise SpecificationError(f"column {name!r} holds complex numbers, which have no order")
    values = [value for value in array.tolist() if _text(value)]
    if values and all(isinstance(value, (bool, np.bool_)) for value in values):
        return Column(name, is_boolean=True)
    if values and all(isinstance(value, (int, float, np.number)) for value in values):
        return Column(name)
    return Column(name, tuple(sorted({_text(value) for value in values})))


def _text(value: Any) -> str:
    """A category as text; none where the value is missing."""
    same = value == value  # not so for nan, and neither yes nor no for pandas' NA
    return "" if value is None or same is not True else str(value)


def _missing(array: NDArray[Any]) -> NDArray[np.bool_]:
    if array.dtype.kind in "biu":
        return np.zeros(len(array), dtype=bool)
    if array.dtype.kind == "f":
        return np.asarray(np.isnan(array))
    return np.array([not _text(value) for value in array.tolist()], dtype=bool)


def _numbers(array: NDArray[Any], name: str, fill: float | None = None) -> Floats:
    if array.dtype.kind == "O":  # pandas' NA is no number, and no float becomes of it
        array = np.array([value if _text(value) else np.nan for value in array.tolist()])
    try:
        found = np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecificationError(f"column {name!r} held numbers when it was fitted") from None
    if fill is not None:
        found = np.where(np.isnan(found), fill, found)
    if not np.isfinite(found).all():
        row = int(np.flatnonzero(~np.isfinite(found))[0])
        kind = "NaN" if np.isnan(found[row]) else "infinity"
        raise SpecificationError(f"Input X contains {kind}: column {name!r}, row {row}")
    return found
