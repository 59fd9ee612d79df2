"""A cover of a large table of one output, eight rows at a time: each eight by its fewest terms.

The last three inputs number the rows of an eight, which is a byte of the packed table. There are
256 of these, whose terms are looked up; nothing is searched.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words
from logicnet.logic.tables.cubes import Cubes

INPUTS = 3
_ROWS = 8


class _Terms(NamedTuple):
    """For each byte its terms, one after the other: where they begin, and their literals."""

    first: NDArray[np.int64]
    positive: Words
    negative: Words


@lru_cache(maxsize=1)
def _terms() -> _Terms:
    cubes = sorted(product((0, 1, 2), repeat=INPUTS), key=lambda cube: -cube.count(2))
    rows = [
        sum(1 << r for r in range(_ROWS)
            if all(d == 2 or r >> (2 - i) & 1 == d for i, d in enumerate(cube)))
        for cube in cubes
    ]  # fmt: skip
    best: list[tuple[int, ...] | None] = [None] * 256
    best[0], level = (), [0]
    while level:
        after = []
        for byte in level:
            for k, held in enumerate(rows):
                if best[byte | held] is None:
                    best[byte | held] = (*(best[byte] or ()), k)
                    after.append(byte | held)
        level = after
    chosen = [k for each in best for k in each or ()]
    first = np.cumsum([0, *(len(each or ()) for each in best)])
    sides = [
        np.array([sum(1 << i for i, d in enumerate(cubes[k]) if d == side) for k in chosen])
        for side in (1, 0)
    ]
    return _Terms(first, *(side.astype(np.uint64) for side in sides))


def terms(on: Words) -> int:
    """How many terms `cover` has."""
    first = _terms().first
    return int(np.diff(first)[np.ascontiguousarray(on[0]).view(np.uint8)].sum())


def cover(on: Words, inputs: int) -> Cubes:
    """Terms that hold what is on and nothing else, each within an eight of rows."""
    known = _terms()
    octets = np.ascontiguousarray(on[0].astype("<u8")).view(np.uint8)
    places = np.flatnonzero(octets)
    octets = octets[places]
    counts = np.diff(known.first)[octets]
    starts = np.cumsum(counts) - counts
    listed = np.arange(int(counts.sum())) + np.repeat(known.first[octets] - starts, counts)
    high = np.zeros(1, dtype=np.uint64)
    for i in reversed(range(inputs - INPUTS)):
        high = np.concatenate([high, high | np.uint64(1 << i)])
    high = high[places]
    low = ~high & np.uint64((1 << inputs - INPUTS) - 1)
    shift = np.uint64(inputs - INPUTS)
    positive = np.repeat(high, counts) | known.positive[listed] << shift
    negative = np.repeat(low, counts) | known.negative[listed] << shift
    return Cubes(positive[:, None], negative[:, None], np.ones((len(listed), 1), dtype=np.uint64))
