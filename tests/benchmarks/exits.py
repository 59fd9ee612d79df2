"""Corpus by formats: how many networks were written, read back and proven equal, or run elsewhere.

    PYTHONPATH=tests:tests/helpers python tests/benchmarks/exits.py

needs the packages and tools of all rows. The table stands in docs/howto/files.md.
"""

from __future__ import annotations

import sys
import tempfile
from itertools import product
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "helpers")]

from corpus import CORPUS  # noqa: E402
from logicnet import LogicnetError, compile, verify  # noqa: E402
from outside.exits import EXITS, Exit  # noqa: E402
from outside.programs import agree, rows_of  # noqa: E402

STYLES = ("minterms", "wide", "deep", "formula", "layered", "compact")


def line(name: str, way: Exit, folder: Path) -> str:
    """The row of the table."""
    proven, nets, refused = 0, {}, 0
    for case, style in product(CORPUS, STYLES):
        net = compile(case.source, style)
        if not (net.inputs or way.empty):
            refused += 1
            continue
        nets[case.name, style] = net
        if way.back is not None:
            found = way.back(net, folder)
            proven += bool(verify(found, case.source)) and found.wires == net.wires
    right = 0
    if way.run is not None:
        found = way.run(nets, folder, rows_of)
        right = sum(agree(net, y) for net, y in zip(nets.values(), found, strict=True))
    out = f"{len(nets)}" + (f" ({refused} have no inputs)" if refused else "")
    cells = (out, proven if way.back else "", right if way.run else "")
    return f"| `{name}` | {' | '.join(map(str, cells))} |"


def main() -> None:
    print("| way out | written | read back and proven equal | run elsewhere, all rows right |")
    print("|---|---|---|---|")
    for name, way in EXITS.items():
        with tempfile.TemporaryDirectory() as folder:
            try:
                print(line(name, way, Path(folder)), flush=True)
            except (ModuleNotFoundError, LogicnetError) as error:
                print(f"| `{name}` | not tried: {error} | | |", flush=True)


if __name__ == "__main__":
    main()
