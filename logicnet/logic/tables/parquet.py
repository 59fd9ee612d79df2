"""Parquet files, which pyarrow reads; errors of what is none name the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import Any

from logicnet.errors import FormatError
from logicnet.ground.extras import needed
from logicnet.ground.storage.files import errors_of

SUFFIX = ".parquet"


@contextmanager
def parquet_file(source: str | PathLike[str]) -> Iterator[Any]:
    """The file, open, as a `pyarrow.parquet.ParquetFile`."""
    parquet = needed("pyarrow.parquet", "a Parquet file", "dask")
    arrow = needed("pyarrow", "a Parquet file", "dask")
    with errors_of(Path(source), "read"):
        try:
            with parquet.ParquetFile(source) as file:
                yield file
        except arrow.ArrowException as error:
            raise FormatError(f"{source}: {error}") from None
