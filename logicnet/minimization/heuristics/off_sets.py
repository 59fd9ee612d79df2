"""The off-set of functions whose cubes are what is on or free, by compiled recursions.

A recursion that takes long is given up and begun again on the two halves of its problem, so
that there is a look at the time between.
"""

from __future__ import annotations

import numpy as np

from logicnet.errors import LimitError
from logicnet.ground.bits import Words
from logicnet.ground.kernels import light
from logicnet.logic.tables.cubes import Cubes, Tick, literal, of_output, sharp, unique
from logicnet.logic.tables.cubes import join as together
from logicnet.minimization.primes.containment import covered

from . import complement_kernel as kernel

_LIMIT = 1 << 15  # cubes of the off-set of one output
_WORK = 1 << 22  # comparisons between two ticks, about a fiftieth of a second
_FEW = 1 << 12  # literals up to which Python may try first
_SMALL = 1 << 15  # comparisons that it may take for that
_TRIES = 1 << 6  # recursions of that much work for one output


def off_set(held: Cubes, inputs: int, outputs: int, tick: Tick) -> Cubes | None:
    """What the cubes leave to each output, cubes of several outputs united.

    None where that is too much.
    """
    parts = [held[:0]]
    for j in range(outputs):
        mine = held[of_output(held, j)]
        try:
            rest = _Complement(inputs, tick).of(mine)
        except LimitError:
            return None
        owner = np.repeat(literal(j, held.members.shape[1])[None], len(rest), axis=0)
        parts.append(Cubes(rest.positive, rest.negative, owner))
    return unique(together(parts))


class _Complement:
    """One complement, as long as its recursions are not too many."""

    def __init__(self, inputs: int, tick: Tick) -> None:
        self.inputs, self.tick, self.left = inputs, tick, _TRIES

    def of(self, cubes: Cubes) -> Cubes:
        """The cubes that cover what these leave."""
        self.left -= 1
        given = cubes.positive, cubes.negative, self.inputs, _LIMIT
        count = -1
        if len(cubes) * self.inputs <= _FEW:
            work = np.array([_SMALL], dtype=np.int64)
            positive, negative, count = light(kernel.complement, True)(*given, work)
            self.tick(_SMALL - int(work[0]))
        if count < 0:
            work = np.array([_WORK], dtype=np.int64)
            positive, negative, count = kernel.complement(*given, work)
            self.tick(_WORK - int(work[0]))
        if count > _LIMIT or self.left < 0:
            raise LimitError(f"the off-set exceeds {_LIMIT} cubes or takes too long")
        if count >= 0:
            return _of_one_output(positive, negative)
        i, *sides = kernel.halves(cubes.positive, cubes.negative, self.inputs)
        high, low = (self.of(_of_one_output(*side)) for side in sides)
        return self._joined(high, low, literal(int(i), cubes.positive.shape[1]))

    def _joined(self, high: Cubes, low: Cubes, bit: Words) -> Cubes:
        """x·high + x'·low, where a cube that the other side contains loses the literal."""
        if len(high) + len(low) > _LIMIT:
            raise LimitError(f"the off-set exceeds {_LIMIT} cubes")
        free = covered(high, low, self.tick)
        low = low[~covered(low, high[free], self.tick)]
        loose = covered(low, high, self.tick)
        none = np.uint64(0)
        positive = high.positive | np.where(free[:, None], none, bit)
        negative = low.negative | np.where(loose[:, None], none, bit)
        return together(
            [
                Cubes(positive, high.negative, high.members),
                Cubes(low.positive, negative, low.members),
            ]
        )


def _of_one_output(positive: Words, negative: Words) -> Cubes:
    return Cubes(positive, negative, np.ones((len(positive), 1), dtype=np.uint64))


def outside(off: Cubes, dc: Cubes, inputs: int, outputs: int, tick: Tick) -> Cubes:
    """A stated off-set without the rows that are don't-cares, output by output."""
    parts = [off[:0]]
    for j in range(outputs):
        mine, free = off[of_output(off, j)], dc[of_output(dc, j)]
        left = sharp(mine, free, inputs, tick) if len(free) else mine
        owner = np.repeat(literal(j, off.members.shape[1])[None], len(left), axis=0)
        parts.append(Cubes(left.positive, left.negative, owner))
    return unique(together(parts))
