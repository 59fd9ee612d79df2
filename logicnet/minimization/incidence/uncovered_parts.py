"""What cubes leave uncovered of others, and which of these parts each cube contains.

The compiled loops go on in pieces, with a tick after each. A search that takes long is begun
again on the two halves of its cube.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, unpack
from logicnet.ground.budget import Budget
from logicnet.ground.kernels import light
from logicnet.logic.tables.cubes import Cubes, Tick, join, literal, pack_mask

from . import cube_kernels
from .matrices import Index, Sparse

_FEW = 1 << 12  # pairs of cubes up to which Python may look at them
_WORK = 1 << 22  # cubes that are looked at between two ticks, about a fiftieth of a second
_EACH = 1 << 20  # cubes that one search may look at
_ROOM = 1 << 13  # parts that one piece may find


@dataclass(frozen=True)
class UncoveredParts:
    """Cubes of one output each: masks of literals, and the outputs."""

    positive: Words
    negative: Words
    outputs: Index

    def __len__(self) -> int:
        return len(self.outputs)

    def __getitem__(self, index: NDArray[np.int64] | slice) -> UncoveredParts:
        return UncoveredParts(self.positive[index], self.negative[index], self.outputs[index])

    def as_cubes(self, words: int) -> Cubes:
        """The same as cubes whose outputs are so many words."""
        members = np.zeros((len(self), words), dtype=np.uint64)
        bits = np.uint64(1) << (self.outputs % 64).astype(np.uint64)
        members[np.arange(len(self)), self.outputs // 64] = bits
        return Cubes(self.positive, self.negative, members)


def united(some: list[UncoveredParts]) -> UncoveredParts:
    """All the parts of at least one collection."""
    return UncoveredParts(
        np.concatenate([p.positive for p in some]),
        np.concatenate([p.negative for p in some]),
        np.concatenate([p.outputs for p in some]),
    )


def different(parts: UncoveredParts) -> UncoveredParts:
    """Each part once, in canonical order."""
    outputs = parts.outputs[:, None].astype(np.uint64)
    key = np.concatenate([parts.positive, parts.negative, outputs], axis=1)
    return parts[np.unique(key, axis=0, return_index=True)[1]]


def open_parts(
    on: Cubes, by: Cubes, inputs: int, outputs: int, budget: Budget, most: int = 1 << 62
) -> UncoveredParts:
    """For each cube and output of `on` a part that no cube of `by` meets, if there is any.

    There may be more of one; with `most` found, the rest is left out.
    """
    found = [UncoveredParts(on.positive[:0], on.negative[:0], np.zeros(0, dtype=np.int64))]
    ahead, count = [on], 0
    while ahead and count < most:
        cubes = ahead.pop()
        unknown = np.zeros((len(cubes), outputs), dtype=bool)
        for some in _searched(cubes, by, inputs, outputs, unknown, budget):
            budget.tick(0)
            found.append(some)
            count += len(some)
            if count >= most:
                break
        if unknown.any():
            ahead.append(_halves(cubes, by, inputs, unknown))
    return united(found)[: min(count, most)]


def covered(cube: Cubes, by: Cubes, inputs: int, outputs: int, budget: Budget) -> bool:
    """Whether `by` certainly covers the one cube, in each of its outputs."""
    unknown = np.zeros((1, outputs), dtype=bool)
    parts = united(list(_searched(cube, by, inputs, outputs, unknown, budget)))
    return not len(parts) and not unknown.any()


def _searched(
    on: Cubes,
    by: Cubes,
    inputs: int,
    outputs: int,
    unknown: NDArray[np.bool_],
    budget: Budget,
) -> Iterator[UncoveredParts]:
    """What `open_parts` is made of, piece by piece; marks what one search leaves undecided."""
    at = np.zeros(2, dtype=np.int64)
    mine = (on.positive, on.negative, on.members)
    room = min(_ROOM, 1 + len(on) * outputs)
    few = len(on) * outputs * (len(by) + 1) <= _FEW
    while at[0] < outputs:
        masks = np.empty((2, room, on.positive.shape[1]), dtype=np.uint64)
        outs = np.empty(room, dtype=np.int64)
        size = budget.piece(
            light(cube_kernels.open_parts, few), mine, outputs, by.positive, by.negative,
            by.members, inputs, at, _EACH, masks, outs, unknown, few=few,
        )  # fmt: skip
        yield UncoveredParts(masks[0, :size], masks[1, :size], outs[:size])


def _halves(cubes: Cubes, by: Cubes, inputs: int, unknown: NDArray[np.bool_]) -> Cubes:
    """The two halves of each cube with undecided outputs, in these outputs."""
    halves = [cubes[:0]]
    for k in np.flatnonzero(unknown.any(axis=1)):
        positive, negative = cubes.positive[k], cubes.negative[k]
        clash = (by.positive & negative) | (by.negative & positive)
        near = by[~clash.any(axis=1)]
        used = unpack((near.positive | near.negative) & ~(positive | negative), inputs)
        bit = literal(int(used.sum(axis=0).argmax()), len(positive))
        owner = pack_mask(unknown[k : k + 1])
        halves.append(Cubes((positive | bit)[None], negative[None], owner))
        halves.append(Cubes(positive[None], (negative | bit)[None], owner))
    return join(halves)


def narrow(
    parts: UncoveredParts, pool: Cubes, first: int, seed: Words, tick: Tick
) -> UncoveredParts:
    """The parts, each once, so narrow that every cube from `first` on contains it or misses it."""
    positive, negative = parts.positive.copy(), parts.negative.copy()
    step = _step(len(pool) - first, pool)
    for start in range(0, len(parts), step):
        s = slice(start, start + step)
        light(cube_kernels.narrow, len(parts) * len(pool) <= _FEW)(
            positive[s], negative[s], parts.outputs[s],
            pool.positive, pool.negative, pool.members, first, seed,
        )  # fmt: skip
        tick(2 * len(positive[s]) * (len(pool) - first))
    return different(UncoveredParts(positive, negative, parts.outputs))


def incidence(parts: UncoveredParts, pool: Cubes, tick: Tick) -> Sparse:
    """The covering matrix: which parts (rows) each cube (column) contains."""
    pointers, entries = [np.zeros(1, dtype=np.int64)], [np.zeros(0, dtype=np.int32)]
    step = _step(len(parts), pool)
    for start in range(0, len(pool), step):
        s = slice(start, start + step)
        at, some = light(cube_kernels.incidence, len(parts) * len(pool) <= _FEW)(
            parts.positive, parts.negative, parts.outputs,
            pool.positive[s], pool.negative[s], pool.members[s],
        )  # fmt: skip
        pointers.append(at[1:] + pointers[-1][-1])
        entries.append(some)
        tick(len(parts) * len(pool[s]) // 2)
    return Sparse.from_columns(np.concatenate(pointers), np.concatenate(entries), len(parts), tick)


def _step(each: int, pool: Cubes) -> int:
    """How many comparisons with `each` cubes make a piece."""
    return max(1, _WORK // max(1, each * int(pool.positive.shape[1])))
