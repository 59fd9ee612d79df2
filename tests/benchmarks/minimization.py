"""Product terms and CPU time of `minimize` beside espresso, on PLAs, tables from data, randoms.

    python tests/benchmarks/minimization.py [heuristic] [limited] [modes] [rows] [rules] [random]
                                            [exact]

- heuristic: method="heuristic" without a time limit on every PLA; terms and CPU time.
- limited: the same with 2 seconds each.
- modes: method="auto" with 2 seconds each beside every mode of the espresso program in this run,
  which is looked for in the variable ESPRESSO and then on the PATH (pyeda brings one).
- rows: few rows over many inputs, 2 seconds each.
- rules: 1000 rows of 100 to 500 inputs that six short terms state, 2 seconds each.
- random: random functions of one output, 8 to 16 inputs, beside pyeda where it is installed.
- exact: method="auto" with 60 seconds each; what is proven minimal.

Figures of espresso are read from the tables beside the PLAs (`../shared/data`), but for modes;
pyeda's wrapper of the same C code is measured here. Every cover is checked by `faults`, which
shares no code with the minimiser. Times are CPU seconds of this process, after one run to load
what is compiled; they do not include reading the files.
"""

from __future__ import annotations

import csv
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from logicnet.formats import pla
from logicnet.ground.bits import pack, unpack
from logicnet.ground.budget import Effort
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.minimization.minimizing import minimize
from logicnet.minimization.problem import Method

DATA = Path(__file__).parents[3] / "shared" / "data"
LIMIT = 2.0
# espresso default, -estrong (terms, CPU seconds): random functions, density 0.5, seed of its own
ESPRESSO = {
    8: ((41, 0.001), (40, 0.002)),
    10: ((164, 0.006), (159, 0.007)),
    12: ((609, 0.063), (589, 0.077)),
    14: ((2226, 0.89), (2140, 1.08)),
    16: ((8212, 18.9), (7975, 22.9)),
}
# rows that espresso takes for names: its `.ob` ends with the 23rd word, wherever that stands
ROWS_AS_NAMES = {"newxcpla1": 3}
PYEDA_TTS = {8: 0.003, 10: 0.015, 12: 0.15, 14: 2.7, 16: 54.0}


# -- checking -----------------------------------------------------------------------------


class _Cubes:
    """Cubes as Python integers: (positive, negative, outputs)."""

    def __init__(self, cover: Cover, members: NDArray[np.uint64]) -> None:
        packed = (cover.positive, cover.negative, members)
        numbers = [[int.from_bytes(row.tobytes(), "little") for row in part] for part in packed]
        self.cubes = [cube for cube in zip(*numbers, strict=True) if cube[2]]

    def of(self, output: int) -> list[tuple[int, int]]:
        return [(p, n) for p, n, m in self.cubes if m >> output & 1]


def covered(cube: tuple[int, int], by: list[tuple[int, int]]) -> bool:
    """Whether the cubes cover the cube: split it until one of them holds it or none meets it."""
    stack = [(cube, by)]
    while stack:
        (p, n), left = stack.pop()
        left = [(a, b) for a, b in left if not (a & n or b & p)]
        literals = [(a & ~p, b & ~n) for a, b in left]
        if (0, 0) in literals:
            continue
        if not left:
            return False
        a, b = min(literals, key=lambda x: x[0].bit_count() + x[1].bit_count())
        bit = (a or b) & -(a or b)
        stack += [((p | bit, n), left), ((p, n | bit), left)]
    return True


def faults(found: Cover, stated: Cover) -> int:
    """How many pairs of cube and output violate the statement: on missed, or off touched."""
    new, on, dc = (_Cubes(found, found.on), _Cubes(stated, stated.on), _Cubes(stated, stated.dc))
    off = None if stated.off is None else _Cubes(stated, stated.off)
    wrong = 0
    for j in range(len(stated.outputs)):
        mine, want, free = new.of(j), on.of(j), dc.of(j)
        wrong += sum(not covered(cube, mine + free) for cube in want)
        if off is None:
            wrong += sum(not covered(cube, want + free) for cube in mine)
            continue
        for p, n in mine:
            meets = [(a, b) for a, b in off.of(j) if not (a & n or b & p)]
            wrong += sum(not covered((a | p, b | n), free) for a, b in meets)
    return wrong


