"""Which single breaks of a file do its tests not notice?

Every mutant changes one place: a comparison, an operator, a number, a condition, a statement that
is left out. The tests of that file then run against it until the first one fails::

    python tests/mutation.py logicnet/logic/text/parsing.py            # a sample of 150 mutants
    python tests/mutation.py logicnet/logic/cubes.py --sample 0   # all of them
    python tests/mutation.py                                # the core: every file of the table

The tests run in a copy of the checkout, in a process forked for each mutant from one that has
imported the heavy packages. A kernel that changes is compiled anew, and so are those that call it
(see logicnet/ground/kernels.py); that takes most of a mutant's time.
A mutant that means the same as the original is noted, with the reason, in equivalent_mutants.txt.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
EQUIVALENT = HERE / "equivalent_mutants.txt"

# The core, and the tests that answer for each of its files (the docstrings' examples do as well).
TESTS = {
    "network/network": "network/test_network network/test_wiring network/test_sums",
    "network/wiring": "network/test_wiring network/test_network",
    "ground/bits": "ground/test_bits",
    "network/sums": "network/test_sums",
    "network/simulation": "network/test_simulation network/test_network",
    "ground/parallel": "ground/test_parallel",
    "verification/interchangeable": "verification/test_interchangeable",
    "verification/verification": "verification/test_verification",
    "logic/text/parsing": "logic/test_parsing fuzz/test_formulas",
    "logic/text/language": "logic/test_parsing logic/test_printing",
    "logic/text/operations": "logic/test_operations logic/test_printing fuzz/test_formulas",
    "logic/text/relations": "regions/test_inequalities fuzz/test_formulas",
    "logic/text/linear": "regions/test_inequalities fuzz/test_formulas",
    "regions/reading/inequalities": "regions/test_inequalities fuzz/test_formulas",
    "logic/expression": "logic/test_expression",
    "logic/text/printing": "logic/test_printing fuzz/test_formulas",
    "logic/callables": "logic/test_callables",
    "logic/specification": "logic/test_specification",
    "logic/cubes": "logic/test_cubes logic/test_cover",
    "logic/cover": "logic/test_cover",
    "logic/truthtable": "logic/test_truthtable",
    "ground/files": "ground/test_files",
    "ground/archive": "ground/test_archive",
    "ground/json_text": "ground/test_json_text",
    "logic/tabular": "logic/test_tabular fuzz/test_csv",
    "formats/point_files": "formats/test_point_files",
    "formats/header": "formats/test_formats fuzz/test_network_files",
    "formats/native_json": "formats/test_formats fuzz/test_network_files",
    "formats/native_npz": "formats/test_formats fuzz/test_network_files",
    "formats/trained": "formats/test_formats",
    "formats/pla": "formats/test_pla fuzz/test_pla",
    "formats/pla_lines": "formats/test_pla fuzz/test_pla",
    "formats/csv_table": "logic/test_tabular fuzz/test_csv",
    "learning/softening/sigmoid": "learning/test_sigmoid",
    "learning/softening/margins": "learning/test_sigmoid",
    "learning/softening/error_bounds": "learning/test_sigmoid",
    "learning/softening/hardening": "learning/test_sigmoid",
    "network/positive": "network/test_positive",
    "regions/exact": "regions/test_exact",
    "regions/cells/rounding": "regions/test_rounding",
    "regions/cells/arrangement": "regions/test_arrangement",
    "regions/cells/cells": "regions/test_cells",
    "verification/claims": "verification/test_regions",
    "verification/regions": "verification/test_regions",
    "regions/plane/windings": "regions/test_windings",
    "regions/plane/segments": "regions/test_segments",
    "regions/plane/hulls": "regions/test_hulls",
    "regions/evaluation/evaluation": "regions/test_evaluation",
    "regions/region": "regions/test_region",
    "network/separation": "network/test_threshold",
    "network/threshold": "network/test_threshold",
}


class Mutant(NamedTuple):
    """One changed place of a file: lines and columns as `ast` counts them."""

    line: int
    column: int
    end_line: int
    end_column: int
    before: str
    after: str

    def source(self, text: str) -> str:
        lines = text.encode().split(b"\n")
        head = b"\n".join([*lines[: self.line - 1], lines[self.line - 1][: self.column]])
        last = lines[self.end_line - 1][self.end_column :]
        tail = b"\n".join([last, *lines[self.end_line :]])
        return (head + self.after.encode() + tail).decode()


# What can be broken --------------------------------------------------------------------------

_COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr,
}  # fmt: skip
_WORDS = {
    "min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor",
    "zeros": "ones", "ones": "zeros", "argmin": "argmax", "argmax": "argmin",
    "minimum": "maximum", "maximum": "minimum", "floor_divide": "ceil",
}  # fmt: skip


def replacements(node: ast.AST) -> Iterator[str]:
    """The texts that may stand in the place of `node`, each a break of its meaning."""
    if isinstance(node, ast.Compare):
        for k, operator in enumerate(node.ops):
            other = _COMPARISONS[type(operator)]()
            yield _expression(ast.Compare(node.left, _put(node.ops, k, other), node.comparators))
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        yield _expression(ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right))
    elif isinstance(node, ast.BoolOp):
        other_op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        yield _expression(ast.BoolOp(other_op, node.values))
        for k in range(len(node.values)):
            yield _expression(ast.BoolOp(node.op, node.values[:k] + node.values[k + 1 :]))
    elif isinstance(node, ast.UnaryOp) and not isinstance(node.op, ast.UAdd):
        yield _expression(node.operand)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield str(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (str(node.value + 1), *([str(node.value - 1)] if node.value > 0 else []))
    elif isinstance(node, ast.Name) and node.id in _WORDS:
        yield _WORDS[node.id]
    elif isinstance(node, ast.Attribute) and node.attr in _WORDS:
        yield _expression(ast.Attribute(node.value, _WORDS[node.attr], node.ctx))
    elif isinstance(node, ast.IfExp):
        yield _expression(node.body)
        yield _expression(node.orelse)
    elif isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
        yield ast.unparse(ast.AugAssign(node.target, _OPERATORS[type(node.op)](), node.value))
        yield "pass"
    elif isinstance(node, ast.Expr) and not isinstance(node.value, (ast.Constant, ast.Yield)):
        yield "pass"
    elif isinstance(node, (ast.Break, ast.Continue)):
        yield "continue" if isinstance(node, ast.Break) else "break"


def _expression(node: ast.expr) -> str:
    return f"({ast.unparse(ast.fix_missing_locations(node))})"


def _put(items: list[ast.cmpop], k: int, item: ast.cmpop) -> list[ast.cmpop]:
    return [*items[:k], item, *items[k + 1 :]]


def conditions(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """The conditions of statements, negated."""
    if isinstance(node, (ast.If, ast.While)):
        yield node.test, f"(not {ast.unparse(node.test)})"
    if isinstance(node, ast.comprehension):
        yield from ((test, f"(not {ast.unparse(test)})") for test in node.ifs)


def mutants(text: str) -> list[Mutant]:
    """All mutants of a source text; annotations, decorators, docstrings and messages stay.

    >>> [mutant.after for mutant in mutants("x = a < 1")]
    ['(a <= 1)', '2', '0']
    """
    found = []
    for node in _meaningful(ast.parse(text)):
        pairs = [(node, after) for after in replacements(node)] + list(conditions(node))
        for place, after in pairs:
            before = ast.get_source_segment(text, place) or ""
            if before and f"({before})" != after:
                where = (place.lineno, place.col_offset, place.end_lineno, place.end_col_offset)
                found.append(Mutant(*where, " ".join(before.split()), after))
    return found


def _meaningful(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes whose change can change what is computed."""
    if isinstance(node, (ast.JoinedStr, ast.Raise, ast.Import, ast.ImportFrom)):
        return
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _meaningful(child)


