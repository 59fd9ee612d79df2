"""Whether a function of too many inputs for a table is one unit, from rows at which guesses fail.

Weights that fit some rows are judged; where the judge finds a row at which they are wrong, rows
near to it on the border between true and false are added, and weights are sought that fit all. If
there are none, the function is no unit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import pack_rows, unpack
from logicnet.network.network import Network
from logicnet.network.one_unit.separation import separate
from logicnet.verification.judge import Extent
from logicnet.verification.verifying import verified

_MOST_INPUTS = 32
_FIRST_ROWS = 64  # at random, and with each input turned
_ROUNDS = 48  # guesses
_WAYS = 8  # from a wrong row to the border

Rows = NDArray[np.bool_]


def one_unit(function: Any, max_weight: int | None) -> Network | None:
    """The unit that computes a function of one output, if one is found."""
    n = len(function.inputs)
    if len(function.outputs) > 1 or n > _MOST_INPUTS:
        return None
    rng = np.random.default_rng(0)
    rows = _with_each_turned(rng.random((_FIRST_ROWS, n)) < 0.5)
    if not _is_unate(function, rows):
        return None
    for _ in range(_ROUNDS):
        value = _value(function, rows)
        on, off = (rows[part].astype(np.int64) for part in (value, ~value))
        found = separate(on, off, max_weight=max_weight, smallest=False)
        if found is None:
            return None
        unit = (range(n), found.weights, found.threshold)
        net = Network.from_units(function.inputs, [unit], outputs={function.outputs[0]: 0})
        verdict = verified(net, function, Extent(samples=1 << 12))
        if verdict.counterexample is None:
            return net if verdict.equal else None
        wrong = np.array([[verdict.counterexample.inputs[name] == 1 for name in function.inputs]])
        border = _border(function, wrong[0], np.array(found.weights), rng)
        rows = np.unique(np.concatenate([rows, wrong, _with_each_turned(border)]), axis=0)
    return None


def _value(function: Any, rows: Rows) -> Rows:
    on, _ = function.rows(pack_rows(rows))
    return np.asarray(unpack(on, len(rows))[0])


def _with_each_turned(rows: Rows) -> Rows:
    """The rows, and after all of them each with one input turned, row by row."""
    turned = rows[:, None] ^ np.eye(rows.shape[1], dtype=bool)
    return np.concatenate([rows, turned.reshape(-1, rows.shape[1])])


def _is_unate(function: Any, rows: Rows) -> bool:
    """Whether no input turns the function on at one row and off at another, as far as is seen."""
    n = rows.shape[1]
    value = _value(function, rows)
    before, after = value[:_FIRST_ROWS, None], value[_FIRST_ROWS:].reshape(_FIRST_ROWS, n)
    raised = (before != after) & (after == ~rows[:_FIRST_ROWS])
    lowered = (before != after) & ~raised
    return not (raised.any(axis=0) & lowered.any(axis=0)).any()


def _border(function: Any, wrong: Rows, weights: NDArray[np.int64], rng: Any) -> Rows:
    """Rows of the same value as one, as far towards the other value as inputs can be turned."""
    n = len(wrong)
    value = _value(function, wrong[None])[0]
    away = (weights < 0) if value else (weights > 0)
    rows = np.repeat(wrong[None], _WAYS, axis=0)
    order = rng.permuted(np.repeat(np.arange(n)[None], _WAYS, axis=0), axis=1)
    for turned in order.T:
        tried = rows.copy()
        tried[np.arange(_WAYS), turned] = away[turned]
        same = _value(function, tried) == value
        rows[same] = tried[same]
    return rows
