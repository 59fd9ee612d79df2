"""Processor seconds of first calls, each verb in processes of its own: cold, then warm.

    python tests/benchmarks/cold.py [verb ...] [file ...]

Cold: nothing has been compiled on the machine (the cache is a fresh folder). Warm: what the first
process has compiled is kept. "again" is the second call of the warm process; kernels are those that
the cold process compiled, with those of Numba itself. Imports count, the start of Python does not.
Of a file, such as c432.bench or misex2.pla, `compile` is measured.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))

from processes import run

_STAR = "logicnet.Region.polygon(np.c_[r * np.cos(t), r * np.sin(t)])"
_CLASSES = "{'y': 'a & b | c ^ d', 'z': 'a | b & ~c', 'w': 'a ^ b ^ d'}"
_VERBS = {
    "compile, a formula": "logicnet.compile('a & (b | ~c)')",
    "compile, three formulas": f"logicnet.compile({_CLASSES})",
    "compile, a table of 8 inputs": "logicnet.compile(table(8))",
    "minimize, 7 inputs": "logicnet.minimize(table(7))",
    "minimize, 10 inputs, random": "logicnet.minimize(table(10))",
    "minimize, 14 inputs, heuristic": "logicnet.minimize(table(14), 'heuristic')",
    "net(points), 100,000 in a star": f"logicnet.compile({_STAR})(rng.random((100_000, 2)))",
    "plot.region, a star": f"logicnet.plot.region(logicnet.compile({_STAR}))",
    "verify, a star of 40 edges": f"logicnet.verify(logicnet.compile({_STAR}), {_STAR})",
    "verify, a star of 400 edges": (
        "t = np.linspace(0, 2 * np.pi, 400, endpoint=False); r = 0.6 + 0.4 * (np.arange(400) % 2); "
        f"logicnet.verify(logicnet.compile({_STAR}), {_STAR})"
    ),
    "fine_tune, 500 rows": (
        "logicnet.fine_tune(logicnet.compile('a & (b | ~c)'), "
        "rng.integers(0, 2, (500, 3)), rng.integers(0, 2, 500))"
    ),
    "compile, a table of 5 inputs": "logicnet.compile(table(5))",
    "read_rules, 300 rows": (
        "x = np.random.default_rng(0).integers(0, 3, (300, 6)); "
        "logicnet.read_rules(x, (x[:, 0] == 1) & (x[:, 1] != 2) | (x[:, 3] == 0))"
    ),
}
_FORMULA, _ROWS, _NET = "'a & (b | ~c)'", "folder + '/rows.csv'", "folder + '/made"
_COMMANDS = {  # the arguments of each command but `playground`, which serves a page
    "compile": _FORMULA,
    "region": "'x + y <= 1 & x >= 0'",
    "build": "'adder', '4'",
    "compare": _FORMULA,
    "minimize": "'a & b | ~a & c | b & c'",
    "primes": "'a & b | ~a & c'",
    "threshold": "'a & (b | c)'",
    "approximate": "'x**2', '-1', '1', '--pieces', '3'",
    "table": _FORMULA,
    "verify": "'a & b', 'b & a'",
    "convert": f"{_FORMULA}, {_NET}.blif'",
    "stats": _FORMULA,
    "evaluate": f"{_FORMULA}, 'a=1', 'b=0', 'c=0'",
    "rules": f"{_ROWS}, '--target', 'y'",
    "tune": f"'a & b', {_ROWS}, '--target', 'y'",
    "train": f"{_FORMULA}, {_ROWS}, '--epochs', '5', '-o', {_NET}.json'",
    "harden": f"folder + '/soft.json', '-o', {_NET}.json'",
    "prune": f"folder + '/hard.json', {_ROWS}, '-o', {_NET}.json'",
    "zoo": "'list'",
    "plot": f"{_FORMULA}, '-o', {_NET}.svg'",
    "page": f"{_FORMULA}, '-o', {_NET}.html'",
    "completion": "'bash'",
}
_VERBS |= {f"logicnet {name}": f"main(['{name}', {given}])" for name, given in _COMMANDS.items()}
_PROGRAM = """
import contextlib, io, os, sys, time
before = time.process_time()
call, folder = sys.argv[1:]
os.environ["MPLBACKEND"] = "Agg"
if not call.startswith("main("):
    import numpy as np
    import logicnet
    rng = np.random.default_rng(0)
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    r = np.where(np.arange(40) % 2, 1.0, 0.6)
    def table(n):
        return logicnet.TruthTable.from_values(np.random.default_rng(0).integers(0, 2, 1 << n))
else:
    from logicnet.cli import main as command
    def main(arguments):
        with contextlib.suppress(SystemExit):
            command(arguments)
with contextlib.redirect_stdout(io.StringIO()):
    exec(call)
    first = time.process_time()
    exec(call)
print(first - before, time.process_time() - first)
"""
_COUNTED = """
import numba
from numba.core import event
class Counter(event.Listener):
    count = 0
    def on_start(self, event): Counter.count += 1
    def on_end(self, event): pass
event.register("numba:compile", Counter())
"""


def measured(call: str, made: str, count: bool = False, **kept: str) -> list[float]:
    """Seconds of the first call and of the second; with `count` how many kernels were compiled."""
    program = _COUNTED + _PROGRAM + "print(Counter.count)\n" if count else _PROGRAM
    return [float(word) for word in done("-c", program, call, made, **kept).split()]


def done(*arguments: str, **changes: str) -> str:
    """What a Python process prints."""
    code, out, errors = run(*arguments, **changes)
    if code:
        raise SystemExit(errors)
    return out


def prepare(made: str) -> None:
    """Write the files that commands read: rows, a trained net and what became of it."""
    rows, soft, hard = (f"{made}/{name}" for name in ("rows.csv", "soft.json", "hard.json"))
    every = [(k >> 2 & 1, k >> 1 & 1, k & 1) for k in range(8)]
    lines = [f"{a},{b},{c},{a & (b | 1 - c)}\n" for a, b, c in 8 * every]
    Path(rows).write_text("a,b,c,y\n" + "".join(lines), encoding="utf-8")
    done("-m", "logicnet", "train", "a & (b | ~c)", rows, "--epochs", "5", "-o", soft)
    done("-m", "logicnet", "harden", soft, "-o", hard)


def main(asked: list[str]) -> None:
    """Print a row for each verb, or for those asked for, and for each file."""
    files = [path for path in asked if Path(path).is_file()]
    verbs = {f"compile, {Path(path).name}": f"logicnet.compile({path!r})" for path in files}
    named = [name for name in asked if name not in files]
    if named or not files:
        verbs |= {k: v for k, v in _VERBS.items() if not named or any(name in k for name in named)}
    print("| first call | cold | warm | again | kernels |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as made:
        prepare(made)
        for name, call in verbs.items():
            with tempfile.TemporaryDirectory() as folder:
                cold, _ = measured(call, made, NUMBA_CACHE_DIR=folder)
                warm, again = measured(call, made, NUMBA_CACHE_DIR=folder)
            kernels = 0.0
            if cold > 2 * warm + 0.2:
                with tempfile.TemporaryDirectory() as folder:
                    kernels = measured(call, made, True, NUMBA_CACHE_DIR=folder)[2]
            times = f"{cold:.2f} s | {warm:.2f} s | {again:.3f} s"
            print(f"| {name} | {times} | {kernels:.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
