"""Blocks of rows and targets, one after the other, for data larger than memory.

Whoever trains goes through them several times: to check them, once an epoch, and for the loss at
the end. So they come from what can begin anew: a function that makes an iterator, a collection,
or a Parquet file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from logicnet.errors import SpecificationError
from logicnet.ground.checks import choice, shown
from logicnet.ground.names import category_of, unique_names
from logicnet.logic.frames import columns_of, is_frame
from logicnet.logic.tables.parquet import SUFFIX, parquet_file

_VALUES = 1 << 20  # of a Parquet file that are read at a time


class GivenBlock(NamedTuple):
    """Some rows: the number of the first one, and they and their targets as they were given."""

    first: int | None  # None: they follow those of the block before
    x: Any
    y: Any


class Blocks:
    """What a function or a collection gives."""

    def __init__(self, source: Any) -> None:
        self.source = source

    def once(self, rng: np.random.Generator | None = None) -> Iterator[GivenBlock]:
        """All blocks, from the first on; these come in no other order."""
        made = self.source() if callable(self.source) else self.source
        if not isinstance(made, Iterable):
            raise SpecificationError(f"the function of blocks gives an iterator, not {shown(made)}")
        for number, block in enumerate(made):
            pair = isinstance(block, Sequence) and not isinstance(block, str) and len(block) == 2
            if not pair or (np.ndim(block[0]) == 0 and not hasattr(block[0], "keys")):
                raise SpecificationError(
                    f"block {number + 1} is a pair (rows, targets), not {shown(block)}"
                )
            yield GivenBlock(None, *block)


class ParquetBlocks:
    """The rows of a Parquet file: of its columns those that are inputs, and those of targets."""

    def __init__(self, path: str | PathLike[str], inputs: Sequence[str], targets: Any) -> None:
        if Path(path).suffix.lower() != SUFFIX:
            raise SpecificationError(f"rows come from a file {SUFFIX}, not {str(path)!r}")
        if targets is None:
            raise SpecificationError(
                f"which columns of {path} are targets? name one, or several in a list: "
                f'train(mlp, {str(path)!r}, "y")'
            )
        self.path, self.inputs, self.single = Path(path), inputs, isinstance(targets, str)
        self.targets = unique_names([targets] if self.single else targets, "target")

    def once(self, rng: np.random.Generator | None = None) -> Iterator[GivenBlock]:
        """All rows, a part of a row group at a time; with `rng` the groups in random order."""
        with parquet_file(self.path) as file:
            columns = self._columns(list(file.schema_arrow.names))
            sizes = [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)]
            starts = np.cumsum([0, *sizes]).tolist()
            order = range(len(sizes)) if rng is None else rng.permutation(len(sizes)).tolist()
            step = max(1, _VALUES // max(1, len(columns)))
            for group in order:
                row = starts[group]
                for batch in file.iter_batches(step, row_groups=[group], columns=columns):
                    yield self._block(row, batch)
                    row += batch.num_rows

    def _columns(self, there: list[str]) -> list[str]:
        """The columns to read: inputs, the texts of categories that inputs are, and targets."""
        for name in self.targets:
            choice(name, f"column of {self.path}", there)
        of_texts = {pair[0] for name in self.inputs if (pair := category_of(name, there))}
        return [name for name in there if name in {*self.inputs, *self.targets, *of_texts}]

    def _block(self, row: int, batch: Any) -> GivenBlock:
        from pyarrow import Table

        table = Table.from_batches([batch])
        found = columns_of(table, self.targets)
        y = np.stack([found[name] for name in self.targets], axis=1)
        return GivenBlock(row, table, y[:, 0] if self.single else y)


def blocks_of(x: Any, y: Any, inputs: Sequence[str]) -> Blocks | ParquetBlocks | None:
    """The blocks that training is given in place of rows; None where `x` are rows.

    >>> blocks_of([[0, 1]], [1], ("a", "b")) is None
    True
    """
    if isinstance(x, (str, PathLike)):
        return ParquetBlocks(x, inputs, y)
    if y is not None:
        return None
    if isinstance(x, Iterator):
        raise SpecificationError(
            "an iterator gives its blocks once, and training goes through them several times: pass "
            "the function that makes it, such as train(mlp, blocks) for a generator def blocks(), "
            "or a list"
        )
    rows = isinstance(x, (np.ndarray, Mapping)) or is_frame(x)
    if rows or not (callable(x) or isinstance(x, Iterable)):
        raise SpecificationError(
            "training needs targets y for its rows, too; or blocks of both, or a Parquet file"
        )
    return Blocks(x)
