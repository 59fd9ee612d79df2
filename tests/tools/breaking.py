"""Sessions of pytest in forked processes: which tests execute what, and which notice a mutant.

A session collects the tests once. For a mutant inside a function a process is forked from it in
which the code of that function, wherever it lives, is exchanged; only the tests that execute the
statement run there, the quick and the successful ones first, up to the first that fails. Where that
is not enough - what runs at the import, compiled kernels, values that tests made while they were
collected - a session of its own collects and runs them against the changed file.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import math
import mmap
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from mutants import Mutant
from probes import Place, place_of, probed

_FLAGS = [
    "--quiet", "--capture=sys", "-p", "no:cacheprovider", "-p", "no:randomly",
    "-p", "no:faulthandler",
]  # fmt: skip
_MEMORY = 6 << 30  # more than a session has is an error of the mutant, not of the machine


class Record(NamedTuple):
    """What the tests of a file do in it: for each its seconds and the probes that it sets."""

    collecting: list[int]
    tests: dict[str, tuple[float, list[int]]]

    def covering(self, place: Place) -> list[str]:
        if place.probe is None:
            return list(self.tests)
        return [test for test, (_, probes) in self.tests.items() if place.probe in probes]

    def seconds(self, tests: Iterable[str]) -> float:
        return sum(self.tests[test][0] for test in tests)


class Breaking:
    """The file `name` of a copied checkout, the tests that answer for it, and what they execute."""

    def __init__(self, checkout: Path, name: str, tests: list[str]) -> None:
        self.checkout, self.name, self.tests = checkout, name, tests
        self.path, self.log = checkout / name, checkout.parent / "log"
        self.text, self.stamp = self.path.read_text(encoding="utf-8"), self.path.stat()
        self.places = probed(self.text, "")[1]
        self.kills: Counter[str] = Counter()

    @contextlib.contextmanager
    def holding(self, text: str) -> Iterator[None]:
        """The copy with another text of the file."""
        self.path.write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            self.path.write_text(self.text, encoding="utf-8")
            os.utime(self.path, ns=(self.stamp.st_atime_ns, self.stamp.st_mtime_ns))

    def record(self) -> Record:
        """Run every test once, with probes."""
        path = self.checkout.parent / "probes"
        path.write_bytes(bytes(len(self.places) + 1))
        with self.holding(probed(self.text, str(path))[0]), open(path, "r+b") as file:
            probes = mmap.mmap(file.fileno(), 0)
            lines = list(self._session(lambda *session: _record(*session, probes)))
        if not lines or any(failed for *_, failed in lines[1:]):
            failed = next((test for test, *_, failed in lines[1:] if failed), "the collection")
            print(self.log.read_text(encoding="utf-8", errors="replace")[-3000:])
            raise SystemExit(f"{self.name}: {failed} fails without any break")
        return Record(lines[0], {test: (seconds, hit) for test, seconds, hit, _ in lines[1:]})

    def outcomes(self, found: list[Mutant], record: Record) -> Iterator[tuple[Mutant, str]]:
        """Each mutant with the test that noticed it, "" where none did, and "not executed"."""
        quick, slow = [], []
        for mutant in found:
            place = place_of(mutant, self.places)
            if not record.covering(place):
                yield mutant, "not executed"
            elif place.inside:
                quick.append(mutant)
            else:
                slow.append(mutant)
        loop = functools.partial(self._exchange, found=quick, record=record)
        for k, outcome in self._session(loop) if quick else ():
            if outcome.startswith("unbroken"):
                raise SystemExit(f"{self.name}: {outcome} fails in a forked process")
            self.kills[outcome] += 1
            collected = place_of(quick[k], self.places).probe in record.collecting
            if outcome == "exchange" or (not outcome and collected):
                slow.append(quick[k])
            else:
                yield quick[k], outcome
        for mutant in slow:
            yield mutant, self._anew(mutant, record)

    def _anew(self, mutant: Mutant, record: Record) -> str:
        """What a session says that collects the tests with the mutant in place."""
        tests = self._ordered(record.covering(place_of(mutant, self.places)), record)
        limit = 10 * record.seconds(tests) + 60

        def session() -> str:
            done = list(self._session(lambda *session: _first_failure(*session, tests)))
            return done[0] if done else "the collection"

        with self.holding(mutant.source(self.text)):
            outcome = forked(session, limit)
        self.kills[outcome] += 1
        return outcome

    def _exchange(
        self, session: Any, watch: Watch, say: Say, *, found: list[Mutant], record: Record
    ) -> None:
        """Say of each mutant which test noticed it, each in a process forked from this one."""
        items = {item.nodeid: item for item in session.items}
        name = str(self.path)
        living = [each for each in gc.get_objects() if isinstance(each, FunctionType)]
        living = [each for each in living if each.__code__.co_filename == name]
        gc.freeze()
        for k, mutant in enumerate(found):
            tests = self._ordered(record.covering(place_of(mutant, self.places)), record)
            with self.holding(mutant.source(self.text)):
                work = functools.partial(
                    self._one, mutant, living, [items[t] for t in tests], watch
                )
                outcome = forked(work, 10 * record.seconds(tests) + 5)
            self.kills[outcome] += 1
            say((k, outcome))
        noticed = [items[test] for test in self.kills if test in items]
        if failed := forked(lambda: watch.first_failure(noticed), 600):
            say((0, f"unbroken: {failed}"))

    def _one(self, mutant: Mutant, living: list[FunctionType], items: list, watch: Watch) -> str:
        old = _codes(compile(self.text, str(self.path), "exec", dont_inherit=True))
        new = _codes(compile(mutant.source(self.text), str(self.path), "exec", dont_inherit=True))
        if [code.co_qualname for code in old] != [code.co_qualname for code in new]:
            return "exchange"
        becomes = {before: after for before, after in zip(old, new, strict=True) if before != after}
        meant = [function for function in living if function.__code__ in becomes]
        try:
            for function in meant:
                function.__code__ = becomes[function.__code__]
        except ValueError:  # other free variables
            return "exchange"
        return watch.first_failure(items) if meant else "exchange"

    def _ordered(self, tests: list[str], record: Record) -> list[str]:
        return sorted(tests, key=lambda test: record.tests[test][0] / (1 + self.kills[test]))

    def _session(self, loop: Callable[[Any, Watch, Say], None]) -> Iterator[Any]:
        """What the loop says, in a forked process that has collected the tests."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _leave(lambda: self._child(loop, writer))
        os.close(writer)
        try:
            with open(reader, encoding="utf-8") as pipe:
                yield from map(json.loads, pipe)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)

    def _child(self, loop: Callable[[Any, Watch, Say], None], writer: int) -> None:
        os.chdir(self.checkout)
        sys.path.insert(0, str(self.checkout))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(log, stream)
        import pytest

        base = f"--basetemp={self.checkout.parent / 'tmp'}"
        arguments = [*_FLAGS, base, *self.tests, "--doctest-modules", self.name]
        pytest.main(arguments, plugins=[Watch(loop, lambda value: _write(writer, value))])


