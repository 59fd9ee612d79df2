"""The heuristic for few cubes over many inputs, without compiled code.

Each cube expands to a prime against the off-set; then every cube goes that the others and the
don't-cares cover, those of few rows first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, unpack
from logicnet.logic.tables.cubes import (
    Cubes,
    Tick,
    absorb,
    cofactor,
    complement,
    is_tautology,
    join,
    literal,
    no_tick,
    of_output,
    unique,
)

_WORK = 1 << 12  # cubes times inputs times outputs
_OFF = 1 << 12  # cubes of the off-set of one output
_EXPANDED = 1e5  # work of expanding a cube


def few(on: Cubes, dc: Cubes, inputs: int, outputs: int) -> bool:
    """Whether the cubes are few enough."""
    return (len(on) + len(dc)) * inputs * outputs <= _WORK


def by_few(
    on: Cubes, dc: Cubes, off: Cubes | None, inputs: int, outputs: int, tick: Tick = no_tick
) -> Cubes:
    """An irredundant cover by primes."""
    held = join([on, dc])
    if off is None:
        off = _off_set(held, inputs, outputs, tick)
    primes = [on[:0]]
    for i in range(len(on)):
        primes.append(_expand(on[i : i + 1], off, inputs, outputs))
        tick(_EXPANDED)
    return _irredundant(absorb(join(primes)), dc, inputs, outputs, tick)


def _off_set(held: Cubes, inputs: int, outputs: int, tick: Tick) -> Cubes:
    parts = [held[:0]]
    for j in range(outputs):
        rest = complement(held[of_output(held, j)], inputs, _OFF, tick)
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


def _irredundant(cubes: Cubes, dc: Cubes, inputs: int, outputs: int, tick: Tick) -> Cubes:
    """Without the cubes, and the outputs of cubes, that the rest covers."""
    order = np.argsort(-cubes.literals, kind="stable")
    cubes = cubes[order]
    members = cubes.members.copy()
    for i in range(len(cubes)):
        for j in np.flatnonzero(unpack(members[i], outputs)):
            mine = members[i].copy()
            members[i] &= ~literal(int(j), members.shape[1])
            rest = join([Cubes(cubes.positive, cubes.negative, members), dc])
            rest = cofactor(rest[of_output(rest, int(j))], cubes.positive[i], cubes.negative[i])
            if not is_tautology(rest, inputs, tick):
                members[i] = mine
    keep = np.flatnonzero(members.any(axis=1))
    return Cubes(cubes.positive, cubes.negative, members)[keep]
