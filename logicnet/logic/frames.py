"""Data frames of pandas, polars and Arrow: their columns by name, and results of the same kind.

A frame is known by what it offers, so none of these packages is imported. Whatever takes a frame
takes the columns that it needs by name; others may be there. `size_XL` is a column of that name,
or whether the texts of a column `size` are XL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.names import category_of, few


def is_frame(x: Any) -> bool:
    """Whether this has named columns of rows: a DataFrame of pandas or polars, an Arrow table.

    >>> is_frame({"a": [1]}), is_frame([[1]])
    (False, False)
    """
    if hasattr(x, "collect_schema") and not hasattr(x, "get_column"):
        raise SpecificationError("a lazy frame has no rows yet: collect() it first")
    named = hasattr(x, "columns") and not isinstance(x, (type, Mapping))
    return named and (hasattr(x, "column_names") or hasattr(x, "iloc") or hasattr(x, "get_column"))


def is_series(x: Any) -> bool:
    """Whether this is one row or one column of pandas."""
    return hasattr(x, "to_frame") and hasattr(x, "index") and not hasattr(x, "columns")


def names_of(frame: Any) -> list[Any]:
    """The names of the columns."""
    return list(frame.column_names if hasattr(frame, "column_names") else frame.columns)


def rows_of(frame: Any) -> int:
    """How many rows there are."""
    return len(frame)


def columns_of(frame: Any, names: Sequence[str]) -> dict[str, Any]:
    """The columns of these names, each as an array; a name that is not there is an error."""
    there = names_of(frame)
    count = Counter(there)
    made = {name: _category(frame, name, there) for name in names if name not in count}
    missing = [name for name, column in made.items() if column is None]
    if missing:
        raise SpecificationError(
            f"inputs are {few(names)}; missing: {few(missing)}; the frame has "
            f"{few([str(name) for name in there])}"
        )
    twice = [name for name in names if count[name] > 1]
    if twice:
        raise SpecificationError(f"the frame has several columns {twice[0]!r}")
    return {name: made[name] if name in made else np.asarray(frame[name]) for name in names}


def named_values(values: Mapping[Any, Any], names: Sequence[str]) -> Mapping[Any, Any]:
    """Values by name, where one that is text or texts is asked for by its categories.

    >>> named_values({"size": "XL", "x": 3}, ["size_L", "size_XL", "x"])
    {'x': 3, 'size_L': 0, 'size_XL': 1}
    """
    made = {name: _category(values, name, [*values]) for name in names if name not in values}
    found = {name: column for name, column in made.items() if column is not None}
    used = {pair[0] for name in found if (pair := category_of(name, values)) is not None}
    kept = {name: value for name, value in values.items() if name in names or name not in used}
    return kept | {name: column.item() if column.ndim == 0 else column
                   for name, column in found.items()}  # fmt: skip


def _category(frame: Any, name: str, there: Sequence[Any]) -> NDArray[np.int64] | None:
    """Whether each row of a column of texts has the category that a name says, if there is one."""
    found = category_of(name, there)
    if found is None or found[0] not in there:
        return None
    column, category = found
    if isinstance(frame[column], str):
        return np.array(int(frame[column] == category))
    values = np.atleast_1d(np.asarray(frame[column], dtype=object))
    texts = [isinstance(value, str) for value in values]
    if not any(texts):
        return None
    if not all(texts):
        row = texts.index(False)
        raise SpecificationError(
            f"column {column!r}, row {row}: expected a text for {name!r}, got {values[row]!r}"
        )
    return np.array([value == category for value in values], dtype=np.int64)


def all_columns(x: Any) -> Any:
    """A frame that is no mapping as one, from names to arrays; anything else as it is."""
    return columns_of(x, names_of(x)) if is_frame(x) and not hasattr(x, "keys") else x


def frame_like(frame: Any, names: Sequence[str], values: NDArray[Any]) -> Any:
    """Rows of values as a frame of the same kind, with the index where there is one."""
    if hasattr(frame, "iloc"):
        return type(frame)(values, index=frame.index, columns=list(names))
    columns = dict(zip(names, np.asarray(values).T, strict=True))
    make = getattr(type(frame), "from_pydict", type(frame))
    return make(columns)


def series_like(series: Any, names: Sequence[str], values: NDArray[Any]) -> Any:
    """The values of one row as a Series by name."""
    return type(series)(values, index=list(names), name=series.name)
