"""Rows a second on the exhaustive table of a 16-input network: logicnet against dense runtimes.

    python tests/benchmarks/simulation.py [units]

torch and onnxruntime run the same network as dense float32 layers on two threads; those that are
not installed are left out. Ratios are of the best of several runs, all taken in this one process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from logicnet import Network
from logicnet.network.simulation import truth_table

INPUTS, THREADS, REPEATS = 16, 2, 7


def network(units: int, seed: int = 0) -> Network:
    """A random one-hidden-layer network: `units` - 1 hidden units, weights -8 ... 8."""
    rng = np.random.default_rng(seed)
    hidden = [
        (list(range(INPUTS)), rng.integers(-8, 9, INPUTS).tolist(), int(rng.integers(-5, 6)))
        for _ in range(units - 1)
    ]
    reads = list(range(INPUTS, INPUTS + units - 1))
    return Network.from_units(
        [f"x{i}" for i in range(INPUTS)],
        [*hidden, (reads, rng.choice([-1, 1], units - 1).tolist(), 0)],
    )


def dense(net: Network) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The weights and thresholds of both layers as float32 matrices."""
    n, hidden = len(net.inputs), net.units - 1
    first, last = np.zeros((hidden, n), np.float32), np.zeros((1, hidden), np.float32)
    for j in range(hidden):
        sources, weights = net.wires_of(j)
        first[j, sources] = weights
    sources, weights = net.wires_of(hidden)
    last[0, sources - n] = weights
    thresholds = net.thresholds.astype(np.float32)
    return first, thresholds[:hidden], last, thresholds[hidden:]


def best(run: Callable[[], object]) -> float:
    """Seconds of the fastest of several runs, after one to warm up."""
    run()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def torch_runner(net: Network, rows: np.ndarray) -> Callable[[], np.ndarray]:
    """The network in torch."""
    import torch

    torch.set_num_threads(THREADS)
    w1, t1, w2, t2 = (torch.from_numpy(a.copy()) for a in dense(net))
    x = torch.from_numpy(rows)

    def run() -> np.ndarray:
        with torch.inference_mode():
            hidden = (x @ w1.T >= t1).float()
            return (hidden @ w2.T >= t2).numpy()

    return run


def onnx_runner(net: Network, rows: np.ndarray) -> Callable[[], np.ndarray]:
    """The network in onnxruntime."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    w1, t1, w2, t2 = dense(net)
    arrays = {"w1": w1.T, "t1": t1, "w2": w2.T, "t2": t2}
    nodes = [
        helper.make_node("MatMul", ["x", "w1"], ["a"]),
        helper.make_node("GreaterOrEqual", ["a", "t1"], ["b"]),
        helper.make_node("Cast", ["b"], ["h"], to=TensorProto.FLOAT),
        helper.make_node("MatMul", ["h", "w2"], ["c"]),
        helper.make_node("GreaterOrEqual", ["c", "t2"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, INPUTS])],
        [helper.make_tensor_value_info("y", TensorProto.BOOL, [None, 1])],
        [numpy_helper.from_array(np.ascontiguousarray(a), k) for k, a in arrays.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return lambda: session.run(None, {"x": rows})[0]


def main(units: int) -> None:
    """Print seconds and ratios."""
    net = network(units)
    digits = np.arange(2**INPUTS)[:, None] >> np.arange(INPUTS - 1, -1, -1) & 1
    rows = digits.astype(np.float32)
    table = truth_table(net)
    ours = best(lambda: truth_table(net))
    print(f"{net!r}, all {len(rows)} rows")
    print(f"logicnet     {1e3 * ours:8.1f} ms   {net.wires * len(rows) / ours:.2e} wire-rows/s")
    for name, runner in (("torch", torch_runner), ("onnxruntime", onnx_runner)):
        try:
            run = runner(net, rows)
        except ImportError:
            print(f"{name:12} not installed")
            continue
        if (run()[:, 0] != table.values()[:, 0].astype(bool)).any():
            sys.exit(f"{name} disagrees with logicnet")
        theirs = best(run)
        print(f"{name:12} {1e3 * theirs:8.1f} ms   logicnet is {theirs / ours:.1f} times faster")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
