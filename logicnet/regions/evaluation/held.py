"""Which outputs are 1, as truth values or by place, for networks of many outputs at many rows.

The numbers of all rows and outputs at once would be 8 octets each; rows are answered in blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.logic.frames import columns_of, is_frame
from logicnet.network.network import Network
from logicnet.network.simulation import array_of, outputs_of_rows

_BLOCK = 1 << 22  # values of outputs that are kept together


def holds(network: Network, x: Any, sparse: bool) -> Any:
    """The outputs of one row or of each of many; see `Network.holds`."""
    rows = rows_of(network, x)
    if sparse:
        return _sparse(network, np.atleast_2d(rows))
    found = np.empty((len(np.atleast_2d(rows)), len(network.outputs)), dtype=np.bool_)
    for start, outputs in in_blocks(network, np.atleast_2d(rows)):
        found[start : start + len(outputs)] = outputs
    return found[0] if rows.ndim == 1 else found


def rows_of(network: Network, x: Any) -> NDArray[Any]:
    """One row, or rows by inputs, of an array or a data frame."""
    if is_frame(x):
        x = np.stack([*columns_of(x, network.inputs).values()], axis=1)
    rows = array_of(x)
    if rows.ndim and rows.dtype.kind not in "biufO":
        raise SpecificationError(f"expected points as numbers, got an array of {rows.dtype}")
    width = rows.shape[-1:] if rows.ndim in (1, 2) else ()
    if width != (len(network.inputs),):
        raise SpecificationError(
            f"expected points of {len(network.inputs)} inputs "
            f"({', '.join(network.inputs[:8])}), got an array of {rows.shape}"
        )
    return rows


def in_blocks(network: Network, rows: NDArray[Any]) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """The outputs of some rows at a time, and which row is the first of these."""
    step = max(1, _BLOCK // max(1, len(network.outputs)))
    for start in range(0, len(rows), step):
        try:
            yield start, outputs_of_rows(network, rows[start : start + step]) != 0
        except SpecificationError:
            outputs_of_rows(network, rows)  # which says which of all rows is wrong
            raise


def _sparse(network: Network, rows: NDArray[Any]) -> Any:
    """Rows by outputs as an array of SciPy's that holds the places of what is 1."""
    from scipy.sparse import csr_array

    counts, places = [np.zeros(1, dtype=np.int64)], [np.zeros(0, dtype=np.int32)]
    for _, outputs in in_blocks(network, rows):
        counts.append(outputs.sum(axis=1))
        places.append(np.nonzero(outputs)[1].astype(np.int32))
    indices, indptr = np.concatenate(places), np.cumsum(np.concatenate(counts))
    shape = len(rows), len(network.outputs)
    return csr_array((np.ones(len(indices), dtype=np.bool_), indices, indptr), shape=shape)