# -- runs ---------------------------------------------------------------------------------


def timed(function: Callable[[], Cover]) -> tuple[Cover, float]:
    """The result and its CPU seconds."""
    start = time.process_time()
    return function(), time.process_time() - start


def table(path: Path) -> list[dict[str, str]]:
    """The lines of a tab-separated table below its comment."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def stated_by(name: str) -> Cover:
    """What a PLA states, as espresso reads it."""
    cover = pla.read(DATA / "pla" / f"{name}.pla")
    start = ROWS_AS_NAMES.get(name, 0)
    masks = ("positive", "negative", "on", "dc")
    return replace(cover, **{mask: getattr(cover, mask)[start:] for mask in masks})


def within(function: object, limit: float | None, method: Method = "heuristic") -> Cover:
    """The cover within a time limit, by as much effort as can be, or by the usual effort."""
    effort: Effort = "normal" if limit is None else "high"
    return minimize(function, method, effort=effort, time_limit=limit)


def compare(method: str, limit: float | None) -> None:
    """All PLAs: terms and CPU time beside espresso's, and every file that is worse or better."""
    print(f"\n# PLAs, method={method!r}, time limit {limit}")
    sums = np.zeros(5)
    above = proven = wrong = 0
    for row in table(DATA / "pla" / "espresso.tsv"):
        if not (DATA / "pla" / f"{row['name']}.pla").exists():
            continue
        stated = stated_by(row["name"])
        cover, seconds = timed(partial(within, stated, limit, method))
        bad = faults(cover, stated)
        peer, best = int(row["espresso_terms"]), int(row["best"])
        sums += cover.terms, peer, best, seconds, float(row["espresso_s"])
        above += cover.terms > peer
        proven += cover.proven
        wrong += bad > 0
        if cover.terms != best or bad:
            note = "WRONG" if bad else "above espresso" if cover.terms > peer else ""
            note = note or ("below the best known" if cover.terms < best else "")
            print(f"{row['name']:14} terms {cover.terms:5} espresso {peer:5} best {best:5} {note}")
    terms, peer, best, seconds, peer_seconds = sums
    print(
        f"terms {terms:.0f} espresso {peer:.0f} ratio {terms / peer:.4f} best {best:.0f} | CPU s "
        f"{seconds:.2f} espresso {peer_seconds:.2f} ratio {seconds / peer_seconds:.2f} | "
        f"above espresso {above} proven {proven} wrong {wrong}"
    )


MODES = ("", "-efast", "-eness", "-enirr", "-enunwrap", "-eonset", "-estrong")


def espresso_program() -> tuple[str, str] | None:
    """The espresso program and what it says that it is, where there is one."""
    program = os.environ.get("ESPRESSO") or shutil.which("espresso")
    if program is None:
        return None
    said = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
    text = f"{said.stdout}\n{said.stderr}"
    build = next((line.strip() for line in text.splitlines() if "ersion" in line), "")
    if "{fast,ness" in text:
        build = "the program of pyeda (espresso 2.3 by its C sources)"
    return program, build or "which build is not said"


def espresso_terms(program: str, mode: str, path: str) -> tuple[int | None, float]:
    """Product terms, None where there is no result in twice the limit; CPU seconds."""

    def limits() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(2 * LIMIT), int(2 * LIMIT)))

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run([program, *mode.split(), path], capture_output=True, text=True,
                         preexec_fn=limits, check=False)  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    counts = [line.split()[1] for line in ran.stdout.splitlines() if line.startswith(".p ")]
    return (int(counts[0]) if counts else None), spent


