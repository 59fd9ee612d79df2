"""Which cubes lie inside others: whole-array while small, a compiled loop beyond."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words
from logicnet.logic.tables.cubes import Cubes, Tick, contains, no_tick, unique

_COMPILED = 1 << 22  # pairs from which the compiled loop pays
_BETWEEN_TICKS = 1 << 25  # pairs: a few hundredths of a second
_PAIRS = 4  # that are worth one unit of work


def covered(inner: Cubes, outer: Cubes, tick: Tick = no_tick) -> NDArray[np.bool_]:
    """For each cube of `inner`, whether one cube of `outer` contains it, outputs included.

    `tick` is called now and then, and may raise to end a long search.
    """
    if not len(inner) or not len(outer):
        return np.zeros(len(inner), dtype=bool)
    if len(inner) * len(outer) < _COMPILED:
        return np.asarray(contains(outer, inner).any(axis=0))
    order = np.argsort(outer.literals, kind="stable")
    return _inside(_key(inner), _key(outer[order]), False, tick)


def absorb(cubes: Cubes, tick: Tick = no_tick) -> Cubes:
    """Without the cubes that another one contains: in order of literals, equals once."""
    cubes = unique(cubes)
    cubes = cubes[np.argsort(cubes.literals, kind="stable")]
    if len(cubes) ** 2 < _COMPILED:
        inside = np.triu(contains(cubes, cubes), 1).any(axis=0)
    else:
        key = _key(cubes)
        inside = _inside(key, key, True, tick)
    return cubes[np.flatnonzero(~inside)]


def _key(cubes: Cubes) -> NDArray[np.uint64]:
    """Words such that a cube contains another iff its words lie inside, bit by bit."""
    return np.ascontiguousarray(
        np.concatenate([cubes.positive, cubes.negative, ~cubes.members], axis=1)
    )


def _inside(inner: Words, outer: Words, before: bool, tick: Tick) -> NDArray[np.bool_]:
    """For each inner key, whether some (earlier, where `before`) outer key lies inside."""
    result = np.zeros(len(inner), dtype=bool)
    step = max(1, _BETWEEN_TICKS // max(1, len(outer)))
    for start in range(0, len(inner), step):
        stop = min(start + step, len(inner))
        tick(_kernel()(inner, outer, before, start, stop, result) // _PAIRS)
    return result


@lru_cache(maxsize=1)
def _kernel() -> Any:
    from logicnet.ground.kernels import kernel

    @kernel
    def inside(inner, outer, before, start, stop, result):  # type: ignore[no-untyped-def]
        """Mark the inner keys from `start` to `stop` that have an outer key inside.

        How many pairs that looked at.
        """
        looked = 0
        for i in range(start, stop):
            for j in range(i if before else len(outer)):
                looked += 1
                w = 0
                while w < inner.shape[1] and outer[j, w] & ~inner[i, w] == 0:
                    w += 1
                if w == inner.shape[1]:
                    result[i] = True
                    break
        return looked

    return inside
