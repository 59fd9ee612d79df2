"""The compiled loop of `segments` over many segments that share cells."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

_BOUND = 4 * 2.0**-53  # of the products of an area: more than floats can be wrong by
_TINY = 1e-290


@kernel(error_model="numpy")
def together(starts, ends, segment, first, pairs):  # type: ignore[no-untyped-def]
    """List pairs that share a cell, but those that floats know to be apart; how many there are.

    Segments are apart where one lies beyond the other's box, or on one side of its line. More
    pairs than there is room for are counted, not listed.
    """
    count = 0
    most, last = 0, np.empty(len(starts), np.int64)  # neighbours share many cells, and are listed
    for i in range(len(starts)):  # in the first
        last[i] = -1
    for cell in range(len(first) - 1):
        most = max(most, first[cell + 1] - first[cell])
    near = np.empty((4, most))  # the ends of those in a cell, beside one another
    for cell in range(len(first) - 1):
        begin, size = first[cell], first[cell + 1] - first[cell]
        for u in range(size):
            i = segment[begin + u]
            near[0, u], near[1, u], near[2, u], near[3, u] = (
                starts[i, 0], starts[i, 1], ends[i, 0], ends[i, 1],
            )  # fmt: skip
        for u in range(size):
            ax, ay, bx, by = near[0, u], near[1, u], near[2, u], near[3, u]
            low_x, high_x, low_y, high_y = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
            for v in range(u + 1, size):
                cx, cy, dx, dy = near[0, v], near[1, v], near[2, v], near[3, v]
                if _one_side(ax, ay, bx, by, cx, cy, dx, dy):
                    continue
                if _one_side(cx, cy, dx, dy, ax, ay, bx, by):
                    continue
                if max(cx, dx) < low_x or min(cx, dx) > high_x:
                    continue
                if max(cy, dy) < low_y or min(cy, dy) > high_y:
                    continue
                i, j = segment[begin + u], segment[begin + v]
                if last[i] != j:
                    if count < len(pairs):
                        pairs[count, 0], pairs[count, 1] = i, j
                    count += 1
                    last[i] = j
    return count


@kernel(error_model="numpy", inner=True)
def _one_side(ax, ay, bx, by, cx, cy, dx, dy):  # type: ignore[no-untyped-def]
    """Whether c and d surely lie on one side of the line through a and b."""
    wx, wy = bx - ax, by - ay
    first, second = wx * (cy - ay), wy * (cx - ax)
    third, fourth = wx * (dy - ay), wy * (dx - ax)
    one, other = first - second, third - fourth
    sure = _BOUND * (abs(first) + abs(second) + abs(third) + abs(fourth)) + _TINY
    return (one > sure) & (other > sure) | (one < -sure) & (other < -sure)
