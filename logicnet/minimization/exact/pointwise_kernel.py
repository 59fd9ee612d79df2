"""The compiled loops of `pointwise`."""

# mypy: ignore-errors
# ruff: noqa: SIM110
from __future__ import annotations

import numpy as np

from logicnet.ground.kernels import kernel
from logicnet.minimization.incidence.cube_kernels import (
    bit_count,
    draw,
    has,
    members_of,
    put,
    room,
    uncovered,
)

ONE = np.uint64(1)
LOOKED = 2  # binary places of work by which a look at an off-cube is cheap
SOME = 8  # outputs of a cube, about, that are looked at


@kernel
def _holds_point(pos, neg, point):
    """Whether a cube holds a point."""
    for w in range(point.shape[0]):
        if (pos[w] & ~point[w]) | (neg[w] & point[w]):
            return False
    return True


@kernel
def _freedom(point, at, listed, off_pos, off_neg, inputs):
    """In how many inputs the point can be flipped without leaving for the off-set."""
    count = 0
    for i in range(inputs):
        bit = ONE << np.uint64(i & 63)
        point[i >> 6] ^= bit
        free = True
        for e in range(at[0], at[1]):
            if _holds_point(off_pos[listed[e]], off_neg[listed[e]], point):
                free = False
                break
        count += free
        point[i >> 6] ^= bit
    return count


@kernel(inner=True)
def at_of(off_at, j):
    """Where the off-cubes of an output begin and end."""
    return off_at[j : j + 2]


@kernel
def _shared(point, off_at, off_listed, off_pos, off_neg):
    """In how many outputs the point is not off."""
    count = 0
    for j in range(off_at.shape[0] - 1):
        free = True
        for e in range(off_at[j], off_at[j + 1]):
            if _holds_point(off_pos[off_listed[e]], off_neg[off_listed[e]], point):
                free = False
                break
        count += free
    return count


@kernel
def _fill(c, d, target, j, off_at, off_listed, off, inputs, tries, seed, work):
    """Of points in the cube (c, d), one that few terms can hold; how much freedom it has.

    Random points are made better by flipping free inputs while fewer outputs have them; of
    `tries` such points the one with the least freedom is taken. No second one is tried, and no
    input flipped, when work[0] is used up, which goes down.
    """
    least = 1 << 30
    point = np.empty(c.shape[0], dtype=np.uint64)
    for turn in range(tries):
        if turn and work[0] < 0:
            break
        put(point, c)
        for i in range(inputs):
            bit = ONE << np.uint64(i & 63)
            if not ((c[i >> 6] | d[i >> 6]) & bit) and draw(seed) & 1:
                point[i >> 6] |= bit
        shared = _shared(point, off_at, off_listed, off[0], off[1])
        work[0] -= off_listed.shape[0] >> LOOKED
        start = draw(seed) % inputs
        for k in range(inputs):
            i = (start + k) % inputs
            bit = ONE << np.uint64(i & 63)
            if shared > 1 and work[0] >= 0 and not ((c[i >> 6] | d[i >> 6]) & bit):
                point[i >> 6] ^= bit
                now = _shared(point, off_at, off_listed, off[0], off[1])
                work[0] -= off_listed.shape[0] >> LOOKED
                if now < shared:
                    shared = now
                else:
                    point[i >> 6] ^= bit
        freedom = _freedom(point, at_of(off_at, j), off_listed, off[0], off[1], inputs)
        work[0] -= inputs * (off_at[j + 1] - off_at[j]) >> LOOKED
        if freedom + shared < least:
            least = freedom + shared
            put(target, point)
    return least


@kernel
def points_in(pos, neg, outs, off, off_at, off_listed, inputs, tries, seed, points, first, work):
    """A point in each of the parts (cubes of one output), from `first` on.

    Stops after so much work; which part is next.
    """
    for k in range(first, pos.shape[0]):
        if work[0] < 0:
            return k
        _fill(
            pos[k], neg[k], points[k], outs[k], off_at, off_listed, off, inputs, tries, seed, work
        )
    return pos.shape[0]


