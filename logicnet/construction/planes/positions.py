"""Regions over few directions: functions of where a point lies across parallel half-spaces.

Parallel half-spaces are passed one after the other, so every function of the position across
them is a sum of them. Positions that the region treats alike get the same number, and if it
depends on the sum of these numbers over all directions only, it is a function of a sum (see
`symmetric`): a checkerboard of m by m squares, where even columns and rows count 1, odd ones -1
and those outside 0, is true where the sum is 2 or -2, which takes two units over 2 (m + 1) lines.
Over two directions pictures are sums of units that follow their changes (`changes_across`).
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
from logicnet.ground.budget import SECOND, Budget, OutOfBudget
from logicnet.network.network import Network
from logicnet.regions.half_spaces import parallels

from .changes_across import Changes, fewest_changes, value_of_changes
from .lowering import Lowered, lowered

_MOST_POSITIONS, _MOST_BITS = 1 << 20, 1 << 30
_CHUNK = 1 << 14  # positions at a time
_MOST_NUMBERINGS = 1 << 12
_TRIED = 1e4  # work of trying one
_ORDERED = 2 * SECOND  # work of looking for orders of rows

Group = tuple[list[int], NDArray[np.bool_]]  # half-spaces, and which hold at each position
Cube = NDArray[np.bool_]
Numbers = tuple[NDArray[np.int64], ...]  # of the positions across each group


def by_positions(source: Target, limits: Limits) -> Iterator[Network]:
    """Networks of regions by the positions across their half-spaces, as time allows."""
    function = lowered(source)
    groups = parallels(function.sides)
    size = prod(len(held) for _, held in groups)
    if not 1 <= size <= _MOST_POSITIONS or size * len(function.sides) > _MOST_BITS:
        return
    cube, kinds = _merged(_values_at(function, groups))
    few = 3
    if len(function.outputs) == 1:
        for network in _by_sums(function, limits, groups, cube[..., 0], kinds):
            few = min(few, network.units)
            yield network
    if len(groups) == 2 and few > 2 and not function.budget.late():
        yield from _by_changes(function, limits, groups, cube, kinds)


def _values_at(function: Lowered, groups: list[Group]) -> Cube:
    """The outputs at all positions, an axis for each group and one for the outputs."""
    shape = [len(held) for _, held in groups]
    parts = []
    for start in range(0, prod(shape), _CHUNK):
        at = np.unravel_index(np.arange(start, min(start + _CHUNK, prod(shape))), shape)
        rows = np.zeros((len(at[0]), len(function.sides)), dtype=bool)
        for (own, held), position in zip(groups, at, strict=True):
            rows[:, own] = held[position]
        parts.append(function.values(rows))
        function.budget.count(rows.size)
    return np.concatenate(parts, axis=1).T.reshape(*shape, -1)


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
    """Sums of units that follow changes along either direction, or each output along its own."""
    each = function.budget.share(1.0, most=_ORDERED)
    pictures = list(np.moveaxis(cube, -1, 0))
    found = [
        [(fewest_changes(picture if along == 0 else picture.T, each.share(1 / len(pictures))),
          along) for picture in pictures]
        for along in (0, 1)
    ]  # fmt: skip
    if len(pictures) > 1:
        found.append(
            [min(both, key=lambda one: len(one[0].places)) for both in zip(*found, strict=True)]
        )
    for chosen in found:
        draft = Draft(function.inputs)
        values = [
            _followed(draft, changes, groups, kinds, along, folded=limits.skip)
            for changes, along in chosen
        ]
        outputs = dict(zip(function.outputs, values, strict=True))
        yield draft.network(outputs, "changes, of positions")


def _followed(
    draft: Draft, found: Changes, groups: list[Group], kinds: Numbers, along: int, *, folded: bool
) -> Form:
    """The value of a picture whose rows are the positions across one of two groups."""
    own, other = (groups[along], kinds[along]), (groups[1 - along], kinds[1 - along])
    number = _number(draft, own[0], found.numbers[own[1]])
    places = [_number(draft, other[0], place[other[1]]) for place in found.places]
    value = value_of_changes(draft, number, places, len(found.numbers), folded=folded)
    return 1 - value if found.first else value


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
    for axis in range(cube.ndim - 1):
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
    """The first of each kind of rows, in their order, and the kind of every row."""
    texts = [row.tobytes() for row in np.packbits(rows, axis=1)]
    first = {text: k for k, text in reversed([*enumerate(texts)])}
    kinds = {text: kind for kind, text in enumerate(sorted(first, key=first.__getitem__))}
    return [first[text] for text in kinds], np.array([kinds[text] for text in texts])


def _count(shape: Sequence[int], most: int) -> int:
    return prod(most**k for k in shape)
