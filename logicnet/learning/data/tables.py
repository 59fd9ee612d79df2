"""Tables made ready for a net, with the transformation kept to apply again and to invert."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.bits import frozen
from logicnet.ground.checks import choice, floats, instance, number, shown
from logicnet.ground.names import unique_names
from logicnet.logic.frames import all_columns

from .rows import numeric, stacked

__all__ = ["Categories", "Scaling", "one_hot", "ordinal", "rescale", "standardise"]

Floats = NDArray[np.float64]
MISSING = (None, "", "?")


@dataclass(frozen=True, eq=False)
class Scaling:
    """z = (x - shift) / factor, column by column.

    Where the columns had names, those of a mapping or a data frame are found by them.

    >>> z, scaling = rescale([[1.0, 5.0], [3.0, 5.0]])
    >>> z.tolist(), scaling.invert(z).tolist()
    ([[0.0, 0.0], [1.0, 0.0]], [[1.0, 5.0], [3.0, 5.0]])
    """

    shift: Floats
    factor: Floats
    names: tuple[Any, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("shift", "factor"):
            object.__setattr__(self, name, frozen(floats(getattr(self, name), name)))
        fits = np.isfinite(self.shift) & np.isfinite(self.factor) & (self.factor != 0)
        if not fits.all():
            column = int(np.flatnonzero(~fits)[0])
            raise SpecificationError(f"column {column + 1} spans more than a float can hold")

    def apply(self, x: ArrayLike) -> Floats:
        """The transformed rows, or the one row."""
        return np.asarray((self._rows(x) - self.shift) / self.factor)

    def invert(self, z: ArrayLike) -> Floats:
        """The rows, or the one row, that `apply` turns into `z`."""
        return np.asarray(self._rows(z) * self.factor + self.shift)

    def _rows(self, table: Any) -> Floats:
        return _numbers(table, len(self.shift), self.names)


@checked()
def standardise(x: ArrayLike) -> tuple[Floats, Scaling]:
    """Columns of mean 0 and variance 1, and the transformation; constant columns become 0.

    A constant column c has the factor 1 and the shift c, so that it is inverted exactly.

    >>> standardise([[1.0, 0.1], [3.0, 0.1]])[0].tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    rows = _numbers(x)
    constant = rows.min(axis=0) == rows.max(axis=0)
    size = np.maximum(np.abs(rows).max(axis=0), np.finfo(float).tiny)  # squares of rows/size fit
    parts = rows / size
    mean, spread = parts.mean(axis=0) * size, parts.std(axis=0) * size
    shift, factor = np.where(constant, rows[0], mean), np.where(constant, 1.0, spread)
    scaling = Scaling(shift, factor, _names(x))
    return scaling.apply(rows), scaling


@checked()
def rescale(x: ArrayLike, low: float = 0.0, high: float = 1.0) -> tuple[Floats, Scaling]:
    """Columns from `low` to `high`, and the transformation; constant columns become `low`.

    >>> rescale([[1.0], [2.0], [3.0]], -1, 1)[0].ravel().tolist()
    [-1.0, 0.0, 1.0]
    """
    if not number(low, "low") < number(high, "high"):
        raise SpecificationError(f"low must lie below high, got {low} and {high}")
    rows = _numbers(x)
    least = rows.min(axis=0)
    span = rows.max(axis=0) / 2 - least / 2  # half, so that it is finite
    with np.errstate(over="ignore", invalid="ignore"):
        factor = np.where(span > 0, span / (high / 2 - low / 2), 1.0)
        scaling = Scaling(least - low * factor, factor, _names(x))
    return scaling.apply(rows), scaling


