"""Tables of mixed columns as coordinates: numbers as they are, truth values and categories as 0/1.

A category `red` of a column `colour` is the coordinate `colour_red`, so that rules can name it.
What was not there at fitting, and what is missing, is none of the categories.
"""

from __future__ import annotations

from dataclasses import dataclass
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

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The names of the coordinates that it becomes."""
        if self.categories is None:
            return (self.name,)
        return tuple(f"{self.name}_{value}" for value in self.categories)

    def values(self, array: NDArray[Any]) -> Floats:
        """Rows by coordinates."""
        if self.categories is None:
            return _numbers(array, self.name)[:, None]
        texts = np.array([_text(value) for value in array.tolist()], dtype=object)
        found = [texts == category for category in self.categories]
        return np.stack(found, axis=1).astype(np.float64) if found else np.zeros((len(array), 0))


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
    def of(cls, table: Any) -> FittedColumns:
        """Those of a data frame; where names are no texts there are none, as in scikit-learn."""
        names = names_of(table)
        arrays = columns_of(table, names)
        named = all(isinstance(name, str) for name in names)
        shown = names if named else [f"x{k}" for k in range(len(names))]
        pairs = zip(shown, names, strict=True)
        found = cls(tuple(_column(own, arrays[name]) for own, name in pairs))
        unique_names(found.coordinates, "column")
        return found

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The names of all coordinates."""
        return tuple(name for column in self.columns for name in column.coordinates)

    @property
    def two_valued(self) -> tuple[str, ...]:
        """The coordinates that are 0 or 1 by what they are."""
        kinds = (c for c in self.columns if c.is_boolean or c.categories is not None)
        return tuple(name for column in kinds for name in column.coordinates)

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


def _numbers(array: NDArray[Any], name: str) -> Floats:
    if array.dtype.kind == "O":  # pandas' NA is no number, and no float becomes of it
        array = np.array([value if _text(value) else np.nan for value in array.tolist()])
    try:
        found = np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError):
        raise SpecificationError(f"column {name!r} held numbers when it was fitted") from None
    if not np.isfinite(found).all():
        row = int(np.flatnonzero(~np.isfinite(found))[0])
        kind = "NaN" if np.isnan(found[row]) else "infinity"
        raise SpecificationError(f"Input X contains {kind}: column {name!r}, row {row}")
    return found
