"""What is kept of a network between calls: its parts, flat arrays, and an index that has paid.

Rows are answered one by one until as much has been spent on that as an index costs; from then on
there is one. So no sequence of calls costs more than about twice the best choice for it.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.network.network import Network

from .index import Index, box_of, index_over, levels, within
from .parts import EPSILON, TINY, Parts, split

_MOST_KEPT = 16  # networks
_INDEX_COST = 6000  # rows answered one by one that cost as much as an index
_SOME = 4096  # rows whose box an index is laid over
_ROWS_OF_INDEX = 100_000  # for which a later index is made at least


class FlatParts(NamedTuple):
    """The arrays of `direct_kernel.direct`."""

    columns: NDArray[np.float64]
    reach: NDArray[np.float64]
    floor: NDArray[np.float64]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int64]
    weights: NDArray[np.int64]
    least: NDArray[np.int64]
    ends: NDArray[np.int64]


class Prepared:
    """A network with what its evaluation has found out about it."""

    def __init__(self, network: Network) -> None:
        self.parts = split(network)
        self.index: Index | None = None
        self.spent = 0  # rows answered one by one since the index was made
        self.seen = np.zeros((0, len(network.inputs)))  # some of these rows

    @property
    def usable(self) -> Parts | None:
        """The parts, where floats with a bound tell most sides of half-spaces."""
        parts = self.parts
        return None if parts is None or parts.direct or parts.stored is not None else parts

    @cached_property
    def flat(self) -> FlatParts:
        """The half-spaces by columns with their bounds, and the units above them."""
        parts = self.parts
        if parts is None:
            raise ValueError("a network that mixes coordinates and units has no parts")
        tail, unit = parts.tail, (parts.normals.shape[1] + 3) * 2 * EPSILON
        with np.errstate(all="ignore"):
            reach = unit * np.abs(parts.normals).sum(axis=1)
            floor = unit * np.abs(parts.offsets) + TINY
        arrays = (parts.normals.T, reach, floor, tail.indptr, tail.indices, tail.weights,
                  tail.thresholds, len(parts.offsets) + tail.output_units)  # fmt: skip
        # copies, since compiled loops are compiled anew for read-only arrays
        return FlatParts(*(np.array(array, order="C") for array in arrays))

    def index_for(self, rows: NDArray[np.float64], count: int | None = None) -> Index | None:
        """An index of the plane for these rows, if there is one or it pays to make one.

        `count` is the number of rows, where the given ones only are the corners of their box.
        """
        parts = self.usable
        if parts is None or rows.shape[1] > 2 or not len(rows):
            return None
        count = len(rows) if count is None else count
        known = self.index
        fine = known is not None and (count < _ROWS_OF_INDEX or levels(count) <= known.level)
        if known is not None and fine and within(known, rows):
            return known
        self.spent += count
        self.seen = np.concatenate([self.seen, rows[:: max(1, len(rows) // _SOME)]])[-_SOME:]
        if self.spent < _INDEX_COST:
            return None
        self.index = index_over(parts, *box_of(self.seen), levels(count))
        self.spent, self.seen = 0, self.seen[:0]
        return self.index


_KEPT: OrderedDict[int, tuple[weakref.ref[Network], Prepared]] = OrderedDict()
_LOCK = Lock()


def prepared(network: Network) -> Prepared:
    """What is kept of a network, found by the object itself: equal ones may be kept twice."""
    known = _KEPT.get(id(network))
    if known is not None and known[0]() is network:
        return known[1]
    found = Prepared(network)
    with _LOCK:
        _KEPT[id(network)] = weakref.ref(network), found
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return found
