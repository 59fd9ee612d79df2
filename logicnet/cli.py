"""The command line: a table of subcommands that call the public API only.

Results go to standard output; errors and, on a terminal, progress to standard error. Exit codes:
0 done or proven, 1 refuted, 2 wrong usage or input, 3 undecided.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import logicnet

from .commands.shared import DONE, USAGE

# subcommand: what it does; the module of its name is imported when it is used
COMMANDS = {
    "compile": "compile a function to a network",
    "region": "compile polygons or inequalities",
    "build": "build an adder, a comparator, a parity, ...",
    "compare": "compare the styles of networks",
    "minimize": "minimise to the fewest product terms",
    "table": "print the truth table",
    "verify": "compare a network with a function",
    "evaluate": "run a network on given values",
    "plot": "draw a network, a Karnaugh map, ...",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    argv = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):  # a name that the terminal cannot show is escaped
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = _parser(argv)
    args, rest = parser.parse_known_args(argv)
    if hasattr(args, "values") and not any(text.startswith("-") for text in rest):
        args.values += rest  # values after options, which argparse does not collect
    elif rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return int(_module(args.command).run(args))
    except BrokenPipeError:  # the reader of our output has had enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return DONE
    except (logicnet.LogicnetError, OSError) as error:
        print(f"logicnet: {error}", file=sys.stderr)
        return USAGE
    except MemoryError:
        print("logicnet: not enough memory for this", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("logicnet: interrupted", file=sys.stderr)
        return 130


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; only the arguments of a command that is named are looked up."""
    parser = argparse.ArgumentParser(
        prog="logicnet",
        description="State some logic, get a neural network that computes exactly that.",
    )
    parser.add_argument("--version", action="version", version=logicnet.__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, purpose in COMMANDS.items():
        sub = commands.add_parser(name, help=purpose, description=purpose)
        if name in argv:
            _module(name).arguments(sub)
    return parser


def _module(command: str) -> Any:
    return import_module(f".commands.{command}", __package__)
