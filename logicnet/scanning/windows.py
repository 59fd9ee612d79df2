"""Where the cells of a window are in packed rows, and what is around a grid.

The last axis of a grid is packed, so that cells beside one another are bits of the same word; a
cell further on is the same words shifted. Rows are those of all channels and other axes, one after
the other: which of them a cell reads at each place is a table.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import WORD, Words

Padding = Literal["none", "zeros", "ones", "wrap"]
Numbers = NDArray[np.int64]
_OUTSIDE = {"zeros": -1, "ones": -2}


class Windows(NamedTuple):
    """The rows that the cells of a window read at each row of places, and their shifts."""

    places: tuple[int, ...]  # by axis; of the last axis before the stride
    rows: Numbers
    skips: Numbers
    rests: Numbers
    length: int  # words of a row of places


@cache
def kernels() -> Any:
    """The compiled loops, imported when first asked for: an import each call would cost as much."""
    from . import scan_kernel

    return scan_kernel


@lru_cache(maxsize=64)
def windows(
    shape: tuple[int, ...], window: tuple[int, ...], stride: tuple[int, ...], padding: Padding
) -> Windows:
    """The windows of a grid of this shape (channels, axes...), whose rows are widened already."""
    channels, *sizes = shape
    counts, lines = [], []
    for size, wide, step in zip(sizes[:-1], window[:-1], stride[:-1], strict=True):
        before = 0 if padding == "none" else (wide - 1) // 2
        count = size - wide + 1 if padding == "none" else size
        at = np.arange(0, count, step)[:, None] + np.arange(wide) - before
        outside = (at < 0) | (at >= size)
        at = at % size if padding == "wrap" else np.where(outside, _OUTSIDE.get(padding, 0), at)
        counts.append(len(at))
        lines.append(at)
    found = np.zeros((*counts, channels, *window[:-1]), dtype=np.int64)
    outside = np.zeros_like(found)
    axes = len(counts)
    for axis, (at, size) in enumerate(zip(lines, sizes[:-1], strict=True)):
        form = [1] * found.ndim
        form[axis], form[axes + 1 + axis] = at.shape
        found = found * size + np.maximum(at, 0).reshape(form)
        outside = np.minimum(outside, at.reshape(form))
    form = [1] * found.ndim
    form[axes] = channels
    found = found + (np.arange(channels) * int(np.prod(sizes[:-1]))).reshape(form)
    found = np.where(outside < 0, outside, found)
    last = window[-1]
    rows = np.repeat(found.reshape(int(np.prod(counts)), -1), last, axis=1)
    shifts = np.tile(np.arange(last), rows.shape[1] // last)
    width = sizes[-1] - last + 1 if padding == "none" else sizes[-1]
    return Windows((*counts, width), rows, shifts // WORD, shifts % WORD, -(-width // WORD))


def widened(words: Words, width: int, window: int, padding: Padding) -> Words:
    """Packed rows with what is before and after them, so that there is a window for each cell.

    >>> from logicnet.ground.bits import pack, unpack
    >>> words = widened(pack(np.array([[True, False]])), 2, 3, "wrap")
    >>> unpack(words, 4).astype(int).tolist()
    [[0, 1, 0, 1]]
    """
    if padding == "none" or window == 1:
        return words
    before, after = (window - 1) // 2, window // 2
    found = np.zeros((len(words), -(-(width + window - 1) // WORD)), dtype=np.uint64)
    kernels().widen(words, width, before, after, _OUTSIDE.get(padding, 0), found)
    return found
