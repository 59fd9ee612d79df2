"""One Ctrl-C: the best so far comes back at once, says that it is cut, and nothing goes on."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from fuzz.draws import draws
from logicnet import (
    MLP,
    Cover,
    Network,
    SpecificationError,
    TruthTable,
    compare,
    compare_family,
    compile,
    fine_tune,
    minimize,
    plot,
    prune,
    train,
    verify,
)
from logicnet.comparing.comparing import trade_off
from logicnet.ground.bits import columns, pack, used
from logicnet.ground.running import interrupts
from logicnet.ground.running.interrupts import all_or_nothing, check, delayed, ended_by, noted, told
from processes import run
from reference import rows

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
        cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    rng = random.Random(7)
    for _ in cases:
        assert process.stdout.readline() == "start\n", process.stderr.read()
        time.sleep(rng.uniform(0.05, 1.8))
        process.send_signal(signal.SIGINT)
        told = time.monotonic()
        assert process.stdout.readline() == "end\n", process.stderr.read()
        assert time.monotonic() - told < 60  # a loaded machine that compiles kernels; see below
        assert not list(_children(process.pid))
        assert process.stdout.readline() == "interrupt False\n", process.stderr.read()
    assert process.wait() == 0, process.stderr.read()
    process.stdout.close()
    process.stderr.close()


def _children(pid):
    """The processes that a process has started and that still run."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError):  # of a thread that has ended by now
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


@posix
def test_a_call_that_raises_leaves_the_end_to_those_within_it():
    heard = []
    with pytest.raises(KeyboardInterrupt), noted(raises=True) as outer:
        signal.raise_signal(signal.SIGINT)
    assert outer.came
    assert not told()
    with noted(raises=True) as outer:
        with ended_by(lambda: heard.append("stop")):
            signal.raise_signal(signal.SIGINT)  # ends by itself
        assert heard == ["stop"]
        assert outer.came
        assert told()
        with noted() as later:  # is told at once
            assert later.came
        with pytest.raises(KeyboardInterrupt):
            check()
    check()
    with pytest.raises(KeyboardInterrupt), all_or_nothing(), noted():
        signal.raise_signal(signal.SIGINT)


@posix
def test_a_call_whose_very_end_is_interrupted_leaves_nothing_behind(monkeypatch):
    class Late(list):
        def remove(self, call):
            monkeypatch.setattr(interrupts, "_UNDER_WAY", list(self))
            raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(interrupts, "_UNDER_WAY", Late())
    with pytest.raises(KeyboardInterrupt), noted():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    assert interrupts._UNDER_WAY
    with noted() as later:
        assert not later.came
    assert not interrupts._UNDER_WAY


@posix
def test_a_call_that_asks_for_it_hears_of_each_interrupt():
    heard = []
    with ended_by(lambda: heard.append("outer")):
        with ended_by(lambda: heard.append("inner"), again=True):
            for _ in range(3):
                signal.raise_signal(signal.SIGINT)
        assert heard == ["outer", "inner", "inner", "inner"]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


@posix
def test_what_cannot_be_left_half_done_is_finished_first():
    done = []

    def work():
        with delayed():
            signal.raise_signal(signal.SIGINT)
            done.append(1)

    with pytest.raises(KeyboardInterrupt):
        work()
    with noted() as outer:
        work()
    assert outer.came
    with pytest.raises(KeyboardInterrupt), noted(raises=True):
        work()
    with noted():
        signal.raise_signal(signal.SIGINT)
        with noted(raises=True), delayed():  # nothing new came
            done.append(1)
    assert len(done) == 4


HALF = """
import builtins, signal, sys
usual = builtins.__import__

def interrupted(name, *rest):
    if name == "numba.core.types":
        builtins.__import__ = usual
        signal.raise_signal(signal.SIGINT)
    return usual(name, *rest)

builtins.__import__ = interrupted
try:
    from logicnet.ground.kernels import kernel
except KeyboardInterrupt:
    print("raised")
from logicnet.ground.kernels import kernel
print(kernel(lambda x: x + 1)(1))
"""


@posix
def test_ctrl_c_does_not_break_the_first_import_of_numba():
    assert run("-c", HALF, NUMBA_DISABLE_JIT="0")[:2] == (0, "raised\n2\n")


