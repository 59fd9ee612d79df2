"""One Ctrl-C ends a long call with the best result so far; the next one raises as ever."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_UNDER_WAY: list[_Call] = []  # the calls that want to hear of an interrupt, the innermost last


class _Call:
    """A call under way, and whether it has been told to stop."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self.stop = stop
        self.told = False


@contextmanager
def ended_by(stop: Callable[[], None]) -> Iterator[None]:
    """Within, the first Ctrl-C calls `stop` and raises nothing; one after that raises.

    Calls may be nested: all that are under way are told. Only the main thread hears of signals,
    and a handler that somebody else has set stays: then an interrupt does what that one says.

    >>> import signal
    >>> heard = []
    >>> with ended_by(lambda: heard.append("stop")):
    ...     signal.raise_signal(signal.SIGINT)
    >>> heard
    ['stop']
    """
    before = _handler()
    if before not in (signal.default_int_handler, _interrupted):
        yield
        return
    call = _Call(stop)
    _UNDER_WAY.append(call)
    try:
        signal.signal(signal.SIGINT, _interrupted)
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _UNDER_WAY.remove(call)


def _handler() -> object:
    """What handles an interrupt of this thread."""
    main = threading.current_thread() is threading.main_thread()
    return signal.getsignal(signal.SIGINT) if main else None


def _interrupted(number: int, frame: object) -> None:
    told = [call for call in _UNDER_WAY if not call.told]
    if not told:
        raise KeyboardInterrupt
    for call in told:
        call.told = True
        call.stop()
