"""Which of the ways to evaluate a network is the fastest for so many rows.

The constants are seconds, measured on one core with vectors of 256 bits. Compiled code is loaded
once the time that it would have saved so far is as long as loading it takes, so that a process
which asks for little never waits for it, and one that asks again and again does so once.
"""

from __future__ import annotations

from math import inf
from typing import Literal, NamedTuple

import numpy as np

from logicnet.ground.bits import popcount
from logicnet.ground.running.kept import kept
from logicnet.network.sums import whole_sums
from logicnet.network.threshold_units import ThresholdUnits

from .layerwise import Layers, layers_of

Engine = Literal["auto", "numpy", "compiled", "layers"]
_LOADING = 0.3
_NUMPY_PUSH, _NUMPY_WORD = 4e-6, 1.2e-9  # of one word array added to others, and of each word
_PUSH, _WORD, _CALL = 1.5e-8, 4e-10, 12e-6  # the same where it is compiled, and of each call
_WIRE = 2e-9  # of each wire for each row, one by one
_FEW_WIRES, _FEW_ROWS = 16, 4096  # up to here all ways take less time than comparing them
FEW = 16  # rows up to which that can be faster
_saved = [0.0]  # what compiled code would have saved in this process while it was not loaded
_loaded: list[bool] = []


class Costs(NamedTuple):
    """What a network costs: its steps by layers, if it has any, and its word arrays to add up."""

    layers: Layers | None
    pushes: int


@kept
def costs(network: ThresholdUnits) -> Costs:
    """Counted once for each network."""
    sums = whole_sums(network)
    if not sums.fit_words:
        return Costs(None, 0)
    digits = int(popcount(np.abs(sums.weights).view(np.uint64)))
    layers = layers_of(sums, len(network.inputs), network.layer_starts)
    return Costs(layers, 2 * digits + 8 * network.units)


def one_by_one(network: ThresholdUnits, rows: int) -> bool:
    """Whether compiled code goes through so few rows faster one by one than 64 at a time."""
    return rows <= FEW and network.wires * rows * _WIRE < costs(network).pushes * _PUSH


def loaded() -> None:
    """Say that the compiled engine is loaded."""
    _loaded[:] = [True]


def fastest(network: ThresholdUnits, rows: int) -> Engine:
    """The engine that takes least time for so many rows, and the loading of code that it needs."""
    if network.wires <= _FEW_WIRES and rows <= _FEW_ROWS:
        return "numpy"
    layers, pushes = costs(network)
    words = -(-rows // 64)
    best: Engine = "numpy"
    seconds = pushes * (_NUMPY_PUSH + words * _NUMPY_WORD)
    if layers is not None and layers.seconds(rows) < seconds:
        best, seconds = "layers", layers.seconds(rows)
    compiled = _CALL + min(
        pushes * (_PUSH + words * _WORD), network.wires * rows * _WIRE if rows <= FEW else inf
    )
    if compiled >= seconds or not pushes:
        return best
    if not _loaded:
        _saved[0] += seconds - compiled
        if _saved[0] < _LOADING:
            return best
    return "compiled"
