"""Trees on 0/1 columns: boosted, or a forest; what they say, and their leaves as conjunctions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import tree_kernel

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

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
        for feature, child, value in zip(self.feature, self.child, self.value, strict=True):
            ahead: list[tuple[int, dict[int, bool]]] = [(0, {})]
            while ahead:
                node, path = ahead.pop()
                column = int(feature[node])
                if column < 0:
                    yield tuple(sorted(path.items())), value[node]
                    continue
                for side in (False, True):
                    ahead.append((int(child[node]) + side, {**path, column: side}))


@dataclass(frozen=True)
class SparseBits:
    """0/1 columns twice: as they are, and as lists of the columns that are 1 in each row."""

    bits: Bits
    indptr: NDArray[np.int64]
    columns: NDArray[np.int32]

    @classmethod
    def of(cls, bits: Bits) -> SparseBits:
        """The lists of these columns."""
        counts = bits.sum(axis=1, dtype=np.int64)
        indptr = np.concatenate([[0], np.cumsum(counts)])
        return cls(bits, indptr, np.nonzero(bits)[1].astype(np.int32))


def boost(
    data: SparseBits, targets: Floats, weights: Floats, start: Floats, *,
    rounds: int, depth: int, rate: float, least: float = 1.0, ridge: float = 1.0,
) -> Trees:  # fmt: skip
    """Boosted trees from the log-odds `start` on."""
    size = _size(depth, len(weights))
    made = tree_kernel.boosted(
        data.indptr, data.columns, data.bits, targets, weights, start.copy(), rounds, depth,
        float(least), float(ridge), float(rate), size,
    )  # fmt: skip
    return Trees(*made)


def forest(
    data: SparseBits, targets: Floats, weights: Floats, *, trees: int, seed: int, depth: int = 14
) -> Trees:
    """A forest whose values, summed, are log-odds up to a factor."""
    tries = round(np.sqrt(data.bits.shape[1]))
    feature, child, value = tree_kernel.forest(
        data.indptr, data.columns, data.bits, targets, weights, trees, depth, 1.0, tries,
        int(seed), _size(depth, len(weights)),
    )  # fmt: skip
    return Trees(feature, child, value * (_SLOPE / trees))


def forest_offset(outputs: int) -> float:
    """What is added to the sums of a forest's leaves, so that undecided shares are no evidence."""
    return -_SLOPE / 2 if outputs == 1 else -_SLOPE / outputs


def _size(depth: int, rows: int) -> int:
    return int(min(2.0 ** (depth + 1) - 1, 2 * max(rows, 1) + 1))
