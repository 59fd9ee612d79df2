"""Which output is 1 at a point: one name or number each, at points and at the places of a grid.

Where several outputs are 1 the first of them counts. Nothing as wide as there are outputs is kept:
a leaf of the index knows its few outputs, and other points are answered in blocks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.network.network import Network
from logicnet.network.simulation import outputs_of_rows, points_of

from .held import in_blocks, rows_of
from .index import Index
from .prepared import Prepared, prepared

Numbers = NDArray[np.int32]


def label(network: Network, points: Any, names: bool) -> Any:
    """The label of one point or of each of many; see `Network.label`."""
    rows = rows_of(network, points)
    found = _named(network, numbers_at(network, np.atleast_2d(rows)), names)
    return found[0] if rows.ndim == 1 else found


def label_grid(network: Network, x: ArrayLike, y: ArrayLike, names: bool) -> NDArray[Any]:
    """The labels at the places of a grid; see `Network.label_grid`."""
    if network.encoding != "real" or len(network.inputs) != 2 or network.booleans:
        raise SpecificationError("a grid needs a network that reads two coordinates")
    axes = [np.asarray(axis, dtype=np.float64) for axis in (x, y)]
    for name, axis in zip(network.inputs, axes, strict=True):
        if axis.ndim != 1 or not np.isfinite(axis).all():
            raise SpecificationError(f"{name}: expected a list of finite numbers")
    if not all(map(len, axes)):
        return _named(network, np.zeros((len(axes[1]), len(axes[0])), dtype=np.int32), names)
    return _named(network, numbers_on_grid(network, *axes), names)


def numbers_at(network: Network, rows: NDArray[Any]) -> Numbers:
    """For each row the number of the first output that is 1, or -1."""
    if network.encoding == "real":
        points = np.ascontiguousarray(points_of(rows))
        known = prepared(network)
        index = None if network.booleans else known.index_for(points)
        if index is not None:
            return _indexed(network, known, index, points)
    return _in_blocks(network, rows)


def numbers_on_grid(network: Network, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> Numbers:
    """The same at all places (x, y) of a grid, a row for each y."""
    from .index_kernel import label_grid

    known = prepared(network)
    corners = np.array([(x, y) for x in (xs.min(), xs.max()) for y in (ys.min(), ys.max())])
    index = None if network.booleans else known.index_for(corners, len(xs) * len(ys))
    parts = known.parts
    if index is None or index.is_coarse or parts is None:
        places = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        return numbers_at(network, places).reshape(len(ys), len(xs))
    answer = np.empty((len(ys), len(xs)), dtype=np.int32)
    left = np.empty(answer.size + 1, dtype=np.int64)
    count = label_grid(
        xs, ys, parts.centre, index.low, index.size, index.level, index.grid, index.children,
        index.constant, index.leaf_start, index.leaf_lines, index.entry_start, index.entry_output,
        index.entry_table, answer, left,
    )  # fmt: skip
    row, column = np.divmod(left[:count], len(xs))
    if count:
        answer[row, column] = _in_blocks(network, np.stack([xs[column], ys[row]], axis=1))
    return answer


def _indexed(
    network: Network, known: Prepared, index: Index, points: NDArray[np.float64]
) -> Numbers:
    """The numbers by the index, and those of what it leaves in blocks."""
    from .index_kernel import label

    parts = known.parts
    if parts is None:
        raise ValueError("a network that mixes coordinates and units has no index")
    answer = np.empty(len(points), dtype=np.int32)
    left = np.empty(len(points) + 1, dtype=np.int64)
    count = label(
        points, parts.centre, index.low, index.size, index.level, index.grid, index.children,
        index.constant, index.leaf_start, index.leaf_lines, index.entry_start, index.entry_output,
        index.entry_table, index.lines, index.nets, len(parts.tail.outputs), answer, left,
    )  # fmt: skip
    left = left[:count]
    if count:
        bad = left[~np.isfinite(points[left]).all(axis=1)]
        if len(bad):
            outputs_of_rows(network, points)  # which says what is wrong with which row
        answer[left] = _in_blocks(network, points[left])
    return answer


def _in_blocks(network: Network, rows: NDArray[Any]) -> Numbers:
    """The numbers from all outputs of some rows at a time."""
    answer = np.empty(len(rows), dtype=np.int32)
    for start, outputs in in_blocks(network, rows):
        found = np.where(outputs.any(axis=1), outputs.argmax(axis=1), -1)
        answer[start : start + len(found)] = found
    return answer


def _named(network: Network, numbers: NDArray[np.int32], names: bool) -> NDArray[Any]:
    """The names of outputs by their numbers, None where there is none."""
    if not names:
        return numbers
    return np.array([*network.outputs, None], dtype=object)[numbers]
