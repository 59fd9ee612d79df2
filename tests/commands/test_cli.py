import io
import json
import os
import subprocess
import sys
import time

import pytest

import logicnet
from logicnet import read
from logicnet.cli import main
from logicnet.commands.common.shared import progress_line, waiting


def test_the_main_job_prints_the_network_and_its_truth_check(capsys):
    assert main(["compile", "a & (b | ~c)", "--style", "wide"]) == 0
    out = capsys.readouterr().out
    assert "h1 (layer 1): a + b >= 2    a & b" in out
    assert out.endswith("verified: equal, proven by all 8 rows\n")


def test_compile_write_verify_evaluate(tmp_path, capsys):
    path = str(tmp_path / "net.json")
    assert main(["compile", "a ^ b", "-o", path]) == 0
    assert main(["verify", path, "a ^ b"]) == 0
    assert main(["verify", path, "a | b"]) == 1
    assert "different: at a=1 b=1" in capsys.readouterr().out
    assert main(["evaluate", path, "a=1", "b=0"]) == 0
    assert capsys.readouterr().out == "y=1\n"


def test_json_results_are_json(tmp_path, capsys):
    path = str(tmp_path / "net.npz")
    assert main(["compile", "a & b", "--json", "-o", path]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["units"] == 1
    assert main(["verify", path, "a | b", "--json"]) == 1
    verdict = json.loads(capsys.readouterr().out)
    rows = [row["inputs"] for row in verdict["counterexamples"]]
    assert rows == [{"a": 0, "b": 1}, {"a": 1, "b": 0}]
    assert main(["evaluate", path, "a=1", "b=1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"y": 1}
    assert main(["minimize", "a & b | a & ~b", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["terms"] == 1


def test_an_undecided_verdict_has_its_own_exit_code(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("logicnet.verification.functions.diagrams.MOST_INPUTS", -1)
    monkeypatch.setattr(
        "logicnet.verification.sweeping.judging.laid_out", lambda sides: "no sweeping"
    )
    for judge in ("judging.polynomials", "counts.counts"):
        path = f"logicnet.verification.polynomials.{judge}"
        monkeypatch.setattr(path, lambda sides, extent, reason: reason)
    weights = " + ".join(f"x{i}" for i in range(30))  # '+' is OR
    path = str(tmp_path / "net.json")
    assert main(["compile", weights, "-o", path]) in (0, 3)
    text = f"({weights}) & (x0 | ~x0 | x1 & x2)"
    assert main(["verify", path, text]) == 3
    assert "unknown" in capsys.readouterr().out


def test_the_formula_comes_from_a_file_or_standard_input(tmp_path, capsys, monkeypatch):
    path = tmp_path / "formula.txt"
    path.write_text("a & b\n")
    assert main(["table", str(path)]) == 0
    from_file = capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.StringIO("a & b"))
    assert main(["table", "-"]) == 0
    assert capsys.readouterr().out == from_file == "a b | y\n0 0 | 0\n0 1 | 0\n1 0 | 0\n1 1 | 1\n"


def test_tables_and_covers_are_written_and_read(tmp_path, capsys):
    table, cover = str(tmp_path / "t.csv"), str(tmp_path / "c.pla")
    assert main(["table", "a ^ b", "-o", table]) == 0
    assert main(["minimize", table, "-o", cover]) == 0
    assert read(cover).terms == 2
    assert main(["compile", cover]) == 0
    assert "proven by all 4 rows" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compile", "a & & b"], "a & & b\n        ^"),
        (["evaluate", "NET", "a=1"], "missing: b"),
        (["evaluate", "NET", "a"], "expected name=value, got 'a'"),
        (["evaluate", "NET", "a=2", "b=0"], "expected 0 or 1"),
        (["verify", "absent.json", "a"], "absent.json"),
        (["evaluate", "PLA", "a=1"], "missing: b"),
        (["evaluate", "NET", "a=L", "b=1"], "expected a number after '=', got 'a=L'"),
        (["evaluate", "NET", "a=1", "c=L"], "unknown: c"),
        (["compile", "a", "-o", "net.xyz"], "expected a name that ends in .json, .npz, "),
        (["compile", "a", "-o", "net.jsno"], "got 'net.jsno'; did you mean '.json'?"),
        (["compile", "a", "-o", "absent/net.json"], "there is no folder absent"),
        (["compile", "a", "-o", "FOLDER.json"], "FOLDER.json is a folder"),
        (["evaluate", "NET", "a=1", "b=1", "-o", "absent/x"], "there is no folder absent"),
        (["evaluate", "NET", "a=1", "b=1", "-o", os.devnull], "no ordinary file"),
        (["table", "FOLDER.csv"], "FOLDER.csv is a folder; expected a file"),
        (["table", "absent.csv"], "absent.csv: no such file"),
        (["table", "a\0b"], "an argument holds a NUL character"),
        (["build", "adder", "4", "5"], "adder takes 1 size (n); got 2: 4, 5"),
        (["build", "adder", "x"], "argument size: expected a whole number, got 'x'"),
        (["build", "adder", "9" * 5000], "argument size: expected a whole number, got '999"),
        (["build", "addr", "4"], "did you mean 'adder'?"),
        (["compil", "a"], "did you mean 'compile'?"),
        (["compile", "a", "--style", "wied"], "did you mean 'wide'?"),
        (["compile", "a", "--stile=wide"], "no option '--stile'; did you mean '--style'?"),
        (["compile", "a", "b"], "'b' is one argument too many; what has blanks is put in quotes"),
        (
            ["compile", "-a|b"],
            "there is no option '-a|b'; what begins so and is none is written after --",
        ),
        (["compile", "a", "--time-limit", "soon"], "expected a number, got 'soon'"),
        (["compare", "2..4", "--family", "paritee"], "did you mean 'parity'?"),
        ([], "required: command"),
    ],
)
def test_wrong_input_is_said_on_standard_error(tmp_path, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    for name in ("FOLDER.json", "FOLDER.csv"):
        (tmp_path / name).mkdir()
    net, pla = tmp_path / "net.json", tmp_path / "c.pla"
    main(["compile", "a ^ b", "-o", str(net)])
    main(["minimize", "a ^ b", "-o", str(pla)])
    capsys.readouterr()
    named = {"NET": str(net), "PLA": str(pla)}
    assert main([named.get(word, word) for word in arguments]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_help_and_version_are_no_errors(capsys):
    assert main(["--version"]) == main(["--help"]) == main(["compile", "--help"]) == 0
    out = capsys.readouterr().out
    assert logicnet.__version__ in out
    assert "70 a fault of logicnet" in " ".join(out.split())


def test_help_and_import_are_light():
    code = (
        "import sys; sys.argv = ['logicnet', '--help']\n"
        "import logicnet.cli\n"
        "try: logicnet.cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'scipy', 'sympy', 'matplotlib', 'networkx', 'numba', 'pandas'}\n"
        "sys.exit(sorted(heavy & set(sys.modules)) or 0)"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert time.perf_counter() - start < 20  # a hang, not a benchmark
    assert done.returncode == 0, done.stderr
    assert "compile" in done.stdout


def test_small_work_never_loads_the_compiler():
    code = (
        "import sys, logicnet\n"
        "net = logicnet.compile('a & (b | ~c) ^ d')\n"
        "assert logicnet.verify(net, 'a & (b | ~c) ^ d')\n"
        "heavy = {'numba', 'matplotlib', 'networkx', 'torch', 'pandas'}\n"
        "sys.exit(sorted(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"a & \xff", "f.formula", "not UTF-8 text (byte 4)"),
        (b"a,y\n0,\xff\n", "t.csv", "not UTF-8 text"),
        (b"a,y\n0," + b"1" * 200_000, "t.csv", "field larger than"),
        (b".i 99999999999\n.o 1\n", "t.pla", "exceeds the limit of 65536"),
    ],
)
def test_odd_files_are_refused_with_exit_code_two(tmp_path, capsys, content, name, message):
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["table", str(path)]) == 2
    assert message in capsys.readouterr().err


def test_values_may_follow_options_but_not_repeat(tmp_path, capsys):
    path = str(tmp_path / "net.json")
    main(["compile", "a & ~b", "-o", path])
    capsys.readouterr()
    assert main(["evaluate", path, "--json", "a=true", "b=0"]) == 0
    assert json.loads(capsys.readouterr().out) == {"y": 1}
    assert main(["evaluate", path, "a=1", "a=0", "b=0"]) == 2
    assert "'a' is given twice" in capsys.readouterr().err
    assert main(["evaluate", path, "--odd"]) == 2


def test_points_of_a_file_go_through_a_network(tmp_path, capsys):
    net, points, bad = (tmp_path / name for name in ("net.npz", "points.csv", "bad.csv"))
    assert main(["region", "x + y <= 1", "-o", str(net)]) == 0
    points.write_text("inside, x,y\na,0,0\n\nb,1,1\n")
    capsys.readouterr()
    assert main(["evaluate", str(net), "--csv", str(points)]) == 0
    assert capsys.readouterr().out == "inside,x,y,network inside\na,0,0,1\nb,1,1,0\n"
    for content, message in [
        (b"x,y\n\n0,nan\n", "bad.csv:3: expected numbers for x, y, got '0,nan'"),
        (b"x,y\n0,1,2\n", "bad.csv:2: 3 values for 2 columns"),
        (b"x,y,x\n0,1,2\n", "column name 'x' is given twice"),
        (b"x,z\n0,1\n", "bad.csv:1: no column for y among x, z"),
        (b"x,y\n0,\xff\n", "not UTF-8 text"),
    ]:
        bad.write_bytes(content)
        assert main(["evaluate", str(net), "--csv", str(bad)]) == 2
        assert message in capsys.readouterr().err


def test_region_with_a_promise_that_floats_cannot_keep_everywhere_is_unknown(tmp_path, capsys):
    ring = [[0.1, 0.2], [0.9, 0.3], [0.4, 0.7], [0.1, 0.2]]
    path = tmp_path / "ring.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    for boundary in ("closed", "open"):
        assert main(["region", str(path), "--boundary", boundary]) == 3
        assert "verified: unknown: equal but for points within rounding" in capsys.readouterr().out


def test_a_geojson_file_is_a_source_like_any_other(tmp_path, capsys):
    shape, net = tmp_path / "shape.geojson", tmp_path / "net.json"
    shape.write_text('{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 1]]]}')
    assert main(["compile", str(shape), "--style", "shallow", "-o", str(net)]) == 0
    assert main(["verify", str(net), str(shape)]) == 0
    assert main(["compare", str(shape), "--styles", "shallow", "layered"]) == 0
    assert main(["region", "x <= 1", "--boundary", "open"]) == 2
    assert main(["region", "a & b"]) == 2
    assert main(["region", "x == 1"]) == 2
    err = capsys.readouterr().err
    assert "--name and --boundary are for GeoJSON files" in err
    assert "'a & b' has no comparison (<, <=, > or >=) and is no GeoJSON file" in err
    assert "that a number x is 1 is stated as x >= 1 & x <= 1" in err


def test_inequalities_may_come_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("x >= 1 & x <= 2"))
    assert main(["region", "-"]) == 0
    assert "verified: equal" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (ZeroDivisionError(), 70, "ZeroDivisionError\nlogicnet: this is a fault"),
        (RecursionError("deep"), 70, "RecursionError: deep\nlogicnet: this is a fault of logicnet"),
        (MemoryError(), 2, "logicnet: not enough memory for this\n"),
        (OSError(28, "No space left on device"), 2, "logicnet: standard output: No space left on"),
        (PermissionError(13, "Not permitted", "x.csv"), 2, "logicnet: x.csv: Not permitted"),
        (FileNotFoundError("x.txt: no such file"), 2, "logicnet: x.txt: no such file\n"),
        (logicnet.LimitError("too large"), 2, "logicnet: too large\n"),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_each_kind_of_failure_has_its_exit_code(monkeypatch, capsys, raised, code, said):
    def fails(args):
        raise raised

    monkeypatch.setattr("logicnet.commands.table.run", fails)
    assert main(["table", "a"]) == code
    errors = capsys.readouterr().err
    assert said in errors
    assert errors.startswith("Traceback" if code == 70 else said)


def test_progress_keeps_one_line_of_a_terminal_and_leaves_none(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stderr", Terminal())
    with progress_line() as show:
        show(2.0, 120, None)
        show(2.5, 9, 4)
    shown = "   2.5 s  9 terms, at least 4"
    assert sys.stderr.getvalue() == f"\r   2.0 s  120 terms\r{shown}\r{'':{len(shown)}}\r"
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setattr("logicnet.commands.common.shared._TICK", 0.01)
    with waiting():
        while " s" not in sys.stderr.getvalue():
            time.sleep(0.01)
    assert sys.stderr.getvalue().endswith("\r")
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with progress_line() as show, waiting():
        assert show is None
    assert sys.stderr.getvalue() == ""
