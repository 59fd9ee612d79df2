"""Mean units on random functions of 5 to 8 inputs, beside `wide` and a lower bound.

python tests/benchmarks/units.py [functions of 5 inputs, of 6, of 7, of 8] [--layered]
"""

from __future__ import annotations

import sys
from time import perf_counter

import numpy as np

from logicnet.construction.search.search import search
from logicnet.ground.bits import pack
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.minimizing import minimize


def random_table(n: int, rng: np.random.Generator) -> TruthTable:
    bits = rng.random((1, 1 << n)) < 0.5
    names = tuple(f"x{i + 1}" for i in range(n))
    return TruthTable(inputs=names, outputs=("y",), on=pack(bits), dc=pack(bits & False))


def main(arguments: list[str]) -> None:
    skip = "--layered" not in arguments
    counts = [int(a) for a in arguments if a.isdigit()] or [50, 30, 10, 5]
    print("inputs functions   units    (least-most)   bound   wide   units/wide   seconds each")
    for n, count in zip(range(5, 9), counts, strict=False):
        rng = np.random.default_rng(n)
        units, bounds, wide, seconds = [], [], [], 0.0
        for _ in range(count):
            table = random_table(n, rng)
            start = perf_counter()
            net = search(table, skip=skip)
            seconds += perf_counter() - start
            units.append(net.units)
            bounds.append(net.lower_bound)
            wide.append(minimize(table).terms + 1)
        print(
            f"{n:6} {count:9} {np.mean(units):7.2f}    ({min(units)}-{max(units)})"
            f"{np.mean(bounds):12.2f} {np.mean(wide):6.1f} {np.mean(units) / np.mean(wide):9.0%}"
            f"{seconds / count:14.2f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
