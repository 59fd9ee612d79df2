"""The tabs of a server: each has a worker of its own, so that none waits for another."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from .worker import ENDED, Worker

MOST_TABS = 16
_MOST_WAITING = 256  # requests of a tab
_LOOK = 0.05  # seconds between two looks at whether work is still wanted
_GRACE = 0.5  # seconds in which work that nobody waits for may end by itself
_STOPPED = json.dumps({"error": {"message": "stopped", "place": None}}) + "\n"
_LOST = json.dumps(
    {"error": {"message": "the process that worked on this has ended, perhaps for want of memory; "
                          "ask again", "place": None}}
) + "\n"  # fmt: skip


class Busy(Exception):
    """Too many tabs, or too many requests of one."""


class Listener(Protocol):
    """Who asked."""

    def is_gone(self) -> bool:
        """Whether nobody waits for the answer any more."""


@dataclass
class _Tab:
    """One tab: its worker, and the requests that wait for it."""

    worker: Worker | None = None
    waiting: deque[object] = field(default_factory=deque)
    running: Any = None  # the number of the request that the worker is at
    stopped: set[Any] = field(default_factory=set)
    turn: threading.Condition = field(default_factory=threading.Condition)
    used: float = field(default_factory=time.monotonic)


class Tabs:
    """All tabs, and a worker that is warm for the next one."""

    def __init__(self) -> None:
        self._tabs: dict[str, _Tab] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._spare: Worker | None = Worker()

    def ask(
        self, name: str, number: Any, verb: str, request: Any, listener: Listener
    ) -> Iterator[str]:
        """The lines of an answer, in the turn of the request."""
        tab = self._tab(name)
        if len(tab.waiting) >= _MOST_WAITING:
            raise Busy("too many requests at once; wait for some answers")
        ticket = object()
        tab.waiting.append(ticket)
        return self._answered(tab, ticket, _key(number), (verb, request), listener)

    def _answered(
        self, tab: _Tab, ticket: object, key: Any, asked: tuple[str, Any], listener: Listener
    ) -> Iterator[str]:
        try:
            with tab.turn:
                while tab.waiting[0] is not ticket:
                    tab.turn.wait(_LOOK)
                    if listener.is_gone():
                        return
            if not listener.is_gone():
                yield from self._lines(tab, key, asked, listener)
        finally:
            with tab.turn:
                tab.waiting.remove(ticket)
                tab.stopped.discard(key)
                tab.running = None
                tab.used = time.monotonic()
                tab.turn.notify_all()

    def _lines(
        self, tab: _Tab, key: Any, asked: tuple[str, Any], listener: Listener
    ) -> Iterator[str]:
        """What the worker says, until it has answered or is not wanted any more."""
        if key in tab.stopped or self._closed:
            yield _STOPPED
            return
        worker = tab.worker = tab.worker or self._next()
        tab.running = key
        worker.ask(*asked)
        left_at = None
        try:
            while True:
                line = worker.hear(_LOOK)
                if line == ENDED:
                    self._drop(tab)
                    yield _STOPPED if key in tab.stopped else _LOST
                    return
                if line is not None and left_at is None:
                    yield line
                if line is not None and not line.startswith('{"progress"'):
                    return
                now = time.monotonic()
                if left_at is None and listener.is_gone():
                    left_at = now
                if left_at is not None and now > left_at + _GRACE:
                    self._drop(tab)
                    return
        except (GeneratorExit, OSError):  # the connection broke while a line was sent
            self._drop(tab)
            raise

    def stop(self, name: str, number: Any = None) -> bool:
        """End one request of a tab, or all of them; whether there was something to end."""
        with self._lock:
            tab = self._tabs.get(name)
        if tab is None or not tab.waiting:
            if tab is not None and number is None:
                self._forget(name)
            return False
        if number is not None:
            tab.stopped.add(_key(number))
        if tab.worker is not None and number in (None, tab.running):
            tab.worker.kill()
        return True

    def close(self) -> None:
        """End all workers."""
        self._closed = True
        with self._lock:
            workers = [tab.worker for tab in self._tabs.values()] + [self._spare]
            self._tabs.clear()
        for worker in workers:
            if worker is not None:
                worker.end()

    # Workers ----------------------------------------------------------------------------------

    def _tab(self, name: str) -> _Tab:
        with self._lock:
            if name not in self._tabs and len(self._tabs) >= MOST_TABS:
                self._make_room()
            return self._tabs.setdefault(name, _Tab())

    def _make_room(self) -> None:
        """Forget the tab that has been idle for longest."""
        idle = [(tab.used, name) for name, tab in self._tabs.items() if not tab.waiting]
        if not idle:
            raise Busy(f"{MOST_TABS} tabs are at work; close one of them")
        self._drop(self._tabs.pop(min(idle)[1]))

    def _forget(self, name: str) -> None:
        with self._lock:
            tab = self._tabs.pop(name, None)
        if tab is not None:
            self._drop(tab)

    def _drop(self, tab: _Tab) -> None:
        """End the worker of a tab; its next request gets another."""
        worker, tab.worker = tab.worker, None
        if worker is not None:
            worker.end()

    def _next(self) -> Worker:
        """The worker that is warm, and one is begun for the next time."""
        with self._lock:
            worker, self._spare = self._spare, None
        found = worker or Worker()
        threading.Thread(target=self._warm, daemon=True).start()
        return found

    def _warm(self) -> None:
        worker = Worker()
        with self._lock:
            if self._spare is None and not self._closed:
                self._spare = worker
                return
        worker.end()


def _key(number: Any) -> Any:
    return number if isinstance(number, (str, int)) else None