def as_espresso_reads(stated: Cover) -> str:
    """A PLA without names and with its type."""
    lines = pla.dumps(stated).replace("~", "0").splitlines()
    kept = [line for line in lines if not line.startswith((".ilb", ".ob", "#"))]
    kind = [] if any(line.startswith(".type") for line in kept) else [".type fd"]
    return "\n".join([*kind, *kept]) + "\n"


def compare_modes() -> None:
    """Terms beside each mode of the espresso program, and every file that some mode is below."""
    found = espresso_program()
    if found is None:
        print("\n# modes of espresso: no program in ESPRESSO or on the PATH")
        return
    program, build = found
    print(f"\n# {program}: {build}; time limit {LIMIT}")
    sums = dict.fromkeys(MODES, 0)
    spent = dict.fromkeys(MODES, 0.0)
    none = dict.fromkeys(MODES, 0)
    total = files = proven = above = 0
    for row in table(DATA / "pla" / "espresso.tsv"):
        if not (DATA / "pla" / f"{row['name']}.pla").exists():
            continue
        stated = stated_by(row["name"])
        cover = within(stated, LIMIT, "auto")
        bad = faults(cover, stated)
        files, total, proven = files + 1, total + cover.terms, proven + cover.proven
        with tempfile.NamedTemporaryFile("w", suffix=".pla") as file:
            file.write(as_espresso_reads(stated))
            file.flush()
            for mode in MODES:
                terms, seconds = espresso_terms(program, mode, file.name)
                spent[mode] += seconds
                none[mode] += terms is None
                sums[mode] += cover.terms if terms is None else terms
                if bad or (terms is not None and terms < cover.terms):
                    above += 1
                    note = "WRONG" if bad else f"{mode or 'default'} {terms}"
                    print(f"{row['name']:14} terms {cover.terms:5} {note}")
    print(f"files {files} terms {total} proven {proven} above {above}")
    for mode in MODES:
        print(f"{mode or 'default':10} terms {sums[mode]} CPU s {spent[mode]:.1f} without a result "
              f"(ours is counted) {none[mode]}")  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".pla") as file:
        file.write(".i 2\n.o 1\n.type fd\n11 1\n.e\n")
        file.flush()
        phased = espresso_terms(program, "-Dopo", file.name)
    print("-Dopo: " + ("known" if phased[0] is not None else "not known to this program"))


def compare_rows() -> None:
    """Tables from data: terms beside the reference, time."""
    print(f"\n# few rows, many inputs, time limit {LIMIT}")
    total = peers = above = wrong = 0
    slowest = 0.0
    for row in table(DATA / "pla_rows" / "reference.tsv"):
        stated = pla.read(DATA / "pla_rows" / f"{row['name']}.pla")
        start = time.monotonic()
        cover = within(stated, LIMIT - 0.1)
        slowest = max(slowest, time.monotonic() - start)
        bad = faults(cover, stated)
        peer = int(row["terms"])
        total, peers = total + cover.terms, peers + peer
        above, wrong = above + (cover.terms > peer), wrong + (bad > 0)
        print(f"{row['name']:22} terms {cover.terms:3} espresso {peer:3} wrong {bad}")
    print(
        f"terms {total} espresso {peers} ratio {total / peers:.3f} above {above} wrong {wrong} "
        f"slowest {slowest:.2f} s"
    )


def compare_rules() -> None:
    """Rules of six terms of 3 to 5 literals, hidden in random rows: how many are found."""
    print(f"\n# 1000 rows that six terms of 100 to 500 inputs state, time limit {LIMIT}")
    found = wrong = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        inputs = int(rng.integers(100, 501))
        x = rng.integers(0, 2, (1000, inputs))
        y = np.zeros(len(x), dtype=int)
        for _ in range(6):
            places = rng.choice(inputs, int(rng.integers(3, 6)), replace=False)
            y |= (x[:, places] == rng.integers(0, 2, len(places))).all(axis=1)
        stated = Cover.from_rows(x, y)
        cover = within(stated, LIMIT)
        found, wrong = found + (cover.terms <= 6), wrong + (faults(cover, stated) > 0)
        if cover.terms > 6:
            print(f"seed {seed}: {inputs} inputs, {y.sum()} true rows, {cover.terms} terms")
    print(f"found {found} of 40, wrong {wrong}")


