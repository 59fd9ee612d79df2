"""Which cubes lie inside others: whole-array while small, a compiled loop beyond."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.cubes import Cubes, contains, unique

_COMPILED = 1 << 22  # pairs from which the compiled loop pays


def covered(inner: Cubes, outer: Cubes) -> NDArray[np.bool_]:
    """For each cube of `inner`, whether one cube of `outer` contains it, outputs included."""
    if not len(inner) or not len(outer):
        return np.zeros(len(inner), dtype=bool)
    if len(inner) * len(outer) < _COMPILED:
        return np.asarray(contains(outer, inner).any(axis=0))
    order = np.argsort(outer.literals, kind="stable")
    result: NDArray[np.bool_] = _kernel()(_key(inner), _key(outer[order]), False)
    return result


def absorb(cubes: Cubes) -> Cubes:
    """Without the cubes that another one contains: in order of literals, equals once."""
    cubes = unique(cubes)
    cubes = cubes[np.argsort(cubes.literals, kind="stable")]
    if len(cubes) ** 2 < _COMPILED:
        inside = np.triu(contains(cubes, cubes), 1).any(axis=0)
    else:
        key = _key(cubes)
        inside = _kernel()(key, key, True)
    return cubes[np.flatnonzero(~inside)]


def _key(cubes: Cubes) -> NDArray[np.uint64]:
    """Words such that a cube contains another iff its words lie inside, bit by bit."""
    return np.ascontiguousarray(
        np.concatenate([cubes.positive, cubes.negative, ~cubes.members], axis=1)
    )


@lru_cache(maxsize=1)
def _kernel() -> Any:
    from numba import njit

    @njit(cache=True, nogil=True)
    def inside(inner, outer, before):  # type: ignore[no-untyped-def]
        """For each inner key, whether some (earlier, where `before`) outer key lies inside."""
        result = np.zeros(len(inner), np.bool_)
        for i in range(len(inner)):
            for j in range(i if before else len(outer)):
                w = 0
                while w < inner.shape[1] and outer[j, w] & ~inner[i, w] == 0:
                    w += 1
                if w == inner.shape[1]:
                    result[i] = True
                    break
        return result

    return inside