@posix
def test_what_other_threads_begin_is_not_told():
    heard = []
    with noted():
        signal.raise_signal(signal.SIGINT)
        thread = threading.Thread(target=lambda: heard.append(told()))
        thread.start()
        thread.join()
        heard.append(told())
    assert heard == [False, True]


# Every long call -----------------------------------------------------------------------------


def after(delay, call):
    """What a call gives that Ctrl-C reaches after so many seconds: (whether it came in time, it).

    None where KeyboardInterrupt is raised.
    """
    sent = threading.Event()

    def send():
        sent.set()
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(delay, send)
    timer.start()
    try:
        result = call()
        return sent.is_set(), result
    except KeyboardInterrupt:
        return True, None
    finally:
        timer.cancel()


def running():
    """Threads of this process but those that send Ctrl-C, and processes that it has started."""
    threads = {t for t in threading.enumerate() if not isinstance(t, threading.Timer)}
    return threads | set(_children(os.getpid()))


def tangle(n, units):
    """Units of many wires, each an output."""
    rng = np.random.default_rng(0)
    return Network.from_units(
        [f"x{i}" for i in range(n)],
        [
            (np.sort(rng.choice(n + j, 9, replace=False)), rng.integers(-60, 60, 9).tolist(), 7)
            for j in range(units)
        ],
        outputs={f"y{j}": j for j in range(units)},
    )


XOR = [[0, 0], [0, 1], [1, 0], [1, 1]]
BITS = rows(6)
VOTES = [sum(row) > 2 for row in BITS]
TANGLE = tangle(10, 60)

# call: whether its result is right; those in ALWAYS have a result whenever Ctrl-C comes
LONG = {
    "compact": (lambda: compile(hard(9)), lambda net: verify(net, hard(9)).equal),
    "wide": (lambda: compile(hard(12), "wide"), lambda net: verify(net, hard(12)).equal),
    "layered": (lambda: compile(hard(9), "layered"), lambda net: net.is_layered),
    "bipolar": (
        lambda: compile(hard(9), encoding="bipolar", max_weight=4),
        lambda net: abs(net.weights).max() <= 4 and verify(net, hard(9)).equal,
    ),
    "compare": (
        lambda: compare(hard(9)),
        lambda found: {entry.note for entry in found} & {"not begun", "cut by the interrupt"},
    ),
    "compare_family": (
        lambda: compare_family("multiplexer", [3, 6, 10], ["compact", "layered"]),
        lambda found: str(found).endswith("\ncut by the interrupt"),
    ),
    "trade_off": (lambda: trade_off(hard(8)), lambda found: len(found)),
    "train": (
        lambda: train(MLP.random([2, 9, 1], seed=0), XOR, [0, 1, 1, 0], epochs=10**7, restarts=3),
        lambda result: result.loss == pytest.approx(result.mlp.loss(XOR, [0, 1, 1, 0])),
    ),
    "fine_tune": (
        lambda: fine_tune(compile("a & b", inputs=list("abcdef")), BITS, VOTES, epochs=30_000),
        lambda tuned: (tuned.network(BITS).ravel() == VOTES).mean() == tuned.after,
    ),
    "prune": (
        lambda: prune(TANGLE, rows(10)),
        lambda net: (net(rows(10)) == TANGLE(rows(10))).all() and net.wires <= TANGLE.wires,
    ),
    "karnaugh": (lambda: [plot.karnaugh(hard(6)) for _ in range(200)], lambda axes: False),
}  # fmt: skip
ALWAYS = {"train", "fine_tune", "prune"}


@posix
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of callbacks
@pytest.mark.parametrize("name", LONG)
def test_ctrl_c_at_any_time_of_a_long_call_gives_the_best_so_far_and_says_so(name):
    call, is_right = LONG[name]
    for seed, _ in draws(1):
        began, others = time.monotonic(), running()
        delay = random.Random(f"{name} {seed}").uniform(0.1, 0.7)
        came, result = after(delay, call)
        assert time.monotonic() - began < delay + 60  # a loaded machine that compiles kernels
        assert running() <= others
        assert not told()
        if result is None:
            assert name not in ALWAYS
        elif came:
            assert result.cut == "interrupt"
            assert is_right(result)
        else:
            assert result.cut is None
