"""Time of `net(x)` from one row to 200,000, beside numpy, torch and onnxruntime in one process.

    python tests/benchmarks/simulation.py [part of a name]

Peers run the same network as dense float32 layers on two threads (or as many as OMP_NUM_THREADS
says, ours as well), from float32 rows, and check nothing; ours reads octets, checks each of them,
and gives whole numbers. Answers are compared.
Peers that are not installed are left out. The summary has the least and the median ratio, which
is the time of the best peer over ours.
"""

from __future__ import annotations

import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np

from logicnet import Network, simulate

THREADS, SECONDS = int(os.environ.get("OMP_NUM_THREADS", "2")), 0.1
Run = Callable[[np.ndarray], np.ndarray]
Layers = list[tuple[np.ndarray, np.ndarray]]


class Case(NamedTuple):
    """Layers of so many nodes, wires into each unit (0: all), largest weight, numbers of rows."""

    name: str
    sizes: tuple[int, ...]
    fan_in: int
    largest: int
    rows: tuple[int, ...]


CASES = [
    Case("16-200-1", (16, 200, 1), 0, 8, (1, 64, 1024, 10_000)),
    Case("16-1000-1", (16, 1000, 1), 0, 8, (1, 64, 4096)),
    Case("dense 500-500", (500, 500), 0, 8, (1, 64, 1024, 10_000)),
    Case("dense 500-500, weights to 100", (500, 500), 0, 100, (1, 64, 4096)),
    Case("100-200-1, weights to 1", (100, 200, 1), 0, 1, (64, 4096, 200_000)),
    Case("100-200-1, weights to 100", (100, 200, 1), 0, 100, (64, 4096, 200_000)),
    Case("sparse 500-1000-1000-10", (500, 1000, 1000, 10), 10, 8, (1, 64, 1024, 10_000)),
    Case("1000 layers of 8", (8,) * 1001, 0, 4, (1, 64, 1024)),
    Case("5000 layers of 8", (8,) * 5001, 0, 4, (1, 64, 1024)),
]


def layers(case: Case, seed: int = 0) -> Layers:
    """Random weights, nodes read by units, and thresholds."""
    rng = np.random.default_rng(seed)
    found = []
    for n, units in pairwise(case.sizes):
        weights = rng.integers(-case.largest, case.largest + 1, (n, units)).astype(np.float32)
        if case.fan_in:
            order = rng.random((n, units)).argsort(axis=0)
            weights[order >= case.fan_in] = 0
        found.append((weights, rng.integers(-3, 4, units).astype(np.float32)))
    return found


def network(of: Layers) -> Network:
    """The same as threshold units."""
    units, first = [], 0
    for weights, thresholds in of:
        for column, threshold in zip(weights.T, thresholds, strict=True):
            reads = np.flatnonzero(column)
            units.append(
                ((first + reads).tolist(), column[reads].astype(int).tolist(), int(threshold))
            )
        first += len(weights)
    last = len(of[-1][1])
    outputs = {f"y{k}": len(units) - last + k for k in range(last)}
    return Network.from_units([f"x{i}" for i in range(len(of[0][0]))], units, outputs=outputs)


def in_numpy(of: Layers) -> Run:
    def run(x: np.ndarray) -> np.ndarray:
        for weights, thresholds in of:
            x = (x @ weights >= thresholds).astype(np.float32)
        return x

    return run


def in_torch(of: Layers) -> Run:
    import torch

    torch.set_num_threads(THREADS)
    tensors = [(torch.from_numpy(w.T.copy()), torch.from_numpy(t)) for w, t in of]

    def run(x: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            values = torch.from_numpy(x)
            for weights, thresholds in tensors:
                values = (values @ weights.T >= thresholds).float()
            return values.numpy()

    return run


def in_onnxruntime(of: Layers) -> Run:
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    nodes, arrays, at = [], [], "x"
    for i, (weights, thresholds) in enumerate(of):
        arrays += [numpy_helper.from_array(weights, f"w{i}")]
        arrays += [numpy_helper.from_array(thresholds, f"t{i}")]
        nodes += [
            helper.make_node("MatMul", [at, f"w{i}"], [f"a{i}"]),
            helper.make_node("GreaterOrEqual", [f"a{i}", f"t{i}"], [f"b{i}"]),
            helper.make_node("Cast", [f"b{i}"], [f"h{i}"], to=TensorProto.FLOAT),
        ]
        at = f"h{i}"
    ends = [
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, size])]
        for name, size in (("x", len(of[0][0])), (at, len(of[-1][1])))
    ]
    graph = helper.make_graph(nodes, "net", *ends, arrays)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return lambda x: session.run(None, {"x": x})[0]


def peers(of: Layers) -> Iterator[tuple[str, Run]]:
    """Those that are installed."""
    for make in (in_numpy, in_torch, in_onnxruntime):
        name = make.__name__.removeprefix("in_")
        try:
            yield name, make(of)
        except ImportError:
            print(f"{name} is not installed")


def best(run: Callable[[], object]) -> float:
    """Seconds of the fastest of several runs, after one to warm up."""
    run()
    times: list[float] = []
    while len(times) < 3 or (sum(times) < SECONDS and len(times) < 500):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def peak(run: Callable[[], object]) -> float:
    """The most memory held during one run, in MB."""
    tracemalloc.start()
    run()
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found / 1e6


def measured(case: Case) -> Iterator[float]:
    """Print a line for each number of rows; the ratios."""
    of = layers(case)
    net, others = network(of), dict(peers(of))
    for engine in ("compiled", "tables"):  # loads them
        simulate(net, np.zeros((len(net.inputs), 1), np.uint64), engine=engine)
    for count in case.rows:
        rows = np.random.default_rng(1).random((count, case.sizes[0])) < 0.5
        octets, floats = rows.astype(np.uint8), rows.astype(np.float32)
        ours = best(lambda x=octets: net(x))
        theirs = {name: best(lambda run=run, x=floats: run(x)) for name, run in others.items()}
        wrong = [name for name, run in others.items() if (run(floats) != net(octets)).any()]
        if wrong:
            sys.exit(f"{case.name}, {count} rows: answers differ from those of {', '.join(wrong)}")
        ratio = min(theirs.values()) / ours
        times = "".join(f"{1e3 * seconds:10.3f}" for seconds in theirs.values())
        held = peak(lambda x=octets: net(x))
        print(
            f"{case.name:30}{count:8}{1e3 * ours:10.3f}{times}{ratio:8.2f}{held:8.1f}", flush=True
        )
        yield ratio


def main(arguments: list[str]) -> None:
    """Print milliseconds, ratios and memory."""
    part = arguments[0] if arguments else ""
    print(f"{'':30}{'rows':>8}{'ours':>10}     numpy     torch  onnxrt   ratio      MB")
    ratios = [ratio for case in CASES if part in case.name for ratio in measured(case)]
    print(f"least {min(ratios):.2f}, median {median(ratios):.2f}, of {len(ratios)} rows; "
          f"below 1: {sum(ratio < 1 for ratio in ratios)}")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
