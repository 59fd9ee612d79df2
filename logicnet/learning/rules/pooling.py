"""`fine_tune` by evidence: rows and targets as they are given, and what `learnt` makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import floats
from logicnet.learning.data.rows import as_rows, as_targets, same_count
from logicnet.network.network import Network

from .learnt import Learnt, learnt

Floats = NDArray[np.float64]


def pooled(
    network: Network, x: Any, y: ArrayLike, weights: Any, seed: int, max_units: int | None
) -> tuple[Learnt, Floats]:
    """What is learnt of a network's outputs one by one, and the rows as numbers."""
    if network.encoding == "real":
        raise SpecificationError(
            'method="pool" reads inputs of two values; RuleClassifier cuts coordinates'
        )
    rows = as_rows(x, network.inputs)[0]
    targets = as_targets(y, len(network.outputs), classes=False).T
    same_count(rows, targets.T)
    low = -1.0 if network.encoding == "bipolar" else 0.0
    _two_valued(rows, (low, 1.0), "inputs")
    _two_valued(targets, (0.0, 1.0), "targets")
    bits = (rows == 1).astype(np.uint8)
    mass = None if weights is None else _weights(weights, len(rows))
    found = learnt(
        network.encoded("binary"), network.inputs, bits, targets.astype(np.int64), network.outputs,
        weights=mass, seed=seed, max_units=max_units,
    )  # fmt: skip
    return found, rows


def _two_valued(table: Floats, values: tuple[float, float], what: str) -> None:
    wrong = np.argwhere((table != values[0]) & (table != values[1]))
    if len(wrong):
        row, column = wrong[0]
        raise SpecificationError(
            f"fine_tune needs {what} {values[0]:g} and {values[1]:g}; that of row {row + 1} is "
            f"{table[row, column]:g}"
        )


def _weights(given: Any, rows: int) -> Floats:
    found = floats(given, "sample_weight")
    if found.shape != (rows,) or not (found >= 0).all() or not found.any():
        raise SpecificationError(
            f"sample_weight is a number from 0 on for each of {rows} rows, and not all are zero"
        )
    return found
