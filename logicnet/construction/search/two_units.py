"""Whether two units compute a function of 5 inputs, decided exactly.

With skip wires two units compute f iff for some threshold function g the function that has the
value f(x) at the point (x, g(x)) is separable. All 94,572 threshold functions g of 5 inputs are
tried at once, up to complement, one bit each: where two points with f = 1 and two with f = 0
have the same sum, no weights separate them, so g is out. For the few that are left a linear
program decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, columns, pack, unpack
from logicnet.network.one_unit.separation import Separation, separate
from logicnet.network.one_unit.threshold import are_threshold, threshold_weights

INPUTS = 5
_ROWS = 1 << INPUTS


def two_units(bits: NDArray[np.bool_]) -> tuple[Separation, Separation] | None:
    """A unit over the inputs, and one over the inputs and it, that compute the 32 rows; or None.

    >>> rows = np.arange(32)[:, None] >> np.arange(5)[::-1] & 1
    >>> pair = two_units(rows.sum(axis=1) % 4 == 1)
    >>> len(pair[1].weights)
    6
    >>> two_units(rows.sum(axis=1) % 2 == 1) is None
    True
    """
    helpers = _helpers()
    points = unpack(columns(INPUTS), _ROWS).T.astype(np.int64)
    for k in _not_summable(bits):
        fires = unpack(helpers[k : k + 1, None], _ROWS)[0]
        whole = np.column_stack([points, fires])
        output = separate(whole[bits], whole[~bits])
        if output is not None:
            _, weights, thresholds = threshold_weights(helpers[k : k + 1], INPUTS)
            first = Separation(tuple(weights[0].tolist()), int(thresholds[0]), True)
            return first, output
    return None


@lru_cache(maxsize=1)
def _helpers() -> Words:
    """All threshold functions of 5 inputs that are 0 on the first row.

    The halves of a threshold function are threshold functions.
    """
    known = np.array([0, 1], dtype=np.uint64)
    for n in range(1, INPUTS + 1):
        low = known[known & np.uint64(1) == 0] if n == INPUTS else known
        pairs = (low[:, None] | known << np.uint64(1 << (n - 1))).ravel()
        known = pairs[are_threshold(pairs, n)]
    return known


@lru_cache(maxsize=1)
def _helper_columns() -> Words:
    """For each row, the values of all helpers there, packed."""
    return pack(np.ascontiguousarray(unpack(_helpers()[:, None], _ROWS).T))


def _not_summable(bits: NDArray[np.bool_]) -> list[int]:
    """The helpers g for which no two true and two false points (x, g(x)) have equal sums."""
    values = _helper_columns()
    out = np.zeros(values.shape[1], dtype=np.uint64)
    for pairs in _opposite_rows():
        ones = [(a, b) for a, b in pairs if bits[a] and bits[b]]
        zeros = [(a, b) for a, b in pairs if not (bits[a] or bits[b])]
        if ones and zeros:
            for above, below in zip(_sums(values, ones), _sums(values, zeros), strict=True):
                out |= above & below
    count = len(_helpers())
    return [int(k) for k in np.flatnonzero(~unpack(out, count))]


def _sums(values: Words, pairs: list[tuple[int, int]]) -> tuple[Words, Words, Words]:
    """For which helpers some pair of rows has 0, 1, 2 ones."""
    none, one, both = np.zeros((3, values.shape[1]), dtype=np.uint64)
    for a, b in pairs:
        none |= ~(values[a] | values[b])
        one |= values[a] ^ values[b]
        both |= values[a] & values[b]
    return none, one, both


def _opposite_rows() -> Iterator[list[tuple[int, int]]]:
    """Pairs of rows with the same sum: the opposite corners of each subcube."""
    for spread in range(1, _ROWS):
        if spread.bit_count() < 2:
            continue
        corners = [r for r in range(_ROWS) if r & ~spread == 0]
        for base in range(_ROWS):
            if not base & spread:
                yield [(base | r, base | spread ^ r) for r in corners if r < spread ^ r]
