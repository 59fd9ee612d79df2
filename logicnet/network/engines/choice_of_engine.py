"""Which of the ways to evaluate a network is the fastest for so many rows.

The constants are seconds, measured on one core with vectors of 512 bits. Compiled code is loaded
once the time that it would have saved so far is as long as loading it takes (or compiling it, the
first time on a machine), so that a process
which asks for little never waits for it, and one that asks again and again does so once; the
tables of a network are filled by the same rule.
"""

from __future__ import annotations

from functools import cache
from math import inf
from typing import Literal, NamedTuple

import numpy as np

from logicnet.ground.bits import popcount
from logicnet.ground.running.kept import kept
from logicnet.network.sums import whole_sums
from logicnet.network.threshold_units import ThresholdUnits

from .digits import signed_digits
from .layerwise import Layers, layers_of
from .tables import Tables, tables_of

Engine = Literal["auto", "numpy", "compiled", "layers", "tables"]
_LOADING, _COMPILING = 0.3, 3.0  # of compiled code, and of what is not kept on this machine yet
_NUMPY_PUSH, _NUMPY_WORD = 4e-6, 1.2e-9  # of one word array added to others, and of each word
_PUSH, _WORD, _CALL = 2e-9, 1.1e-10, 12e-6  # the same where it is compiled, and of each call
_WIRE = 2e-9  # of each wire for each row, one by one
_PACKED, _UNPACKED = 2e-10, 1e-9  # of packing a value of the rows, and of unpacking it
_LEAST_WORDS = 64  # that compiled code goes through even where there are fewer
_FEW_WIRES, _FEW_ROWS = 16, 4096  # up to here all ways take less time than comparing them
FEW = 16  # rows up to which that can be faster
_saved = [0.0]  # what compiled code would have saved in this process while it was not loaded
_loaded: list[bool] = []


class Costs(NamedTuple):
    """What a network costs: its tables, if it has any, and its word arrays to add up."""

    tables: Tables | None
    pushes: int


@kept
def costs(network: ThresholdUnits) -> Costs:
    """Counted once for each network."""
    sums = whole_sums(network)
    if not sums.fit_words:
        return Costs(None, 0)
    more, less = signed_digits(sums.weights)
    ones = int(popcount((more | less).view(np.uint64)))
    return Costs(tables_of(network), 2 * ones + 8 * network.units)


@kept
def layers(network: ThresholdUnits) -> Layers | None:
    """The network's steps by layers, if it has any."""
    return layers_of(whole_sums(network), len(network.inputs), network.layer_starts)


def one_by_one(network: ThresholdUnits, rows: int) -> bool:
    """Whether compiled code goes through so few rows faster one by one than 64 at a time."""
    return rows <= FEW and network.wires * rows * _WIRE < costs(network).pushes * _PUSH


@cache
def _until_it_runs() -> float:
    """How long compiled code is waited for, by whether an earlier process has compiled it."""
    from logicnet.ground.kernels import is_compiled
    from logicnet.network.simulation_kernel import run_rows

    return _LOADING if is_compiled(run_rows) else _COMPILING


def loaded() -> None:
    """Say that the compiled engine is loaded."""
    _loaded[:] = [True]


def fastest(network: ThresholdUnits, rows: int, *, packed: bool = False) -> Engine:
    """The engine that takes least time for so many rows, and the loading of code that it needs.

    Rows that are `packed` are unpacked for tables and layers.
    """
    if not _loaded and network.wires <= _FEW_WIRES and rows <= _FEW_ROWS:
        return "numpy"
    tables, pushes = costs(network)
    if not pushes:
        return "numpy"
    moved = rows * len(network.inputs)
    seconds = _compiled_seconds(network, rows, pushes) + (0 if packed else moved * _PACKED)
    unpacking = moved * _UNPACKED if packed else 0
    best: Engine = "compiled"
    if tables is not None and tables.seconds(rows) + unpacking < seconds:
        best, other, seconds = "tables", seconds, tables.seconds(rows) + unpacking
        if _loaded and tables.words is not None:
            return best
    plain, slower = _plain(network, rows, pushes, unpacking)
    if not _loaded:
        _saved[0] += max(0.0, slower - seconds)
        waits = _saved[0] < _LOADING or _saved[0] < _until_it_runs()
        return plain if slower <= seconds or waits else best
    if tables is not None and best == "tables":
        if tables.worth_filling(min(other, slower) - seconds):
            return best
        best, seconds = "compiled", other
    return best if seconds < slower else plain


def _compiled_seconds(network: ThresholdUnits, rows: int, pushes: int) -> float:
    """About how long compiled code takes, by words of 64 rows or by wires."""
    words = max(_LEAST_WORDS, -(-rows // 64))
    one = network.wires * rows * _WIRE if rows <= FEW else inf
    return _CALL + min(pushes * (_PUSH + words * _WORD), one)


def _plain(
    network: ThresholdUnits, rows: int, pushes: int, unpacking: float
) -> tuple[Engine, float]:
    """The faster way without compiled code, and about how long it takes."""
    seconds = pushes * (_NUMPY_PUSH + -(-rows // 64) * _NUMPY_WORD)
    by_layers = layers(network)
    if by_layers is not None and by_layers.seconds(rows) + unpacking < seconds:
        return "layers", by_layers.seconds(rows) + unpacking
    return "numpy", seconds
