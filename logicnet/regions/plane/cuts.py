"""Polygons cut into convex pieces along the lines of their own edges.

At a reflex corner (the inside angle is more than 180 degrees) one of its two edges is prolonged
into the polygon until it meets an edge or an earlier cut; that leaves no reflex corner there.
With r reflex corners and h holes at most r cuts make at most r + 1 - h pieces, since a cut that
first reaches a hole divides nothing, and a cut that ends in a reflex corner can serve both. Every
piece is bounded by lines of edges, so no line is added.

    +-----------+          Both edges at the corner v can be prolonged; the one that ends in a
    |     :     |          corner, or else the shorter one, is taken.
    |     :     |
    |     v-----+
    |     |
    +-----+

The pieces are the loops of a planar map of half-edges, each with its piece on the left. Corners
are exact: integers (x, y, w) for (x/w, y/w). Signs and places are found in floats with a bound
on their error, and in integers where that does not decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.regions.exact import integers

from .polygons import Ring, corners_within, edges

_SURE = 1e-13  # signed distances beyond this are right, with coordinates within 1


class Bound(NamedTuple):
    """One side of a piece: along which edge's line, on its left (or right), edge or cut."""

    edge: int
    left: bool
    real: bool


class Hit(NamedTuple):
    """Where a ray ends: in the corner before half-edge `at`, or within it at a new point."""

    at: int
    point: tuple[int, int, int] | None
    distance: float


def cut_into_pieces(rings: Sequence[Ring]) -> list[list[Bound]] | None:
    """The convex pieces of what lies on the left of rings that do not cross, by their sides.

    A corner of a piece on the boundary, between two cuts, counts as a side along the edge that
    it touches. None where edges lie on each other, so that the map has no clear loops.

    >>> ring = np.array([[0., 0.], [2., 0.], [2., 1.], [1., 1.], [1., 2.], [0., 2.]])
    >>> [sorted({b.edge for b in piece}) for piece in cut_into_pieces([ring])]
    [[0, 1, 2, 5], [2, 3, 4, 5]]
    """
    plane_map = _Map(rings, corners_within(rings))
    if not plane_map.relink():
        return None
    plane_map.cut()
    return plane_map.pieces()


