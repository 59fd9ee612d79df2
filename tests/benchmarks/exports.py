"""Times of nets as they leave the package, beside a dense torch model of the same layer sizes.

    PYTHONPATH=tests/benchmarks python tests/benchmarks/exports.py

needs torch, JAX, onnx, onnxruntime and gcc; all run on one thread, in float32 where it is theirs to
choose. Each way is first held against the net. Times are the least of several runs; the dense model
is timed beside each of them anew, and what is printed is the ratio.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import jax
import numpy as np
import onnxruntime
import torch
from torch_modules import circuit, dense

from logicnet import MLP, Network, build, compile, to_jax, to_torch, write

ROWS = (1, 1000, 100_000)
FEWER = 20_000  # rows at the most of circuits of thousands of gates
_LONG = 0.5  # seconds from which a model is timed once
MOST = 200_000_000  # values that a program in Python would hold at once
Run = Callable[[], Any]


def in_torch(net: Network | MLP, x: Any, folder: Path) -> Run:
    """As a module."""
    module, rows = to_torch(net, dtype=torch.float32, frozen=True), torch.tensor(x)
    return lambda: module(rows).numpy()


def in_onnx(net: Network | MLP, x: Any, folder: Path) -> Run:
    """By onnxruntime."""
    write(net, folder / "net.onnx", dtype="float32")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 4
    session = onnxruntime.InferenceSession(folder / "net.onnx", options)
    return lambda: session.run(None, {"inputs": x})[0]


def in_jax(net: Network | MLP, x: Any, folder: Path) -> Run:
    """Compiled by JAX."""
    apply, parameters = to_jax(net)
    fast, rows = jax.jit(apply), jax.numpy.asarray(x)
    return lambda: np.asarray(fast(parameters, rows))


def in_c(net: Network | MLP, x: Any, folder: Path) -> Run:
    """Compiled by gcc, a call for each row."""
    write(net, folder / "net.c", name="net")
    kind, scalar = (np.int32, "int") if isinstance(net, Network) else (np.float64, "double")
    n, m = len(net.inputs), len(net.outputs)
    loop = (f'#include "net.c"\nvoid all(const {scalar} *x, {scalar} *y, long rows) '
            f"{{ for (long r = 0; r < rows; r++) net(x + {n} * r, y + {m} * r); }}\n")  # fmt: skip
    (folder / "all.c").write_text(loop)
    command = ["gcc", "-O2", "-shared", "-fPIC", "-o", "all.so", "all.c", "-lm"]
    subprocess.run(command, check=True, cwd=folder)
    library, rows = ctypes.CDLL(str(folder / "all.so")), np.ascontiguousarray(x, dtype=kind)
    y = np.zeros((len(x), m), dtype=kind)

    def run() -> Any:
        places = [ctypes.c_void_p(array.ctypes.data) for array in (rows, y)]
        library.all(*places, ctypes.c_long(len(x)))
        return y

    return run


def in_python(net: Network | MLP, x: Any, folder: Path) -> Run:
    """Generated Python, over all rows at once."""
    write(net, folder / "net.py", name="net")
    space: dict[str, Any] = {}
    exec((folder / "net.py").read_text(encoding="utf-8"), space)
    return lambda: space["net"](x)


WAYS = {"torch": in_torch, "ONNX": in_onnx, "JAX": in_jax, "C": in_c, "Python": in_python}


def best(run: Run) -> float:
    """Seconds of the fastest run in a fifth of a second, after one to warm up."""
    run()
    times: list[float] = []
    while not times or (sum(times) < 0.2 and len(times) < 500):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def ratio(net: Network | MLP, name: str, x: Any, rival: Run, took: float) -> str:
    """How many times as long as the dense model, which took so many seconds, one way takes."""
    if name == "Python" and net.units * len(x) > MOST:
        return "(memory)"
    with tempfile.TemporaryDirectory() as folder:
        run = WAYS[name](net, x, Path(folder))
        wanted = net(x[:500])
        assert np.abs(np.asarray(run())[:500] - wanted).max() < 1e-4, name
        both = [best(run) / best(rival)]
        both += [best(run) / best(rival) for _ in range(2) if took < _LONG]
    found = sorted(both)[len(both) // 2]
    return f"{found:,.0f}" if found >= 10 else f"{found:.2g}"


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    cases: dict[str, Network | MLP] = {
        "adder of 8 bits, 9 units": build("adder", 8),
        "parity of 8, 4 units": compile(" ^ ".join("abcdefgh")),
        "16-1000-1, sigmoid": MLP.random([16, 1000, 1]),
        "5000 gates in 50 layers": circuit(),
    }
    print(f"| net | rows | dense torch | {' | '.join(WAYS)} |")
    print("|---" * (3 + len(WAYS)) + "|")
    for title, net in cases.items():
        rival = dense(net)
        for count in (min(count, FEWER) if net.units > 2000 else count for count in ROWS):
            x = np.random.default_rng(0).integers(0, 2, (count, len(net.inputs)))
            rows = torch.tensor(x, dtype=torch.float32)

            def run(model: Any = rival, given: Any = rows) -> Any:
                with torch.no_grad():
                    return model(given)

            took = best(run)
            shown = [ratio(net, name, x.astype(np.float32), run, took) for name in WAYS]
            unit = f"{1e6 * took:.0f} µs" if took < 1e-3 else f"{1e3 * took:.3g} ms"
            print(f"| {title} | {count:,} | {unit} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
