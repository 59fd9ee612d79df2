"""Rows and targets as numbers, from what users hold: arrays, data frames, mappings of columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import floats, shown
from logicnet.ground.names import check_columns
from logicnet.logic.frames import (
    columns_of,
    frame_like,
    is_frame,
    is_series,
    rows_of,
    series_like,
)

Floats = NDArray[np.float64]


def as_rows(x: Mapping[str, Any] | ArrayLike, inputs: tuple[str, ...]) -> tuple[Floats, bool]:
    """Rows by inputs as floats, and whether it was one row; columns by name from a mapping.

    >>> as_rows({"b": [1, 0], "a": [1, 1]}, ("a", "b"))[0].tolist()
    [[1.0, 1.0], [1.0, 0.0]]
    """
    if is_frame(x):
        columns = columns_of(x, inputs)
        x = stacked(columns, inputs) if columns else np.zeros((rows_of(x), 0))
    elif hasattr(x, "keys") and hasattr(x, "__getitem__"):
        names = list(x.keys())
        check_columns([n for n in names if n in inputs] if is_series(x) else names, inputs)
        x = stacked(x, inputs)
    given = numeric(x, lambda k: f"input {inputs[k]!r}" if k < len(inputs) else f"column {k + 1}")
    array = np.atleast_2d(given)
    if array.ndim != 2 or array.shape[1] != len(inputs):
        named = f" for {inputs}" if len(inputs) <= 12 else ""
        raise SpecificationError(
            f"input has shape {given.shape}; expected (rows, {len(inputs)}){named}"
        )
    return array, given.ndim == 1


def named_like(x: Any, names: tuple[str, ...], values: Floats) -> Any:
    """Values as a frame or dict of the `names` where `x` has names, else as they are.

    >>> named_like({"a": 1}, ("y",), np.array([0.5]))
    {'y': 0.5}
    """
    if is_frame(x):
        return frame_like(x, names, values)
    if is_series(x):
        return series_like(x, names, values) if values.ndim == 1 else values
    if not hasattr(x, "keys"):
        return values
    columns = values.T if values.ndim == 2 else values.tolist()
    return dict(zip(names, columns, strict=True))


def stacked(table: Any, names: Sequence[Any]) -> Any:
    """The columns of a mapping or a data frame side by side, in the order of `names`."""
    missing = [name for name in names if name not in table.keys()]  # noqa: SIM118
    if missing:
        wanted = ", ".join(map(str, names))
        raise SpecificationError(f"no value for input {missing[0]!r}; needed are {wanted}")
    columns = [np.asarray(table[name]) for name in names]
    lengths = sorted({column.shape for column in columns})
    if len(lengths) > 1:
        raise SpecificationError(f"columns have different shapes: {lengths}")
    return np.stack(columns, axis=-1) if columns else np.zeros((len(table), 0))


def numeric(x: Any, column: Callable[[int], str]) -> Floats:
    """An array of finite floats; any other cell is refused with its place.

    >>> numeric([[1, 2], [3, "?"]], lambda k: f"column {k + 1}")
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: row 2, column 2 is '?', not a number; encode it first
    """
    try:
        array = np.asarray(x)
        if array.dtype.kind == "c":
            raise SpecificationError("expected real numbers, got complex ones")
        array = array.astype(np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        if isinstance(error, SpecificationError):
            raise
        raise SpecificationError(_misfit(x, column)) from None
    if not np.isfinite(array).all():
        place = np.argwhere(~np.isfinite(np.atleast_2d(array)))[0]
        value = np.atleast_2d(array)[tuple(place)]
        raise SpecificationError(
            f"row {place[0] + 1}, {column(int(place[-1]))} is {value}; "
            "fill or drop missing values first"
        )
    return array


def _misfit(x: Any, column: Callable[[int], str]) -> str:
    """Where the first cell is that is no number."""
    try:
        rows = [list(row) for row in np.atleast_2d(np.asarray(x, dtype=object))]
    except (TypeError, ValueError):
        rows = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            try:
                float(cell)
            except (TypeError, ValueError):
                if not isinstance(cell, (list, tuple, np.ndarray)):
                    return (
                        f"row {r + 1}, {column(c)} is {shown(cell)}, not a number; encode it first"
                    )
            except OverflowError:
                return f"row {r + 1}, {column(c)} is too large for a float"
    return "inputs must be numbers, in rows of the same length"


def numeric_targets(y: ArrayLike) -> Floats:
    """Targets as floats; the first label that is no number is refused with its row.

    >>> numeric_targets(["no", "yes"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: the target of row 1 is 'no', not a number; encode it by ...
    """
    try:
        return floats(y, "targets")
    except SpecificationError:
        labels = [] if isinstance(y, str) else list(np.ravel(np.asarray(y, dtype=object)))
        for row, label in enumerate(labels):
            if isinstance(label, str) and len(labels) == len(y):  # type: ignore[arg-type]
                raise SpecificationError(
                    f"the target of row {row + 1} is {label!r}, not a number; encode it by "
                    "tables.ordinal(y)[0], or as a column for each label by tables.one_hot(y)[0]"
                ) from None
        raise


def as_targets(y: ArrayLike, outputs: int, *, classes: bool) -> Floats:
    """Targets as outputs by rows; with `classes` a plain list holds class numbers.

    >>> as_targets([1, 0], 2, classes=True).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    array = numeric_targets(y)
    if not np.isfinite(array).all():
        row, *rest = np.argwhere(~np.isfinite(np.atleast_1d(array)))[0]
        where = f"target {rest[0] + 1} of row {row + 1}" if rest else f"the target of row {row + 1}"
        raise SpecificationError(f"{where} is not finite")
    if classes and (array.ndim == 1 or array.shape == (len(array), 1)):
        return one_hot(array.ravel(), outputs)
    if array.ndim == 1 and outputs == 1:
        array = array[:, None]
    array = np.atleast_2d(array)
    if array.ndim != 2 or array.shape[1] != outputs:
        raise SpecificationError(f"targets have shape {array.shape}; expected (rows, {outputs})")
    return np.ascontiguousarray(array.T)


def one_hot(classes: NDArray[Any], m: int) -> Floats:
    """Classes 0 ... m-1 as columns with a single 1: classes by rows.

    >>> one_hot(np.array([1, 0]), 2).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    wrong = (classes < 0) | (classes >= m) | (classes != np.floor(classes))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise SpecificationError(
            f"classes must be whole numbers from 0 to {m - 1}; that of row {row + 1} is "
            f"{classes[row]:g}"
        )
    table = np.zeros((m, len(classes)))
    table[classes.astype(np.int64), np.arange(len(classes))] = 1.0
    return table


def same_count(rows: Floats, targets: Floats) -> None:
    """Raise unless there are as many targets as rows, and at least one."""
    if not len(rows):
        raise SpecificationError("there are no rows")
    if targets.shape[1] != len(rows):
        raise SpecificationError(f"{len(rows)} rows, but targets for {targets.shape[1]}")
