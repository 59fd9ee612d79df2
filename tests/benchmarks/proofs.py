"""CPU seconds until circuits are proven equal, or refuted; ratios to ABC's `cec` where it is there.

    python tests/benchmarks/proofs.py [folder of circuits]

Each circuit of the folder is compared with what `berkeley-abc` makes of it (`balance; rewrite;
refactor; ...`), read back from AIGER, and once more with one gate of it changed. Without ABC only
the pairs that are made here are compared. Reading is not counted on our side; it is on that of ABC.
"""

from __future__ import annotations

import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from logicnet import Circuit, Verdict, build, compile, verify
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.function import function

FOLDER = Path(__file__).parents[2] / "../shared/data/circuits"
NAMES = ("c432", "c1908", "c6288", "alu4", "i10", "too_large", "sin", "max", "voter", "square",
         "multiplier")  # fmt: skip
WAYS = ("balance; rewrite; refactor; balance; rewrite; rewrite -z; balance; refactor -z; "
        "rewrite -z; balance")  # fmt: skip
READS = {".bench": "read_bench", ".blif": "read_blif", ".aig": "read_aiger"}
ABC = shutil.which("berkeley-abc")


def abc(commands: str) -> str:
    """What ABC prints."""
    done = subprocess.run([str(ABC), "-s", "-q", commands], capture_output=True, text=True)
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)


def timed(first: object, second: object) -> tuple[Verdict, float]:
    """The verdict, and the CPU seconds that it takes once everything is loaded."""
    verify(first, second)
    began = time.process_time()
    return verify(first, second), time.process_time() - began


def children() -> float:
    """CPU seconds of the programs that were run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ripple(n: int) -> Circuit:
    """An adder, digit by digit."""
    make, carry, ends = Builder(), 0, {}
    a, b = ([make.leaf(f"{name}[{k}]") for k in range(n)] for name in "ab")
    for k in range(n):
        either, both = make.add("xor", [a[k], b[k]]), make.add("and", [a[k], b[k]])
        ends[f"s[{k}]"] = make.add("xor", [either, carry])
        carry = make.add("or", [both, make.add("and", [either, carry])])
    return make.circuit({**ends, f"s[{n}]": carry})


def made() -> Iterator[tuple[str, object, object]]:
    """Pairs that need no file."""
    names = [f"x{k}" for k in range(64)]
    parity = " ^ ".join(names)
    terms = [random.Random(k).sample(names[:36], 4) for k in range(40)]
    chosen = " | ".join(f"({' & '.join(term)})" for term in terms)
    turned = [f"~({' & '.join(term)})" for term in reversed(terms)]
    yield "adder of 16 digits, units against gates", build("adder", 16), ripple(16)
    yield "adder of 32 digits, units against gates", build("adder", 32), ripple(32)
    yield "parity of 64, tree against counts", compile(parity, "deep"), compile(parity)
    yield "and of 30 against and of 29", " & ".join(names[:30]), " & ".join(names[:29])
    yield "DNF of 36 inputs against its dual", chosen, f"~({' & '.join(turned)})"
    yield "the same with one term less", chosen, f"~({' & '.join(turned[1:])})"


def files(folder: Path) -> Iterator[Path]:
    """The circuits that are compared."""
    known = {path.stem.lower(): path for path in sorted(folder.rglob("*.*"), reverse=True)
             if path.suffix in READS}  # fmt: skip
    yield from (known[name] for name in NAMES if name in known)


def with_fault(circuit: Circuit, rng: random.Random) -> Circuit:
    """The circuit with one operand negated."""
    operands = circuit.operands.copy()
    operands[rng.randrange(len(operands))] ^= 1
    return replace(circuit, operands=np.asarray(operands))


def main(folder: Path) -> None:
    print("| pair | verdict | s | ABC s | ratio |\n|---|---|---|---|---|")
    for name, first, second in made():
        verdict, seconds = timed(function(first), function(second))
        print(f"| {name} | {verdict.equal} | {seconds:.3f} | | |")
    if not ABC:
        return
    with tempfile.TemporaryDirectory() as work:
        for path in files(folder):
            other = Path(work) / "other.aig"
            abc(f"{READS[path.suffix]} {path}; strash; {WAYS}; {WAYS}; write_aiger -s {other}")
            first, second = function(str(path)).circuit(), function(str(other)).circuit()
            same = dict(zip(second.inputs, first.inputs, strict=True))
            second = replace(second, inputs=first.inputs, outputs=first.outputs,
                             leaves=tuple(same[str(leaf)] for leaf in second.leaves))  # fmt: skip
            began = children()
            found = abc(f"cec -n -T 300 -C 10000000 {path} {other}")
            taken = children() - began
            assert "are equivalent" in found, found
            verdict, seconds = timed(first, second)
            print(f"| {path.stem}, rewritten | {verdict.equal} | {seconds:.3f} | {taken:.3f} | "
                  f"{taken / seconds:.1f} |")  # fmt: skip
            verdict, seconds = timed(with_fault(first, random.Random(1)), second)
            print(f"| {path.stem}, one operand negated | {verdict.equal} | {seconds:.3f} | | |")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