# Running them --------------------------------------------------------------------------------


class Outcome(NamedTuple):
    failed: str  # the first test that failed, "" where all passed, "timeout" where it took too long
    seconds: float


class Killers:
    """A pytest plugin: tests that killed before run first, and the first failure is noted."""

    def __init__(self, kills: Counter[str]) -> None:
        self.kills = kills
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list) -> None:
        items.sort(key=lambda item: -self.kills[item.nodeid])

    def pytest_runtest_logreport(self, report: object) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: object) -> None:
        if report.failed and not self.failed:
            self.failed = f"collecting {report.nodeid}"


def run(checkout: Path, arguments: list[str], kills: Counter[str], limit: float) -> Outcome:
    """What the tests say of the checkout, in a forked process that is ended after `limit`."""
    reader, writer = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _child(checkout, arguments, kills, writer)
    os.close(writer)
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, limit)
    with open(reader, encoding="utf-8") as pipe:
        failed = pipe.read()
    _, status = os.waitpid(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    if status and not failed:
        failed = "timeout" if os.WIFSIGNALED(status) else "crash"
    return Outcome(failed, time.monotonic() - started)


def _child(checkout: Path, arguments: list[str], kills: Counter[str], writer: int) -> None:
    code = 1
    try:
        os.setpgid(0, 0)
        os.chdir(checkout)
        sys.path.insert(0, str(checkout))
        sink = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(sink, stream)
        import pytest

        plugin = Killers(kills)
        flags = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
        code = int(pytest.main([*flags, *arguments], plugins=[plugin]))
        if code:
            os.write(writer, (plugin.failed or f"exit {code}").encode())
    except BaseException as error:
        os.write(writer, f"crash: {error!r}".encode())
    finally:
        os._exit(code)


@contextlib.contextmanager
def checkout_copy() -> Iterator[Path]:
    """A copy of the checkout with its compiled kernels, beside the same shared data."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        copy = Path(folder, "checkout")
        ignored = shutil.ignore_patterns(".git", ".venv", "*.egg-info", ".*_cache", ".hypothesis")
        shutil.copytree(ROOT, copy, ignore=ignored, symlinks=True)
        if (ROOT.parent / "shared").exists():
            os.symlink((ROOT.parent / "shared").resolve(), Path(folder, "shared"))
        yield copy


@contextlib.contextmanager
def broken(checkout: Path, name: str, mutant: Mutant) -> Iterator[None]:
    """The copy with one mutant in it."""
    path = checkout / name
    text, stamp = path.read_text(encoding="utf-8"), path.stat()
    path.write_text(mutant.source(text), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


# The report ----------------------------------------------------------------------------------


def equivalents(name: str) -> set[tuple[str, str]]:
    """(before, after) of the mutants of a file that are known to mean the same."""
    if not EQUIVALENT.exists():
        return set()
    pairs = set()
    for line in EQUIVALENT.read_text(encoding="utf-8").splitlines():
        file, _, rest = line.partition(": ")
        if file == name and " => " in rest:
            before, _, after = rest.split("  #")[0].strip().partition(" => ")
            pairs.add((before, after))
    return pairs


def report(name: str, tests: list[str], sample: int, seed: int, lines: range | None) -> None:
    """Break a file again and again, and print what survived and the kill rate."""
    same = equivalents(name)
    found = mutants((ROOT / name).read_text(encoding="utf-8"))
    found = [m for m in found if (m.before, m.after) not in same]
    found = [m for m in found if lines is None or m.line in lines]
    if sample and len(found) > sample:
        found = sorted(random.Random(seed).sample(found, sample))
    survivors, kills, shown = [], Counter[str](), sys.stdout.isatty()
    with checkout_copy() as copy:
        arguments = [*tests, "--doctest-modules", name]
        clean = run(copy, arguments, kills, 3600)
        if clean.failed:
            raise SystemExit(f"{name}: the tests fail without any break: {clean.failed}")
        clean = run(copy, arguments, kills, 3600)  # warm
        for k, mutant in enumerate(found):
            with broken(copy, name, mutant):
                outcome = run(copy, arguments, kills, 5 * clean.seconds + 60)
            kills[outcome.failed] += 1
            if not outcome.failed:
                survivors.append(mutant)
                print(f"{name}:{mutant.line}: {mutant.before} => {mutant.after}", flush=True)
            if shown:
                print(f"\r{k + 1}/{len(found)} ", end="", file=sys.stderr, flush=True)
    killed = len(found) - len(survivors)
    rate = 100 * killed / max(1, len(found))
    print(f"{name}: {killed} of {len(found)} mutants noticed, {rate:.0f} %", flush=True)


def _preload() -> None:
    """Import once what every forked process needs, and nothing of the package itself."""
    import numba  # noqa: F401
    import numpy  # noqa: F401
    import sympy  # noqa: F401


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", help="like logicnet/logic/text/parsing.py")
    parser.add_argument("--tests", nargs="+", help="test files instead of those of the table")
    parser.add_argument("--sample", type=int, default=150, help="mutants a file, 0 for all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lines", help="like 40-80: only these")
    args = parser.parse_args()
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() not in (ROOT, HERE)]
    _preload()
    for name in args.files or [f"logicnet/{key}.py" for key in TESTS]:
        key = str(Path(name).with_suffix("")).removeprefix("logicnet/")
        tests = args.tests or [f"tests/{stem}.py" for stem in TESTS.get(key, "").split()]
        tests = [test for test in tests if (ROOT / test.split("::")[0]).exists()]
        if not tests:
            parser.error(f"say with --tests which tests answer for {name}")
        lines = None
        if args.lines:
            first, _, last = args.lines.partition("-")
            lines = range(int(first), int(last or first) + 1)
        report(name, tests, args.sample, args.seed, lines)


if __name__ == "__main__":
    main()
