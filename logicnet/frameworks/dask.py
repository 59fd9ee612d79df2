"""Nets on Dask's data frames and arrays: nothing is computed until it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.names import few

if TYPE_CHECKING:
    from logicnet.learning.nets.mlp import MLP
    from logicnet.network.network import Network


def outputs(net: Network | MLP, x: Any) -> Any:
    """The outputs of a net for lazy rows, lazily: a frame with the index of `x`, or an array.

    The columns of a frame are taken by name, and others than the inputs are left out. The rows of
    an array may be cut anywhere, also into a number of rows that is not known.
    """
    if hasattr(x, "map_partitions"):
        return _of_frame(net, x)
    if hasattr(x, "map_blocks"):
        return _of_array(net, x)
    raise SpecificationError(f"{type(x).__name__} of Dask holds no rows; expected a data frame")


def _of_frame(net: Network | MLP, frame: Any) -> Any:
    columns = list(getattr(frame, "columns", ()))
    lacking = [name for name in net.inputs if name not in columns]
    if lacking:
        raise SpecificationError(
            f"inputs are {few(net.inputs)}; no column for {few(lacking)} among {few(columns)}"
            + did_you_mean(lacking[0], columns)
        )
    own = frame[list(net.inputs)]
    return own.map_partitions(net, meta=net(own._meta))


def _of_array(net: Network | MLP, array: Any) -> Any:
    n = len(net.inputs)
    if array.ndim == 1:
        return _of_array(net, array[None])[0]
    if array.ndim != 2 or array.shape[1] != n:
        raise SpecificationError(
            f"expected rows of {n} inputs ({few(net.inputs)}), got shape {array.shape}"
        )
    rows = array.rechunk({1: -1}) if array.numblocks[1] > 1 else array
    meta = np.asarray(net(np.zeros((0, n))))
    return rows.map_blocks(net, chunks=(rows.chunks[0], (meta.shape[1],)), meta=meta)
