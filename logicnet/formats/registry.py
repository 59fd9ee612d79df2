"""Files: `read(path)` and `write(value, path)`, by suffix."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any

from logicnet.errors import FormatError, did_you_mean
from logicnet.ground.files import named

# suffix: the module that reads and writes it, imported when first needed
MODULES = {
    ".json": "native_json",
    ".npz": "native_npz",
    ".pla": "pla",
    ".csv": "csv_table",
}


def read(path: str | PathLike[str]) -> Any:
    """What the file holds: a Network or MLP (.json, .npz), a Cover (.pla), a TruthTable (.csv)."""
    path = named(path)
    reader: Callable[[Path], Any] = _module(path).read
    return reader(path)


def write(value: Any, path: str | PathLike[str]) -> None:
    """Write `value` in the format that the suffix names; the file appears whole or not at all."""
    path = named(path)
    writer: Callable[[Any, Path], None] = _module(path).write
    writer(value, path)


def _module(path: Path) -> Any:
    suffix = path.suffix.lower()
    if suffix not in MODULES:
        wrong = f"no format for the suffix {suffix[:20]!r}" if suffix else "no suffix"
        known = f"; known are {', '.join(MODULES)}"
        raise FormatError(f"{path}: {wrong}{known}{did_you_mean(suffix, MODULES)}")
    return import_module(f".{MODULES[suffix]}", __package__)
