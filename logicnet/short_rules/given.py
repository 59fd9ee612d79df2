"""What rules are read from: a table of mixed columns, labels, and what a model decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.checks import shown
from logicnet.ground.names import few
from logicnet.learning.data.columns import FittedColumns
from logicnet.logic.frames import columns_of, is_frame, names_of
from logicnet.network.network import Network

from .literals import Floats
from .model_rows import ModelRows, rows_of_network
from .search.terms import Bits


@dataclass(frozen=True, eq=False)
class Table:
    """Columns by name, in the manner of a data frame."""

    arrays: Mapping[str, NDArray[Any]]

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.arrays)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.arrays[name]

    def __len__(self) -> int:
        return len(next(iter(self.arrays.values()))) if self.arrays else 0


def table_of(x: Any, names: Sequence[str] | None, categories: Sequence[str]) -> Table:
    """A data frame, a mapping of columns, or an array with names, as columns by name.

    >>> table_of([[1, 2], [3, 4]], None, ["x1"]).arrays["x1"].tolist()
    ['2', '4']
    """
    if is_frame(x) and not isinstance(x, Table):
        arrays = {str(name): column for name, column in columns_of(x, names_of(x)).items()}
    elif isinstance(x, Table):
        arrays = dict(x.arrays)
    elif isinstance(x, Mapping):
        arrays = {str(name): np.asarray(column) for name, column in x.items()}
    else:
        arrays = _of_array(x, names)
    if any(np.ndim(column) != 1 for column in arrays.values()):
        raise SpecificationError("a table has columns by name, each with a value for every row")
    if len({len(column) for column in arrays.values()}) > 1:
        lengths = ", ".join(f"{name} {len(column)}" for name, column in arrays.items())
        raise SpecificationError(f"columns have different lengths: {lengths}")
    for name in categories:
        if name not in arrays:
            hint = did_you_mean(name, arrays)
            raise SpecificationError(f"categories: there is no column {name!r}; there are "
                                     f"{few([*arrays])}{hint}")  # fmt: skip
        arrays[name] = np.array([_text(value) for value in arrays[name].tolist()], dtype=object)
    return Table(arrays)


def _text(value: Any) -> str | None:
    """A category as text; None where the value is missing."""
    return None if value is None or (value == value) is not True else str(value)


def _of_array(x: Any, names: Sequence[str] | None) -> dict[str, NDArray[Any]]:
    try:
        array = np.asarray(x)
    except ValueError:
        raise SpecificationError("rows of a table have the same length") from None
    if array.ndim != 2:
        raise SpecificationError(f"rows have the shape {array.shape}; expected (rows, columns)")
    found = [f"x{k}" for k in range(array.shape[1])] if names is None else [*map(str, names)]
    if len(found) != array.shape[1]:
        raise SpecificationError(f"{len(found)} names for {array.shape[1]} columns")
    return {name: array[:, k] for k, name in enumerate(found)}


@dataclass(frozen=True, eq=False)
class Given:
    """Rows by coordinates, the wanted answers, and what a model decides where there is one."""

    columns: FittedColumns
    rows: Floats
    wanted: Bits
    target: str
    classes: tuple[Any, Any]  # the answers no and yes
    model: Bits | None = None
    missing: Mapping[str, float] = field(default_factory=dict)  # what stands for it, by column
    alone: ModelRows | None = None  # of a network that is read without rows

    def rows_of(self, x: Any) -> Floats:
        """Other rows by coordinates."""
        names = [column.name for column in self.columns.columns]
        texts = [c.name for c in self.columns.columns if c.categories is not None]
        given = table_of(x, names, ())
        missing = [name for name in names if name not in given.arrays]
        if missing:
            raise SpecificationError(f"the rule was read from the columns {few(names)}; missing: "
                                     f"{few(missing)}")  # fmt: skip
        table, _ = known_numbers(table_of(given, names, texts), self._standing)
        return self.columns.rows(Table({name: table.arrays[name] for name in names}))

    @property
    def _standing(self) -> dict[str, float]:
        """What stands for a number that is missing, also where none was at first."""
        least = dict(zip(self.columns.coordinates, self.rows.min(axis=0).tolist(), strict=True))
        numbers = [c.name for c in self.columns.columns if c.categories is None]
        return {name: _below(least[name]) for name in numbers} | dict(self.missing)


def known_numbers(table: Table, known: Mapping[str, float]) -> tuple[Table, dict[str, float]]:
    """Numbers that are missing as one that is below all others of their column; which that is.

    >>> found, standing = known_numbers(Table({"age": np.array([30.5, np.nan])}), {})
    >>> found.arrays["age"].tolist(), standing
    ([30.5, 29.0], {'age': 29.0})
    """
    arrays, found = dict(table.arrays), dict(known)
    for name, array in table.arrays.items():
        numbers = _as_numbers(array)
        if numbers is None or not (gaps := np.isnan(numbers)).any():
            continue
        least = 1.0 if gaps.all() else numbers[~gaps].min()
        arrays[name] = np.where(gaps, found.setdefault(name, _below(least)), numbers)
    return Table(arrays), found


def _below(least: float) -> float:
    return float(np.floor(least) - 1)


def _as_numbers(array: NDArray[Any]) -> Floats | None:
    """A column of numbers, nan where one is missing; None where it is no such column."""
    array = np.asarray(array)
    if array.dtype.kind == "f":
        return array.astype(np.float64)
    cells = [_text(value) for value in array.tolist()] if array.dtype.kind == "O" else []
    if None not in cells or any(isinstance(v, (str, bool)) for v in array.tolist()):
        return None
    return np.array([np.nan if c is None else float(c) for c in cells])


class Handed(NamedTuple):
    """A table by coordinates, its labels, and what a model decides where there is one."""

    columns: FittedColumns
    rows: Floats
    labels: NDArray[Any]
    decided: NDArray[Any] | None
    missing: Mapping[str, float]
    alone: ModelRows | None = None

    def of(self, target: str | None) -> Given:
        """What is known of one class against the others."""
        if self.alone is not None:
            name, classes = target or self.alone.network.outputs[0], (0, 1)
        else:
            name, classes = _classes(self.labels, target)
        agreed = None if self.decided is None else _is(self.decided, classes[1])
        wanted = _is(self.labels, classes[1])
        return Given(self.columns, self.rows, wanted, name, classes, agreed, self.missing,
                     self.alone)  # fmt: skip

    def part(self, kept: NDArray[np.int64]) -> Handed:
        """Some of the rows."""
        decided = None if self.decided is None else self.decided[kept]
        return self._replace(rows=self.rows[kept], labels=self.labels[kept], decided=decided)

    def is_of_many(self, target: str | None) -> bool:
        """Whether there are more than two classes, of which none is named."""
        known = {*self.labels.tolist()}
        plain = all(label == label and label is not None for label in known)
        return plain and len(known) > 2 and target is None


def handed_over(
    x: Any, y: Any, model: Any, names: Sequence[str] | None, categories: Sequence[str],
    named: Sequence[str] = (), target: str | None = None, seed: int = 0,
) -> Handed:  # fmt: skip
    """What was handed over, checked; coordinates that are `named` are categories if they may be."""
    alone = None
    if x is None:
        if not isinstance(model, Network) or y is not None:
            raise SpecificationError("read_rules needs rows x, but for a network alone")
        alone = rows_of_network(model, target, seed)
        model, x, names = alone.network, alone.rows, alone.network.inputs
    table = table_of(x, names, categories)
    if not table.columns:
        raise SpecificationError("there are no columns")
    table, missing = known_numbers(table, {})
    columns = FittedColumns.of(table, named=named)
    rows = columns.rows(table)
    if not len(rows):
        raise SpecificationError("there are no rows")
    decided = None if model is None else _decisions(model, x, rows, columns.coordinates)
    labels = decided if y is None else _labels(y)
    if labels is None:
        raise SpecificationError("read_rules needs labels y, or a model whose decisions it reads")
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.shape != (len(rows),):
        raise SpecificationError(f"labels have the shape {labels.shape} for {len(rows)} rows")
    return Handed(columns, rows, labels, decided, missing, alone)


def _labels(y: Any) -> NDArray[Any]:
    try:
        return np.asarray(y)
    except ValueError:
        raise SpecificationError("labels y are one for each row") from None


def _is(labels: NDArray[Any], answer: Any) -> Bits:
    return np.array([label == answer for label in labels.tolist()], dtype=bool)


def _classes(labels: NDArray[Any], target: str | None) -> tuple[str, tuple[Any, Any]]:
    """The name of what a rule says, and the labels for no and for yes."""
    known = sorted({*labels.tolist()}, key=lambda label: (str(type(label)), label))
    if any(label != label or label is None for label in known):
        raise SpecificationError("labels: there is a missing one")
    if len(known) < 2:
        raise SpecificationError(f"all labels are {shown(known[0])}: there is no rule to read")
    same = [label for label in known if target is not None and str(label) == target]
    if same:
        others = [label for label in known if label != same[0]]
        return str(target), (others[0] if len(others) == 1 else f"not {target}", same[0])
    if len(known) > 2:
        raise SpecificationError(
            f"there are {len(known)} classes; target names the one that the rule is for, of "
            f"{few([str(label) for label in known])}"
        )
    hint = did_you_mean(target or "", [label for label in known if isinstance(label, str)])
    if hint:
        raise SpecificationError(f"no row has the label {target!r}{hint}")
    is_truth = all(label in (0, 1) for label in known)
    return target or ("y" if is_truth else str(known[1])), (known[0], known[1])


def _decisions(model: Any, x: Any, rows: Floats, coordinates: Sequence[str]) -> NDArray[Any]:
    """What a model says of each row: a network by its inputs, else `predict`, or a call."""
    inputs = getattr(model, "inputs", None)
    if inputs is not None:
        missing = [name for name in inputs if name not in coordinates]
        if missing:
            raise SpecificationError(f"the model reads {few(missing)}; the table has "
                                     f"{few([*coordinates])}")  # fmt: skip
        x = rows[:, [list(coordinates).index(name) for name in inputs]]
    call = model if isinstance(model, Network) else getattr(model, "predict", model)
    if not callable(call):
        raise SpecificationError(
            f"model: expected a network or what can predict, got {model!r:.60}"
        )
    found = np.asarray(call(x))
    if found.ndim == 2 and found.shape[1] == 1:
        found = found[:, 0]
    if found.ndim != 1:
        raise SpecificationError("model: rules are read of one output; choose one")
    return found
