"""Dropping outputs that a product term need not serve, because other terms cover its rows there.

A prime belongs to every output it implies; in a network each membership is a wire. Memberships
are tried in the order of the terms, those of the terms with the most literals first.
"""

from __future__ import annotations

import numpy as np

from logicnet.bits import Words, unpack
from logicnet.cubes import Cubes, join, pack_mask
from logicnet.minimization.incidences import cube_rows


def trim_by_rows(cubes: Cubes, on: Words, inputs: int) -> Cubes:
    """The cubes with the memberships that the packed on-sets (outputs, words) need."""
    outputs = len(on)
    if outputs == 1 or not len(cubes):
        return cubes
    owners, rows = cube_rows(cubes, inputs)
    order = np.argsort(owners, kind="stable")
    parts = np.split(rows[order], np.cumsum(np.bincount(owners, minlength=len(cubes)))[:-1])
    flags = unpack(cubes.members, outputs)
    count = np.zeros((outputs, 1 << inputs), dtype=np.int32)
    for k, part in enumerate(parts):
        count[np.ix_(flags[k], part)] += 1
    count[~unpack(on, 1 << inputs)] = 1 << 30  # rows that need no term
    for k in np.argsort(-cubes.literals, kind="stable"):
        for j in np.flatnonzero(flags[k]):
            if (count[j, parts[k]] > 1).all():
                count[j, parts[k]] -= 1
                flags[k, j] = False
    return _with(cubes, flags)


def trim_by_cubes(cubes: Cubes, dc: Cubes, inputs: int, outputs: int) -> Cubes:
    """The same for functions given by cubes."""
    if outputs == 1 or not len(cubes):
        return cubes
    from logicnet.minimization.trimming_kernel import needed

    held = join([cubes, dc])
    flags = unpack(held.members, outputs).copy()
    order = np.argsort(-cubes.literals, kind="stable")
    needed(held.positive, held.negative, flags, order, inputs)
    return _with(cubes, flags[: len(cubes)])


def _with(cubes: Cubes, flags: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Cubes:
    return Cubes(cubes.positive, cubes.negative, pack_mask(flags))
