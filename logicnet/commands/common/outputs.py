"""Where the result of a command goes: a file that is written whole, or standard output."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import logicnet
from logicnet.errors import did_you_mean
from logicnet.formats.registry import FORMATS
from logicnet.ground.storage.files import read_octets

from .sources import STREAM

_STREAM = Path(STREAM)


def output_option(
    parser: argparse.ArgumentParser,
    purpose: str,
    suffixes: Sequence[str] = (),
    required: bool = False,
) -> None:
    """Add `-o`, whose file is looked at before any work is done for it, and `--to` for streams."""
    kinds = f" ({', '.join(suffixes)})" if suffixes else ""
    parser.add_argument(
        "-o", "--output", type=Path, required=required, metavar="FILE",
        help=f"{purpose}{kinds}; - is standard output",
    )  # fmt: skip
    parser.set_defaults(output_suffixes=tuple(suffixes))
    if len(suffixes) > 1:
        parser.add_argument(
            "--to", dest="target_format", metavar="SUFFIX", type=_suffix_among(suffixes),
            help="with -o -: the format that is written",
        )  # fmt: skip


def _suffix_among(suffixes: Sequence[str]) -> Any:
    """What takes a suffix with or without its dot."""

    def suffix(text: str) -> str:
        found = f".{text.removeprefix('.').lower()}"
        if found not in suffixes:
            hint = did_you_mean(found, suffixes)
            raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(suffixes)}{hint}")
        return found

    return suffix


def check_output(args: argparse.Namespace) -> None:
    """Refuse a place where the result cannot go, before any work is done for it."""
    suffixes = getattr(args, "output_suffixes", None)
    if suffixes is None or (args.output is None and getattr(args, "target_format", None) is None):
        return
    if args.output is None:
        raise logicnet.SpecificationError("--to goes with -o -, which is standard output")
    path, given = args.output, getattr(args, "target_format", None)
    if path == _STREAM:
        if len(suffixes) > 1 and given is None:
            raise logicnet.SpecificationError("-o -: --to says what is written to standard output")
        if getattr(args, "json", False):
            raise logicnet.SpecificationError("-o - and --json are both for standard output")
        return
    if suffixes and path.suffix.lower() not in suffixes:
        known = " or ".join([", ".join(suffixes[:-1]), suffixes[-1]][len(suffixes) == 1 :])
        hint = did_you_mean(path.suffix, suffixes)
        raise logicnet.SpecificationError(
            f"-o/--output: expected a name that ends in {known}, got {str(path)!r}{hint}"
        )
    if given not in (None, path.suffix.lower()):
        raise logicnet.SpecificationError(f"--to {given} does not write {path}")
    try:
        output_file(os.fspath(path))
    except logicnet.SpecificationError as error:
        raise logicnet.SpecificationError(f"-o/--output: {error}") from None


def output_file(text: str) -> Path:
    """The file of that name, in a folder that is there."""
    path = Path(text)
    if os.path.exists(path) and not os.path.isfile(path):  # devices would be replaced
        what = "a folder" if os.path.isdir(path) else "no ordinary file"
        raise logicnet.SpecificationError(f"{text} is {what}")
    if not os.path.isdir(path.parent):
        raise logicnet.SpecificationError(f"{text}: there is no folder {path.parent}")
    return path


@contextmanager
def told_apart(args: argparse.Namespace) -> Iterator[None]:
    """With the result on standard output, what is said about it goes to standard error."""
    if getattr(args, "output", None) != _STREAM:
        yield
        return
    args.stream = sys.stdout
    with redirect_stdout(sys.stderr):
        yield


@contextmanager
def place(args: argparse.Namespace, target: Path | None = None) -> Iterator[Path]:
    """The path to which the result is written; what is there then goes to standard output."""
    path = args.output if target is None else target
    if path != _STREAM:
        yield path
        return
    suffix = getattr(args, "target_format", None) or args.output_suffixes[0]
    with TemporaryDirectory() as folder:
        inner = Path(folder, f"result{suffix}")
        yield inner
        emit(args.stream, read_octets(inner))


def emit(stream: IO[str], octets: bytes) -> None:
    """Write octets to a stream of text."""
    stream.flush()
    below = getattr(stream, "buffer", None)
    if below is None:
        stream.write(octets.decode("latin-1"))
        return
    below.write(octets)
    below.flush()


def store(
    args: argparse.Namespace,
    value: Any,
    target: Path | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """Write the value where the options say, if they do."""
    if args.output is not None:
        with place(args, target) as path:
            logicnet.write(value, path, **(options or {}))


def suffix_of(args: argparse.Namespace) -> str:
    """The suffix of what is written, or "" where nothing is."""
    if args.output is None:
        return ""
    return str(args.target_format) if args.output == _STREAM else args.output.suffix.lower()


def verilog_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be said of a module of Verilog that is written."""
    said = "with .v: gates of two inputs instead of sums"
    parser.add_argument("--gates", action="store_true", help=said)
    parser.add_argument(
        "--testbench",
        metavar="FILE",
        help="with .v: write a testbench too, that says PASS or FAIL",
    )


def verilog_values(args: argparse.Namespace, suffix: str) -> dict[str, Any]:
    """What the options say to `write`; with other formats they are refused."""
    given: dict[str, Any] = {"gates": True} if args.gates else {}
    if args.testbench:
        given["testbench"] = output_file(args.testbench)
    for name in given:
        if suffix != ".v":
            raise logicnet.SpecificationError(f"--{name} goes with a file that ends in .v")
    return given


def target_format_option(parser: argparse.ArgumentParser, purpose: str) -> None:
    """Add `--to` for a file of any name."""
    parser.add_argument("--to", dest="target_format", type=_suffix_among(list(FORMATS)),
                        metavar="SUFFIX", help=purpose)  # fmt: skip
