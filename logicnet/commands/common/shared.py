"""What the subcommands have in common: exit codes, styles, sources, values, what is shown."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import logicnet
from logicnet.errors import did_you_mean
from logicnet.formats.recognition import recognised
from logicnet.formats.registry import FORMATS, holding
from logicnet.ground.budget import EFFORTS, Cut
from logicnet.ground.running.interrupts import INTERRUPTED
from logicnet.ground.storage.files import decoded, read_text
from logicnet.logic.function import SOURCES

DONE, REFUTED, USAGE, UNDECIDED = 0, 1, 2, 3
_EXIT = {True: DONE, False: REFUTED, None: UNDECIDED}
_MOST_LINES = 40


def exit_code(verdict: logicnet.Verdict, cut: Cut | None = None) -> int:
    """The exit code for a verdict, on what an interrupt may have cut as well."""
    return INTERRUPTED if "interrupt" in (cut, verdict.cut) else _EXIT[verdict.equal]


def source_text() -> str:
    """What a source may be, for the help of a command."""
    files = ", ".join(FORMATS)
    return f"a formula; or a file with one ({files} or text); or - for standard input"


def network_option(parser: argparse.ArgumentParser) -> None:
    """Add the argument for the file of a network."""
    files = f"a network file ({' or '.join(holding('Network'))})"
    parser.add_argument("network", type=Path, help=files)


def output_option(
    parser: argparse.ArgumentParser,
    purpose: str,
    suffixes: Sequence[str] = (),
    required: bool = False,
) -> None:
    """Add `-o`, whose file is looked at before any work is done for it."""

    def target(text: str) -> Path:
        path = Path(text)
        if suffixes and path.suffix.lower() not in suffixes:
            known = " or ".join([", ".join(suffixes[:-1]), suffixes[-1]][len(suffixes) == 1 :])
            hint = did_you_mean(path.suffix, suffixes)
            raise argparse.ArgumentTypeError(
                f"expected a name that ends in {known}, got {text!r}{hint}"
            )
        try:
            return output_file(text)
        except logicnet.SpecificationError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    kinds = f" ({', '.join(suffixes)})" if suffixes else ""
    parser.add_argument("-o", "--output", type=target, required=required, help=purpose + kinds)


def output_file(text: str) -> Path:
    """The file of that name, in a folder that is there."""
    path = Path(text)
    if os.path.exists(path) and not os.path.isfile(path):  # devices would be replaced
        what = "a folder" if os.path.isdir(path) else "no ordinary file"
        raise logicnet.SpecificationError(f"{text} is {what}")
    if not os.path.isdir(path.parent):
        raise logicnet.SpecificationError(f"{text}: there is no folder {path.parent}")
    return path


def suffix_option(parser: argparse.ArgumentParser, name: str, purpose: str) -> None:
    """Add an option that names a format, as .blif or blif."""

    def suffix(text: str) -> str:
        found = f".{text.removeprefix('.').lower()}"
        if found not in FORMATS:
            hint = did_you_mean(found, FORMATS)
            raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(FORMATS)}{hint}")
        return found

    dest = {"--from": "source_format", "--to": "target_format"}[name]
    parser.add_argument(name, dest=dest, type=suffix, metavar="SUFFIX", help=purpose)


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


def examples(parser: argparse.ArgumentParser, *lines: str) -> None:
    """Show examples at the end of the help."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "examples:\n" + "\n".join(f"  {line}" for line in lines)


def effort_option(parser: argparse.ArgumentParser) -> None:
    """The option that says how hard a search tries."""
    said = "how much work a search may do, counted: the result does not depend on the machine"
    parser.add_argument("--effort", choices=list(EFFORTS), help=said)


def style_option(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """The option for one of the styles that there are."""
    from logicnet.construction.constructions import CONSTRUCTIONS

    styles = tuple(CONSTRUCTIONS.styles)
    parser.add_argument("--style", choices=styles, default=default, help="which construction")


def whole(text: str) -> int:
    """The whole number of an option."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a whole number, got {text[:60]!r}") from None


def number(text: str) -> float:
    """The number of an option."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a number, got {text[:60]!r}") from None


def content_of(text: str, suffix: str | None = None) -> Any:
    """What a source holds, as the type of its format; the circuit of a formula."""
    from logicnet.logic.function import function

    if suffix is not None and text != "-":
        return logicnet.read(Path(text), suffix=suffix)
    found = _standard_input(suffix) if text == "-" else source_of(text)
    if isinstance(found, Path):
        return logicnet.read(found) if found.suffix.lower() in FORMATS else function(found)
    return function(found) if isinstance(found, str) else found


def source_of(text: str) -> Any:
    """What the argument states: the content of standard input or of a file, or a formula."""
    if text == "-":
        return _standard_input()
    path = Path(text)
    if SOURCES.names_file(text):
        return path
    try:
        is_file = path.is_file() or path.is_fifo()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        is_file = False
    return read_text(path) if is_file else meant(text)


def meant(text: str) -> str:
    """An argument as UTF-8, also where the locale made something else of its bytes."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8")
    except UnicodeError:
        raise logicnet.SpecificationError(f"{text!a} is not UTF-8 text") from None


def _standard_input(given: str | None = None) -> Any:
    """What is stated there: a circuit in a format that is recognised, or the text of a formula."""
    if sys.stdin is None:
        raise logicnet.SpecificationError("standard input is closed")
    is_text = not isinstance(sys.stdin, io.TextIOWrapper)
    content: str | bytes = sys.stdin.read() if is_text else sys.stdin.buffer.read()
    suffix, name = given or recognised(content), "standard input"
    if suffix and isinstance(content, bytes) and suffix != ".aig":
        content = decoded(content, name, "latin-1")
    if suffix:
        return FORMATS[suffix].loads(content, name)
    # whatever the locale says, like files
    return content if isinstance(content, str) else decoded(content, name)


@contextmanager
def progress_line() -> Iterator[Callable[..., None] | None]:
    """A callback that keeps one line on a terminal's standard error, or None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = ""

    def show(elapsed: float, terms: int, bound: int | None) -> None:
        nonlocal shown
        known = "" if bound is None else f", at least {bound}"
        shown = f"{elapsed:6.1f} s  {terms} terms{known}".ljust(len(shown))
        print(f"\r{shown}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        print(f"\r{'':{len(shown)}}\r" if shown else "", end="", file=sys.stderr, flush=True)


def show(network: logicnet.Network) -> None:
    """The summary and the first units of a network."""
    print(network.summary())
    lines = network.describe().splitlines()
    print("\n".join(lines[:_MOST_LINES]))
    if len(lines) > _MOST_LINES:
        print(f"... and {len(lines) - _MOST_LINES} more units")


def assignment(text: str) -> tuple[str, float]:
    name, equals, value = meant(text).partition("=")
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
            f"{path} holds a {type(network).__name__}, expected a network "
            f"({' or '.join(holding('Network'))})"
        )
    return network