@dataclass(frozen=True)
class Categories:
    """How categories become numbers: per column its name and its categories in order.

    `kind` is "one-hot", a column a category with `low` and `high`, or "ordinal", the
    category's place as 0, 1, 2, ...
    """

    kind: str
    columns: tuple[tuple[str, tuple[Any, ...]], ...]
    low: float = 0.0
    high: float = 1.0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the encoded columns: ``a1_2`` for a category, or the column's own."""
        if self.kind == "ordinal":
            return tuple(name for name, _ in self.columns)
        return tuple(f"{name}_{value}" for name, values in self.columns for value in values)

    def apply(self, table: Any) -> Floats:
        """The encoded rows, or the one row; a category not there at fitting is refused."""
        names = [name for name, _ in self.columns]
        one = _as_one_row(table, names)
        if one is not None:
            return np.asarray(self.apply(one)[0])
        _, columns = _columns(table, names)
        parts = []
        for (name, values), column in zip(self.columns, columns, strict=True):
            place = {value: k for k, value in enumerate(values)}
            for row, value in enumerate(column):
                if value not in place:
                    raise SpecificationError(
                        f"row {row + 1}, column {name!r}: {value!r} is none of "
                        f"{', '.join(map(str, values))}"
                    )
            parts.append(np.array([place[value] for value in column], dtype=np.int64))
        if self.kind == "ordinal":
            return np.stack(parts, axis=1).astype(np.float64)
        blocks = [
            np.where(p[:, None] == np.arange(len(v)), self.high, self.low)
            for p, (_, v) in zip(parts, self.columns, strict=True)
        ]
        return np.concatenate(blocks, axis=1)

    def invert(self, rows: ArrayLike) -> list[Any]:
        """The categories: of the greatest entry of each block, or of the nearest place.

        A row gives a list, many rows a list of lists.
        """
        array = _numbers(rows, len(self.names), self.names)
        if array.ndim == 1:
            return list(self.invert(array[None])[0])
        found, at = [], 0
        for _, values in self.columns:
            width = 1 if self.kind == "ordinal" else len(values)
            block = array[:, at : at + width]
            places = block.argmax(axis=1) if self.kind == "one-hot" else np.rint(block[:, 0])
            places = np.clip(places, 0, len(values) - 1).astype(np.int64)
            found.append([values[k] for k in places])
            at += width
        return [list(row) for row in zip(*found, strict=True)]


@checked()
def one_hot(
    table: Any,
    *,
    categories: Mapping[str, Sequence[Any]] | None = None,
    low: float = 0.0,
    high: float = 1.0,
) -> tuple[Floats, Categories]:
    """A column for each category, and the encoding; pass low=-1 for -1/+1.

    >>> rows, encoding = one_hot({"colour": ["red", "blue", "red"]})
    >>> encoding.names, rows.tolist()
    (('colour_blue', 'colour_red'), [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    >>> encoding.invert(rows)
    [['red'], ['blue'], ['red']]
    """
    return _encoded(table, "one-hot", categories, low, high)


@checked()
def ordinal(
    table: Any, *, categories: Mapping[str, Sequence[Any]] | None = None
) -> tuple[Floats, Categories]:
    """The place of each category (sorted, or as `categories` or pandas say), and the encoding.

    >>> ordinal({"size": ["S", "L"]}, categories={"size": ["S", "M", "L"]})[0].ravel().tolist()
    [0.0, 2.0]
    """
    return _encoded(table, "ordinal", categories, 0.0, 1.0)


def _encoded(
    table: Any, kind: str, categories: Mapping[str, Sequence[Any]] | None, low: float, high: float
) -> tuple[Floats, Categories]:
    table = _framed(table, None)
    names, columns = _columns(table)
    if not number(low, "low") < number(high, "high"):
        raise SpecificationError(f"low must lie below high, got {low} and {high}")
    given = dict({} if categories is None else instance(categories, dict, "categories"))
    for name, values in given.items():
        choice(name, "column", names)
        listed = _plain(values, f"categories of {name!r}")
        if not listed or len(set(listed)) < len(listed):
            raise SpecificationError(
                f"categories of {name!r} must be one or more, all distinct; got {values!r}"
            )
    kept = tuple(
        (name, tuple(given[name]) if name in given else _in_order(table, name, column))
        for name, column in zip(names, columns, strict=True)
    )
    encoding = Categories(kind, kept, low, high)
    unique_names(encoding.names, "encoded column")
    return encoding.apply(dict(zip(names, columns, strict=True))), encoding


def _in_order(table: Any, name: str, column: Sequence[Any]) -> tuple[Any, ...]:
    """The categories of a column: in their own order where they have one, else sorted."""
    dtype: Any = getattr(table[name], "dtype", None) if hasattr(table, "keys") else None
    if getattr(dtype, "ordered", False):  # an ordered categorical of pandas
        return tuple(_plain(dtype.categories, f"categories of {name!r}"))
    return _sorted(column)


def _sorted(values: Sequence[Any]) -> tuple[Any, ...]:
    distinct = set(values)
    try:
        return tuple(sorted(distinct))
    except TypeError:  # categories of several types
        return tuple(sorted(distinct, key=lambda value: (type(value).__name__, str(value))))


