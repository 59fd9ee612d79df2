"""Argument lists drawn for every command: exit codes 0 to 3 come out, and never a traceback."""

import contextlib
import io
import json
import sys

import pytest

import logicnet
from fuzz.draws import draws
from logicnet.cli import main
from logicnet.commands.common.arguments import COMMANDS, parsers
from logicnet.construction.families import BUILDERS

CHOICES = {
    (command, option): list(action.choices)
    for command, parser in parsers(list(COMMANDS))[1].items()
    for option, action in parser._option_string_actions.items()
    if action.choices
}

# what is drawn in a place: mostly one of the first list, else one of the second
FORMULAS = [
    "a", "~a", "0", "1", "a & b", "a & (b | ~c)", "a ^ b ^ c ^ d", "AtLeast(2, a, b, c)",
    "`a b` | c", "x + y <= 1 & x >= 0", "x <= 1", "1 <= x <= 2", "a -> b <-> c", "ä & b", "-",
    "x <= 1 & a",
], [
    "maj(a)", "x^2 <= 1", "2 <= 1", "x == 1", "x < 1e999", "a & & b", "(a", "a b", "", " ", "--",
    "-a", "\udcff", "a\0b", "a" * 999, "~" * 2000 + "a", "(" * 2000, "a = b", "x <= nan", "{}", "=",
    "x <= " + "9" * 5000, "a-1", "*", "a" + " | a" * 3000, "-".join("ab"), "None", "lambda", "a.b",
]  # fmt: skip
FILES = [
    "net.json", "net.npz", "plane.json", "terms.pla", "table.csv", "shape.geojson", "two.pla",
    "formula.txt",
], [
    "mlp.json", "points.csv", "empty.json", "empty.npz", "empty.pla", "empty.csv", "cut.json",
    "cut.npz", "cut.pla", "cut.csv", "cut.geojson", "bytes.json", "bytes.csv", "bytes.txt",
    "folder", "folder.json", "folder.pla", "absent.json", "absent.txt", "no/where.csv", "/dev/null",
]  # fmt: skip
NUMBERS = ["1", "2", "3", "4", "8"], [
    "0", "-1", "-0", "1.5", "1e3", "nan", "inf", "-inf", "9" * 30, "9" * 5000, "x", "", " 2", "٣",
    "0x2", "1_0", "1" + "0" * 300,
]  # fmt: skip
SIZES = ["2..4", "3,5", "1"], ["4..2", "0", "-3", "..", "2..", "a..b", "1,,2", "2..9999999"]
VALUES = ["a=1", "b=0", "x=0.5", "y=-1e3"], ["a=2", "a", "=", "a=", "=1", "a=x", "a=nan", "a=true"]
BAD_TARGETS = ["out", "folder.json", "no/x.json", ".", "", "out.xyz", "out.pla"]
NETWORK = ["out.json", "out.npz", "out.JSON"], [*BAD_TARGETS, "-"]
PICTURE = ["out.svg"], [*BAD_TARGETS, "out.png", "out.pdf"]
STYLES = CHOICES["compile", "--style"], ["wied", ""]
FAMILY = CHOICES["compare", "--family"], ["odd", ""]
ENCODINGS = CHOICES["compile", "--encoding"], ["odd"]
METHODS = CHOICES["minimize", "--method"], ["odd"]
KINDS = CHOICES["plot", "--kind"], ["odd"]
READ = {
    "--notation": (["auto", "names", "textbook"], ["odd"]), "--from": (["csv", "pla"], ["odd"]),
    "--missing": (["dont-care", "0"], ["odd"]), "--separator": ([";", "tab"], ["", "ab"]),
}  # fmt: skip
OPTIONS = {
    "compile": {
        "--style": STYLES, "--max-depth": NUMBERS, "--max-fan-in": NUMBERS,
        "--max-weight": NUMBERS, "--no-skip": None, "--encoding": ENCODINGS,
        "--time-limit": (["5", "2.5"], NUMBERS[1]), "-o": NETWORK, "--json": None, **READ,
    },
    "region": {
        "--style": STYLES, "--boundary": (["closed", "open"], ["odd"]), "--name": (["name"], [""]),
        "-o": NETWORK, "--json": None,
    },
    "build": {"--max-weight": NUMBERS, "-o": NETWORK, "--json": None},
    "compare": {"--family": FAMILY, "--styles": STYLES, "--depths": None, "--json": None},
    "minimize": {
        "--method": METHODS, "--time-limit": (["5", "0"], NUMBERS[1]),
        "-o": (["out.pla"], BAD_TARGETS), "--json": None,
    },
    "primes": {"-o": (["out.pla"], BAD_TARGETS), "--json": None, **READ},
    "threshold": {"-o": NETWORK, "--json": None, **READ},
    "approximate": {
        "--pieces": NUMBERS, "--tolerance": (["0.5"], NUMBERS[1]),
        "--cells": (["equal", "variation"], ["odd"]), "-o": NETWORK, "--json": None,
    },
    "table": {"-o": (["out.csv", "out.tsv"], BAD_TARGETS), "--json": None, **READ},
    "verify": {"--json": None},
    "convert": {"--to": (["pla", "csv"], ["odd", ""]), "--check": None, "--json": None},
    "stats": {"--json": None, **READ},
    "train": {"--epochs": (["3"], NUMBERS[1]), "--rate": (["0.1"], NUMBERS[1]),
              "--target": (["a", "inside"], ["odd"]), "-o": NETWORK, "--json": None},
    "harden": {"-o": NETWORK, "--json": None},
    "rules": {"--target": (["inside"], ["odd", ""]), "--folds": (["2"], NUMBERS[1]),
              "--curve": None, "-o": NETWORK, "--json": None},
    "tune": {"--target": (["inside"], ["odd", ""]), "-o": NETWORK, "--json": None},
    "prune": {"--most-lost": (["0.1"], NUMBERS[1]), "--report": None, "-o": NETWORK},
    "page": {"--style": STYLES, "--compare": None, "-o": (["out.html"], BAD_TARGETS)},
    "completion": {},
    "evaluate": {
        "--csv": (["points.csv"], FILES[1]), "-o": (["out.csv"], BAD_TARGETS), "--json": None,
    },
    "plot": {
        "--kind": KINDS, "--style": STYLES, "--family": FAMILY, "--at": VALUES, "--bounds": NUMBERS,
        "--no-lines": None, "--only": (["y", "a", "s"], [""]), "-o": PICTURE,
    },
    "zoo": {"--to": (["json", "c", "pla"], ["odd", ""]), "-o": (["out"], BAD_TARGETS)},
}  # fmt: skip
COUNTS = {"--bounds": 4}
SLOW = ("rules", "tune")
NEEDED = {("plot", "-o"), ("page", "-o"), ("rules", "--target"), ("tune", "--target")}
SOURCES = FORMULAS[0] * 2 + FILES[0], FORMULAS[1] + FILES[1]
NETWORKS = ["net.json", "net.npz", "plane.json"], FILES[1]
REGIONS = ["x + y <= 1 & x >= 0", "x <= 1", "1 <= x <= 2", "shape.geojson", "-"], SOURCES[1]
ROWS = ["rows.csv"], FILES[1]
PLACES = {
    "region": [REGIONS],
    "build": [(list(BUILDERS), ["odd"]), NUMBERS],
    "verify": [NETWORKS, SOURCES],
    "evaluate": [NETWORKS, VALUES, VALUES],
    "approximate": [(["x**2", "sin(x)"], FORMULAS[1]), NUMBERS, (["9", "100"], NUMBERS[1])],
    "convert": [SOURCES, (["out.pla", "out.csv", "out.blif", "out.aag"], [*BAD_TARGETS, "-"])],
    "train": [(["a & b", "net.json", "2-2-1", "mlp.json"], SOURCES[1]), ROWS],
    "harden": [(["mlp.json"], FILES[1])],
    "rules": [(["many.csv"], FILES[1])],
    "tune": [(["formula.txt"], FILES[1]), (["many.csv"], FILES[1])],
    "prune": [NETWORKS, ROWS],
    "completion": [(["bash", "zsh", "fish"], ["odd", ""])],
    "zoo": [(["show", "list", "export", "verify"], ["odd", "", "xor"]),
            (["xor", "adder-3", "and"], ["", "adder-0", "adder-99", "xro", "-1"])],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Files of every kind, whole and damaged, in the current folder."""
    monkeypatch.chdir(tmp_path)
    net = logicnet.compile("a & b")
    logicnet.write(net, "net.json")
    logicnet.write(net, "net.npz")
    logicnet.write(logicnet.soften(net), "mlp.json")
    logicnet.write(logicnet.compile("x + y <= 1"), "plane.json")
    logicnet.write(logicnet.minimize("a ^ b"), "terms.pla")
    logicnet.write(logicnet.TruthTable.from_string("0110"), "table.csv")
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    (tmp_path / "shape.geojson").write_text(json.dumps(square))
    (tmp_path / "two.pla").write_text(".i 2\n.o 2\n.ilb a b\n.ob s c\n10 10\n01 10\n11 01\n.e\n")
    (tmp_path / "formula.txt").write_text("a & b\n")
    rows = "0,no,0\n1,0,F\n1,1,yes\n0,1,0\n"
    (tmp_path / "rows.csv").write_text(f"a,b,inside\n{rows * 6}")
    (tmp_path / "many.csv").write_text("a,b,inside\n" + "0,0,no\n1,0,no\n1,1,yes\n0,1,no\n" * 8)
    (tmp_path / "points.csv").write_text("x,y,a,b\n0,0,1,0\n1,0.5,0,1\n")
    for name in ("net.json", "net.npz", "terms.pla", "table.csv", "shape.geojson"):
        content = (tmp_path / name).read_bytes()
        (tmp_path / f"cut.{name.partition('.')[2]}").write_bytes(content[: len(content) // 2])
    for kind in ("json", "npz", "pla", "csv"):
        (tmp_path / f"empty.{kind}").write_bytes(b"")
    for name in ("bytes.json", "bytes.csv", "bytes.txt"):
        (tmp_path / name).write_bytes(b"a,\xff\0")
    for name in ("folder", "folder.json", "folder.pla"):
        (tmp_path / name).mkdir()
    return tmp_path


def arguments(command, generator):
    """An argument list for the command: mostly of the right kinds, in any order."""

    def pick(kinds):
        return generator.choice(kinds[generator.random() < 0.1])

    words = [pick(kinds) for kinds in PLACES.get(command, [SOURCES])]
    if generator.random() < 0.1:
        words = words[:-1] if generator.random() < 0.5 else [*words, pick(NUMBERS)]
    for option, kinds in OPTIONS[command].items():
        if generator.random() < 0.15 or (command, option) in NEEDED:
            values = [pick(kinds) for _ in range(0 if kinds is None else COUNTS.get(option, 1))]
            words[generator.choice([0, len(words)]) : 0] = [option, *values]
    if "--family" in words or "growth" in words:
        words = [pick(SIZES) if word in SOURCES[0] else word for word in words]
    return [command, *words]


def outcome(words, standard_input="a & b"):
    """Exit code and standard error of a command."""
    errors = io.StringIO()
    old, sys.stdin = sys.stdin, io.StringIO(standard_input)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            return main(words), errors.getvalue()
    finally:
        sys.stdin = old


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "playground"])
def test_every_argument_list_is_answered_or_refused(command, folder):
    codes = set()
    for seed, generator in draws(30 if command not in SLOW else 8):
        words = arguments(command, generator)
        code, errors = outcome(words)
        assert code in (0, 1, 2, 3), f"seed {seed}: {words}\n{errors}"
        assert (code == 2) == errors.startswith("logicnet: "), f"seed {seed}: {words}\n{errors}"
        assert "Errno" not in errors
        assert "Traceback" not in errors
        codes.add(code)
    assert {0, 2} <= codes


def test_a_fault_of_ours_is_noticed(monkeypatch, folder):
    from logicnet.commands import table

    monkeypatch.setattr(table, "run", lambda args: 1 // 0)
    code, errors = outcome(["table", "a"])
    assert code == 70
    assert "ZeroDivisionError" in errors
    assert errors.endswith("please report it with the lines above\n")
