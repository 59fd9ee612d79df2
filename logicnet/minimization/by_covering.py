"""The heuristic without an off-set: a cube is an implicant if on-set and don't-cares cover it."""

from __future__ import annotations

import numpy as np

from logicnet.bits import unpack
from logicnet.cubes import Cubes, absorb, join
from logicnet.minimization import kernels
from logicnet.minimization.budget import Budget


def by_covering(on: Cubes, dc: Cubes, inputs: int, outputs: int, budget: Budget) -> Cubes:
    """An irredundant cover; its cubes are primes if the time suffices."""
    held = join([on, dc])
    result = [on[:0]]
    for i in range(len(on)):
        cube = on[i : i + 1]
        result.append(_expanded(cube, held, inputs, outputs) if budget.remaining > 0 else cube)
    cubes = absorb(join(result))
    keep = np.ones(len(cubes), dtype=bool)
    for i in np.argsort(-cubes.literals, kind="stable"):
        keep[i] = False
        rest = join([cubes[keep], dc])
        keep[i] = budget.remaining <= 0 or not _covered(cubes[i : i + 1], rest, inputs, outputs)
    budget.tell(int(keep.sum()))
    return cubes[keep]


def _covered(cube: Cubes, by: Cubes, inputs: int, outputs: int) -> bool:
    """Whether the cubes certainly cover the cube, in each of its outputs."""
    parts, _, _, given_up = kernels.open_parts(
        (cube.positive, cube.negative, cube.members), outputs,
        by.positive, by.negative, by.members, inputs, 1,
    )  # fmt: skip
    return not len(parts) and not given_up


def _expanded(cube: Cubes, held: Cubes, inputs: int, outputs: int) -> Cubes:
    """The cube without the literals, then with the outputs, that keep it an implicant."""
    positive, negative = cube.positive.copy(), cube.negative.copy()
    for masks in (positive, negative):
        for i in np.flatnonzero(unpack(masks[0], inputs)):
            bit = np.uint64(1) << np.uint64(i % 64)
            masks[0, i // 64] ^= bit
            if not _covered(Cubes(positive, negative, cube.members), held, inputs, outputs):
                masks[0, i // 64] ^= bit
    members = cube.members.copy()
    for j in np.flatnonzero(~unpack(members[0], outputs)):
        alone = np.zeros_like(members)
        alone[0, j // 64] = np.uint64(1) << np.uint64(j % 64)
        if _covered(Cubes(positive, negative, alone), held, inputs, outputs):
            members |= alone
    return Cubes(positive, negative, members)
