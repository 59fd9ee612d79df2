"""Regions over few directions: functions of where a point lies across parallel half-spaces.

Parallel half-spaces are passed one after the other, so every function of the position across
them is a sum of them. Positions that the region treats alike get the same number, and if it
depends on the sum of these numbers over all directions only, it is a function of a sum (see
`symmetric`): a checkerboard of m by m squares, where even columns and rows count 1, odd ones -1
and those outside 0, is true where the sum is 2 or -2, which takes two units over 2 (m + 1) lines.
Over two directions any picture is a sum of units that follow its changes (`changes_across`).
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

from .changes_across import fewest_changes, value_of_changes
from .lowering import Lowered, lowered

_MOST_POSITIONS = 1 << 16
_MOST_NUMBERINGS = 1 << 12
_TRIED = 1e4  # work of trying one

Group = tuple[list[int], NDArray[np.bool_]]  # half-spaces, and which hold at each position
Cube = NDArray[np.bool_]
Numbers = tuple[NDArray[np.int64], ...]  # of the positions across each group


def by_positions(source: Target, limits: Limits) -> Iterator[Network]:
    """Networks of one region by the positions across its half-spaces, as time allows."""
    function = lowered(source)
    groups = parallels(function.sides)
    shape = [len(held) for _, held in groups]
    if len(function.outputs) > 1 or not 1 <= prod(shape) <= _MOST_POSITIONS:
        return
    at = np.indices(shape).reshape(len(shape), -1)
    rows = np.zeros((at.shape[1], len(function.sides)), dtype=bool)
    for (own, held), position in zip(groups, at, strict=True):
        rows[:, own] = held[position]
    cube, kinds = _merged(function.values(rows)[0].reshape(shape))
    few = 3
    for network in _by_sums(function, limits, groups, cube, kinds):
        few = min(few, network.units)
        yield network
    if cube.ndim == 2 and few > 2 and not function.budget.late():
        yield from _by_changes(function, limits, groups, cube, kinds)


def _by_sums(
    function: Lowered, limits: Limits, groups: list[Group], cube: Cube, kinds: Numbers
) -> Iterator[Network]:
    """Functions of a sum of numbers of the positions."""
    found = _numbering(cube, function.budget)
    if found is None:
        return
    numbers, values = found
    for title, make in makers(values, limits):
        draft = Draft(function.inputs)
        parts = zip(groups, numbers, kinds, strict=True)
        number = total(_number(draft, group, own[kind]) for group, own, kind in parts)
        value = make(draft, number, values)
        yield draft.network({function.outputs[0]: value}, f"{title}, of positions")


def _by_changes(
    function: Lowered, limits: Limits, groups: list[Group], cube: Cube, kinds: Numbers
) -> Iterator[Network]:
    """Sums of units that follow changes along either direction."""
    for along, across in ((0, 1), (1, 0)):
        found = fewest_changes(cube if along == 0 else cube.T, function.budget)
        draft = Draft(function.inputs)
        number = _number(draft, groups[along], found.numbers[kinds[along]])
        places = [_number(draft, groups[across], own[kinds[across]]) for own in found.places]
        most = len(found.numbers)
        value = value_of_changes(draft, number, places, most, folded=limits.skip)
        value = 1 - value if found.first else value
        yield draft.network({function.outputs[0]: value}, "changes, of positions")


def _number(draft: Draft, group: Group, numbers: NDArray[np.int64]) -> Form:
    """The number of the position across parallel half-spaces."""
    own, held = group
    parts: list[Form | int] = [int(numbers[0])]
    for place, step in enumerate(np.diff(numbers).tolist()):
        k = int(np.flatnonzero(held[place] != held[place + 1])[0])
        literal = draft.literals[own[k]]
        parts.append((literal if held[place + 1, k] else 1 - literal) * step)
    return total(parts)


def _merged(cube: Cube) -> tuple[Cube, Numbers]:
    """The same for positions of one kind on each axis, and the kind of every position."""
    kinds = []
    for axis in range(cube.ndim):
        moved = np.moveaxis(cube, axis, 0)
        first, kind = _alike(moved.reshape(len(moved), -1))
        cube = np.moveaxis(moved[first], 0, axis)
        kinds.append(kind)
    return cube, tuple(kinds)


def _numbering(cube: Cube, budget: Budget) -> tuple[Numbers, tuple[int, ...]] | None:
    """Numbers of the kinds on each axis whose sum decides, with few changes along it."""
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
    return tuple(map(np.array, best[1])), best[2]


def _alike(rows: NDArray[np.bool_]) -> tuple[list[int], NDArray[np.int64]]:
    """The first of each kind of rows, in the order of their bits, and the kind of every row."""
    texts = [row.tobytes() for row in np.packbits(rows, axis=1)]
    first = {text: k for k, text in reversed([*enumerate(texts)])}
    kinds = {text: kind for kind, text in enumerate(sorted(first))}
    return [first[text] for text in kinds], np.array([kinds[text] for text in texts])


def _count(shape: Sequence[int], most: int) -> int:
    return prod(most**k for k in shape)
