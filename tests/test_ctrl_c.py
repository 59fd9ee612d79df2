"""Ctrl-C at any time of any command: one line and exit code 130, at once, nothing left behind."""

import contextlib
import dataclasses
import os
import signal
import sys
import time
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

import logicnet
from fuzz.draws import draws
from logicnet.cli import main
from logicnet.commands.common.arguments import COMMANDS
from logicnet.comparing.comparison import Comparison
from logicnet.ground.running import interrupts
from processes import run, start

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")

START = (  # what the command `logicnet` is, and a line when it is watching
    "import sys, logicnet.__main__ as command\n"
    "watch = command.interrupts.watch\n"
    "command.interrupts.watch = lambda: (watch(), print('up', flush=True))\n"
    "sys.exit(command.run())\n"
)
KILLED = -signal.SIGINT  # on its way out, when everything was said
FORMULA = "a ^ b & c | d ^ e & f | g ^ h & i ^ j | k & l ^ m & n & a"
LINE = "logicnet: interrupted\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("interrupts")
    logicnet.write(logicnet.compile("a ^ b"), path / "net.json")
    logicnet.write(logicnet.soften(logicnet.compile("a ^ b")), path / "mlp.json")
    (path / "known.txt").write_text("x1 & x2")
    (path / "rows.csv").write_text("a,b\n0,1\n1,1\n")
    generator = Random(5)
    values = [int(generator.random() < 0.4) for _ in range(1 << 12)]
    logicnet.write(logicnet.TruthTable.from_values(values), path / "hard.csv")
    logicnet.write(logicnet.TruthTable.from_values([0, 1, 1, 0]), path / "easy.csv")
    return path


ARGUMENTS = {
    "compile": ["a ^ b & c | d ^ e & f | g ^ h & i"],
    "region": ["x + y <= 1 & x >= 0 & y >= 0"],
    "build": ["sorting", "1500"],
    "compare": ["a ^ b & c | d ^ e & f | g ^ h"],
    "minimize": ["hard.csv", "--method", "exact"],
    "table": [FORMULA],
    "verify": ["net.json", "a ^ b"],
    "evaluate": ["net.json", "a=1", "b=0"],
    "plot": ["a ^ b", "-o", "x.svg"],
    "zoo": ["verify"],
    "primes": ["a ^ b ^ c | d & e"],
    "threshold": ["AtLeast(3, a, b, c, d, e)"],
    "approximate": ["sin(x)", "0", "9", "--tolerance", "0.01"],
    "convert": ["hard.csv", "x.blif"],
    "stats": ["hard.csv"],
    "train": ["2-4-1", "easy.csv", "--epochs", "100000"],
    "harden": ["mlp.json"],
    "rules": ["easy.csv", "--target", "y", "--folds", "2"],
    "tune": ["known.txt", "easy.csv", "--target", "y"],
    "prune": ["net.json", "rows.csv"],
    "page": ["a ^ b", "-o", "x.html"],
    "playground": ["--no-browser"],
    "completion": ["bash"],
}


def interrupted(process, *delays):
    """Exit code, standard output and error of a process that gets Ctrl-C after the delays."""
    try:
        for delay in delays:
            time.sleep(delay)
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=30)
        return process.returncode, out, errors
    finally:
        process.kill()


@pytest.mark.parametrize("command", list(COMMANDS))
def test_ctrl_c_at_any_time_is_one_line(command, folder):
    for _, generator in draws(2):
        mark = uuid4().hex
        process = start("-c", START, command, *ARGUMENTS[command], cwd=folder, LOGICNET_TEST=mark)
        assert process.stdout.readline() == "up\n"
        code, _, errors = interrupted(process, generator.random() ** 3)
        assert code in (0, 130, KILLED), errors
        assert errors == (LINE if code == 130 else "")
        assert none_left(mark)


