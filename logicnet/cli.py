"""The command line: subcommands that call the public API only, and what happens where they fail.

Results go to standard output; errors and, on a terminal, progress to standard error. Exit codes:
0 done or proven, 1 refuted, 2 wrong usage or input, 3 undecided; 70 for a fault of our own, 130
after Ctrl-C, 141 where the reader of the output has gone before its end.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress

import logicnet
from logicnet.commands.common.arguments import arguments, module_of
from logicnet.commands.common.outputs import check_output, told_apart
from logicnet.commands.common.shared import USAGE
from logicnet.ground.running import interrupts

FAULT, NO_READER = 70, 141


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
        args = arguments(argv)
    except SystemExit as shown:  # --help and --version
        return int(shown.code or 0)
    check_output(args)
    with told_apart(args):
        return int(module_of(args.command).run(args))


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
        return _say(_as_options(str(error)), USAGE)
    if isinstance(error, MemoryError):
        return _say("not enough memory for this", USAGE)
    with suppress(OSError):
        traceback.print_exception(error)
    return _say("this is a fault of logicnet; please report it with the lines above", FAULT)


_AS_OPTIONS = {  # what errors advise in Python, and how a command says it
    "parse(text, notation='textbook') or notation='names'": "--notation textbook or names",
    'pass missing="dont-care" (or 0, or 1)': "pass --missing dont-care (or 0, or 1)",
}


def _as_options(message: str) -> str:
    """The message with its advice as people write it here."""
    for python, option in _AS_OPTIONS.items():
        message = message.replace(python, option)
    return message


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
