"""Units of circuits as networks, beside what threABC needs, and how each network was proven.

    python tests/benchmarks/mapping.py [FILE ...] [--free] [--markdown]

Units are counted as in `threshold_synth_reproduced.tsv`: those with two or more fan-ins, where
fan-in is up to 256, |weights| and |thresholds| up to 255; with `--free` there are no such limits.
The files are those of shared/data/circuits that are in that table. Seconds are of CPU, the proof
included. The digest is that of the network's JSON file.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np

from logicnet import Network, write
from logicnet.construction.constructions import compact
from logicnet.construction.targets import target_of
from logicnet.logic.function import function

SHARED = Path(__file__).parents[3] / "shared" / "data"
PEERS = SHARED / "threshold" / "threshold_synth_reproduced.tsv"
CAPS = {"max_fan_in": 256, "max_weight": 255}
DOUBLES = ("C432.blif", "C499.blif", "C6288.blif")  # the same circuits in another format


class Result(NamedTuple):
    """What is printed of one circuit."""

    name: str
    units: int
    peer: int | None
    seconds: float
    proof: str
    digest: str

    @property
    def ratio(self) -> float:
        """Our units against theirs."""
        return self.units / self.peer if self.peer else float("nan")


def peers() -> dict[str, int]:
    """The fewest units of any flow of threABC, by circuit."""
    found: dict[str, int] = {}
    with PEERS.open(encoding="utf-8") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t")
        next(rows)
        for _, name, _, units, *_ in rows:
            found[name.lower()] = min(found.get(name.lower(), 1 << 60), int(units))
    return found


def counted(network: Network) -> int:
    """Units with two or more fan-ins."""
    return int((np.diff(network.indptr) >= 2).sum())


def measured(path: Path, peer: int | None, caps: dict[str, int]) -> Result:
    """One circuit, mapped and proven."""
    stated = function(str(path))
    began = time.process_time()
    target = target_of(stated)
    network = compact(target, **caps)
    verdict = target.verdict(network)
    seconds = time.process_time() - began
    if caps and (
        network.max_fan_in > caps["max_fan_in"]
        or max(np.abs(network.weights).max(), np.abs(network.thresholds).max()) > caps["max_weight"]
    ):
        raise SystemExit(f"{path}: beyond the limits")
    proof = verdict.method if verdict.equal else f"NOT PROVEN ({verdict})"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "network.json"
        write(network, file)
        digest = sha256(file.read_bytes()).hexdigest()[:16]
    return Result(path.stem, counted(network), peer, seconds, proof.partition(",")[0], digest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--free", action="store_true", help="no limits")
    parser.add_argument("--markdown", action="store_true", help="rows of a table")
    asked = parser.parse_args()
    known = peers()
    files = asked.files or [
        path for path in sorted(SHARED.glob("circuits/*/*.*"))
        if path.stem.lower() in known and path.name not in DOUBLES
    ]  # fmt: skip
    results = []
    for path in files:
        result = measured(path, known.get(path.stem.lower()), {} if asked.free else CAPS)
        results.append(result)
        name, units, peer, seconds, proof, digest = result
        if asked.markdown:
            print(f"| {name} | {units} | {peer or ''} | {proof} | `{digest}` |", flush=True)
        else:
            print(f"{name:12}{units:7}{peer or '':>7}{result.ratio:7.3f}{seconds:8.1f} s  {proof}",
                  flush=True)  # fmt: skip
    ratios = [result.ratio for result in results if result.peer]
    print(f"geometric mean of {len(ratios)}: {np.exp(np.mean(np.log(ratios))):.3f}")


if __name__ == "__main__":
    main()
