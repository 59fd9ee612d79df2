"""The command line: a table of subcommands that call the public API only.

Results go to standard output; errors and, on a terminal, progress to standard error. Exit codes:
0 done or proven, 1 refuted, 2 wrong usage or input, 3 undecided; 70 for a fault of our own, 130
after Ctrl-C, 141 where the reader of the output has gone before its end.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from itertools import takewhile
from typing import Any, NoReturn

import logicnet
from logicnet.commands.common.shared import USAGE
from logicnet.ground.running import interrupts

from .errors import did_you_mean

FAULT, NO_READER = 70, 141

# subcommand: what it does; the module of its name is imported when it is used
COMMANDS = {
    "compile": "compile a function to a network",
    "region": "compile polygons or inequalities",
    "build": "build an adder, a comparator, a parity, ...",
    "compare": "compare the styles of networks",
    "minimize": "minimise to the fewest product terms",
    "table": "print the truth table",
    "verify": "compare a network with a function, or any two sources",
    "convert": "write what a file holds in another format",
    "stats": "count gates, depth, units, weights, ...",
    "evaluate": "run a network on given values",
    "rules": "read a short rule from a table of rows",
    "tune": "weigh rules against a table of rows",
    "zoo": "networks that are ready, with proofs",
    "plot": "draw a network, a Karnaugh map, ...",
    "page": "write a page that shows a network",
    "playground": "touch it: a page in the browser",
}
_FOLDERS = {"convert": "files.", "stats": "files.", "rules": "learning.", "tune": "learning."}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    try:
        _prepare_streams()
        code = _done(sys.argv[1:] if argv is None else list(argv))
        sys.stdout.flush()
    except BaseException as error:
        return _failed(error)
    if interrupts.met():  # and yet there was a result
        return interrupts.say()
    return code


def _done(argv: Sequence[str]) -> int:
    """The exit code of a command that was carried out."""
    try:
        args = _arguments(argv)
    except SystemExit as shown:  # --help and --version
        return int(shown.code or 0)
    return int(_module(args.command).run(args))


def _prepare_streams() -> None:
    """Names that a terminal cannot show are escaped; what is written to a closed stream is lost."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        if isinstance(getattr(sys, name), io.TextIOWrapper):
            getattr(sys, name).reconfigure(errors="backslashreplace")


# Failures -----------------------------------------------------------------------------------


def _failed(error: BaseException) -> int:
    """Say on standard error what went wrong; the exit code."""
    if interrupts.met() or isinstance(error, KeyboardInterrupt):
        return interrupts.say()
    if isinstance(error, BrokenPipeError):
        _drop_output()
        return NO_READER
    if isinstance(error, OSError):
        _drop_output()
        return _say(_system_error(error), USAGE)
    if isinstance(error, logicnet.LogicnetError):
        return _say(str(error), USAGE)
    if isinstance(error, MemoryError):
        return _say("not enough memory for this", USAGE)
    with suppress(OSError):
        traceback.print_exception(error)
    return _say("this is a fault of logicnet; please report it with the lines above", FAULT)


def _say(message: str, code: int) -> int:
    with suppress(OSError):  # standard error can be full as well
        print(f"logicnet: {message}", file=sys.stderr, flush=True)
    return code


def _system_error(error: OSError) -> str:
    """What the system says, without its number."""
    if not error.strerror:
        return str(error)
    return f"{error.filename or 'standard output'}: {error.strerror}"


def _drop_output() -> None:
    """Lose what standard output has not taken, or Python would try once more on its way out."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# Arguments ----------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors like all others."""

    def error(self, message: str) -> NoReturn:
        raise logicnet.SpecificationError(f"{message} (see {self.prog} --help)")

    def _print_message(self, message: str, file: Any = None) -> None:
        print(message, end="", file=file)  # the original hides that a disk is full

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            known = ", ".join(map(str, action.choices))
            hint = did_you_mean(value, action.choices)
            raise argparse.ArgumentError(action, f"{value!r} is none of {known}{hint}")


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    if any("\0" in word for word in argv):
        raise logicnet.SpecificationError("an argument holds a NUL character")
    parser, commands = _parser(argv)
    command = commands.get(next((word for word in argv if not word.startswith("-")), ""), parser)
    _check_options(argv, command)
    args, rest = parser.parse_known_args(argv)
    if rest and not hasattr(args, "values"):
        command.error(f"{rest[0]!r} is one argument too many; what has blanks is put in quotes")
    if rest:
        args.values += rest  # values after options, which argparse does not collect
    return args


def _check_options(argv: Sequence[str], parser: argparse.ArgumentParser) -> None:
    """Refuse what looks like an option and is none, before anything else is said to be missing."""
    known = list(parser._option_string_actions)
    for word in takewhile("--".__ne__, argv):
        name = word.partition("=")[0]
        is_known = any(option.startswith(name) for option in known) or name[:2] in known
        if len(word) > 1 and word.startswith("-") and not (is_known or _is_value(word)):
            hint = did_you_mean(name, known) or "; what begins so and is none is written after --"
            parser.error(f"there is no option {name!r}{hint}")


def _is_value(word: str) -> bool:
    """Whether argparse takes a word that begins with a dash for no option."""
    try:
        return " " in word or float(word) == float(word)
    except ValueError:
        return False


def _parser(argv: Sequence[str]) -> tuple[_Parser, dict[str, _Parser]]:
    """The parser, and those of the commands; only those named know their arguments."""
    parser = _Parser(
        prog="logicnet",
        description="State some logic, get a neural network that computes exactly that.",
        epilog="exit codes: 0 done or proven, 1 refuted, 2 wrong usage or input, 3 undecided, "
        "70 a fault of logicnet, 130 interrupted",
    )
    parser.add_argument("--version", action="version", version=logicnet.__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    found = {
        name: commands.add_parser(name, help=purpose, description=purpose)
        for name, purpose in COMMANDS.items()
    }
    for name in found.keys() & set(argv):
        _module(name).arguments(found[name])
    return parser, found


def _module(command: str) -> Any:
    return import_module(f".commands.{_FOLDERS.get(command, '')}{command}", __package__)
