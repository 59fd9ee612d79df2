"""Files: `read(path)` and `write(value, path)`, by suffix.

`FORMATS` has a row for each suffix; what a row names is imported when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any

from logicnet.errors import FormatError, did_you_mean
from logicnet.ground.arguments import checked
from logicnet.ground.registry import Registry
from logicnet.ground.storage.files import named


@dataclass(frozen=True)
class Format:
    """One suffix: the types that such a file holds, and the module that reads and writes it.

    The module has `read(path)` and, unless such files are only read, `write(value, path)`. In a
    file that is sealed any change of the content is noticed.
    """

    name: str
    holds: tuple[str, ...]
    does: str
    module: str
    is_written: bool = True
    is_sealed: bool = False

    def __str__(self) -> str:
        return self.name

    def cells(self) -> tuple[str, ...]:
        """Suffix, types and what it is for, as the pages list them."""
        return f"`{self.name}`", ", ".join(f"`{kind}`" for kind in self.holds), self.does

    def read(self, path: Path) -> Any:
        """What the file holds."""
        reader: Callable[[Path], Any] = import_module(self.module).read
        return reader(path)

    def write(self, value: Any, path: Path) -> None:
        """Write the value to the file."""
        if not self.is_written:
            known = ", ".join(each.name for each in FORMATS.values() if each.is_written)
            raise FormatError(f"{path}: {self.name} is only read; written are {known}")
        writer: Callable[[Any, Path], None] = import_module(self.module).write
        writer(value, path)


_NETS = ("Network", "MLP")
FORMATS = Registry(
    "suffix",
    ("suffix", "holds", ""),
    (
        Format(".json", _NETS, "readable, a line a unit", "logicnet.formats.native_json",
               is_sealed=True),
        Format(".npz", _NETS, "for large ones; plain numpy arrays, never unpickled",
               "logicnet.formats.native_npz", is_sealed=True),
        Format(".pla", ("Cover",), "product terms, as espresso reads them", "logicnet.formats.pla"),
        Format(".csv", ("TruthTable",), "a header of names, a line a row",
               "logicnet.formats.csv_table"),
        Format(".geojson", ("Region",), "polygons, one region a `name`; only read",
               "logicnet.formats.geojson", is_written=False),
    ),
)  # fmt: skip


@checked()
def read(path: str | PathLike[str]) -> Any:
    """What the file holds: a Network, an MLP, a Cover, a TruthTable, regions, as its suffix says.

    Of a file with several named regions it is a mapping from their names.
    """
    path = named(path)
    return _format(path).read(path)


@checked()
def write(value: Any, path: str | PathLike[str]) -> None:
    """Write `value` in the format that the suffix names; the file appears whole or not at all."""
    path = named(path)
    _format(path).write(value, path)


def written(kind: str) -> tuple[str, ...]:
    """The suffixes of files to which a value of a type can be written.

    >>> written("Network")
    ('.json', '.npz')
    """
    return tuple(row.name for row in FORMATS.values() if row.is_written and kind in row.holds)


def _format(path: Path) -> Format:
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        wrong = f"no format for the suffix {suffix[:20]!r}" if suffix else "no suffix"
        known = f"; known are {', '.join(FORMATS)}"
        raise FormatError(f"{path}: {wrong}{known}{did_you_mean(suffix, FORMATS)}")
    return FORMATS[suffix]
