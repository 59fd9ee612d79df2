"""Trees on 0/1 columns: boosted, or a forest; what they say, and their leaves as conjunctions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import tree_kernel

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

_ROWS_A_LEAF = 1000.0  # rows, for each that a leaf of a forest has at least
_SLOPE = 6.0  # log-odds that a forest's shares from 0 to 1 are spread over


@dataclass(frozen=True)
class Trees:
    """Trees side by side: the column that each node asks for, -1 at a leaf, its first child."""

    feature: NDArray[np.int32]
    child: NDArray[np.int32]
    value: Floats

    def add_to(self, total: Floats, bits: Bits) -> None:
        """Add the sums of their leaves' values, rows by outputs, to `total`."""
        tree_kernel.added(self.feature, self.child, self.value, bits, total)

    def leaves(self) -> Iterator[tuple[tuple[tuple[int, bool], ...], Floats]]:
        """Each leaf: the columns that have to be 1 (True) or 0 (False), and its values."""
        for t, (first, value) in enumerate(zip(self.feature[:, 0], self.value, strict=True)):
            if first < 0:
                yield (), value[0]
                continue
            feature, child = self.feature[t].tolist(), self.child[t].tolist()
            ahead: list[tuple[int, tuple[tuple[int, bool], ...]]] = [(0, ())]
            while ahead:
                node, path = ahead.pop()
                column = feature[node]
                if column < 0:
                    yield path, value[node]
                    continue
                ahead.append((child[node], (*path, (column, False))))
                ahead.append((child[node] + 1, (*path, (column, True))))


@dataclass(frozen=True)
class SparseBits:
    """0/1 columns twice: as they are, and as lists of the columns that are 1 in each row.

    `nested` says which columns are 1 only where the one before is; of these the lists have the last
    that is 1.
    """

    bits: Bits
    indptr: NDArray[np.int64]
    entries: NDArray[np.int32]
    nested: NDArray[np.bool_]

    @classmethod
    def of(cls, bits: Bits) -> SparseBits:
        """The lists of these columns."""
        nested = np.zeros(bits.shape[1], dtype=np.bool_)
        nested[1:] = (bits[:, 1:] <= bits[:, :-1]).all(axis=0)
        listed = bits.astype(np.bool_)
        listed[:, :-1] &= ~(listed[:, 1:] & nested[1:])
        indptr = np.concatenate([[0], np.cumsum(listed.sum(axis=1, dtype=np.int64))])
        return cls(bits, indptr, np.nonzero(listed)[1].astype(np.int32), nested)


def boost(
    data: SparseBits, targets: Floats, weights: Floats, start: Floats, *,
    rounds: int, depth: int, rate: float, least: float = 1.0, ridge: float = 1.0,
) -> Trees:  # fmt: skip
    """Boosted trees from the log-odds `start` on."""
    made = _bare(rounds, _size(depth, len(weights)), targets.shape[1])
    tree_kernel.boosted(
        data.indptr, data.entries, data.nested, data.bits, np.ascontiguousarray(targets), weights,
        np.flatnonzero(weights > 0), np.array(start, order="C"), depth, float(least), float(ridge),
        float(rate), made.feature, made.child, made.value,
    )  # fmt: skip
    return made


class Forest(NamedTuple):
    """Trees whose values, summed, are log-odds up to a factor; and sums of those held out.

    `held_out` is for each row what the trees that it was not drawn for would say, were they all.
    """

    trees: Trees
    held_out: Floats


def forest(
    data: SparseBits, targets: Floats, weights: Floats, *, trees: int, seed: int, depth: int = 14
) -> Forest:
    """A forest; of many rows a leaf has more than one."""
    least = max(1.0, float(weights.sum()) / _ROWS_A_LEAF)
    tries = round(np.sqrt(data.bits.shape[1]))
    made = _bare(trees, _size(depth, len(weights)), targets.shape[1])
    told, heard = np.zeros(targets.shape), np.zeros(len(targets))
    tree_kernel.forest(
        data.bits, np.ascontiguousarray(targets), weights, depth, least, tries, int(seed),
        made.feature, made.child, made.value, told, heard,
    )  # fmt: skip
    mean = weights @ targets / max(float(weights.sum()), 1e-300)
    shares = np.where(heard[:, None] > 0, told / np.maximum(heard, 1e-300)[:, None], mean)
    summed = Trees(made.feature, made.child, made.value * (_SLOPE / trees))
    return Forest(summed, shares * _SLOPE)


def forest_offset(outputs: int) -> float:
    """What is added to the sums of a forest's leaves, so that undecided shares are no evidence."""
    return -_SLOPE / 2 if outputs == 1 else -_SLOPE / outputs


def _bare(trees: int, size: int, outputs: int) -> Trees:
    """Trees of a leaf each, with room for nodes."""
    return Trees(
        np.full((trees, size), -1, np.int32), np.zeros((trees, size), np.int32),
        np.zeros((trees, size, outputs)),
    )  # fmt: skip


def _size(depth: int, rows: int) -> int:
    return int(min(2.0 ** (depth + 1) - 1, 2 * max(rows, 1) + 1))
