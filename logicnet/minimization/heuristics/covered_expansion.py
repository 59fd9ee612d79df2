"""The heuristic without an off-set: a cube is an implicant if on-set and don't-cares cover it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from logicnet.ground.bits import unpack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.cubes import Cubes, join, unique
from logicnet.minimization.incidence.trimming import trim_by_cubes
from logicnet.minimization.incidence.uncovered_parts import covered


def by_covering(on: Cubes, dc: Cubes, inputs: int, outputs: int, budget: Budget) -> Cubes:
    """An irredundant cover, without outputs and literals that are not needed if time suffices."""
    held = join([on, dc])

    def larger(cube: Cubes) -> Cubes:
        return _expanded(cube, held, inputs, outputs, budget)

    def shorter(cube: Cubes) -> Cubes:
        return _shortened(cube, held, inputs, outputs, budget)

    cubes = unique(_each(on, larger, budget))
    keep = np.ones(len(cubes), dtype=bool)
    for i in np.argsort(-cubes.literals, kind="stable"):
        if budget.over():
            break
        keep[i] = False
        rest = join([cubes[keep], dc])
        keep[i] = not covered(cubes[i : i + 1], rest, inputs, outputs, budget)
    budget.tell(int(keep.sum()))
    kept = trim_by_cubes(cubes[keep], dc, inputs, outputs, budget)
    return _each(kept, shorter, budget)


def _each(cubes: Cubes, change: Callable[[Cubes], Cubes], budget: Budget) -> Cubes:
    """The cubes changed one by one; those as they are for which there is no time."""
    found = [cubes[:0]]
    for i in range(len(cubes)):
        if budget.over():
            return join([*found, cubes[i:]])
        found.append(change(cubes[i : i + 1]))
    return join(found)


def _expanded(cube: Cubes, held: Cubes, inputs: int, outputs: int, budget: Budget) -> Cubes:
    """The cube without the literals, then with the outputs, that keep it an implicant."""
    cube = _shortened(cube, held, inputs, outputs, budget)
    members = cube.members.copy()
    for j in np.flatnonzero(~unpack(members[0], outputs)):
        alone = np.zeros_like(members)
        alone[0, j // 64] = np.uint64(1) << np.uint64(j % 64)
        more = Cubes(cube.positive, cube.negative, alone)
        if not budget.over() and covered(more, held, inputs, outputs, budget):
            members |= alone
    return Cubes(cube.positive, cube.negative, members)


def _shortened(cube: Cubes, held: Cubes, inputs: int, outputs: int, budget: Budget) -> Cubes:
    """The cube without the literals that keep it an implicant."""
    positive, negative = cube.positive.copy(), cube.negative.copy()
    for masks in (positive, negative):
        for i in np.flatnonzero(unpack(masks[0], inputs)):
            bit = np.uint64(1) << np.uint64(i % 64)
            masks[0, i // 64] ^= bit
            larger = Cubes(positive, negative, cube.members)
            if budget.over() or not covered(larger, held, inputs, outputs, budget):
                masks[0, i // 64] ^= bit
    return Cubes(positive, negative, cube.members)