def test_ctrl_c_ends_the_workers_too(folder):
    """Whether it comes to this process alone or, as from a terminal, to all of them."""
    for sent_to in (os.kill, os.killpg):
        mark = uuid4().hex
        sources = ["easy.csv", "hard.csv", "hard.csv", "--method", "exact", "--jobs", "2"]
        command = "import os; os.setpgid(0, 0)\n" + START
        process = start("-c", command, "minimize", *sources, cwd=folder, LOGICNET_TEST=mark)
        assert process.stdout.readline() == "up\n"
        assert process.stdout.readline().startswith("easy.csv: 2 terms (the fewest, proven)")
        sent_to(process.pid, signal.SIGINT)
        code, _, errors = interrupted(process)
        assert (code, errors) == (130, LINE)
        assert none_left(mark)


def none_left(mark):
    """Whether no process that has the mark in its environment lives, but for a moment."""
    for _ in range(50):
        if not any(mark.encode() in environment_of(path) for path in Path("/proc").glob("[0-9]*")):
            return True
        time.sleep(0.1)
    return False


def environment_of(path):
    try:
        return (path / "environ").read_bytes()
    except OSError:  # gone, or of somebody else
        return b""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="lists processes")
def test_a_process_that_is_left_is_noticed(monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    code = "print('up', flush=True); input()"
    with start("-c", code, LOGICNET_TEST="left over") as process:
        assert process.stdout.readline() == "up\n"
        assert not none_left("left over")
        process.communicate("")
    assert none_left("left over")


def test_a_second_ctrl_c_ends_at_once(folder):
    for _, generator in draws(2):
        process = start("-c", START, "minimize", *ARGUMENTS["minimize"], cwd=folder)
        process.stdout.readline()
        code, _, errors = interrupted(process, generator.random(), generator.random() / 50)
        assert code in (130, KILLED), errors
        assert errors in ("", LINE)


def test_as_a_module_it_is_the_same(folder):
    process = start("-X", "importtime", "-m", "logicnet", "table", FORMULA, cwd=folder)
    assert any(line.endswith(" logicnet.cli\n") for line in process.stderr)
    code, out, errors = interrupted(process, 0.05)
    assert (code, out) == (130, "")
    assert [line for line in errors.splitlines(True) if "import time:" not in line] == [LINE]


def test_ctrl_c_while_standard_input_is_awaited(folder):
    process = start("-c", START, "table", "-", cwd=folder)
    process.stdout.readline()
    assert interrupted(process, 0.5)[::2] == (130, LINE)


# What becomes of the exception -------------------------------------------------------------


@pytest.fixture
def watched():
    """Ctrl-C is met as in a process that runs a command."""
    before = signal.getsignal(signal.SIGINT), sys.unraisablehook
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interrupts.watch()
    yield
    signal.signal(signal.SIGINT, before[0])
    sys.unraisablehook = before[1]
    interrupts._came = False


def test_a_result_that_was_cut_is_shown_with_the_exit_code_of_an_interrupt(
    watched, monkeypatch, capsys
):
    cover = logicnet.minimize("a & b")

    def cut(*args, **options):
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        return cover

    monkeypatch.setattr(logicnet, "minimize", cut)
    assert main(["minimize", "a & b"]) == 130
    assert capsys.readouterr() == ("y = a & b\n1 term (the fewest, proven), 2 literals\n", LINE)


def test_a_call_under_way_is_told_and_so_is_whatever_begins_later(watched):
    heard = []
    with interrupts.ended_by(lambda: heard.append("first")):
        signal.raise_signal(signal.SIGINT)
        assert heard == ["first"]
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    with interrupts.ended_by(lambda: heard.append("second")):
        assert heard == ["first", "second"]
    assert interrupts.met()


def test_an_interrupt_that_the_cover_tells_of_has_the_exit_code(monkeypatch, capsys):
    cover = dataclasses.replace(logicnet.minimize("a & b"), cut="interrupt")
    monkeypatch.setattr(logicnet, "minimize", lambda *args, **options: cover)
    assert main(["minimize", "a & b"]) == main(["minimize", "a & b", "--json"]) == 130
    out = capsys.readouterr().out
    assert "2 literals; cut by the interrupt\n" in out
    assert '"cut": "interrupt"' in out


NET = logicnet.compile("a & b")
CUT = dataclasses.replace(NET, cut="interrupt")
PROVEN = logicnet.verify(NET, NET)
STOPPED = logicnet.Verdict(equal=None, method="x", reason="cut by the interrupt", cut="interrupt")
COMPARED = Comparison("a", (), "interrupt")


@pytest.mark.parametrize(
    ("verb", "found", "whole", "arguments", "shown"),
    [
        ("compile", CUT, NET, ["compile", "a & b"], "proven, cut by the interrupt\n"),
        ("compile", CUT, NET, ["compile", "a & b", "--json"], '"cut": "interrupt"'),
        ("compile", CUT, NET, ["region", "x <= 1"], "cut by the interrupt\n"),
        ("verify", STOPPED, PROVEN, ["verify", "@", "a & b"], "cut by the interrupt\n"),
        ("verify", STOPPED, PROVEN, ["compile", "a & b"], "verified: unknown: cut by the"),
        ("verify", STOPPED, PROVEN, ["verify", "@", "a & b", "--json"], '"cut": "interrupt"'),
        ("compare", COMPARED, Comparison("a", ()), ["compare", "a"], "cut by the interrupt\n"),
        ("compare", COMPARED, Comparison("a", ()), ["compare", "a", "--json"],
         '"cut": "interrupt"'),
    ],
)  # fmt: skip
def test_what_says_that_it_is_cut_has_the_exit_code(
    verb, found, whole, arguments, shown, folder, monkeypatch, capsys
):
    arguments = [str(folder / "net.json") if word == "@" else word for word in arguments]
    if arguments[0] == "region":
        whole, found = (
            dataclasses.replace(logicnet.compile("x <= 1"), cut=cut) for cut in (None, "interrupt")
        )
    monkeypatch.setattr(logicnet, verb, lambda *args, **options: found)
    assert main(arguments) == 130
    assert shown in capsys.readouterr().out
    monkeypatch.setattr(logicnet, verb, lambda *args, **options: whole)
    assert main(arguments) == 0
    assert shown not in capsys.readouterr().out


def test_no_picture_is_written_of_what_was_cut(watched, monkeypatch, tmp_path, capsys):
    def cut(*args, **options):
        with interrupts.noted():
            signal.raise_signal(signal.SIGINT)
        return COMPARED

    monkeypatch.setattr(logicnet, "compare", cut)
    monkeypatch.chdir(tmp_path)
    assert main(["plot", "a ^ b", "--kind", "comparison", "-o", "x.svg"]) == 130
    assert capsys.readouterr() == ("", LINE)
    assert list(tmp_path.iterdir()) == []


def test_an_import_that_fails_by_ctrl_c_is_no_fault(watched, monkeypatch, capsys):
    def broken(*args, **options):
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise ImportError("numpy.core.multiarray failed to import")

    monkeypatch.setattr(logicnet, "minimize", broken)
    assert main(["minimize", "a & b"]) == 130
    assert capsys.readouterr() == ("", LINE)


def test_ctrl_c_in_a_callback_ends_the_process():
    code = (
        "import signal\n"
        "from logicnet.ground.running import interrupts\n"
        "class Last:\n"
        "    def __del__(self): signal.raise_signal(signal.SIGINT)\n"
        "interrupts.watch()\n"
        "Last()\n"
        "print('still here')\n"
    )
    assert run("-c", code) == (130, "", LINE)


def test_where_ctrl_c_is_ignored_it_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        interrupts.watch()
        interrupts.end_watch()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_without_a_watch_a_keyboard_interrupt_is_met_as_well(monkeypatch, capsys):
    def cut(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(logicnet, "minimize", cut)
    assert main(["minimize", "a & b"]) == 130
    assert capsys.readouterr() == ("", LINE)
