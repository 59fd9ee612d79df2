"""Closed rings of straight edges: their normal form, their crossings, and winding numbers.

A ring is an array of corner points (k, 2) without repetition of the first. Seen along a ring,
left is where its winding number is one more than on the right, so a ring that has its inside
on the left runs counter-clockwise around a shell and clockwise around a hole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.regions.exact import exact_floats, integers, turn

from .segments import near_pairs, spread

_BLOCK = 1 << 20  # point-edge pairs looked at together
_MOST_BANDS = 1024  # into which edges are sorted by height

Ring = NDArray[np.float64]


class Meetings(NamedTuple):
    """Pairs of edges that meet elsewhere than at the corner between neighbours of a ring."""

    crossing: NDArray[np.int64]  # (pairs, 2) edges whose interiors cross
    touching: NDArray[np.int64]  # (pairs, 2) edges that meet in an end point or overlap


def clean_ring(points: ArrayLike, what: str = "ring") -> Ring:
    """The corners of a ring: finite, without repeated and straight-on points and spikes.

    >>> clean_ring([(0, 0), (1, 0), (2, 0), (2, 2), (2, 2), (0, 0)]).tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0]]
    """
    array = exact_floats(points, what)
    if array.ndim != 2 or array.shape[1] < 2:
        raise SpecificationError(f"{what}: expected rows (x, y), got an array of {array.shape}")
    ring = array[:, :2] + 0.0  # a third coordinate is a height; -0.0 becomes 0.0
    wrong = np.flatnonzero(~np.isfinite(ring).all(axis=1))
    if len(wrong):
        raise SpecificationError(f"{what}: point {wrong[0]} is {tuple(ring[wrong[0]].tolist())}")
    given = len(np.unique(ring, axis=0))
    ring = without_needless(ring)
    if len(ring) > 2:
        return ring
    if given < 3:
        raise SpecificationError(f"{what}: a ring needs three points, got {given} distinct ones")
    raise SpecificationError(f"{what}: all points lie on one line, so it encloses nothing")


def without_needless(ring: Ring) -> Ring:
    """The corners without repeated and straight-on points and spikes; fewer than 3 if flat."""
    while len(ring) > 2:
        before, after = np.roll(ring, 1, axis=0), np.roll(ring, -1, axis=0)
        drop = (ring == after).all(axis=1)
        if not drop.any():
            drop = turn(before, ring, after) == 0
            back = drop & _turns_back(before, ring, after)
            if back.any():  # a spike: its tip goes first, one at a time
                drop = np.arange(len(ring)) == np.flatnonzero(back)[0]
        if not drop.any():
            return ring
        ring = ring[~drop]
    return ring


def _turns_back(before: Ring, here: Ring, after: Ring) -> NDArray[np.bool_]:
    """Where the way, known to stay on one line, turns round."""
    return np.asarray(((here > before) & (here > after) | (here < before) & (here < after)).any(1))


def edges(rings: Sequence[Ring]) -> tuple[Ring, Ring]:
    """Start and end points of all edges, ring after ring."""
    if not rings:
        return np.zeros((0, 2)), np.zeros((0, 2))
    return np.concatenate(rings), np.concatenate([np.roll(r, -1, axis=0) for r in rings])


def ring_numbers(rings: Sequence[Ring]) -> NDArray[np.int64]:
    """The number of the ring of each edge."""
    return np.repeat(np.arange(len(rings)), [len(r) for r in rings])


def turns(ring: Ring) -> NDArray[np.int8]:
    """At each corner, 1 for a left turn and -1 for a right turn."""
    return turn(np.roll(ring, 1, axis=0), ring, np.roll(ring, -1, axis=0))


def turning_number(ring: Ring) -> int:
    """How often the direction of travel turns round: 1 or -1 for a ring that does not cross.

    Left turns from downward ways to upward ones pass the direction (1, 0), and so do right turns
    from upward to downward ones, the other way round.
    """
    way = np.sign(np.roll(ring, -1, axis=0) - ring)
    up = (way[:, 1] > 0) | ((way[:, 1] == 0) & (way[:, 0] > 0))
    before, turned = np.roll(up, 1), turns(ring)
    return int((~before & up & (turned > 0)).sum() - (before & ~up & (turned < 0)).sum())


def signed_area(ring: Ring) -> Fraction:
    """The area, exactly: positive where the ring has it on its left."""
    whole, power = integers(ring)
    after = np.roll(whole, -1, axis=0)
    doubled: int = (whole[:, 0] * after[:, 1] - whole[:, 1] * after[:, 0]).sum()
    return doubled * Fraction(2) ** (2 * power - 1)


def winding(points: Ring, rings: Sequence[Ring]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The winding number of the rings around each point, and whether the point is on an edge.

    An upward edge (its end above the point's height, its start not) that has the point on its
    left counts +1, a downward one with the point on its right counts -1.
    """
    starts, ends = edges(rings)
    number = np.zeros(len(points), dtype=np.int64)
    on = np.zeros(len(points), dtype=bool)
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    for p, e in _facing(points, low, high):
        side = turn(starts[e], ends[e], points[p])
        begins, stops, height = starts[e, 1], ends[e, 1], points[p, 1]
        up = (begins <= height) & (height < stops) & (side > 0)
        down = (stops <= height) & (height < begins) & (side < 0)
        np.add.at(number, p, up.astype(np.int64) - down)
        on[p[(side == 0) & (points[p, 0] >= low[e, 0])]] = True
    return number, on


