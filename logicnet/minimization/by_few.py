"""The heuristic for few cubes over many inputs, without compiled code.

Each cube expands to a prime against the off-set; then every cube goes that the others and the
don't-cares cover, those of few rows first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.bits import Words, unpack
from logicnet.cubes import (
    Cubes,
    absorb,
    cofactor,
    complement,
    is_tautology,
    join,
    literal,
    unique,
)  # fmt: skip

_WORK = 1 << 12  # cubes times inputs times outputs
_OFF = 1 << 12  # cubes of the off-set of one output


def few(on: Cubes, dc: Cubes, inputs: int, outputs: int) -> bool:
    """Whether the cubes are few enough."""
    return (len(on) + len(dc)) * inputs * outputs <= _WORK


def by_few(on: Cubes, dc: Cubes, off: Cubes | None, inputs: int, outputs: int) -> Cubes:
    """An irredundant cover by primes."""
    held = join([on, dc])
    if off is None:
        off = _off_set(held, inputs, outputs)
    primes = [_expand(on[i : i + 1], off, inputs, outputs) for i in range(len(on))]
    return _irredundant(absorb(join([on[:0], *primes])), dc, inputs, outputs)


def _of(cubes: Cubes, j: int) -> Cubes:
    """The cubes of output j."""
    return cubes[np.flatnonzero(cubes.members[:, j // 64] >> np.uint64(j % 64) & np.uint64(1))]


def _off_set(held: Cubes, inputs: int, outputs: int) -> Cubes:
    parts = [held[:0]]
    for j in range(outputs):
        rest = complement(_of(held, j), inputs, _OFF)
        bit = literal(j, held.members.shape[1])
        parts.append(Cubes(rest.positive, rest.negative, np.repeat(bit[None], len(rest), axis=0)))
    return unique(join(parts))


def _expand(cube: Cubes, off: Cubes, inputs: int, outputs: int) -> Cubes:
    """The cube without the literals that it can lose, then with the outputs it can serve."""
    positive, negative = cube.positive.copy(), cube.negative.copy()
    against = off[np.flatnonzero((off.members & cube.members).any(axis=1))]
    opposed = _conflicts(positive, negative, against, inputs)
    counts = opposed.sum(axis=1)
    for i in np.argsort(opposed.sum(axis=0), kind="stable"):
        if not (opposed[:, i] & (counts == 1)).any():
            counts -= opposed[:, i]
            mask = ~literal(int(i), positive.shape[1])
            positive &= mask
            negative &= mask
    free = ~_conflicts(positive, negative, off, inputs).any(axis=1)
    blocked = np.bitwise_or.reduce(off.members[free], axis=0, initial=np.uint64(0))
    every = np.bitwise_or.reduce(
        [literal(j, cube.members.shape[1]) for j in range(outputs)], axis=0
    )
    return Cubes(positive, negative, cube.members | (every & ~blocked))


def _conflicts(positive: Words, negative: Words, off: Cubes, inputs: int) -> NDArray[np.bool_]:
    """For each off-cube, the inputs by which the cube keeps it away."""
    return unpack((positive & off.negative) | (negative & off.positive), inputs)


def _irredundant(cubes: Cubes, dc: Cubes, inputs: int, outputs: int) -> Cubes:
    """Without the cubes, and the outputs of cubes, that the rest covers."""
    order = np.argsort(-cubes.literals, kind="stable")
    cubes = cubes[order]
    members = cubes.members.copy()
    for i in range(len(cubes)):
        for j in np.flatnonzero(unpack(members[i], outputs)):
            mine = members[i].copy()
            members[i] &= ~literal(int(j), members.shape[1])
            rest = _of(join([Cubes(cubes.positive, cubes.negative, members), dc]), int(j))
            if not is_tautology(cofactor(rest, cubes.positive[i], cubes.negative[i]), inputs):
                members[i] = mine
    keep = np.flatnonzero(members.any(axis=1))
    return Cubes(cubes.positive, cubes.negative, members)[keep]
