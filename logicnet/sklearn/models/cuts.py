"""Where the splits of trees lie among the floats of 64 bits: exactly, whatever is done before.

A tree compares a feature that was rounded to 32 bits with a threshold of 64, ``float32(x) <= t``,
and a pipeline may have shifted and scaled the feature before, which rounds as well. All of these
steps never decrease, so the floats that go right are those from one float on. It is found by
halving the floats, each step of which asks the very operations that the model uses: what comes out
is exact by what they do, not by an argument about how they round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Transform = Callable[[Floats], Any]  # rows of features to rows of features, column by column
_LARGEST = np.finfo(np.float64).max


def cuts(
    transform: Transform, width: int, columns: Sequence[int], features: Any, thresholds: Any
) -> Floats:
    """The least float of each feature that goes right at a threshold; infinite where none does.

    Of `width` columns, `columns` are those that the features depend on.

    >>> cut = cuts(lambda rows: rows, 1, [0], [0], [0.1])[0].item()  # 0.1 is no float of 32 bits
    >>> cut, float(np.float32(cut)) > 0.1, float(np.float32(np.nextafter(cut, 0))) > 0.1
    (0.09999999776482583, True, False)
    """
    features = np.asarray(features, dtype=np.int64)
    thresholds = np.asarray(thresholds, dtype=np.float64)
    at, read = np.arange(len(features)), np.asarray(columns, dtype=np.int64)[features]

    def right(values: Floats) -> NDArray[np.bool_]:
        rows = np.zeros((len(features), width))
        rows[at, read] = values
        with np.errstate(all="ignore"):
            moved = np.asarray(transform(rows))[at, features].astype(np.float32)
        return np.asarray(~(moved.astype(np.float64) <= thresholds))

    low = np.full(len(features), _key(np.array([-_LARGEST]))[0])
    high = np.full(len(features), _key(np.array([_LARGEST]))[0])
    never, always = ~right(_float(high)), right(_float(low))
    while (open_ := low + 1 < high).any():
        middle = (low >> 1) + (high >> 1) + (low & high & 1)  # their difference may not fit
        goes = right(_float(middle))
        high, low = np.where(open_ & goes, middle, high), np.where(open_ & ~goes, middle, low)
    found = _float(high) + 0.0
    return np.where(never, np.inf, np.where(always, -np.inf, found))


def _key(values: Floats) -> NDArray[np.int64]:
    """Whole numbers in the order of the floats."""
    bits = values.view(np.int64)
    return np.where(bits < 0, np.iinfo(np.int64).min - bits, bits)


def _float(keys: NDArray[np.int64]) -> Floats:
    bits = np.where(keys < 0, np.iinfo(np.int64).min - keys, keys)
    return np.asarray(bits.view(np.float64))
