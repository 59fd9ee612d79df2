"""Prime implicants, from tables by one recurrence over all 3^n cubes at once.

Write T(c) for the set of outputs that have cube c as an implicant, don't-cares included. On
the cubes without free inputs T is the table itself; freeing input i intersects:

    T(.. 2 ..) = T(.. 0 ..) & T(.. 1 ..)

so n whole-array steps, each half as long again as the last, give T on all 3^n cubes. The pair
(c, T(c)) is prime iff T(c) is not empty and freeing any literal of c loses an output: for one
output these are the prime implicants, for many the ones of the multiple-output function.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, unpack
from logicnet.logic.tables.cubes import Cubes, Tick, no_tick

_LANES = 4  # masks that are worth one unit of work
_KINDS = (np.uint8, np.uint16, np.uint32, np.uint64)


def recurrence_bytes(inputs: int, outputs: int) -> int:
    """Memory that `table_primes` needs, about: the 3^n masks, a copy and a flag for each."""
    return int(3**inputs * (2.5 * _kind(outputs)().itemsize + 1))


def _kind(outputs: int) -> type[np.unsignedinteger]:
    return next(kind for kind in _KINDS if outputs <= 8 * kind().itemsize)


def table_primes(care: Words, inputs: int, tick: Tick = no_tick) -> Cubes:
    """The primes of packed tables (outputs, words), in ternary order; at most 64 outputs."""
    masks = _implicants(care, inputs, tick)
    prime = masks != 0
    for i in range(inputs):
        shape = (3**i, 3, 3 ** (inputs - 1 - i))
        block, flags = masks.reshape(shape), prime.reshape(shape)
        for digit in (0, 1):
            flags[:, digit] &= block[:, digit] != block[:, 2]
            tick(len(masks) // _LANES)
    found = np.flatnonzero(prime)
    positive, negative = (np.zeros(len(found), dtype=np.uint64) for _ in range(2))
    for i in range(inputs):
        digits = found // 3 ** (inputs - 1 - i) % 3
        bit = np.uint64(1 << i)
        positive[digits == 1] |= bit
        negative[digits == 0] |= bit
        tick(2 * len(found))
    members = masks[found].astype(np.uint64)[:, None]
    width = min(1, inputs)
    return Cubes(positive[:, None][:, :width], negative[:, None][:, :width], members)


def _implicants(care: Words, inputs: int, tick: Tick) -> NDArray[np.unsignedinteger]:
    """T as one flat array of 3^n masks, the first input the slowest ternary digit."""
    kind = _kind(len(care))
    masks = np.zeros(1 << inputs, dtype=kind)
    for j, row in enumerate(care):
        masks |= unpack(row, 1 << inputs).astype(kind) << kind(j)
    for i in range(inputs - 1, -1, -1):
        done = 3 ** (inputs - 1 - i)  # inputs after i are ternary already
        pairs = masks.reshape(-1, 2, done)
        grown = np.empty((pairs.shape[0], 3, done), dtype=kind)
        grown[:, :2] = pairs
        np.bitwise_and(pairs[:, 0], pairs[:, 1], out=grown[:, 2])
        masks = grown.reshape(-1)
        tick(len(masks) // _LANES)
    return masks
