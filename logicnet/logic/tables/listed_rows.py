"""A function known on listed rows only, as cubes: for data, over any number of inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.bits import Words
from logicnet.ground.digits import plain
from logicnet.ground.names import default_inputs, default_outputs, unique_names

from .cubes import pack_mask

Bits = NDArray[np.bool_]


class ListedRows(NamedTuple):
    """Cubes of one row each, and for which outputs they are on and off."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    positive: Words
    negative: Words
    on: Words
    off: Words


def listed_rows(
    x: Any, y: Any, inputs: Sequence[str] | None = None, outputs: Sequence[str] | None = None
) -> ListedRows:
    """Rows and their values, read from arrays, data frames or mappings of columns."""
    rows, values, in_names, out_names = read_rows(x, y, inputs, outputs)
    _, first, number = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    number = number.ravel()
    apart = np.flatnonzero((values != values[first][number]).any(axis=1))
    if len(apart):
        row = int(apart[0])
        raise SpecificationError(
            f"row {row + 1} contradicts row {first[number[row]] + 1}: same inputs, other outputs"
        )
    kept = np.sort(first)
    rows, values = rows[kept], values[kept]
    return ListedRows(
        inputs=in_names,
        outputs=out_names,
        positive=pack_mask(rows), negative=pack_mask(~rows),
        on=pack_mask(values), off=pack_mask(~values),
    )  # fmt: skip


def read_rows(
    x: Any, y: Any, inputs: Sequence[str] | None = None, outputs: Sequence[str] | None = None
) -> tuple[Bits, Bits, tuple[str, ...], tuple[str, ...]]:
    """Rows, their values, and the names of both."""
    rows, in_names = _bits(x, "input", inputs)
    values, out_names = _bits(y, "output", outputs)
    if len(rows) != len(values):
        raise SpecificationError(f"{len(rows)} rows, but values for {len(values)}")
    in_names = in_names or default_inputs(rows.shape[1])
    return rows, values, in_names, out_names or default_outputs(values.shape[1])


def _bits(table: Any, what: str, names: Sequence[str] | None) -> tuple[Bits, tuple[str, ...]]:
    """Rows of 0 and 1 as Booleans, and the names of the columns as far as they are known."""
    if isinstance(table, Mapping) or hasattr(table, "columns"):
        array, names = _named_columns(table, what, names)
    else:
        array = _array(table, f"{what}s")
    array = array[:, None] if array.ndim == 1 and what == "output" else array
    if array.ndim != 2 or not len(array) or (names is not None and array.shape[1] != len(names)):
        wanted = "" if names is None else f" {len(names)} columns of"
        raise SpecificationError(f"expected rows of{wanted} {what}s, got shape {array.shape}")
    true = array == 1
    wrong = np.argwhere(~(true | (array == 0)))
    if len(wrong):
        row, column = wrong[0]
        named = repr(names[column]) if names is not None else str(column + 1)
        raise SpecificationError(
            f"row {row + 1}, {what} {named}: expected 0 or 1, got {plain(array[row, column])!r}"
        )
    return np.asarray(true, dtype=bool), () if names is None else tuple(names)


def _named_columns(
    table: Any, what: str, names: Sequence[str] | None
) -> tuple[NDArray[Any], tuple[str, ...]]:
    """The columns of a frame or mapping beside each other, all of them or those that are named."""
    known = list(table.columns) if hasattr(table, "columns") else list(table)
    key_of = dict(zip(unique_names(known, what), known, strict=True))
    names = tuple(key_of) if names is None else unique_names(names, what)
    columns = []
    for name in names:
        if name not in key_of:
            raise SpecificationError(f"no column {name!r} of {what}s{did_you_mean(name, key_of)}")
        columns.append(_array(table[key_of[name]], f"{what} {name!r}"))
    if len({column.shape for column in columns}) > 1:
        sizes = ", ".join(f"{n}: {len(c)}" for n, c in zip(names, columns, strict=True))
        raise SpecificationError(f"columns of {what}s have different lengths: {sizes}")
    return np.stack(columns, axis=-1) if columns else np.zeros((0, 0)), names


def _array(values: Any, what: str) -> NDArray[Any]:
    try:
        return np.asarray(values)
    except ValueError:
        raise SpecificationError(f"the rows of {what} have different lengths") from None
