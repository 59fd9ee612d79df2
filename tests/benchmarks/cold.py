"""Processor seconds of first calls, each verb in processes of its own: cold, then warm.

    python tests/benchmarks/cold.py [verb ...]

Cold: nothing has been compiled on the machine (the cache is a fresh folder). Warm: what the first
process has compiled is kept. "again" is the second call of the warm process; kernels are those that
the cold process compiled, with those of Numba itself. Imports count, the start of Python does not.
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
    "logicnet compile": "main(['compile', 'a & (b | ~c)'])",
    "logicnet minimize": "main(['minimize', 'a & b | ~a & c | b & c'])",
    "logicnet verify": "main(['verify', 'a & b', 'b & a'])",
    "logicnet table": "main(['table', 'a & (b | ~c)'])",
    "logicnet plot": "main(['plot', 'a & (b | ~c)', '-o', folder + '/net.svg'])",
}
_PROGRAM = """
import contextlib, io, os, sys, tempfile, time
before = time.process_time()
call, folder = sys.argv[1], tempfile.mkdtemp()
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


def measured(call: str, folder: str, count: bool = False) -> list[float]:
    """Seconds of the first call and of the second; with `count` how many kernels were compiled."""
    program = _COUNTED + _PROGRAM + "print(Counter.count)\n" if count else _PROGRAM
    code, out, errors = run("-c", program, call, NUMBA_CACHE_DIR=folder)
    if code:
        raise SystemExit(errors)
    return [float(word) for word in out.split()]


def main(verbs: list[str]) -> None:
    """Print a row for each verb."""
    print("| first call | cold | warm | again | kernels |\n|---|---|---|---|---|")
    for name, call in _VERBS.items():
        if verbs and not any(verb in name for verb in verbs):
            continue
        with tempfile.TemporaryDirectory() as folder:
            cold, _ = measured(call, folder)
            warm, again = measured(call, folder)
        with tempfile.TemporaryDirectory() as folder:
            kernels = measured(call, folder, count=True)[2] if cold > 2 * warm + 0.2 else 0
        times = f"{cold:.2f} s | {warm:.2f} s | {again:.3f} s"
        print(f"| {name} | {times} | {kernels:.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