@kernel
def _others(listed, size, k, seed):
    """Shuffle the list, so that no two calls part alike, with k in front; whether it is there."""
    for e in range(size):
        f = e + draw(seed) % (size - e)
        listed[e], listed[f] = listed[f], listed[e]
    front = 0
    for e in range(size):
        if listed[e] == k:
            listed[e], listed[front] = listed[front], listed[e]
            front += 1
    return front


@kernel
def lonely_points(
    pos, neg, mem, wanted, off, off_at, off_listed, inputs, outputs, tries, seed, at, each, points,
    found, work,
):  # fmt: skip
    """For each of the first `wanted` cubes and its outputs, a point that no other cube holds.

    Of `tries` random points in an uncovered part, the one with the least freedom. Goes on from
    output at[0] and cube at[1]; gives a cube up after looking at `each` others; stops after so
    much work, or with no more room. Enters points, and in `found` their output, their cube, and
    how easily other terms hold them; how many.
    """
    entered = 0
    space = room(inputs, pos.shape[1], pos.shape[0])
    listed = np.empty(pos.shape[0], dtype=np.int64)
    served = np.zeros(wanted, dtype=np.int64)
    left = np.empty(1, dtype=np.int64)
    for k in range(wanted):
        for w in range(mem.shape[1]):
            served[k] += bit_count(mem[k, w])
    for j in range(at[0], outputs):
        size = members_of(mem, j, listed)
        work[0] -= pos.shape[0]
        for k in range(at[1], wanted):
            if not has(mem[k], j) or draw(seed) % served[k] >= SOME:
                continue
            if work[0] < 0 or entered == points.shape[0]:
                at[0], at[1] = j, k
                return entered
            front = _others(listed, size, k, seed)
            c, d = pos[k].copy(), neg[k].copy()
            rest = listed[front:size]
            left[0] = each
            answer = uncovered(c, d, pos, neg, rest, size - front, space, left)
            work[0] -= 8 * size + each - left[0]
            if answer != 1:
                continue
            found[entered, 1] = k
            found[entered, 2] = _fill(
                c, d, points[entered], j, off_at, off_listed, off, inputs, tries, seed, work
            )
            found[entered, 0] = j
            entered += 1
        at[1] = 0
    at[0] = outputs
    return entered


@kernel
def _apart(p, q, low, high, off_listed, off_pos, off_neg):
    """The off-cube, by place, that meets the smallest cube of two points; -1 without one."""
    for e in range(low, high):
        k = off_listed[e]
        meets = True
        for w in range(p.shape[0]):
            agree = ~(p[w] ^ q[w])
            if ((off_pos[k, w] & ~p[w]) | (off_neg[k, w] & p[w])) & agree:
                meets = False
                break
        if meets:
            return e
    return -1


@kernel
def together(points, outs, off, off_at, off_listed, result, first, work):
    """Mark the pairs of points that one implicant of both their outputs can hold.

    Goes on from point `first`; stops after so much work; which point is next.
    """
    off_pos, off_neg = off
    count = points.shape[0]
    for a in range(first, count):
        if work[0] < 0:
            return a
        last = -1  # an off-cube that parted the pair before often parts the next
        for b in range(a + 1, count):
            if last >= 0:
                low = last
                if (
                    off_at[outs[a]] <= low < off_at[outs[a] + 1]
                    and _apart(points[a], points[b], low, low + 1, off_listed, off_pos, off_neg)
                    >= 0
                ):
                    work[0] -= 1
                    continue
            parted = False
            for j in (outs[a], outs[b]):
                e = _apart(
                    points[a], points[b], off_at[j], off_at[j + 1], off_listed, off_pos, off_neg
                )
                if e >= 0:
                    work[0] -= e - off_at[j]
                    last, parted = e, True
                    break
                work[0] -= off_at[j + 1] - off_at[j]
            if not parted:
                result[a, b] = result[b, a] = True
    return count
