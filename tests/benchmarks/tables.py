"""Rebuilds the data files of the package: threshold-function classes and networks of 4 inputs.

The classes are enumerated here: all falling weights of 7 inputs up to 18, by rising sum, all
thresholds; the first weights that give a function have the least sum. The networks are packed
from the table of proven optima, which is read by path.

    python tests/benchmarks/tables.py ../shared/data/threshold/npn4_threshold_nets.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

PACKAGE = Path(__file__).parents[2] / "logicnet"
INPUTS, LARGEST, LARGEST_SUM = 7, 18, 90


def falling(places: int, total: int, largest: int) -> Iterator[tuple[int, ...]]:
    """All falling sequences of non-negative integers with the given sum."""
    if places == 1:
        if total <= largest:
            yield (total,)
        return
    for first in range(min(largest, total), -(-total // places) - 1, -1):
        for rest in falling(places - 1, total - first, first):
            yield (first, *rest)


def chow_keys(weights: np.ndarray, total: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chow key, weight vector and threshold of every function of the weight vectors."""
    rows = np.arange(1 << INPUTS)[:, None] >> np.arange(INPUTS)[::-1] & 1
    sums = weights @ rows.T
    flat = np.arange(len(weights))[:, None] * (total + 1) + sums
    size = len(weights) * (total + 1)

    def at_least(column: np.ndarray) -> np.ndarray:
        """How many of the rows with column = 1 reach each threshold."""
        counts = np.bincount(flat[:, column == 1].ravel(), minlength=size)
        return counts.reshape(-1, total + 1)[:, ::-1].cumsum(axis=1)[:, ::-1]

    m0 = at_least(np.ones(1 << INPUTS))
    key = m0.copy()
    for i in range(INPUTS):
        key = key << 7 | at_least(rows[:, i])
    reached = np.zeros(size, dtype=bool)
    reached[flat] = True
    which, threshold = np.nonzero(reached.reshape(-1, total + 1))
    return key[which, threshold], which, threshold


def classes() -> tuple[np.ndarray, np.ndarray]:
    """Falling weights and thresholds of all classes of up to 7 inputs."""
    known = np.array([0])
    found = [(np.zeros((1, INPUTS), dtype=np.int64), np.array([1]))]
    for total in range(LARGEST_SUM):
        vectors = np.array(list(falling(INPUTS, total, LARGEST)), dtype=np.int64)
        for part in np.array_split(vectors, max(1, len(vectors) // 2000)):
            if not len(part):
                continue
            keys, which, threshold = chow_keys(part, total)
            keys, first = np.unique(keys, return_index=True)
            first = first[~np.isin(keys, known)]
            known = np.union1d(known, keys)
            found.append((part[which[first]], threshold[first]))
    weights, thresholds = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    order = np.lexsort((thresholds, *weights.T))
    return weights[order], thresholds[order]


def packed_networks(path: str) -> dict[str, np.ndarray]:
    """Tables and networks; a unit is 4 input weights, 4 unit weights and the threshold."""
    entries = json.loads(Path(path).read_text())
    networks = np.zeros((2, len(entries), 5, 9), dtype=np.int8)
    units = np.array([[len(e[s]) for e in entries] for s in ("layered", "skip")], dtype=np.uint8)
    for sense, name in enumerate(("layered", "skip")):
        for k, entry in enumerate(entries):
            for j, (sources, weights, threshold) in enumerate(entry[name]):
                for source, weight in zip(sources, weights, strict=True):
                    node = 3 - source if source < 4 else source  # the file counts from the last
                    networks[sense, k, j, node] = weight
                networks[sense, k, j, 8] = threshold
    tables = np.array([int(e["tt"], 16) for e in entries], dtype=np.uint16)
    return {"tables": tables, "networks": networks, "units": units}


if __name__ == "__main__":
    weights, thresholds = classes()
    print(len(weights), "classes; least weights add up to at most", weights.sum(axis=1).max())
    np.savez_compressed(
        PACKAGE / "network" / "one_unit" / "threshold_classes.npz",
        weights=np.asfortranarray(weights.astype(np.uint8)),
        thresholds=thresholds.astype(np.uint8),
    )
    if len(sys.argv) > 1:
        np.savez_compressed(
            PACKAGE / "construction" / "search" / "least_networks.npz",
            **packed_networks(sys.argv[1]),
        )
