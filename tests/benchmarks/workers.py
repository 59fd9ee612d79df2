"""Two workers against one: verify of many rows, tries of a search, many files, points of a region.

    python tests/benchmarks/workers.py [inputs [points [folder [tries]]]]

The workers are processes that have loaded what they need before the clock starts; "alone" is the
same call without workers. Times are those of the wall, which say something on a quiet machine only;
in brackets stands the time of all processors together, this process's with them. On a machine that
is not quiet look at the busiest process: for how long a quiet one would have to wait. Files are
taken from the largest on, since one long one at the end would leave the other without work.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import numpy as np

import logicnet
from logicnet import Region, each, verify

PLA = Path(__file__).parents[3] / "shared" / "data" / "pla"
_BLOCK = 1 << 20  # points that a worker draws and evaluates at a time


def inside(net, block):
    """How many of a block's points the network finds inside."""
    points = np.random.default_rng(block).uniform(-1.1, 1.1, (_BLOCK, 2))
    return int(net(points).sum())


def star(k):
    """A star with that many corners."""
    angle = 2 * np.pi * np.arange(k) / k
    radius = np.where(np.arange(k) % 2, 0.5, 1.0)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def rows_task(inputs):
    """An adder against one with small weights, row by row."""
    digits = inputs // 2
    one, other = logicnet.build("adder", digits), logicnet.build("adder", digits, max_weight=2)

    def run(executor):
        verdict = verify(one, other, max_inputs=2 * digits, executor=executor)
        assert verdict.equal
        assert "rows" in verdict.method
        return str(verdict)

    return run


def tries_task(tries):
    """The best of several searches for few units of a random function of nine inputs."""
    values = np.random.default_rng(0).integers(0, 2, 1 << 9)
    table = logicnet.TruthTable.from_values(values)

    def run(executor):
        return logicnet.compile(table, tries=tries, executor=executor).summary()

    return run


def files_task(folder):
    """The product terms of all PLA files of a folder."""
    paths = sorted(folder.glob("*.pla"), key=lambda path: -path.stat().st_size)
    cheap = partial(logicnet.minimize, effort="low")

    def run(executor):
        found = list(each(cheap, paths, executor=executor))
        terms = sum(outcome.result.terms for outcome in found if outcome.error is None)
        return f"{terms} terms of {len(found)} files"

    return run


def points_task(count):
    """Points in the box of a star."""
    net = logicnet.compile(Region.polygon(star(64)))
    look = partial(inside, net)

    def run(executor):
        blocks = range(-(-count // _BLOCK))
        return f"{sum(outcome.get() for outcome in each(look, blocks, executor=executor))} inside"

    return run


def warm():
    """This process has loaded what the tasks need."""
    for task in (rows_task(20), points_task(2 * _BLOCK)):
        task(None)
    values = np.random.default_rng(0).integers(0, 2, 1 << 10)
    logicnet.minimize(logicnet.TruthTable.from_values(values), effort="low")
    logicnet.compile(logicnet.TruthTable.from_values(values[:512]), effort="low")


def number(_):
    """The process that a worker is, which leaves time for others to answer."""
    time.sleep(0.05)
    return os.getpid()


def used(pids):
    """Seconds of processor that each process has used."""
    ticks = []
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks.append(int(fields[11]) + int(fields[12]))
    return np.array(ticks) / os.sysconf("SC_CLK_TCK")


def measured(run, workers):
    """Seconds of the wall, of all processors, and of the busiest process, and what came out."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, warm) if workers else nullcontext() as pool:
        while workers and len(set(pool.map(number, range(4 * workers)))) < workers:
            pass
        pids = [os.getpid(), *(child.pid for child in multiprocessing.active_children())]
        cpu, start = used(pids), time.perf_counter()
        result = run(pool)
        wall, cpu = time.perf_counter() - start, used(pids) - cpu
        return wall, cpu.sum(), cpu.max(), result


def main(inputs=28, points=10**8, folder=PLA, tries=4):
    tasks = {
        f"verify {2 ** int(inputs)} rows": rows_task(int(inputs)),
        f"{int(tries)} tries": tries_task(int(tries)),
        f"{int(points)} points": points_task(int(points)),
        "PLA files": files_task(Path(folder)),
    }
    warm()
    for name, run in tasks.items():
        alone, one, two = (measured(run, workers) for workers in (0, 1, 2))
        assert alone[3] == one[3] == two[3]
        times = ", ".join(f"{wall:.1f} s ({cpu:.1f})" for wall, cpu, *_ in (alone, one, two))
        print(f"{name}: {two[3]}; alone, by one and by two workers {times}")
        print(
            f"  two are {one[0] / two[0]:.2f} times one, {alone[0] / two[0]:.2f} times alone; by "
            f"the busiest process {one[2] / two[2]:.2f}, {alone[2] / two[2]:.2f}; load "
            f"{os.getloadavg()[0]:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