Say = Callable[[Any], None]


def _write(writer: int, value: Any) -> None:
    os.write(writer, (json.dumps(value) + "\n").encode())


class Watch:
    """A pytest plugin: `loop` takes the place of pytest's own, and failures are noted."""

    def __init__(self, loop: Callable[[Any, Watch, Say], None], say: Say) -> None:
        self.loop, self.say, self.failed = loop, say, ""

    def pytest_sessionstart(self) -> None:
        """Examples that fail are not made small: they are only counted."""
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("breaking", phases=phases, report_multiple_bugs=False)
        settings.load_profile("breaking")

    def pytest_runtestloop(self, session: Any) -> bool:
        if not session.testsfailed:
            self.loop(session, self, self.say)
        return True

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def passes(self, item: Any) -> bool:
        """Run one test, and take down all that it has set up."""
        self.failed = ""
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        return not self.failed

    def first_failure(self, items: Iterable[Any]) -> str:
        return next((item.nodeid for item in items if not self.passes(item)), "")


def _record(session: Any, watch: Watch, say: Say, probes: mmap.mmap) -> None:
    kept = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
    kept = [each for each in kept if not str(each.__module__).startswith("sympy")]
    say([k for k, value in enumerate(probes[:]) if value])
    for item in session.items:
        for each in kept:
            each.cache_clear()
        probes[:] = bytes(len(probes))
        started = sum(os.times()[:4])  # of processors, whatever else the machine does
        passed = watch.passes(item)
        hit = [k for k, value in enumerate(probes[:]) if value]
        say((item.nodeid, sum(os.times()[:4]) - started, hit, not passed))


def _first_failure(session: Any, watch: Watch, say: Say, tests: list[str]) -> None:
    items = {item.nodeid: item for item in session.items}
    if not items.keys() >= set(tests):
        say("the collection")
    else:
        say(watch.first_failure(items[test] for test in tests))


def _codes(code: CodeType) -> list[CodeType]:
    """A code object and all within it."""
    inner = [each for each in code.co_consts if isinstance(each, CodeType)]
    return [code, *(each for child in inner for each in _codes(child))]


def _leave(work: Callable[[], None]) -> None:
    """Do the work and end this process, whatever happens."""
    try:
        work()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def forked(work: Callable[[], str], limit: float) -> str:
    """What the work says in a process of its own; "timeout" after so many processor seconds."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _leave(lambda: _limited(work, limit, writer))
    os.close(writer)
    previous = signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, 4 * limit + 30)
    try:
        with open(reader, encoding="utf-8") as pipe:
            said = pipe.readline()  # workers that are left behind may keep the pipe open
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)  # with the processes that its tests left behind
        _, status = os.waitpid(child, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    if said:
        return said[1:-1]
    return "timeout" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else "crash"


def _limited(work: Callable[[], str], limit: float, writer: int) -> None:
    import resource  # not on every system

    os.setpgid(0, 0)
    seconds = math.ceil(limit)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    os.write(writer, f"={work()}\n".encode())
