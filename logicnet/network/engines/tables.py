"""Evaluation of a network by tables: what the eight values of an octet add to many units at once.

The values of a row are bits, eight to an octet, and each layer begins with an octet of its own. A
table holds what each value of four bits (of all eight where a layer has few units) adds to the
sums of all units of the layer: several sums to a machine word, each in a lane of 8, 16 or 32
bits. A layer is then one addition of words for each four bits, and one bit of each lane says
whether the unit fires. Lanes never run over: negative weights count where their bit is 0, so that
all entries are positive, and no sum of weights reaches half of what a lane holds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words
from logicnet.ground.running.in_threads import in_threads
from logicnet.network.sums import Sums, whole_sums
from logicnet.network.threshold_units import ThresholdUnits

_WIDEST = 128  # words of a step: the layers of more units are several steps
_EVEN = 8  # words that vector units add at once
_MOST_WORDS = 1 << 24  # of all tables
_LANES = (8, 16, 32)

# Seconds, measured on one core with vectors of 512 bits.
_A_CALL, _A_STEP, _AN_OCTET, _A_WORD = 2e-6, 6e-9, 2e-9, 2.5e-10
_A_VALUE, _A_FILLED_WORD = 5e-11, 7e-9
_WORTH_A_THREAD = 4e-5


class TablePlan(NamedTuple):
    """Where the tables of a network stand.

    A step has: the octets from and to which it reads, where its table begins, its words, where
    the words stand that its sums begin with, the octet it writes first, and the place of its lane
    among 8, 16 and 32 bits.
    """

    steps: NDArray[np.uint64]
    words: int  # of all tables
    octets: int
    place: NDArray[np.int64]  # the bit of each node
    spots: NDArray[np.int64]  # the step, the word and the shift of each unit
    starts: NDArray[np.int64]  # what the lane of each unit begins with
    a_row: float  # seconds


class Tables:
    """The tables of a network, filled when they are first used."""

    def __init__(self, plan: TablePlan, network: ThresholdUnits) -> None:
        self.plan, self.sums = plan, whole_sums(network)
        self.outputs = self.bits(len(network.inputs) + network.output_units)
        self.words: Words | None = None
        self.saved = 0.0

    def seconds(self, rows: int) -> float:
        """About how long `rows` rows take, once the tables are filled."""
        return _A_CALL + rows * self.plan.a_row

    def worth_filling(self, saved: float) -> bool:
        """Whether filled tables would have saved as much time so far as filling them takes."""
        self.saved += saved
        return self.words is not None or self.saved >= self.plan.words * _A_FILLED_WORD

    def bits(self, nodes: NDArray[np.int64]) -> Words:
        """Where the values of some nodes stand among the bits of a row."""
        return self.plan.place[nodes].astype(np.uint64)

    def values(self, rows: NDArray[np.uint8], bits: Words) -> NDArray[np.int64] | None:
        """The values at some bits: rows by bits; None where a value is neither 0 nor 1."""
        from .table_kernel import run

        if self.words is None:
            self.words = filled(self.plan, self.sums)
        plan, words, answer = self.plan, self.words, np.empty((len(rows), len(bits)), np.int64)

        def part(first: int, last: int) -> bool:
            return bool(run(rows, first, last, plan.steps, words, plan.octets, bits, answer) < 0)

        pieces = int(len(rows) * plan.a_row / _WORTH_A_THREAD)
        right = all(in_threads(part, len(rows), pieces)) if pieces > 1 else part(0, len(rows))
        return answer if right else None

    def light(self, inputs: int, most: int) -> Callable[[Any], NDArray[np.int64] | None]:
        """A function of up to so many rows of octets, which does nothing else; None for others.

        The tables are filled.
        """
        from .table_kernel import run

        plan, bits, words = self.plan, self.outputs, self.words
        array, octets, whole, empty = np.ndarray, np.dtype(np.uint8), np.int64, np.empty
        steps, width, ends = plan.steps, plan.octets, len(bits)

        def found(x: Any) -> NDArray[np.int64] | None:
            if type(x) is not array or x.dtype is not octets or not x.flags.carray:
                return None
            rows = x if x.ndim == 2 else x[None]
            if rows.ndim != 2 or rows.shape[1] != inputs or len(rows) > most:
                return None
            answer = empty((len(rows), ends), whole)
            if run(rows, 0, len(rows), steps, words, width, bits, answer) >= 0:
                return None
            return answer if rows is x else answer[0]

        return found


def tables_of(network: ThresholdUnits) -> Tables | None:
    """The tables; None where sums are too large for lanes or tables too many."""
    sums = whole_sums(network)
    plan = planned(sums, len(network.inputs), network.layer_starts) if sums.fit_words else None
    return None if plan is None else Tables(plan, network)


def planned(sums: Sums, inputs: int, layer_starts: NDArray[np.int64]) -> TablePlan | None:
    """Where all tables stand, if sums fit lanes and tables are not too many."""
    counts, first = np.diff(layer_starts), layer_starts[:-1]
    if not len(counts):
        return None
    lowest, size = _reach(sums)
    largest = np.maximum.reduceat(size, first)
    if largest.max() >= 1 << (_LANES[-1] - 1):
        return None
    lane = np.searchsorted([1 << (bits - 1) for bits in _LANES], largest, side="right")
    bits = np.array(_LANES)[lane]
    words = _rounded(_rounded(counts, 8) * bits // 64, _EVEN, above=_EVEN)
    begin = -(-inputs // 8) + np.cumsum(np.append(0, words * 8 // bits))
    layer_of = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(inputs + len(layer_of))
    place[inputs:] += (8 * begin[:-1] - inputs - first)[layer_of]
    low, high = _octets_read(place[sums.indices] >> 3, sums.indptr[layer_starts])
    paired = words > 1
    high = np.where(paired, low + _rounded(high - low, 2), high)
    steps, starting = _steps(np.stack([low, high, words, begin[:-1], lane], axis=1))
    total = int(steps[-1, 4] + steps[-1, 3])
    if total > _MOST_WORDS:
        return None
    word, shift = np.divmod((np.arange(len(place) - inputs) - first[layer_of]) * bits[layer_of], 64)
    spots = [starting[layer_of] + word // _WIDEST, word % _WIDEST, shift]
    starts = (1 << (bits[layer_of] - 1)) - np.clip(sums.thresholds - lowest, 0, size + 1)
    read = (steps[:, 1] - steps[:, 0]) * np.where(steps[:, 3] > 1, 1.0, 0.5)
    a_row = len(steps) * _A_STEP + float((read * (_AN_OCTET + _A_WORD * steps[:, 3])).sum())
    return TablePlan(steps.astype(np.uint64), total, int(begin[-1]) + 1, place,
                np.stack(spots, axis=1), starts, a_row + inputs * _A_VALUE)  # fmt: skip


def _steps(layers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The steps of layers that read, write and are of so many words, and each layer's first."""
    parts = -(-layers[:, 2] // _WIDEST)
    starting = np.cumsum(parts) - parts
    low, high, words, begin, lane = np.repeat(layers, parts, axis=0).T
    before = (np.arange(len(words)) - np.repeat(starting, parts)) * _WIDEST
    wide = np.minimum(words - before, _WIDEST)
    sizes = (np.where(words > 1, 32, 256) * (high - low) + 1) * wide
    ends = np.cumsum(sizes)
    writes = begin + before * 8 // np.array(_LANES)[lane]
    return np.stack([low, high, ends - sizes, wide, ends - wide, writes, lane], axis=1), starting


def filled(plan: TablePlan, sums: Sums) -> Words:
    """The words of all tables."""
    from .table_kernel import fill

    words = np.zeros(plan.words + _EVEN, dtype=np.uint64)
    words = words[-(words.ctypes.data // 8) % _EVEN :][: plan.words]  # along lines of the cache
    fill(
        sums.indptr, sums.indices, sums.weights, plan.place, plan.spots, plan.starts, plan.steps,
        words,
    )  # fmt: skip
    return words


def _reach(sums: Sums) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The least sum of each unit, and the sum of its weights' sizes."""
    found = []
    for part in (np.minimum(sums.weights, 0), np.abs(sums.weights)):
        total = np.concatenate([np.zeros(1, np.int64), np.cumsum(part)])
        found.append(total[sums.indptr[1:]] - total[sums.indptr[:-1]])
    return found[0], found[1]


def _octets_read(
    octets: NDArray[np.int64], edges: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """From and to which octets each layer reads, given that of each wire and each layer's wires."""
    some = np.flatnonzero(edges[1:] > edges[:-1])
    low, high = np.zeros((2, len(edges) - 1), dtype=np.int64)
    if len(some):
        low[some] = np.minimum.reduceat(octets, edges[some])
        high[some] = np.maximum.reduceat(octets, edges[some]) + 1
    return low, high


def _rounded(sizes: NDArray[np.int64], step: int, *, above: int = 0) -> NDArray[np.int64]:
    """The sizes rounded up to whole steps, if they are greater than `above`."""
    return np.where(sizes > above, -(-sizes // step) * step, sizes)
