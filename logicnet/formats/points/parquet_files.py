"""Networks on Parquet files of points, some rows at a time: memory stays flat."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from math import nan
from pathlib import Path
from typing import Any

import numpy as np

from logicnet.errors import FormatError
from logicnet.ground.storage.files import write_texts, writing
from logicnet.ground.workers.parallel import Workers, mapped
from logicnet.logic.tables.parquet import SUFFIX, parquet_file
from logicnet.logic.tables.tabular import csv_rows, csv_text
from logicnet.network.network import Network

from .csv_files import AHEAD, expected_of, fits, input_places, output_names

ROWS = 1 << 16  # rows that are read at a time


def evaluate_parquet(
    network: Network,
    source: Path,
    target: Path | None,
    *,
    executor: Workers | None = None,
    rows: int = ROWS,
) -> None:
    """Write the rows of a Parquet file with a column for each output of the network.

    Names of columns and of outputs are as for CSV; `rows` are read and evaluated at a time, by the
    `executor` if there is one. The file is written whole or not at all, as CSV if it has another
    suffix; without one the rows are shown as CSV.
    """
    with parquet_file(source) as file:
        from pyarrow.parquet import ParquetWriter

        names = list(file.schema_arrow.names)
        look = _Evaluated(
            network, str(source), *input_places(network, names, str(source)),
            output_names(network, names),
        )  # fmt: skip
        batches = file.iter_batches(batch_size=rows)
        first = file.schema_arrow.empty_table().to_batches() or [_empty(file.schema_arrow)]
        numbered = _numbered(chain(first[:1], batches))
        with closing(mapped(look, numbered, executor, ahead=AHEAD)) as results:
            begun = next(results)
            if target is None or target.suffix.lower() != SUFFIX:
                _as_csv(chain([csv_text(look.names, [])], map(_csv_rows, results)), target)
                return
            with writing(target) as out, ParquetWriter(out, begun.schema) as writer:
                for batch in results:
                    writer.write_batch(batch)


def _csv_rows(batch: Any) -> str:
    return csv_rows(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _as_csv(texts: Iterator[str], target: Path | None) -> None:
    """Write the texts, or show them as they come."""
    if target is not None:
        write_texts(target, texts)
        return
    for text in texts:
        sys.stdout.write(text)


def _empty(schema: Any) -> Any:
    import pyarrow as pa

    return pa.RecordBatch.from_pylist([], schema=schema)


def _numbered(batches: Iterator[Any]) -> Iterator[tuple[int, Any]]:
    """Each batch with the number of its first row."""
    row = 0
    for batch in batches:
        yield row, batch
        row += batch.num_rows


@dataclass(frozen=True)
class _Evaluated:
    """What runs for each batch: its columns, and the outputs of the network."""

    network: Network
    source: str
    places: list[int]
    categories: list[str | None]
    names: list[str]

    def __call__(self, numbered: tuple[int, Any]) -> Any:
        import pyarrow as pa

        row, batch = numbered
        points = np.empty((batch.num_rows, len(self.places)))
        for k, (place, category) in enumerate(zip(self.places, self.categories, strict=True)):
            points[:, k] = self._column(batch, place, category)
        wrong = np.flatnonzero(~fits(self.network, points))
        if len(wrong):
            got = ", ".join(str(batch.column(place)[int(wrong[0])]) for place in self.places)
            wanted = f"{expected_of(self.network)} for {', '.join(self.network.inputs)}"
            raise FormatError(f"{self.source}, row {row + wrong[0]}: expected {wanted}, got {got}")
        outputs = np.ascontiguousarray(self.network(points).T)
        schema = batch.schema  # with what pandas and others have noted in it
        for name in self.names[batch.num_columns :]:
            schema = schema.append(pa.field(name, pa.int64()))
        columns = [*batch.columns, *(pa.array(output) for output in outputs)]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    def _column(self, batch: Any, place: int, category: str | None) -> Any:
        """The values of a column as numbers; what is missing is none."""
        import pyarrow as pa

        column = batch.column(place)
        if category is not None:
            values = column.to_pylist()
            return [value == category if isinstance(value, str) else nan for value in values]
        if not (pa.types.is_boolean(column.type) or pa.types.is_integer(column.type)
                or pa.types.is_floating(column.type)):  # fmt: skip
            name, kind = self.names[place], column.type
            raise FormatError(f"{self.source}: column {name!r} holds {kind}; expected numbers")
        return column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
