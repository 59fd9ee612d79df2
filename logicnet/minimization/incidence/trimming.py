"""Dropping outputs that a product term need not serve, because other terms cover its rows there.

A prime belongs to every output it implies; in a network each membership is a wire. Memberships
are tried in the order of the terms, those of the terms with the most literals first.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.bits import unpack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.cubes import Cubes, join, pack_mask

_FEW = 1 << 14  # pairs of cubes, for each output, up to which Python may look at them
_EACH = 1 << 18  # cubes that one membership is worth


def trim_by_cubes(cubes: Cubes, dc: Cubes, inputs: int, outputs: int, budget: Budget) -> Cubes:
    """The cubes with the memberships that they need, as far as the time suffices.

    Cubes that need none are gone.
    """
    if not len(cubes):
        return cubes
    from logicnet.ground.kernels import light

    from .trimming_kernel import needed

    held = join([cubes, dc])
    flags = unpack(held.members, outputs).copy()
    order = np.argsort(-cubes.literals, kind="stable")
    done, few = 0, len(held) * len(held) * outputs <= _FEW
    while done < len(order) and not budget.over():
        sides = (held.positive, held.negative, flags)
        done = budget.piece(light(needed, few), *sides, order, inputs, done, _EACH, few=few)
    flags = flags[: len(cubes)]
    kept = np.flatnonzero(flags.any(axis=1))
    return Cubes(cubes.positive[kept], cubes.negative[kept], pack_mask(flags[kept]))