def _columns(
    table: Any, wanted: Sequence[str] | None = None
) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Names and columns of a mapping, a data frame, rows or one column; no value is missing."""
    table = _framed(table, wanted)
    if hasattr(table, "keys"):
        keys = list(table.keys()) if wanted is None else list(wanted)
        missing = [name for name in keys if name not in table.keys()]  # noqa: SIM118
        if missing:
            raise SpecificationError(f"column {missing[0]!r} is missing")
        names = unique_names(keys, "column")
        columns = [_plain(table[key], f"column {key!r}") for key in keys]
    else:
        rows = [_plain(row, "a row") for row in _plain(table, "a table")]
        width = len(rows[0]) if rows else 0
        if any(len(row) != width for row in rows):
            raise SpecificationError("a table needs rows, all of the same length")
        names = tuple(f"x{k + 1}" for k in range(width)) if wanted is None else tuple(wanted)
        if rows and len(names) != width:
            raise SpecificationError(f"rows have {width} columns; expected {len(names)}")
        columns = [list(column) for column in zip(*rows, strict=True)]
    if not columns or not columns[0] or len({len(column) for column in columns}) > 1:
        lengths = [len(column) for column in columns]
        raise SpecificationError(f"a table needs rows; its columns have lengths {lengths}")
    for name, column in zip(names, columns, strict=True):
        for row, value in enumerate(column):
            _check_cell(value, f"row {row + 1}, column {name!r}")
    return names, columns


def _framed(table: Any, wanted: Sequence[str] | None) -> Any:
    """A pandas Series, or a list of single values, as a mapping of one column."""
    table = all_columns(table)
    if _is_series(table):
        name = "x1" if table.name is None else str(table.name)
        return {wanted[0] if wanted else name: table}
    if isinstance(table, np.ndarray) and table.ndim == 0:
        raise SpecificationError("a table needs rows, got a single value")
    plain = isinstance(table, (list, tuple, np.ndarray)) and len(table) > 0
    if not plain or (wanted and len(wanted) > 1) or not all(_is_single(v) for v in table):
        return table
    return {wanted[0] if wanted else "x1": table}


def _is_series(table: Any) -> bool:
    return hasattr(table, "to_frame") and not hasattr(table, "columns")


def _is_single(value: Any) -> bool:
    return isinstance(value, (str, bytes)) or not np.iterable(value)


def _as_one_row(table: Any, names: Sequence[str]) -> Any:
    """Named values, or a list of as many as there are columns, as a table of one row; or None."""
    if _is_series(table):
        table = table.to_dict() if set(names) <= set(table.index) else None
    if isinstance(table, Mapping):
        single = {name: [table[name]] for name in names if name in table}
        whole = len(single) == len(names) and all(_is_single(v) for (v,) in single.values())
        return single if whole else None
    if isinstance(table, np.ndarray) and table.ndim == 0:
        return None
    if isinstance(table, (list, tuple, np.ndarray)) and len(table) == len(names) > 1:
        return [list(table)] if all(_is_single(value) for value in table) else None
    return None


def _check_cell(value: Any, place: str) -> None:
    if not isinstance(value, Hashable) or isinstance(value, tuple):
        raise SpecificationError(f"{place} holds {shown(value)}; expected one category")
    same = value == value  # not so for nan, and neither yes nor no for pandas' NA
    if same is not True or value in MISSING:
        raise SpecificationError(f"{place} is missing ({value!r}); drop the row or fill in a value")


def _plain(column: Any, what: str) -> list[Any]:
    if not np.iterable(column) or isinstance(column, (str, bytes)):
        raise SpecificationError(f"{what} must be a list of values, got {shown(column)}")
    return [value.item() if isinstance(value, np.generic) else value for value in column]


def _names(table: Any) -> tuple[Any, ...] | None:
    table = all_columns(table)
    return tuple(table.keys()) if hasattr(table, "keys") and not _is_series(table) else None


def _numbers(x: Any, width: int | None = None, wanted: tuple[Any, ...] | None = None) -> Floats:
    """Rows of finite numbers, named columns in the order `wanted`; other cells are refused.

    Plain values are one column, or one row where `width` says that there are more columns.
    """
    x = all_columns(x)
    if _is_series(x):
        x = x.to_dict() if wanted and set(wanted) <= set(x.index) else x.to_numpy()
    names = _names(x)
    if names is not None:
        names = names if wanted is None else wanted
        x = stacked(x, names)
    rows = numeric(x, lambda k: f"column {k + 1}" if names is None else f"column {names[k]!r}")
    if rows.ndim == 1 and width == len(rows) > 1:
        return rows
    if rows.ndim == 1 and width in (None, 1):
        rows = rows[:, None]
    if rows.ndim != 2 or not rows.size or (width is not None and rows.shape[1] != width):
        expected = "columns" if width is None else f"{width} columns"
        raise SpecificationError(f"expected rows of {expected}, got shape {rows.shape}")
    return rows


def __dir__() -> list[str]:
    return __all__
