"""The package where little is as usual: no home, no folder, no streams, another locale, threads."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import logicnet
from fuzz.draws import draws
from processes import ROOT, environment, run

PACKAGE = Path(logicnet.__file__).parent
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX has these")
needs_full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")

# every command once, in one process
TOUR = """
import sys
from logicnet.cli import main
with open("x.csv", "w") as file: file.write("a,b\\n1,1\\n")
words = [
    "compile a&b|c -o net.json", "compile a&b -o net.npz", "verify net.npz a&b",
    "evaluate net.json a=1 b=0 c=1", "evaluate net.npz --csv x.csv", "table a^b -o t.csv",
    "minimize t.csv -o t.pla", "compare a^b", "build adder 3", "region x+y<=1",
    "plot a^b --kind karnaugh_and_network -o x.svg", "plot a^b -o x.png",
]
sys.exit(sum(main(each.split()) for each in words))
"""


def test_nothing_is_left_open_and_no_warning_is_given(tmp_path):
    """In development mode Python tells of files that are not closed."""
    code, out, errors = run("-X", "dev", "-W", "error", "-c", TOUR, cwd=tmp_path)
    assert (code, errors) == (0, "")
    assert "verified: equal" in out


def test_without_a_home_and_a_folder_to_write_in(tmp_path):
    copy = tmp_path / "logicnet"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for folder in [copy, *(path for path in copy.rglob("*") if path.is_dir())]:
        (folder / "__pycache__").write_text("a file, so that not even root can write here")
    kernels = [
        ".".join(path.relative_to(tmp_path).with_suffix("").parts)
        for path in copy.rglob("*.py")
        if "kernels import kernel" in path.read_text(encoding="utf-8")
    ]
    assert len(kernels) > 10
    code = (
        f"import importlib, numpy, logicnet\n"
        f"for name in {kernels}: importlib.import_module(name)\n"
        "from logicnet.construction.graphs.graph_kernel import level_of\n"
        "levels, of = numpy.zeros(2, dtype=numpy.int64), numpy.zeros(2, dtype=numpy.int64)\n"
        "level_of(of, of, 1, levels)\n"
        "assert levels.tolist() == [0, 1]\n"
        "print(logicnet.compile('a ^ b').units, logicnet.__file__)\n"
    )
    nowhere = str(tmp_path / "absent" / "home")
    places = dict.fromkeys(["HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME"], nowhere)
    (tmp_path / "absent").write_text("a file as well")
    known = {"PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": None} | places
    code, out, errors = run("-W", "error", "-c", code, cwd=tmp_path, **known)
    assert (code, out) == (0, f"2 {copy / '__init__.py'}\n"), errors
    assert errors.count("\n") == 1
    assert "set NUMBA_CACHE_DIR" in errors


@posix
def test_in_a_folder_that_is_gone():
    gone = (
        "import os, sys, tempfile\n"
        "folder = tempfile.mkdtemp(); os.chdir(folder); os.rmdir(folder)\n"
    )
    if run("-c", gone + "import numpy")[0]:
        pytest.skip("NumPy cannot be imported there by Python 3.13.0")
    code = gone + (
        "from logicnet.cli import main\n"
        "codes = [main(['compile', 'a ^ b']), main(['minimize', 'a | b & c'])]\n"
        "print(codes, main(['table', 'a', '-o', 't.csv']), main(['compile', 'absent.pla']))\n"
        "from logicnet.minimization.incidence.cube_kernels import bit_count\n"
    )
    code, out, errors = run("-W", "error", "-c", code)
    assert code == 0, errors
    assert out.endswith("[0, 0] 2 2\n")
    assert "Errno" not in errors


@posix
def test_in_a_locale_of_ascii(tmp_path):
    known = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code, out, errors = run("-m", "logicnet", "table", "ä & b", cwd=tmp_path, **known)
    assert (code, errors) == (0, "")
    assert out.startswith("b \\xe4 | y\n")
    (tmp_path / "ö.txt").write_text("ü | b", encoding="utf-8")
    for words, given in [(["ö.txt"], ""), (["-"], "ü | b"), (["ü | b", "-o", "ß.csv"], "")]:
        code, out, errors = run(
            "-m", "logicnet", "table", *words, given=given, cwd=tmp_path, **known
        )
        assert (code, errors) == (0, "")
        assert out.startswith("b \\xfc | y\n")
    assert (tmp_path / "ß.csv").read_text(encoding="utf-8").startswith("b,ü,y\n")


def test_files_are_read_and_written_in_one_place():
    """`files` and, in blocks, `streams` do, in UTF-8: a file does not depend on the locale."""
    words = ("fdopen", "read_text", "write_text", "read_bytes", "write_bytes")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path, node in nodes(ast.Call)
        if getattr(node.func, "id", "") == "open"
        or (isinstance(node.func, ast.Attribute) and node.func.attr in words)
    }
    storage = {"ground/storage/files.py", "ground/storage/streams.py"}
    assert found == {*storage, "cli.py", "ground/kernels.py", "playground/worker.py"}


# Streams -----------------------------------------------------------------------------------


def shell(line, **changes):
    """A line of the shell in which LOGICNET runs the command."""
    line = line.replace("LOGICNET", f"'{sys.executable}' -m logicnet")
    done = subprocess.run(
        ["sh", "-c", line], capture_output=True, text=True, check=False, env=environment(**changes)
    )
    return done.returncode, done.stdout, done.stderr


@needs_full
@pytest.mark.parametrize("unbuffered", [None, "1"])
def test_a_full_disk_behind_standard_output_is_said(unbuffered):
    for words in ("table 'a & b'", "--help", "--version"):
        code, _, errors = shell(f"LOGICNET {words} > /dev/full", PYTHONUNBUFFERED=unbuffered)
        assert (code, errors) == (2, "logicnet: standard output: No space left on device\n")
    assert shell("LOGICNET table 'a & & b' 2> /dev/full")[::2] == (2, "")


@posix
def test_closed_streams_lose_what_is_written_and_change_no_verdict(tmp_path):
    net = str(tmp_path / "net.json")
    logicnet.write(logicnet.compile("a & b"), net)
    assert shell(f"LOGICNET verify {net} 'a & b' >&-") == (0, "", "")
    assert shell(f"LOGICNET verify {net} 'a | b' >&- 2>&-") == (1, "", "")
    assert shell("LOGICNET compile 'a & & b' 2>&-") == (2, "", "")
    assert shell("LOGICNET compile - <&-") == (2, "", "logicnet: standard input is closed\n")


@posix
def test_a_reader_that_leaves_gets_no_traceback():
    _, _, errors = shell("(LOGICNET build sorting 64; echo $? >&2) | true")
    assert errors == "141\n"


# Processes and threads ---------------------------------------------------------------------

WORK = """
import multiprocessing, sys
import logicnet
from logicnet import TruthTable

