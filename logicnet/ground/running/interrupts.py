"""Ctrl-C: the first ends a long call with the best result so far, the next one raises as ever.

Long calls may stand in one another. All are told, the innermost that is `ended_by` something ends
by itself and says in its result that it was cut, and what is begun after that ends at once. A call
that has nothing to return yet raises KeyboardInterrupt, as do those that give all or nothing.

In the process of a command, which `watch` tells of, the first one that finds no such call raises,
and the second ends the process. KeyboardInterrupt may be raised anywhere: in an import, which then
fails with another error, or in a callback, where Python only prints it. Whatever became of it,
`met` says that Ctrl-C came.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

TYPE_CHECKING = False  # `typing` takes milliseconds in which Ctrl-C would not be met yet
if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130  # what shells report of a program that Ctrl-C has ended

_UNDER_WAY: list[_Call] = []  # the calls that want to hear of an interrupt, the innermost last
_came = False  # to the command of this process


class _Call:
    """A call under way, and whether it has been told to stop."""

    def __init__(self, stop: Callable[[], None], again: bool, raises: bool) -> None:
        self.stop, self.again, self.raises = stop, again, raises
        self.told = False


class Interrupt:
    """Whether Ctrl-C came while a call was under way."""

    def __init__(self) -> None:
        self.came = False

    def __call__(self) -> None:
        self.came = True


@contextmanager
def ended_by(
    stop: Callable[[], None], *, again: bool = False, raises: bool = False
) -> Iterator[None]:
    """Within, the first Ctrl-C calls `stop` and raises nothing; one after that raises.

    Calls may be nested: all that are under way are told. Only the main thread hears of signals,
    and a handler that somebody else has set stays: then an interrupt does what that one says.
    What begins within a call that was told, or in a command after Ctrl-C, is told at once.
    With `again`, `stop` is called each time, and raises what it likes. With `raises` the first
    Ctrl-C raises as well, unless it is told to a call within this one.

    >>> import signal
    >>> heard = []
    >>> with ended_by(lambda: heard.append("stop")):
    ...     signal.raise_signal(signal.SIGINT)
    >>> heard
    ['stop']
    """
    before = _handler()
    if before is signal.default_int_handler:  # no call is under way
        _UNDER_WAY.clear()  # of one whose very end was interrupted
    if told():
        stop()
    if before not in (signal.default_int_handler, _interrupted, _of_command):
        yield
        return
    call = _Call(stop, again, raises)
    try:
        _UNDER_WAY.append(call)
        if before is not _of_command:
            signal.signal(signal.SIGINT, _interrupted)
        yield
    finally:
        try:
            call.raises = False
            _UNDER_WAY.remove(call)
        finally:
            if before is not _of_command:
                signal.signal(signal.SIGINT, before)


@contextmanager
def noted(*, raises: bool = False) -> Iterator[Interrupt]:
    """As `ended_by`, for a call that looks at what it gets here between its steps."""
    interrupt = Interrupt()
    with ended_by(interrupt, raises=raises):
        yield interrupt


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Within, Ctrl-C raises in the end, also where calls within this one end by themselves."""
    with noted(raises=True) as interrupt:
        yield
    if interrupt.came:
        raise KeyboardInterrupt


@contextmanager
def delayed() -> Iterator[None]:
    """Within, Ctrl-C waits for the end: what is done here cannot be left half done."""
    before = told()
    with noted() as interrupt:
        yield
    if interrupt.came and not before and (not _UNDER_WAY or _UNDER_WAY[-1].raises):
        raise KeyboardInterrupt


def told() -> bool:
    """Whether a call that is under way in this thread was told to stop."""
    return _came or (_handler() is not None and any(call.told for call in _UNDER_WAY))


def check() -> None:
    """Raise KeyboardInterrupt where a call that is under way was told to stop."""
    if told():
        raise KeyboardInterrupt


def _handler() -> object:
    """What handles an interrupt of this thread."""
    main = threading.current_thread() is threading.main_thread()
    return signal.getsignal(signal.SIGINT) if main else None


def _interrupted(number: int, frame: FrameType | None) -> None:
    hears = [call for call in _UNDER_WAY if call.again or not call.told]
    if not hears:
        raise KeyboardInterrupt
    for call in hears:
        call.told = True
    for call in hears:
        call.stop()
    if _UNDER_WAY[-1].raises:
        raise KeyboardInterrupt


# In a command ------------------------------------------------------------------------------


def watch() -> None:
    """This process runs a command: from now on Ctrl-C is noted, where it is not ignored."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _of_command)
        sys.unraisablehook = _not_raised


def end_watch() -> None:
    """Everything was said: from now on Ctrl-C ends the process without a word."""
    if signal.getsignal(signal.SIGINT) in (_of_command, signal.default_int_handler):
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def met() -> bool:
    """Whether Ctrl-C came to the command of this process."""
    return _came


def say() -> int:
    """Say on standard error that it came; its exit code."""
    with suppress(OSError, ValueError):  # standard error can be gone
        print("logicnet: interrupted", file=sys.stderr, flush=True)
    return INTERRUPTED


def leave() -> None:
    """End the process without waiting for threads that are still at work."""
    os._exit(INTERRUPTED)


def _of_command(number: int, frame: FrameType | None) -> None:
    global _came
    _came = True
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second one ends even what is compiled
    _interrupted(number, frame)


def _not_raised(lost: sys.UnraisableHookArgs) -> None:
    """What a callback has lost: Ctrl-C ends the process here, all else is noise after it."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        say()
        leave()
    if not _came:
        sys.__unraisablehook__(lost)
