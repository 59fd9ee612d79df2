"""Regions over few directions: functions of where a point lies across parallel half-spaces.

Parallel half-spaces are passed one after the other, so every function of the position across
them is a sum of them. Positions that the region treats alike get the same number, and if it
depends on the sum of these numbers over all directions only, it is a function of a sum (see
`symmetric`): a checkerboard of m by m squares, where even columns and rows count 1, odd ones -1
and those outside 0, is true where the sum is 2 or -2, which takes two units over 2 (m + 1) lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.counting.symmetric import changes, filled, makers
from logicnet.construction.draft import Draft, Form, total
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.network.network import Network
from logicnet.regions.half_spaces import parallels

from .lowering import lowered

_MOST_POSITIONS = 1 << 16
_MOST_NUMBERINGS = 1 << 12
_TRIED = 1e4  # work of trying one

Group = tuple[list[int], NDArray[np.bool_]]  # half-spaces, and which hold at each position
Numbers = tuple[NDArray[np.int64], ...]  # of the positions across each group


def by_positions(source: Target, limits: Limits) -> Iterator[Network]:
    """Networks of one region that depends on a sum of numbers of positions, as time allows."""
    function = lowered(source)
    groups = parallels(function.sides)
    shape = [len(held) for _, held in groups]
    if len(function.outputs) > 1 or not 1 <= prod(shape) <= _MOST_POSITIONS:
        return
    at = np.indices(shape).reshape(len(shape), -1)
    rows = np.zeros((at.shape[1], len(function.sides)), dtype=bool)
    for (own, held), position in zip(groups, at, strict=True):
        rows[:, own] = held[position]
    found = _numbering(function.values(rows)[0].reshape(shape), function.budget)
    if found is None:
        return
    numbers, values = found
    for title, make in makers(values, limits):
        draft = Draft(function.inputs)
        parts = [_number(draft, *pair) for pair in zip(groups, numbers, strict=True)]
        value = make(draft, total(parts), values)
        yield draft.network({function.outputs[0]: value}, f"{title}, of positions")


def _number(draft: Draft, group: Group, numbers: NDArray[np.int64]) -> Form:
    """The number of the position across parallel half-spaces."""
    own, held = group
    parts: list[Form | int] = [int(numbers[0])]
    for place, step in enumerate(np.diff(numbers).tolist()):
        k = int(np.flatnonzero(held[place] != held[place + 1])[0])
        literal = draft.literals[own[k]]
        parts.append((literal if held[place + 1, k] else 1 - literal) * step)
    return total(parts)


def _numbering(cube: NDArray[np.bool_], budget: Budget) -> tuple[Numbers, tuple[int, ...]] | None:
    """Numbers of the positions on each axis whose sum decides, with few changes along it."""
    kinds = []
    for axis in range(cube.ndim):
        moved = np.moveaxis(cube, axis, 0)
        first, kind = _alike(moved.reshape(len(moved), -1))
        cube = np.moveaxis(moved[first], 0, axis)
        kinds.append(kind)
    most = next((m for m in (4, 3, 2) if _count(cube.shape, m) <= _MOST_NUMBERINGS), 1)
    choices = [[c for c in product(range(most), repeat=k) if min(c) == 0] for k in cube.shape]
    best: tuple[tuple[int, int], Sequence[Sequence[int]], tuple[int, ...]] | None = None
    flat = cube.ravel()
    with suppress(OutOfBudget):
        for chosen in product(*choices):
            budget.tick(_TRIED)
            sums = sum(np.ix_(*map(np.array, chosen)), np.int64(0)).ravel()
            ones, every = np.bincount(sums, flat), np.bincount(sums)
            if ((ones > 0) & (ones < every)).any():
                continue
            values = filled(np.where(every == 0, -1, ones > 0).tolist())
            cost = len(changes(values)), len(values)
            if best is None or cost < best[0]:
                best = cost, chosen, values
    if best is None:
        return None
    numbers = (np.array(c)[kind] for c, kind in zip(best[1], kinds, strict=True))
    return tuple(numbers), best[2]


def _alike(rows: NDArray[np.bool_]) -> tuple[list[int], NDArray[np.int64]]:
    """The first of each kind of rows, in the order of their bits, and the kind of every row."""
    texts = [row.tobytes() for row in np.packbits(rows, axis=1)]
    first = {text: k for k, text in reversed([*enumerate(texts)])}
    kinds = {text: kind for kind, text in enumerate(sorted(first))}
    return [first[text] for text in kinds], np.array([kinds[text] for text in texts])


def _count(shape: Sequence[int], most: int) -> int:
    return prod(most**k for k in shape)
