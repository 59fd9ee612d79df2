"""Mean units of fresh random functions by effort, and of planted and structured ones.

python tests/benchmarks/units.py [random] [planted] [forms] [words] [--inputs 6,7,8]
    [--functions 10] [--effort normal] [--layered] [--seed 0] [--files FILE ...]

With `words`, functions of several outputs, and the units of all together.
With --files, what `compile` gives for files of logic, such as PLA, with up to 12 inputs.

Each line says the mean, the least and the most units, the mean bound, and the processor time of
one function. All results are proven by `compile` on all rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import process_time

import numpy as np
from least.several_outputs import words

import logicnet
from logicnet.logic.tables.truthtable import TruthTable

MOST_INPUTS = 12  # of files
PLANTED = ((3, "majority"), (5, "majority"), (2, "parity"), (3, "parity"), (5, "parity"))


def random_tables(n: int, count: int, seed: int) -> Iterator[TruthTable]:
    for number in range(count):
        rng = np.random.default_rng([seed, n, number])
        yield TruthTable.from_values(rng.integers(0, 2, 1 << n))


def planted_tables(n: int, units: int, kind: str, count: int, seed: int) -> Iterator[TruthTable]:
    """Majority or parity of threshold units with random weights."""
    rows = 2 * (np.arange(1 << n)[:, None] >> np.arange(n) & 1) - 1
    for number in range(count):
        rng = np.random.default_rng([seed, n, units, number])
        fires = rows @ rng.standard_normal((n, units)) > 0
        true = fires.sum(axis=1)
        yield TruthTable.from_values(2 * true > units if kind == "majority" else true % 2)


def forms() -> Iterator[tuple[str, TruthTable]]:
    """Functions of linear forms, as tables without names."""
    for bits in (4, 5):
        high, low = np.divmod(np.arange(1 << 2 * bits), 1 << bits)
        yield f"equality of {bits} bits", TruthTable.from_values(high == low)
        yield f"|A - B| <= 2, {bits} bits", TruthTable.from_values(np.abs(high - low) <= 2)
    value = np.arange(256)
    yield "v mod 3 = 0", TruthTable.from_values(value % 3 == 0)
    yield "v mod 7 = 3", TruthTable.from_values(value % 7 == 3)
    yield "palindrome of 8", TruthTable.from_values([k == int(f"{k:08b}"[::-1], 2) for k in value])


def line(name: str, tables: Iterable[TruthTable], skip: bool, effort: str) -> int:
    units, bounds, seconds = [], [], []
    for table in tables:
        start = process_time()
        net = logicnet.compile(table, "compact", skip=skip, effort=effort)
        seconds.append(process_time() - start)
        units.append(net.units)
        bounds.append(net.lower_bound or 1)
    print(
        f"{name:34} {len(units):4} {np.mean(units):8.2f} ({min(units)} to {max(units)})"
        f"{np.mean(bounds):8.2f} {np.mean(seconds):8.2f} s",
        flush=True,
    )
    return sum(units)


def of_files(paths: Iterable[str], skip: bool, effort: str) -> None:
    """Units of the networks of files, a line each."""
    for path in paths:
        logic = logicnet.read(path)
        if len(logic.inputs) > MOST_INPUTS:
            continue
        start = process_time()
        net = logicnet.compile(logic, "compact", skip=skip, effort=effort)
        seconds = process_time() - start
        size = f"{len(net.inputs)} in, {len(net.outputs)} out"
        print(
            f"{Path(path).stem:14} {size:16} {net.units:4} units, bound {net.lower_bound or 1:3}"
            f"{seconds:8.2f} s  {net.construction:.40}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", default=["random"])
    parser.add_argument("--inputs", default="6,7,8")
    parser.add_argument("--functions", type=int, default=10)
    parser.add_argument("--effort", default="normal")
    parser.add_argument("--layered", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--files", nargs="+", default=[])
    given = parser.parse_args()
    skip, effort, sizes = not given.layered, given.effort, map(int, given.inputs.split(","))
    if given.files:
        of_files(given.files, skip, effort)
        return
    print(
        "functions                             how many  units              bound   processor time"
    )
    logicnet.compile(TruthTable.from_values(np.random.default_rng(9).integers(0, 2, 64)), skip=skip)
    for n in sizes:
        if "random" in given.what:
            tables = random_tables(n, given.functions, given.seed)
            line(f"random, {n} inputs", tables, skip, effort)
        if "planted" in given.what:
            for units, kind in PLANTED:
                tables = planted_tables(n, units, kind, given.functions, given.seed)
                line(f"{kind} of {units} planted, {n} inputs", tables, skip, effort)
    if "forms" in given.what:
        for name, table in forms():
            line(name, [table], skip, effort)
    if "words" in given.what:
        found = [line(name, [table], skip, effort) for name, table in words(given.seed)]
        print(f"{sum(found)} units for {len(found)} functions")


if __name__ == "__main__":
    main()
