"""One Ctrl-C: the best so far comes back at once, says that it is cut, and nothing goes on."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from logicnet import Cover, SpecificationError, TruthTable, minimize
from logicnet.ground.bits import columns, pack, used
from logicnet.ground.interrupts import ended_by

posix = pytest.mark.skipif(os.name != "posix", reason="sends signals to processes")

# Warm first; then says that it starts, minimises until interrupted, and reports.
PROGRAM = """
import sys, threading, time
import numpy as np
from logicnet import TruthTable, minimize
from logicnet.ground.bits import columns, pack, used

def table(n, m, density, seed):
    flags = np.random.default_rng(seed).random((m, 1 << n)) < density
    names = [f"x{i}" for i in range(n)], [f"y{j}" for j in range(m)]
    return TruthTable(inputs=names[0], outputs=names[1], on=pack(flags),
                      dc=np.zeros((m, 1 << max(0, n - 6)), np.uint64))

minimize(table(10, 2, 0.5, 1), "exact", time_limit=1.5)
for n, m, density in [tuple(map(float, case.split(","))) for case in sys.argv[1:]]:
    stated = table(int(n), int(m), density, 2)
    print("start", flush=True)
    cover = minimize(stated, "exact")
    print("end", flush=True)
    held = cover.evaluate(columns(int(n))) & used(int(n))
    assert (held == stated.on).all()
    rows = np.bitwise_or.reduce(stated.on)
    assert cover.terms <= sum(int(word).bit_count() for word in rows)
    before = time.process_time()
    time.sleep(0.3)
    burnt = time.process_time() - before
    assert burnt < 0.1, burnt
    assert threading.active_count() == 1, threading.enumerate()
    print(cover.cut, cover.proven, flush=True)
"""


@posix
def test_an_interrupt_at_any_time_ends_an_exact_minimisation_and_all_it_started():
    cases = ["11,1,0.5", "12,1,0.5", "12,1,0.9", "10,20,0.5", "13,2,0.3"]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *cases],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    rng = random.Random(7)
    for _ in cases:
        assert process.stdout.readline() == "start\n", process.stderr.read()
        time.sleep(rng.uniform(0.05, 1.8))
        process.send_signal(signal.SIGINT)
        told = time.monotonic()
        assert process.stdout.readline() == "end\n", process.stderr.read()
        assert time.monotonic() - told < 10  # a loaded machine; see below for what is started
        assert not list(_children(process.pid))
        assert process.stdout.readline() == "interrupt False\n", process.stderr.read()
    assert process.wait() == 0, process.stderr.read()
    process.stdout.close()
    process.stderr.close()


def _children(pid):
    """The processes that a process has started and that still run."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        yield from path.read_text().split()


def hard(n=12):
    flags = np.random.default_rng(0).random((1, 1 << n)) < 0.5
    return TruthTable(inputs=[f"x{i}" for i in range(n)], outputs="y", on=pack(flags),
                      dc=np.zeros((1, 1 << (n - 6)), np.uint64))  # fmt: skip


def test_a_cover_says_what_cut_it_and_is_equal_all_the_same():
    table = hard()
    cover = minimize(table, time_limit=0.0)
    assert cover.cut == "time limit"
    assert "cut by the time limit" in repr(cover)
    assert (cover.evaluate(columns(12)) & used(12) == table.on).all()
    easy = minimize("a & b | c")
    assert easy.cut is None
    assert "cut" not in repr(easy)
    fields = {"inputs": "ab", "outputs": "y", "positive": [[1]], "negative": [[2]], "on": [[1]]}
    whole, part = Cover(**fields), Cover(**fields, cut="interrupt")
    assert whole == part
    assert hash(whole) == hash(part)
    assert "cut by an interrupt" in repr(part)
    with pytest.raises(SpecificationError, match="cut is 'boredom'; expected 'time limit'"):
        Cover(**fields, cut="boredom")


def test_a_listener_that_raises_an_interrupt_ends_the_search():
    def interrupt(elapsed, terms, lower_bound):
        raise KeyboardInterrupt

    cover = minimize(hard(), time_limit=60.0, progress=interrupt)
    assert cover.cut == "interrupt"


@posix
def test_the_first_interrupt_stops_all_calls_under_way_and_the_second_raises():
    heard = []
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), ended_by(lambda: heard.append("outer")):
        with ended_by(lambda: heard.append("inner")):
            signal.raise_signal(signal.SIGINT)
        assert heard == ["outer", "inner"]
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@posix
def test_handlers_of_others_and_other_threads_are_left_alone():
    heard = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append("mine"))
    try:
        with ended_by(lambda: heard.append("ours")):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == ["mine"]

    def elsewhere():
        with ended_by(lambda: heard.append("ours")):
            heard.append(signal.getsignal(signal.SIGINT) is before)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert heard == ["mine", True]
