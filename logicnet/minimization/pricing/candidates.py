"""Terms that a cheapest cover may have, where rows may be wrong.

A term of n inputs is a cube, of which there are 3^n. Sums over all cubes at once come from one
recurrence: a cube without a literal holds what the two with it hold. A cube that can lose a literal
without another row that should be 0 is no better than the larger one. One that holds less than its
price of rows that should be 1 is better left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.logic.tables.cubes import Cubes, from_ternary, pack_mask
from logicnet.minimization.prices import Prices

from .worth import Worth

_SUMS = 1 << 19  # sums of cubes and outputs up to which all cubes are listed


def listable(worth: Worth) -> bool:
    """Whether all cubes can be looked at."""
    n = len(worth.inputs)
    return n <= 16 and 3**n * len(worth.outputs) <= _SUMS


def useful_cubes(worth: Worth, prices: Prices) -> Cubes:
    """The cubes that a cheapest cover may be taken to consist of, with all outputs."""
    n, m = len(worth.inputs), len(worth.outputs)
    on, off = (_sums(worth, side, n) for side in (1, -1))
    digits = np.arange(3**n)[:, None] // 3 ** np.arange(n - 1, -1, -1) % 3
    gain = np.maximum(on - prices.membership, 0).sum(axis=0)
    kept = gain > prices.columns((digits != 2).sum(axis=1))
    for i in range(n):
        shape = (m, 3**i, 3, -1)
        lost = off.reshape(shape)
        same = (lost[:, :, :2] == lost[:, :, 2:]).all(axis=0)
        kept.reshape(shape[1:])[:, :2] &= ~same
    members = np.ones((int(kept.sum()), m), dtype=bool)
    return from_ternary(digits[kept].astype(np.uint8), pack_mask(members))


def _sums(worth: Worth, side: int, inputs: int) -> NDArray[np.int64]:
    """For each output and cube what the rows of one side in it are worth."""
    number = worth.rows.astype(np.int64) @ (1 << np.arange(inputs)[::-1])
    table = np.zeros((len(worth.outputs), 1 << inputs), dtype=np.int64)
    table[:, number] = np.maximum(worth.worth.T * side, 0)
    for i in range(inputs - 1, -1, -1):
        pairs = table.reshape(len(table), -1, 2, 3 ** (inputs - 1 - i))
        both = pairs.sum(axis=2, keepdims=True)
        table = np.concatenate([pairs, both], axis=2).reshape(len(table), -1)
    return table
