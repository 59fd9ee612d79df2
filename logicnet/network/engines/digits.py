"""Which nodes each digit of a unit's weights adds up, for bit-sliced sums.

A weight is its binary digits, or, where these are fewer, digits of +1 and -1 no two of which are
neighbours: 15 is 16 - 1, two digits in place of four. A digit of -1 reads the complement, as
-x = (1 - x) - 1, and raises the threshold.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import popcount
from logicnet.ground.running.kept import kept
from logicnet.network.sums import whole_sums
from logicnet.network.threshold_units import ThresholdUnits


class Digits(NamedTuple):
    """The digits of unit j are those from first[j] on; digit i adds up reads[starts[i]:...].

    What is read is twice the node, and one more where it is the complement.
    """

    first: NDArray[np.int64]
    starts: NDArray[np.int64]
    reads: NDArray[np.int64]
    thresholds: NDArray[np.int64]


@kept
def digits(network: ThresholdUnits) -> Digits:
    """Found once for each network whose sums fit machine words."""
    sums = whole_sums(network)
    units = len(sums.thresholds)
    reader = np.repeat(np.arange(units), np.diff(sums.indptr))
    more, less = signed_digits(sums.weights)
    thresholds = sums.thresholds.copy()
    np.add.at(thresholds, reader, less)
    some = more | less
    tops = np.zeros(units, dtype=np.int64)
    np.maximum.at(tops, reader, _lengths(some))
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(tops)])
    counts = np.zeros(int(first[-1]) + 1, dtype=np.int64)  # one more, so that they end
    chosen = [np.flatnonzero(some >> b & 1) for b in range(int(tops.max(initial=0)))]
    for b, wires in enumerate(chosen):
        counts += np.bincount(first[reader[wires]] + b, minlength=len(counts))
    starts = np.cumsum(counts) - counts
    reads = np.empty(int(counts.sum()), dtype=np.int64)
    for b, wires in enumerate(chosen):
        of = reader[wires]
        before = np.arange(len(wires)) - np.searchsorted(of, of)  # of the same unit
        reads[starts[first[of] + b] + before] = 2 * sums.indices[wires] + (less[wires] >> b & 1)
    return Digits(first, starts, reads, thresholds)


def signed_digits(weights: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the digits of each weight are +1, and where they are -1.

    >>> [part.tolist() for part in signed_digits(np.array([5, 15, -3]))]
    [[5, 16, 0], [0, 1, 3]]
    """
    size = np.abs(weights)
    plain = size.astype(np.uint64)
    triple = np.uint64(3) * plain
    apart, opposed = (triple & ~plain) >> np.uint64(1), (plain & ~triple) >> np.uint64(1)
    fewer = popcount((apart | opposed)[:, None], axis=1) < popcount(plain[:, None], axis=1)
    more = np.where(fewer, apart, plain).astype(np.int64)
    less = np.where(fewer, opposed, 0).astype(np.int64)
    return np.where(weights < 0, less, more), np.where(weights < 0, more, less)


def _lengths(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many binary digits each number from 0 on has, or one more where floats round it up."""
    return np.frexp(numbers.astype(np.float64))[1].astype(np.int64)
