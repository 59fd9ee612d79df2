"""The compiled loops of `convex`."""

from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel

_UNIT = 2.0**-50  # of the sizes in a sum: what floats may be wrong by, with room to spare


@kernel(error_model="numpy")
def envelope(slope, offset, pieces):  # type: ignore[no-untyped-def]
    """Fill (start, slope, offset) with the least of lines at each x; how many, and by what above.

    The slopes fall. Whatever floats have done, at each x the piece that `pieces` names is less
    than each of the lines plus the second result: a piece is as low as its neighbour where it
    begins, but for what is added up here, and falls faster from there on; a line that is left out
    is between two neighbours in slope, and as high as them where they meet, but for `below`.
    """
    top = 0
    for k in range(len(slope)):
        start, skip = -np.inf, False
        while top > 0:
            before = slope[k] == pieces[top - 1, 1]
            if before and offset[k] >= pieces[top - 1, 2]:
                skip = True
                break
            if not before:
                start = (offset[k] - pieces[top - 1, 2]) / (pieces[top - 1, 1] - slope[k])
                if start > pieces[top - 1, 0]:
                    break
            start = -np.inf
            top -= 1
        if not skip:
            pieces[top, 0], pieces[top, 1], pieces[top, 2] = start, slope[k], offset[k]
            top += 1
    steps = 0.0
    for p in range(1, top):
        x = pieces[p, 0]
        before, here = pieces[p - 1, 1] * x, pieces[p, 1] * x
        size = abs(before) + abs(here) + abs(pieces[p - 1, 2]) + abs(pieces[p, 2])
        steps += abs(before + pieces[p - 1, 2] - here - pieces[p, 2]) + _UNIT * size
    below, p = 0.0, 0
    for k in range(len(slope)):
        while p + 1 < top and pieces[p + 1, 1] >= slope[k]:
            p += 1
        x = pieces[min(p + 1, top - 1), 0] if top > 1 else 0.0
        there, here = pieces[p, 1] * x, slope[k] * x
        size = abs(there) + abs(here) + abs(pieces[p, 2]) + abs(offset[k])
        if size > 0:
            below = max(below, there + pieces[p, 2] - here - offset[k] + _UNIT * size)
    return top, 2 * (steps + below)


@kernel(error_model="numpy")
def within(rows, real, pieces, first, lines, answer):  # type: ignore[no-untyped-def]
    """Fill `answer`: whether rows are within all lines, -1 where floats do not tell; count these.

    `real`: the centre; what to answer inside; the bounds of an error, of 1, |x| and |y|; then for
    the least of the upper lines and for that of the lower ones, turned over: where the buckets of
    `first` begin, how many there are for a unit of length. `first` has the number of buckets,
    then for each of the two the piece at the beginning of each, and one at the end.
    """
    buckets = first[0]
    inside = np.int64(real[2])
    open_rows = 0
    for r in range(len(rows)):
        x, y = rows[r, 0] - real[0], rows[r, 1] - real[1]
        across, up = abs(rows[r, 0]) + abs(real[0]), abs(rows[r, 1]) + abs(real[1])
        margin = real[3] + real[4] * across + real[5] * up
        outside, sure = False, True
        for part in range(2):
            place = (x - real[6 + 2 * part]) * real[7 + 2 * part]
            bucket = 0 if not place >= 0 else (int(place) if place < buckets else buckets - 1)
            at = 1 + part * (buckets + 1) + bucket
            low, high = first[at], first[at + 1]
            while low < high:  # the last piece that begins at or before x
                middle = (low + high + 1) >> 1
                if pieces[middle, 0] <= x:
                    low = middle
                else:
                    high = middle - 1
            while x < pieces[low, 0]:  # the bucket began a little later, by rounding
                low -= 1
            last = first[(part + 1) * (buckets + 1)]
            while low < last and x >= pieces[low + 1, 0]:
                low += 1
            over = pieces[low, 1] * x + pieces[low, 2] + (y if part else -y)
            outside |= -np.inf < over < -margin
            sure &= margin < over < np.inf
        for k in range(len(lines)):
            over = lines[k, 0] * x + lines[k, 1] * y - lines[k, 2]
            margin = _UNIT * (abs(lines[k, 0]) * across + abs(lines[k, 1]) * up + abs(lines[k, 2]))
            outside |= -np.inf < over < -margin - 1e-290
            sure &= margin + 1e-290 < over < np.inf
        answer[r, 0] = inside if sure else (1 - inside if outside else -1)
        open_rows += not (sure or outside)
    return open_rows
