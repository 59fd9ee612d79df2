"""The table of commands, and the words of a command line by it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from itertools import takewhile
from typing import Any, NoReturn

import logicnet
from logicnet.errors import did_you_mean

# subcommand: what it does; the module of its name is imported when it is used
COMMANDS = {
    "compile": "compile a function to a network",
    "region": "compile polygons or inequalities",
    "build": "build an adder, a comparator, a parity, ...",
    "compare": "compare the styles of networks",
    "minimize": "minimise to the fewest product terms",
    "primes": "list all prime implicants",
    "threshold": "find the one unit that computes a function",
    "approximate": "a sum of steps near a function of real variables",
    "table": "print the truth table",
    "verify": "compare a network with a function, or any two sources",
    "convert": "write what a file holds in another format",
    "stats": "count gates, depth, units, weights, ...",
    "evaluate": "run a network on given values",
    "rules": "read a short rule from a table of rows",
    "tune": "weigh rules against a table of rows",
    "train": "train a net on rows",
    "harden": "make a trained net a network of threshold units",
    "prune": "make a network smaller that decides rows as before",
    "zoo": "networks that are ready, with proofs",
    "plot": "draw a network, a Karnaugh map, ...",
    "page": "write a page that shows a network",
    "playground": "touch it: a page in the browser",
    "completion": "print what completes commands in a shell",
}
_ROOMS = {  # of the modules that are not beside each other
    **dict.fromkeys(("convert", "stats"), "files"),
    **dict.fromkeys(("rules", "tune", "train", "harden", "prune"), "learning"),
    **dict.fromkeys(("minimize", "primes", "threshold", "approximate"), "terms"),
}


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


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """What the words say, or an error that says what is wrong with them."""
    if any("\0" in word for word in argv):
        raise logicnet.SpecificationError("an argument holds a NUL character")
    parser, commands = parsers(argv)
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


def parsers(argv: Sequence[str]) -> tuple[_Parser, dict[str, _Parser]]:
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
        module_of(name).arguments(found[name])
    return parser, found


def module_of(command: str) -> Any:
    """The module of a command: its `arguments`, and what it does, `run`."""
    place = f"{_ROOMS[command]}.{command}" if command in _ROOMS else command
    return import_module(f"logicnet.commands.{place}")
