"""What the subcommands have in common: exit codes, styles, sources, values, what is shown."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

import logicnet
from logicnet.ground.budget import EFFORTS, Cut
from logicnet.ground.running.interrupts import INTERRUPTED

from .sources import meant

DONE, REFUTED, USAGE, UNDECIDED = 0, 1, 2, 3
_EXIT = {True: DONE, False: REFUTED, None: UNDECIDED}
_MOST_LINES = 40
_TICK = 1.0  # seconds from one word of a command at work to the next
_COUNTS = (
    "units", "hidden_units", "depth", "parameters", "wires", "max_fan_in", "weight_sum",
    "is_layered", "proven_minimal",
)  # fmt: skip


def exit_code(verdict: logicnet.Verdict, cut: Cut | None = None) -> int:
    """The exit code for a verdict, on what an interrupt may have cut as well."""
    return INTERRUPTED if "interrupt" in (cut, verdict.cut) else _EXIT[verdict.equal]


def examples(parser: argparse.ArgumentParser, *lines: str) -> None:
    """Show examples at the end of the help."""
    explain(parser, "examples", "\n".join(lines))


def explain(parser: argparse.ArgumentParser, title: str, text: str) -> None:
    """Add a paragraph, as it stands, to the end of the help."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    before = f"{parser.epilog}\n\n" if parser.epilog else ""
    parser.epilog = f"{before}{title}:\n{textwrap.indent(text, '  ')}"


def in_words(names: Mapping[str, str]) -> str:
    """Names and what they mean, a paragraph each, in two columns."""
    width = max(map(len, names)) + 2
    return "\n".join(
        textwrap.fill(f"{name:{width}}{said}", 76, subsequent_indent=" " * width)
        for name, said in names.items()
    )


def json_option(parser: argparse.ArgumentParser) -> None:
    """The option for a result that programs read."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def tell(args: argparse.Namespace, known: Mapping[str, Any], *lines: str) -> None:
    """Print what is known as JSON where that is asked for, else the lines."""
    if args.json:
        print(json.dumps(known, indent=1))
    else:
        print("\n".join(lines))


def effort_option(parser: argparse.ArgumentParser) -> None:
    """The option that says how hard a search tries."""
    said = "how much work a search may do, counted: the result does not depend on the machine"
    parser.add_argument("--effort", choices=list(EFFORTS), help=said)


def style_option(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """The option for one of the styles that there are."""
    from logicnet.construction.constructions import CONSTRUCTIONS

    styles = CONSTRUCTIONS.styles
    parser.add_argument("--style", choices=tuple(styles), default=default, metavar="STYLE",
                        help=f"which construction: {', '.join(styles)}")  # fmt: skip
    explain_styles(parser)


def explain_styles(parser: argparse.ArgumentParser) -> None:
    """Say in the help what each style builds."""
    from logicnet.construction.constructions import CONSTRUCTIONS

    rows = CONSTRUCTIONS.styles.items()
    explain(parser, "styles", in_words({name: row.builds for name, row in rows}))


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


@contextmanager
def progress_line(what: str = "terms") -> Iterator[Callable[..., None] | None]:
    """A callback that keeps one line on a terminal's standard error, or None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = ""

    def show(elapsed: float, size: int | None = None, bound: int | None = None) -> None:
        nonlocal shown
        known = f", at least {bound}" if bound else ""
        found = "" if size is None else f"  {size} {what}{known}"
        shown = f"{elapsed:6.1f} s{found}".ljust(len(shown))
        print(f"\r{shown}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        print(f"\r{'':{len(shown)}}\r" if shown else "", end="", file=sys.stderr, flush=True)


@contextmanager
def waiting() -> Iterator[None]:
    """A line on a terminal's standard error that says for how long a command has been at work."""
    with progress_line() as show:
        if show is None:
            yield
            return
        start, done = time.monotonic(), threading.Event()

        def tick() -> None:
            while not done.wait(_TICK):
                show(time.monotonic() - start)

        ticking = threading.Thread(target=tick, daemon=True)
        ticking.start()
        try:
            yield
        finally:
            done.set()
            ticking.join()


def show(network: logicnet.Network) -> None:
    """Print the summary and the first units of a network."""
    print("\n".join(shown(network)))


def shown(network: logicnet.Network) -> list[str]:
    """The summary and the first units of a network."""
    from logicnet.network.description import unit_lines

    lines = islice(unit_lines(network), _MOST_LINES)
    more = [f"... and {network.units - _MOST_LINES} more units"] * (network.units > _MOST_LINES)
    return [network.summary(), *lines, *more]


def counts_of(network: logicnet.Network) -> dict[str, Any]:
    """How large a network is, and whether none is smaller."""
    return {name: getattr(network, name) for name in _COUNTS}


def figures_of(network: logicnet.Network) -> dict[str, Any]:
    """The counts of a network, and the network itself, for JSON."""
    from logicnet.formats.native_json import dumps

    return counts_of(network) | {"cut": network.cut, "network": json.loads(dumps(network))}


def judged(verdict: logicnet.Verdict) -> dict[str, Any]:
    """A verdict for JSON: whether it is equal (null where that is unknown), and in words."""
    return {"equal": verdict.equal, "verdict": str(verdict)}


def assignment(text: str) -> tuple[str, float]:
    name, equals, value = meant(text).partition("=")
    if not equals:
        raise logicnet.SpecificationError(f"expected name=value, got {text!r}")
    from logicnet.logic.tables.tabular import said  # loads NumPy

    try:
        return name.strip(), float(value)
    except ValueError:
        if said(value) in (0, 1):
            return name.strip(), float(said(value))
        raise logicnet.SpecificationError(f"expected a number after '=', got {text!r}") from None
