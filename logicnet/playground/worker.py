"""The process that works for one tab: requests and answers are lines of JSON.

It is a program of its own, so that a server stops long work by ending it, whatever the work is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from queue import Empty, Queue
from typing import IO, Any

_WARM = {"source": {"kind": "formula", "text": "a & (b | ~c)"}}
_PROGRAM = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]);"
    "from logicnet.playground.worker import work; work()"
)
_IDLE = 1  # seconds without a request, after which more is loaded
ENDED = "ended"  # what is heard of a worker that is no more


class Worker:
    """A process that answers one request after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, json.dumps(sys.path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        self._heard: Queue[str] = Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(ValueError, OSError):
            for line in self._out:
                self._heard.put(line)
        self._heard.put(ENDED)

    @property
    def _out(self) -> IO[str]:
        if self._process.stdout is None:
            raise OSError("the worker has no output")
        return self._process.stdout

    def ask(self, verb: str, request: Any) -> None:
        """Hand out a request; the lines of its answer are heard one by one."""
        line = json.dumps({"verb": verb, "request": request})
        pipe = self._process.stdin
        if pipe is not None:
            with suppress(OSError):  # it has ended, as will be heard
                pipe.write(line + "\n")
                pipe.flush()

    def hear(self, seconds: float) -> str | None:
        """The next line of the answer, ENDED, or None where there is none in that time."""
        with suppress(Empty):
            return self._heard.get(timeout=seconds)
        return None

    def kill(self) -> None:
        """End the process at once; that it has ended is then heard."""
        self._process.kill()

    def end(self) -> None:
        """End the process at once, and wait until it is no more."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


# In the process ---------------------------------------------------------------------------------


def work() -> None:
    """Answer the requests of standard input, until it is closed."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what else is printed is no answer
    requests: Queue[str] = Queue()
    threading.Thread(target=_read, args=(requests,), daemon=True).start()
    _warm()
    patience: float | None = _IDLE
    loaded = False
    while True:
        try:
            _answer(requests.get(timeout=patience), out)
        except Empty:
            _warm_more()
            loaded = True
        patience = None if loaded else _IDLE


def _read(requests: Queue[str]) -> None:
    """Requests as they come; without the server that asks there is nothing to do."""
    for line in os.fdopen(0, encoding="utf-8"):
        requests.put(line)
    os._exit(0)


def _warm() -> None:
    """Load what the first answers need."""
    from .desk.table import answer

    compiled = answer("compile", _WARM)
    answer("verify", _WARM | {"network": compiled["network"]})
    answer("describe", _WARM)


def _warm_more() -> None:
    """Load what regions and training need, while nothing is asked."""
    from .desk.table import answer

    triangle = {"outside": [[0, 0], [1, 0], [0, 1]]}
    answer("region", {"source": {"kind": "shapes", "shapes": [triangle]}})


def _answer(line: str, out: IO[str]) -> None:
    from .desk.table import answer, failure

    def say(what: dict[str, Any]) -> None:
        out.write(json.dumps(what, allow_nan=False) + "\n")
        out.flush()

    asked = json.loads(line)
    try:
        found = answer(asked["verb"], asked["request"], lambda what: say({"progress": what}))
        said = json.dumps({"answer": found}, allow_nan=False)
    except Exception as error:
        said = json.dumps({"error": failure(error)})
    out.write(said + "\n")
    out.flush()
