"""Processor time from the text of a large formula to its deep network, beside Python's parser.

python tests/benchmarks/formulas.py [operators]

Python reads & | ^ ~ too, and `ast.parse` makes no more than a syntax tree of the same text.
"""

from __future__ import annotations

import ast
import random
import sys
from collections.abc import Callable
from time import process_time
from typing import Any

from logicnet.compiling import compile as compiled
from logicnet.logic.function import function

CASES = [("& |", 20), ("& |", 1000), ("& | ^", 1000)]


def balanced(operators: int, names: int, signs: list[str], rng: random.Random) -> str:
    """A text of so many operators in a tree that is as low as can be."""
    if not operators:
        return "~" * (rng.random() < 0.3) + f"x{rng.randrange(names)}"
    left = (operators - 1) // 2
    parts = [balanced(n, names, signs, rng) for n in (left, operators - 1 - left)]
    return f"({parts[0]}{rng.choice(signs)}{parts[1]})"


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    start = process_time()
    found = job()
    return process_time() - start, found


def main(arguments: list[str]) -> None:
    operators = int(arguments[0]) if arguments else 1_000_000
    compiled(function("a ^ b & c"), "deep")  # modules and kernels are loaded once
    print("signs  names   gates    units   parse  compile    both   ast.parse   both/ast.parse")
    for signs, names in CASES:
        text = balanced(operators, names, signs.split(), random.Random(names))
        peer, _ = timed(lambda text=text: ast.parse(text, mode="eval"))
        read, circuit = timed(lambda text=text: function(text))
        built, network = timed(lambda circuit=circuit: compiled(circuit, "deep"))
        print(
            f"{signs:6} {names:5} {circuit.gates:7} {network.units:8} {read:7.1f} {built:8.1f}"
            f"{read + built:8.1f} {peer:11.1f} {(read + built) / peer:16.2f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