def terms(seed):
    values = [int(i * (2 * seed + 1) * 2654435761 >> 9 & 7 == 0) for i in range(1 << 10)]
    return logicnet.minimize(TruthTable.from_values(values), "heuristic").terms

if __name__ == "__main__":
    here = [terms(0), terms(1)]
    for method in multiprocessing.get_all_start_methods():
        with multiprocessing.get_context(method).Pool(2) as pool:
            assert pool.map(terms, [0, 1]) == here, method
    print(multiprocessing.get_all_start_methods())
"""


def test_forked_and_spawned_processes_find_the_same(tmp_path):
    (tmp_path / "work.py").write_text(WORK)
    code, out, errors = run(tmp_path / "work.py")
    assert code == 0, errors
    assert "spawn" in out


FIRST_USE = """
import json, random, sys, tempfile, threading, traceback
import logicnet
from logicnet import TruthTable

folder = tempfile.mkdtemp()
FORMULA = "a & b | ~a & c ^ d"
values = [int(i * i * 40503 >> 3 & 3 == 0) for i in range(1 << 10)]
def xor(): return logicnet.compile("a ^ b")
def rows(): return [[0, 0], [0, 1], [1, 0], [1, 1]]
def kept(suffix):
    logicnet.write(xor(), f"{folder}/x{suffix}")
    return logicnet.read(f"{folder}/x{suffix}").describe()
VERBS = {
    "parse": lambda: str(logicnet.parse(FORMULA)),
    "plot": lambda: len(logicnet.plot.karnaugh(FORMULA).figure.axes),
    "compile": lambda: logicnet.compile(FORMULA).describe(),
    "minimize": lambda: str(logicnet.minimize(TruthTable.from_values(values), "heuristic")),
    "verify": lambda: str(logicnet.verify(xor(), "a ^ b")),
    "region": lambda: str(logicnet.verify(logicnet.compile("x <= 1 & y >= 0"), "x <= 1 & y >= 0")),
    "simulate": lambda: int(logicnet.build("adder", 10)([[1] * 20] * 5000).sum()),
    "soften": lambda: str(logicnet.harden(logicnet.soften(xor())).describe()),
    "train": lambda: logicnet.train(logicnet.soften(xor()), rows(), [0, 1, 1, 0], epochs=2).loss,
    "compare": lambda: str(logicnet.compare("a ^ b & c")),
    "find": lambda: str(logicnet.find_threshold("majority(a, b, c)")),
    "json": lambda: kept(".json"),
    "npz": lambda: kept(".npz"),
}

def race(call, count=8):
    barrier, found = threading.Barrier(count), []
    def work():
        barrier.wait()
        try:
            found.append(repr(call()))
        except BaseException:
            found.append(traceback.format_exc())
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return sorted(set(found))

order = random.Random(int(sys.argv[1])).sample(list(VERBS), len(VERBS))
print(json.dumps({name: race(VERBS[name]) for name in order}))
"""


def test_eight_threads_at_once_at_the_first_use_of_each_verb():
    for seed, _ in draws(1):  # another order each
        code, out, errors = run("-W", "error", "-c", FIRST_USE, seed)
        assert code == 0, errors
        answers = json.loads(out)
        assert len(answers) == 13
        wrong = {n: found for n, found in answers.items() if len(found) != 1 or "Error" in found[0]}
        assert not wrong, seed


# Optimised Python --------------------------------------------------------------------------


def test_nothing_hangs_on_what_optimised_python_leaves_out():
    """Without asserts, `__debug__` and docstrings (-O, -OO) all code does the same."""
    assert not [f"{path}:{node.lineno}" for path, node in nodes(ast.Assert)]
    for path, node in nodes(ast.Name, ast.Attribute):
        name = getattr(node, "id", getattr(node, "attr", ""))
        assert name not in ("__debug__", "__doc__"), f"{path}:{node.lineno}"


def nodes(*kinds):
    """(file, node) of all nodes of these kinds in the package."""
    for path, tree in TREES.items():
        yield from ((path, node) for node in ast.walk(tree) if isinstance(node, kinds))


def test_the_extras_that_messages_name_exist():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    table = text.partition("[project.optional-dependencies]\n")[2].partition("\n[")[0]
    extras = set(re.findall(r"^(\w+) = \[", table, re.MULTILINE))
    assert {"geo", "test", "docs"} <= extras
    named = re.compile(r"(?:logicnet|\.)\[([a-z]\w*(?:,\w+)*)\]['\"]")
    for path in [*PACKAGE.rglob("*.py"), ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for words in named.findall(path.read_text(encoding="utf-8")):
            assert set(words.split(",")) <= extras, path
