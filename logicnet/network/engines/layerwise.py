"""Evaluation of a network a layer at a time, for few rows and for dense layers.

The values of all nodes at a block of rows are floats, a line a node, and a layer is one product of
matrices, or, where it has few wires among many nodes, one sum of what its wires carry. Weights and
thresholds are whole numbers here, and all sums of a unit lie below 2**24 (2**53 where floats are
of 64 bits), so that no order of adding them up rounds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.network.sums import Sums

_MOST_LAYERS = 20_000  # a plan for more takes longer than bits of 64 rows at a time do
_DENSE = 8  # entries of a matrix for each wire up to which it is faster than its wires one by one
_SMALL = 1024  # entries of a matrix that may be empty for the most part
_BLOCK = 1 << 18  # values held at a time
_EXACT = ((2**24, np.float32), (2**53, np.float64))

# Seconds, measured on one core with vectors of 256 bits.
_A_STEP, _A_CALL = 5e-6, 8e-6
_A_PRODUCT = {"f": 2.2e-11, "d": 4.4e-11}
_A_READ = 2e-10  # an entry of a matrix, from memory
_A_CARRIED = 4e-9
_A_VALUE = 4e-10


class LayerSums(NamedTuple):
    """Units of one layer: the nodes that they read, weights and thresholds."""

    reads: slice | NDArray[np.int64]
    weights: NDArray[Any]  # units by nodes read, or one for each wire
    starts: NDArray[np.int64] | None  # where the wires of each unit begin; None for a matrix
    writes: slice | NDArray[np.int64]
    thresholds: NDArray[Any]


class Layers(NamedTuple):
    """A network as steps; `constant` are the nodes without wires, and their values."""

    nodes: int
    kind: type[np.floating[Any]]
    steps: tuple[LayerSums, ...]
    constant: tuple[NDArray[np.int64], NDArray[np.bool_]]
    entries: int  # of all matrices
    carried: int  # by wires one by one

    def seconds(self, rows: int) -> float:
        """About how long `rows` rows take."""
        blocks = -(-rows // self.block)
        each = _A_PRODUCT[np.dtype(self.kind).char]
        return (
            blocks * (_A_CALL + len(self.steps) * _A_STEP)
            + self.entries * max(rows * each, blocks * _A_READ)
            + self.carried * rows * _A_CARRIED
            + self.nodes * rows * _A_VALUE
        )

    @property
    def block(self) -> int:
        """The number of rows that go through the layers together."""
        return max(64, _BLOCK // max(1, self.nodes))

    def values(self, rows: NDArray[np.bool_], nodes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """The values of some nodes: rows by nodes, for rows by inputs."""
        count, n = rows.shape
        answer = np.empty((count, len(nodes)), dtype=bool)
        held = np.empty((self.nodes, min(self.block, count)), dtype=self.kind)
        held[self.constant[0]] = self.constant[1][:, None]
        for start in range(0, count, self.block):
            part = rows[start : start + self.block]
            values = held[:, : len(part)]
            values[:n] = np.ascontiguousarray(part.T)  # octets are moved faster than floats
            for step in self.steps:
                if step.starts is None:
                    sums = step.weights @ values[step.reads]
                else:
                    carried = values[step.reads] * step.weights
                    sums = np.add.reduceat(carried, step.starts, axis=0)
                values[step.writes] = sums >= step.thresholds
            answer[start : start + self.block] = np.ascontiguousarray((values[nodes] != 0).T)
        return answer


def layers_of(sums: Sums, inputs: int, layer_starts: NDArray[np.int64]) -> Layers | None:
    """The steps of a network; None where its sums are too large or its layers too many."""
    units = len(sums.thresholds)
    if len(layer_starts) > _MOST_LAYERS or not sums.fit_words:
        return None
    sizes = np.zeros(units, dtype=np.float64)
    reader = np.repeat(np.arange(units), np.diff(sums.indptr))
    np.add.at(sizes, reader, np.abs(sums.weights.astype(np.float64)))
    fitting = [kind for most, kind in _EXACT if sizes.max(initial=0) + 1 < most]
    if not fitting:
        return None
    whole = sizes.astype(np.int64)
    # beyond what sums can be, thresholds say always or never
    thresholds = np.clip(sums.thresholds, -whole, whole + 1)
    steps = []
    for first, last in zip(layer_starts[:-1].tolist(), layer_starts[1:].tolist(), strict=True):
        chosen = np.arange(first, last)[np.diff(sums.indptr[first : last + 1]) > 0]
        if len(chosen):
            steps.append(_step(sums, inputs, chosen, thresholds, fitting[0]))
    alone = np.flatnonzero(np.diff(sums.indptr) == 0)
    sizes_of = {True: 0, False: 0}
    for step in steps:
        sizes_of[step.starts is None] += step.weights.size
    return Layers(
        inputs + units, fitting[0], tuple(steps), (inputs + alone, sums.thresholds[alone] <= 0),
        entries=sizes_of[True], carried=sizes_of[False],
    )  # fmt: skip


def _step(
    sums: Sums,
    inputs: int,
    chosen: NDArray[np.int64],
    thresholds: NDArray[np.int64],
    kind: type[np.floating[Any]],
) -> LayerSums:
    part = slice(sums.indptr[chosen[0]], sums.indptr[chosen[-1] + 1])
    sources, weights = sums.indices[part], sums.weights[part]
    starts, writes = sums.indptr[chosen] - part.start, _as_slice(inputs + chosen)
    reads, column = np.unique(sources, return_inverse=True)
    least = thresholds[chosen, None].astype(kind)
    if len(reads) * len(chosen) > max(_SMALL, _DENSE * len(sources)):
        return LayerSums(sources, weights[:, None].astype(kind), starts, writes, least)
    matrix = np.zeros((len(chosen), len(reads)), dtype=kind)
    ends = np.append(starts[1:], len(sources))
    matrix[np.repeat(np.arange(len(chosen)), ends - starts), column] = weights
    return LayerSums(_as_slice(reads), matrix, None, writes, least)


def _as_slice(nodes: NDArray[np.int64]) -> slice | NDArray[np.int64]:
    """The nodes as a slice where they follow one another, so that reading them copies nothing."""
    first, last = int(nodes[0]), int(nodes[-1])
    return slice(first, last + 1) if last - first + 1 == len(nodes) else nodes
