"""0/1 columns as lists of what is 1 in each row; nested columns are one entry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]


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
