"""Dropping outputs that a product term need not serve, because other terms cover its rows there.

A prime belongs to every output it implies; in a network each membership is a wire. Memberships
are tried in the order of the terms, those of the terms with the most literals first.
"""

from __future__ import annotations

import numpy as np

from logicnet.ground.bits import unpack
from logicnet.ground.budget import Budget
from logicnet.logic.tables.cubes import Cubes, join, pack_mask

_EACH = 1 << 18  # cubes that one membership is worth


def trim_by_cubes(cubes: Cubes, dc: Cubes, inputs: int, outputs: int, budget: Budget) -> Cubes:
    """The cubes with the memberships that they need, as far as the time suffices.

    Cubes that need none are gone.
    """
    if not len(cubes):
        return cubes
    from .trimming_kernel import needed

    held = join([cubes, dc])
    flags = unpack(held.members, outputs).copy()
    order = np.argsort(-cubes.literals, kind="stable")
    done = 0
    while done < len(order) and not budget.over():
        sides = (held.positive, held.negative, flags)
        done = budget.piece(needed, *sides, order, inputs, done, _EACH)
    flags = flags[: len(cubes)]
    kept = np.flatnonzero(flags.any(axis=1))
    return Cubes(cubes.positive[kept], cubes.negative[kept], pack_mask(flags[kept]))
