"""What the subcommands have in common: exit codes, styles, sources, values, what is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import logicnet

DONE, REFUTED, USAGE, UNDECIDED = 0, 1, 2, 3
EXIT = {True: DONE, False: REFUTED, None: UNDECIDED}
STYLES = ("minterms", "wide", "deep", "layered", "compact")  # of functions
REGION_STYLES = ("compact", "formula", "shallow", "layered", "one-hidden")
ALL_STYLES = tuple(dict.fromkeys(STYLES + REGION_STYLES))
SOURCE = (
    "a formula; or a file with one (.pla, .csv, .json, .npz, .geojson or text); or - for standard "
    "input"
)
_MOST_LINES = 40


def source_of(text: str) -> Any:
    """What the argument states: the content of standard input or of a file, or a formula."""
    if text == "-":
        return sys.stdin.read()
    path = Path(text)
    if path.suffix.lower() in (".pla", ".csv", ".json", ".npz"):
        return logicnet.read(path)
    if path.suffix.lower() == ".geojson":
        return path
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        is_file = False
    if not is_file:
        if path.suffix.lower() in (".txt", ".formula"):
            raise FileNotFoundError(f"{text}: no such file")
        return text
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise logicnet.FormatError(f"{path}: not UTF-8 text (byte {error.start})") from None


def progress_line() -> Callable[..., None] | None:
    """A callback that keeps one line on a terminal's standard error, or None elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(elapsed: float, terms: int, bound: int | None) -> None:
        known = "" if bound is None else f", at least {bound}"
        print(f"\r{elapsed:6.1f} s  {terms} terms{known} ", end="", file=sys.stderr, flush=True)

    return show


def show(network: logicnet.Network) -> None:
    """The summary and the first units of a network."""
    print(network.summary())
    lines = network.describe().splitlines()
    print("\n".join(lines[:_MOST_LINES]))
    if len(lines) > _MOST_LINES:
        print(f"... and {len(lines) - _MOST_LINES} more units")


def assignment(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    if not equals:
        raise logicnet.SpecificationError(f"expected name=value, got {text!r}")
    if value.lower() in ("true", "false"):
        return name.strip(), float(value.lower() == "true")
    try:
        return name.strip(), float(value)
    except ValueError:
        raise logicnet.SpecificationError(f"expected a number after '=', got {text!r}") from None


def network_of(path: Path) -> logicnet.Network:
    network = logicnet.read(path)
    if not isinstance(network, logicnet.Network):
        raise logicnet.SpecificationError(
            f"{path} holds a {type(network).__name__}, expected a network (.json or .npz)"
        )
    return network