class _Map:
    """Half-edges of a planar map: where each starts and ends, on whose line, what follows."""

    def __init__(self, rings: Sequence[Ring], parts: Sequence[Sequence[Ring]]) -> None:
        starts, _ = edges(rings)
        corners = np.array([p for a, more in zip(starts, parts, strict=True) for p in (a, *more)])
        self.whole_lines(rings, corners)
        count = len(corners)
        room = 4 * count + 8  # a cut adds three half-edges
        self.start = np.zeros(room, dtype=np.int64)
        self.end = np.zeros(room, dtype=np.int64)
        self.next: list[int] = [0] * room
        self.before: list[int] = [0] * room
        self.line: list[int] = [0] * room
        self.left: list[bool] = [True] * room
        self.real: list[bool] = [True] * room
        self.count = 0
        self._add_rings(rings, parts)

    def whole_lines(self, rings: Sequence[Ring], corners: NDArray[np.float64]) -> None:
        """Exact corners and left normals (a, b, c) of edges, and both in floats within 1."""
        starts, ends = edges(rings)
        whole, _ = integers(np.concatenate([starts, ends, corners]))
        whole = whole - whole[0]
        k = len(starts)
        p, q = whole[:k], whole[k : 2 * k]
        normal = np.stack([p[:, 1] - q[:, 1], q[:, 0] - p[:, 0]], axis=1)
        offset = (normal * p).sum(axis=1)
        sides = np.column_stack([normal, offset]).tolist()
        self.lines: list[tuple[int, int, int]] = [(a, b, c) for a, b, c in sides]
        self.size: int = max(1, *(abs(v) for v in whole.ravel().tolist()))
        self.normals = np.array(
            [[a / max(abs(a), abs(b)), b / max(abs(a), abs(b))] for a, b, _ in self.lines]
        )
        self.base = np.array([[x / self.size, y / self.size] for x, y in p.tolist()])
        self.corner_whole: list[tuple[int, int]] = [(x, y) for x, y in whole[2 * k :].tolist()]

    def _add_rings(self, rings: Sequence[Ring], parts: Sequence[Sequence[Ring]]) -> None:
        self.points: list[tuple[int, int, int]] = []
        self.place = np.zeros((5 * len(self.corner_whole) + 8, 2))
        number: dict[tuple[int, int], int] = {}
        for x, y in self.corner_whole:
            if (x, y) not in number:
                number[x, y] = self.add_point((x, y, 1))
        at = [number[x, y] for x, y in self.corner_whole]
        edge = 0
        for ring in rings:
            first = self.count
            for _ in ring:
                for _ in range(1 + len(parts[edge])):
                    self.start[self.count] = at[self.count]
                    self.line[self.count] = edge
                    self.count += 1
                edge += 1
            stop = self.count
            for h in range(first, stop):
                self.link(h, h + 1 if h + 1 < stop else first)
                self.end[h] = self.start[self.next[h]]
        self.touched: list[list[int]] = [[] for _ in self.points]  # half-edges with an end there
        for h in range(self.count):
            self.touched[self.start[h]].append(h)
            self.touched[self.end[h]].append(h)

    def add_point(self, point: tuple[int, int, int]) -> int:
        """The number of a new point."""
        x, y, w = point
        self.place[len(self.points)] = x / (w * self.size), y / (w * self.size)
        self.points.append(point)
        return len(self.points) - 1

    def link(self, first: int, second: int) -> None:
        """Let one half-edge follow another."""
        self.next[first], self.before[second] = second, first

    def way(self, h: int) -> tuple[int, int]:
        """The direction of a half-edge."""
        a, b, _ = self.lines[self.line[h]]
        return (b, -a) if self.left[h] else (-b, a)

    # Touching corners ----------------------------------------------------------------------

    def relink(self) -> bool:
        """Where several loops pass one point, let each half-edge turn round the next gap.

        The inside next to an outgoing half-edge ends, counter-clockwise, at the first incoming
        one. False where half-edges lie on each other.
        """
        for point, touched in enumerate(self.touched):
            if len(touched) <= 2:
                continue
            rays = [(self.way(h), h, True) for h in touched if self.start[h] == point]
            rays += [((-x, -y), h, False) for h in touched if self.end[h] == point
                     for x, y in (self.way(h),)]  # fmt: skip
            rays.sort(key=_by_angle)
            for (u, first, out), (v, second, out_too) in zip(
                rays, [*rays[1:], rays[0]], strict=True
            ):
                if out == out_too or _angle_order(u, v) == 0:
                    return False
                if out:
                    self.link(second, first)
        return True

    # Cutting -------------------------------------------------------------------------------

    def cut(self) -> None:
        """Cut at every reflex corner (that before half-edge b)."""
        pending = [b for b in range(self.count) if self.reflex(b)]
        while pending:
            b = pending.pop()
            if not self.reflex(b):
                continue
            a = self.before[b]
            rays = [(self.line[h], self.left[h] == (h == a)) for h in (a, b) if self.real[h]]
            hits = [(ray, self.shoot(int(self.start[b]), *ray)) for ray in rays]
            order = [(not self.serves(*one), one[1].distance) for one in hits]
            pending.extend(self.divide(b, *hits[order.index(min(order))]))

    def reflex(self, b: int) -> bool:
        """Whether the corner before a half-edge turns right (or right back)."""
        turn = _cross(self.way(self.before[b]), self.way(b))
        return turn < 0

    def serves(self, ray: tuple[int, bool], hit: Hit) -> bool:
        """Whether a cut ends in a reflex corner and leaves none there."""
        if hit.point is not None or not self.reflex(hit.at):
            return False
        x, y = self._ray_way(ray)
        before, after = self.way(self.before[hit.at]), self.way(hit.at)
        return _cross(before, (-x, -y)) >= 0 and _cross((x, y), after) >= 0

    def _ray_way(self, ray: tuple[int, bool]) -> tuple[int, int]:
        a, b, _ = self.lines[ray[0]]
        return (b, -a) if ray[1] else (-b, a)

    def shoot(self, origin: int, line: int, left: bool) -> Hit:
        """Where the ray from a point along a line first meets a half-edge from its left."""
        side, value = self.sides(line, left)
        n = self.count
        starts, ends = self.start[:n], self.end[:n]
        s, t = side[starts], side[ends]
        facing = np.flatnonzero((s <= 0) & (t >= 0) & (s < t))
        p, q = starts[facing], ends[facing]
        v, w = value[p], value[q]
        at_corner = (s[facing] == 0) | (t[facing] == 0)
        drop = np.maximum(np.abs(v - w), _SURE)
        part = np.where(at_corner, t[facing] == 0, np.clip(np.abs(v) / drop, 0, 1))
        gap = self.place[q] - self.place[p]
        spot = self.place[p] + part[:, None] * gap
        error = _SURE + np.where(at_corner, 0, _SURE / drop) * np.abs(gap).sum(axis=1)
        a, b = self.normals[line] * (1 if left else -1)
        along = (spot - self.place[origin]) @ np.array([b, -a])
        least = (along + error)[along > error].min(initial=np.inf)
        near = np.flatnonzero((along + error > 0) & (along - error <= least))
        return self._first(origin, (line, left), facing[near], side, along[near])

    def sides(self, line: int, left: bool) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
        """On which side of a line every point is, exactly, and how far, roughly."""
        places = self.place[: len(self.points)]
        value = (places - self.base[line]) @ self.normals[line]
        side = np.sign(value).astype(np.int8)
        a, b, c = self.lines[line]
        for k in np.flatnonzero(np.abs(value) <= _SURE).tolist():
            x, y, w = self.points[k]
            exact = a * x + b * y - c * w
            side[k] = (exact > 0) - (exact < 0)
        return (side, value) if left else (-side, -value)

    def _first(self, origin: int, ray: tuple[int, bool], near: Any, side: Any, along: Any) -> Hit:
        """The first of the half-edges that a ray may meet first, by exact places."""
        x, y = self._ray_way(ray)
        ox, oy, ow = self.points[origin]
        from_here = x * ox + y * oy
        found: list[tuple[int, int, int, tuple[int, int, int] | None, float]] = []
        for h, distance in zip(near.tolist(), along.tolist(), strict=True):
            start, end = int(self.start[h]), int(self.end[h])
            if side[start] and side[end]:
                point = _meeting(self.lines[ray[0]], self.lines[self.line[h]])
                new: tuple[int, int, int] | None = point
            else:
                at_end = bool(side[start])
                h = self.next[h] if at_end else h
                point, new = self.points[end if at_end else start], None
            top = (x * point[0] + y * point[1]) * ow - from_here * point[2]
            if top > 0:
                found.append((top, point[2], h, new, distance))
        best = found[0]
        for other in found[1:]:
            best = other if other[0] * best[1] < best[0] * other[1] else best
        ties = [f for f in found if f[0] * best[1] == best[0] * f[1]]
        for _, _, h, new, distance in ties:
            if new is None:
                corner = self._corner(int(self.start[h]), (-x, -y))
                if corner is not None:
                    return Hit(corner, None, distance)
        _, _, h, new, distance = next(f for f in ties if f[3] is not None)
        return Hit(h, new, distance)

    def _corner(self, point: int, way: tuple[int, int]) -> int | None:
        """The half-edge from a point whose gap to the one before it contains a direction."""
        for e in np.flatnonzero(self.start[: self.count] == point).tolist():
            out, back = self.way(e), self.way(self.before[e])
            back = (-back[0], -back[1])
            straight = _cross(out, back)
            after, until = _cross(out, way) > 0, _cross(way, back) > 0
            if (after and until) if straight > 0 else (after or until):
                return int(e)
        return None

    def divide(self, b: int, ray: tuple[int, bool], hit: Hit) -> list[int]:
        """Put a cut in; the half-edges before which a reflex corner may have come to be."""
        a, h = self.before[b], hit.at
        if hit.point is not None:
            q = self.add_point(hit.point)
            self.touched.append([h] if self.real[h] else [])
            second = self._add(q, int(self.end[h]), self.line[h], self.left[h], self.real[h])
            self.end[h] = q
            self.link(second, self.next[h])
            self.link(h, second)
            h = second
        q, v = int(self.start[h]), int(self.start[b])
        there = self._add(v, q, ray[0], ray[1], False)
        back = self._add(q, v, ray[0], not ray[1], False)
        self.link(self.before[h], back)
        self.link(back, b)
        self.link(a, there)
        self.link(there, h)
        return [h, back]

    def _add(self, start: int, end: int, line: int, left: bool, real: bool) -> int:
        h = self.count
        self.count += 1
        self.start[h], self.end[h] = start, end
        self.line[h], self.left[h], self.real[h] = line, left, real
        return h

    # Pieces --------------------------------------------------------------------------------

    def pieces(self) -> list[list[Bound]]:
        """The loops of the map, each as the sides of its piece."""
        seen = np.zeros(self.count, dtype=bool)
        found = []
        for first in range(self.count):
            piece: list[Bound] = []
            h = first
            while not seen[h]:
                seen[h] = True
                piece.append(Bound(self.line[h], self.left[h], self.real[h]))
                piece.extend(self._touching(h))
                h = self.next[h]
            if piece:
                found.append(piece)
        return found

    def _touching(self, e: int) -> list[Bound]:
        """The edge that a corner between two cuts touches, with the piece on its left."""
        h = self.before[e]
        if self.real[h] or self.real[e]:
            return []
        out, back = self.way(e), self.way(h)
        ways = [(g, self.way(g)) for g in self.touched[self.start[e]]]
        return [Bound(self.line[g], self.left[g], True) for g, way in ways
                if _cross(way, out) >= 0 and _cross(way, back) <= 0][:1]  # fmt: skip


def _cross(a: tuple[int, int], b: tuple[int, int]) -> int:
    return a[0] * b[1] - a[1] * b[0]


def _angle_order(a: tuple[int, int], b: tuple[int, int]) -> int:
    """Negative where direction a comes before b, counter-clockwise from that of the x axis."""
    upper = [(v[1] < 0) or (v[1] == 0 and v[0] < 0) for v in (a, b)]
    if upper[0] != upper[1]:
        return upper[0] - upper[1]
    turn = _cross(a, b)
    return (turn < 0) - (turn > 0)


_by_angle = cmp_to_key(
    lambda one, other: _angle_order(one[0], other[0])  # type: ignore[index]
)


def _meeting(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    """Where two lines a x + b y = c meet."""
    (a, b, c), (d, e, f) = one, other
    w = a * e - b * d
    x, y = c * e - b * f, a * f - c * d
    return (x, y, w) if w > 0 else (-x, -y, -w)