def _facing(
    points: Ring, low: Ring, high: Ring
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs (point, edge) with the edge's box at the point's height and reaching beyond it.

    Edges are put into bands of height, so that a point looks at those of its band only.
    """
    inner = np.arange(len(points))
    for axis, (least, most) in enumerate(zip(low.min(axis=0), high.max(axis=0), strict=True)):
        value = points[inner, axis] if axis else points[:, axis]
        inner = inner[(value >= least) & (value <= most)]
    if not len(inner):
        return
    floor, span = low[:, 1].min(), high[:, 1].max() / 2 - low[:, 1].min() / 2
    bands = int(np.clip(len(low) // 2, 1, _MOST_BANDS))

    def band(y: NDArray[np.float64]) -> NDArray[np.int64]:
        share = (y / 2 - floor / 2) / (span if span > 0 else 1.0)
        return np.asarray(np.clip(share * bands, 0, bands - 1).astype(np.int64))

    owner, where = spread(band(low[:, 1]), band(high[:, 1]))
    order = np.argsort(where, kind="stable")
    owner = owner[order]
    starts = np.searchsorted(where[order], np.arange(bands + 1))
    own = band(points[inner, 1])
    blocks = np.cumsum(starts[own + 1] - starts[own]) // _BLOCK
    for part in np.split(np.arange(len(inner)), np.flatnonzero(np.diff(blocks)) + 1):
        p, at = spread(starts[own[part]], starts[own[part] + 1] - 1)
        p, e = inner[part][p], owner[at]
        x, y = points[p, 0], points[p, 1]
        kept = (low[e, 1] <= y) & (y <= high[e, 1]) & (x <= high[e, 0])
        yield p[kept], e[kept]


def meetings(rings: Sequence[Ring]) -> Meetings:
    """The pairs of edges that cross or touch."""
    starts, ends = edges(rings)
    follower = np.concatenate(
        [np.roll(np.arange(len(r)), -1) + o for r, o in zip(rings, _firsts(rings), strict=True)]
    )
    i, j = near_pairs(starts, ends)
    a, b, c, d = starts[i], ends[i], starts[j], ends[j]
    first = turn(a, b, c).astype(int) * turn(a, b, d)
    second = turn(c, d, a).astype(int) * turn(c, d, b)
    crossing = (first < 0) & (second < 0)
    touching = (
        (turn(a, b, c) == 0) & _within(a, b, c) | (turn(a, b, d) == 0) & _within(a, b, d)
        | (turn(c, d, a) == 0) & _within(c, d, a) | (turn(c, d, b) == 0) & _within(c, d, b)
    )  # fmt: skip
    touching &= (follower[i] != j) & (follower[j] != i)
    pairs = np.stack([i, j], axis=1)
    return Meetings(pairs[crossing], pairs[touching & ~crossing])


def corners_within(rings: Sequence[Ring]) -> list[list[Ring]]:
    """For each edge the corners of other edges that lie within it, in their order along it.

    >>> square = np.array([[0., 0.], [2., 0.], [2., 2.], [0., 2.]])
    >>> corners_within([square, np.array([[1., 0.], [1., 1.], [1.5, 1.]])])[0]
    [array([1., 0.])]
    """
    starts, ends = edges(rings)
    edge, corner = touched(starts, ends, meetings(rings).touching)
    found: list[list[Ring]] = [[] for _ in starts]
    for e, at in zip(edge.tolist(), corner, strict=True):
        found[e].append(at)
    for e in np.unique(edge).tolist():
        way = ends[e] - starts[e]
        axis = int(np.argmax(np.abs(way)))
        found[e].sort(key=lambda at: at[axis] * np.sign(way[axis]))
    return found


def touched(
    starts: Ring, ends: Ring, touching: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Ring]:
    """Edges, and corners of other edges that lie within them: each pair once."""
    i, j = touching.T
    edge = np.concatenate([i, i, j, j])
    corner = np.concatenate([starts[j], ends[j], starts[i], ends[i]])
    a, b = starts[edge], ends[edge]
    inner = (turn(a, b, corner) == 0) & _within(a, b, corner)
    inner &= (corner != a).any(axis=1) & (corner != b).any(axis=1)
    pairs = np.unique(np.column_stack([edge[inner], corner[inner]]), axis=0)
    return pairs[:, 0].astype(np.int64), pairs[:, 1:]


def _firsts(rings: Sequence[Ring]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum([len(r) for r in rings])[:-1]]).astype(np.int64)


def _within(a: Ring, b: Ring, c: Ring) -> NDArray[np.bool_]:
    """Whether c lies in the box of a and b."""
    return np.asarray(((np.minimum(a, b) <= c) & (c <= np.maximum(a, b))).all(axis=1))


def crossing_point(a: Ring, b: Ring, c: Ring, d: Ring) -> tuple[float, float]:
    """Where the edges a b and c d cross."""
    scale = np.abs(np.stack([a, b, c, d])).max()
    a, b, c, d = a / scale, b / scale, c / scale, d / scale
    way, other, gap = b - a, d - c, c - a
    part = (gap[0] * other[1] - gap[1] * other[0]) / (way[0] * other[1] - way[1] * other[0])
    x, y = (a + part * way) * scale
    return float(x), float(y)