def functions(inputs: int, density: float, free: float) -> Iterator[TruthTable]:
    """Two random functions of one output."""
    for seed in range(2):
        draw = np.random.default_rng(seed).random((1, 1 << inputs))
        names = tuple(f"x{i}" for i in range(inputs))
        on, dc = pack(draw < density), pack((draw >= density) & (draw < density + free))
        yield TruthTable(inputs=names, outputs=("y",), on=on, dc=dc)


def valid(cover: Cover, function: TruthTable) -> bool:
    """Whether the cover fits the table, row by row."""
    n = len(function.inputs)
    digits = np.arange(1 << n)[:, None] >> np.arange(n - 1, -1, -1) & 1
    have = np.zeros(1 << n, dtype=bool)
    for product in cover:
        fits = np.ones(1 << n, dtype=bool)
        for name, value in product.literals.items():
            fits &= digits[:, function.inputs.index(name)] == value
        have |= fits
    on, dc = unpack(function.on, 1 << n)[0], unpack(function.dc, 1 << n)[0]
    return not ((have & ~on & ~dc) | (on & ~dc & ~have)).any()


def pyeda_terms(function: TruthTable) -> int:
    """Terms of pyeda's espresso_tts on the table."""
    from pyeda.boolalg.expr import Or
    from pyeda.boolalg.minimization import espresso_tts
    from pyeda.boolalg.table import truthtable
    from pyeda.inter import ttvars

    n = len(function.inputs)
    on, dc = unpack(function.on, 1 << n)[0], unpack(function.dc, 1 << n)[0]
    text = "".join("-" if d else "1" if o else "0" for o, d in zip(on, dc, strict=True))
    (result,) = espresso_tts(truthtable(ttvars("x", n), text))
    return len(result.xs) if isinstance(result, Or().__class__ | type(result)) else 1


def compare_random() -> None:
    """Random functions: plain heuristic, and within the time of the bars."""
    try:
        import pyeda.boolalg.minimization  # noqa: F401

        peer = True
    except ImportError:
        peer = False
    print("\n# random functions of one output" + ("" if peer else "; pyeda is not installed"))
    for density, free in ((0.5, 0.0), (0.1, 0.0), (0.4, 0.2)):
        for inputs in (8, 10, 12, 14, 16):
            for function in functions(inputs, density, free):
                line = f"n {inputs:2} density {density} dc {free}:"
                limits = (None, 1.0, 20.0) if inputs > 12 else (None, 2.0)
                for limit in limits if inputs < 16 else (None, 20.0):
                    cover, seconds = timed(partial(within, function, limit))
                    mark = "" if valid(cover, function) else " WRONG"
                    line += f" {cover.terms} ({seconds:.4f} s){mark}"
                if peer and inputs <= 14:
                    start = time.process_time()
                    terms = pyeda_terms(function)
                    line += f" | pyeda {terms} ({time.process_time() - start:.4f} s)"
                print(line, flush=True)
        if density == 0.5:
            print("recorded for density 0.5: espresso default, strong; espresso_tts seconds")
            for inputs, figures in ESPRESSO.items():
                print(f"n {inputs:2} {figures} {PYEDA_TTS[inputs]}")


def main(names: list[str]) -> None:
    if not DATA.is_dir():
        sys.exit(f"no data at {DATA}")
    for name in ("ex1010", "misex3c"):  # loads what is compiled
        minimize(pla.read(DATA / "pla" / f"{name}.pla"), "heuristic")
    runs: dict[str, Callable[[], None]] = {
        "heuristic": lambda: compare("heuristic", None),
        "limited": lambda: compare("heuristic", LIMIT),
        "modes": compare_modes,
        "rows": compare_rows,
        "rules": compare_rules,
        "random": compare_random,
        "exact": lambda: compare("auto", 60.0),
    }
    for name in names or runs:
        runs[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
