"""Rows of numbers from what users hold: arrays, data frames, mappings of columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import SpecificationError

Floats = NDArray[np.float64]


def as_rows(x: Mapping[str, Any] | ArrayLike, inputs: tuple[str, ...]) -> tuple[Floats, bool]:
    """Rows by inputs as floats, and whether it was one row; columns by name from a mapping.

    >>> as_rows({"b": [1, 0], "a": [1, 1]}, ("a", "b"))[0].tolist()
    [[1.0, 1.0], [1.0, 0.0]]
    """
    if hasattr(x, "keys") and hasattr(x, "__getitem__"):
        columns: Any = x
        missing = [name for name in inputs if name not in columns.keys()]  # noqa: SIM118
        if missing:
            raise SpecificationError(f"no value for input {missing[0]!r}; needed are {inputs}")
        x = np.stack([np.asarray(columns[name], dtype=np.float64) for name in inputs], axis=-1)
    try:
        array = np.asarray(x, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise SpecificationError(f"inputs must be numbers ({error}); encode them first") from None
    single = array.ndim == 1
    array = np.atleast_2d(array)
    if array.ndim != 2 or array.shape[1] != len(inputs):
        raise SpecificationError(
            f"input has shape {array.shape}; expected (rows, {len(inputs)}) for {inputs}"
            if len(inputs) <= 12
            else f"input has shape {array.shape}; expected (rows, {len(inputs)})"
        )
    if not np.isfinite(array).all():
        row, column = np.argwhere(~np.isfinite(array))[0]
        raise SpecificationError(
            f"row {row + 1}, input {inputs[column]!r} is {array[row, column]}; "
            "fill or drop missing values first"
        )
    return array, single


def one_hot(classes: NDArray[Any], m: int) -> Floats:
    """Classes 0 ... m-1 as columns with a single 1: classes by rows.

    >>> one_hot(np.array([1, 0]), 2).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    numbers = classes.astype(np.int64)
    inside = ((numbers >= 0) & (numbers < m)).all()
    if not inside or not (numbers == classes).all():
        raise SpecificationError(f"classes must be whole numbers from 0 to {m - 1}")
    table = np.zeros((m, len(numbers)))
    table[numbers, np.arange(len(numbers))] = 1.0
    return table
